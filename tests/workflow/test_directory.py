"""What is read seldom: tags by name (5.1), and the addresses of ours (2.2)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from frontmate.front import FrontClient, FrontError, Identity, Limiter
from frontmate.simulator import Config, Simulator
from frontmate.simulator import serve as serve_simulator
from frontmate.workflow import Directory

TOKEN = "simulated-token"


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Front:
    """A stand-in whose tags and requests a test can reach."""

    def __init__(self, simulator: Simulator, url: str) -> None:
        self.simulator, self.url = simulator, url
        self.clock = Clock()
        self.clients: list[FrontClient] = []

    def directory(self) -> Directory:
        """Another worker's, with a client of its own."""
        client = FrontClient(
            base_url=self.url,
            token=TOKEN,
            identity=Identity("cmp_1demo", "tea_1ada"),
            limiter=Limiter(per_minute=100_000, clock=self.clock, sleep=asyncio.sleep),
            clock=self.clock,
            sleep=asyncio.sleep,
        )
        self.clients.append(client)
        return Directory(client, self.clock)

    def requests(self, method: str, path: str) -> int:
        seen = self.simulator.journal.of_kind("request")
        return len([r for r in seen if (r["method"], r["path"]) == (method, path)])

    @property
    def tags(self) -> list[str]:
        return sorted(tag.name for tag in self.simulator.desk.workspace.people.tags.values())


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    simulator = Simulator(Config(ratelimit=0))
    async with serve_simulator(simulator) as url:
        front = Front(simulator, url)
        yield front
        for client in front.clients:
            await client.aclose()


async def alone(create: Callable[[], Awaitable[None]]) -> None:
    await create()


async def test_a_missing_tag_is_made_once_and_remembered(front: Front) -> None:
    directory = front.directory()
    first = await directory.tag_ids(("ai-replied", "ai-replied"), alone)
    assert await directory.tag_ids(("ai-replied",), alone) == (first[0],)
    assert front.tags == ["ai-replied"]
    assert front.requests("GET", "/company/tags") + front.requests("GET", "/tags") == 2


async def test_a_private_tag_of_the_same_name_is_never_used(front: Front) -> None:
    private = front.simulator.desk.workspace.people.add_tag("ai-replied")
    private.is_private = True
    (used,) = await front.directory().tag_ids(("ai-replied",), alone)
    assert used != private.id
    assert front.tags == ["ai-replied", "ai-replied"]


async def test_two_workers_never_make_the_same_tag_twice(front: Front) -> None:
    lock = asyncio.Lock()  # what the database's lock is between processes

    async def one_at_a_time(create: Callable[[], Awaitable[None]]) -> None:
        async with lock:
            await create()

    workers = [front.directory() for _ in range(4)]
    found = await asyncio.gather(*(w.tag_ids(("ai-replied",), one_at_a_time) for w in workers))
    assert front.tags == ["ai-replied"]
    assert len(set(found)) == 1


async def test_a_tag_that_does_not_exist_need_not_be_taken_off(front: Front) -> None:
    assert await front.directory().known_tag_ids(("ai-resolved",)) == ()
    assert front.tags == []


async def test_addresses_of_teammates_and_channels_are_ours_whatever_their_case(
    front: Front,
) -> None:
    own = await front.directory().own_addresses()
    assert {"mia@example.com", "support@example.com", "+12025550100"} <= own
    assert own == {address.lower() for address in own}


async def test_addresses_are_read_again_after_an_hour(front: Front) -> None:
    directory = front.directory()
    await directory.own_addresses()
    front.clock.now += timedelta(minutes=59)
    await directory.own_addresses()
    assert front.requests("GET", "/teammates") == 1
    front.clock.now += timedelta(minutes=2)
    await directory.own_addresses()
    assert front.requests("GET", "/teammates") == 2


async def test_addresses_that_cannot_be_read_are_an_error_and_no_empty_set(front: Front) -> None:
    # An empty set would have us answer ourselves.
    async with httpx2.AsyncClient() as http:
        rule = {"effect": "status", "path_regex": "^/teammates", "status": 403}
        (await http.post(f"{front.url}/_control/faults", json=rule)).raise_for_status()
    with pytest.raises(FrontError):
        await front.directory().own_addresses()
