"""The behaviours of our client, on the served stand-in and on Prism where that can be had."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from frontmate.simulator import Simulator, serve
from tests.contract import prism_server
from tests.contract.asked import named
from tests.contract.behaviours import BEHAVIOURS, BeyondError, Server
from tests.contract.client_calls import Names
from tests.contract.findings import Findings
from tests.contract.standing import COMPANY, StandIn, api_of
from tests.contract.world import furnish


async def both_servers(findings: Findings) -> None:
    for name in BEHAVIOURS:
        async with stand_in_server() as server:
            await _check(findings, server, name)
    absent = prism_server.install() or prism_server.missing()
    if absent is not None:
        findings.prism = f"absent: {absent}"
        return
    with prism_at() as server:
        beyond = [name for name in BEHAVIOURS if not await _check(findings, server, name)]
    held = len(BEHAVIOURS) - len(beyond)
    findings.prism = (
        f"{prism_server.version()}: {held} behaviours, {len(beyond)} beyond the description"
    )


async def _check(findings: Findings, server: Server, name: str) -> bool:
    """Whether the server could be asked at all."""
    try:
        await BEHAVIOURS[name](server)
    except BeyondError:
        return False
    except Exception as error:
        findings.fail(f"{name}: {type(error).__name__} {error}", server.name)
    return True


@asynccontextmanager
async def stand_in_server() -> AsyncIterator[Server]:
    """On a real socket, with all that a call can name."""
    simulator = Simulator(COMPANY)
    async with serve(simulator) as url, api_of(simulator) as api:
        world = await furnish(StandIn(simulator, api))
        yield Server("the stand-in", url, named(world), world.ids["merged"])


@contextmanager
def prism_at() -> Iterator[Server]:
    with prism_server.prism() as url:
        yield Server("Prism", url, Names())
