"""A served stand-in, a client for it, and a receiver of its webhooks; loopback sockets only."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from frontmate.simulator import Config, Simulator, serve

AUTHORIZED = {"authorization": f"Bearer {Config().token}"}


@dataclass
class Front:
    """A served stand-in: `api` carries the token, `control` does not."""

    simulator: Simulator
    url: str
    api: httpx2.AsyncClient
    control: httpx2.AsyncClient

    async def act(self, name: str, /, **arguments: Any) -> Any:
        answer = await self.control.post(f"/_control/{name}", json=arguments)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def customer(self, text: str = "Where is my order?", /, **arguments: Any) -> str:
        """The conversation that a customer's message started or went on."""
        done = await self.act("customer_message", text=text, **arguments)
        return str(done["conversation"])

    async def look(self, what: str, /) -> Any:
        return (await self.control.get(f"/_control/{what}")).json()

    async def fault(self, **rule: Any) -> None:
        await self.act("faults", **rule)

    async def reply(self, conversation: str, /, **body: Any) -> httpx2.Response:
        body = {"body": "<p>On its way.</p>", "author_id": "tea_1ada"} | body
        return await self.api.post(f"/conversations/{conversation}/messages", json=body)

    def event_types(self) -> list[str]:
        return [event.type for event in self.simulator.desk.workspace.events]


@asynccontextmanager
async def served(
    config: Config | None = None, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> AsyncIterator[Front]:
    simulator = Simulator(config or Config(message_delay=0), sleep=sleep)
    async with (
        serve(simulator) as url,
        httpx2.AsyncClient(base_url=url, headers=AUTHORIZED, trust_env=False) as api,
        httpx2.AsyncClient(base_url=url, trust_env=False) as control,
    ):
        yield Front(simulator, url, api, control)


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    async with served() as front:
        yield front


class Gate:
    """A sleep that lasts until the test opens it; remembers what was asked for."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self._opened = asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        await self._opened.wait()

    def open(self) -> None:
        self._opened.set()


async def eventually(check: Callable[[], Any], seconds: float = 5.0) -> Any:
    """Wait for something that happens in the background; fails when it never does."""
    async with asyncio.timeout(seconds):
        while not (found := check()):  # noqa: ASYNC110 - the checked thing has no event to wait for
            await asyncio.sleep(0.005)
    return found


@dataclass
class Received:
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Takes webhooks; `statuses` are answered in turn, then 200; echoes challenges.

    With `refusal`, a status and a text, it answers challenges by that; `echo` makes the answer.
    """

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    shaken: list[Received] = field(default_factory=list)
    silent: int = 0
    refusal: tuple[int, str] | None = None
    echo: Callable[[str], Response] = PlainTextResponse

    async def take(self, request: Request) -> Response:
        got = Received(dict(request.headers), await request.body())
        challenge = got.headers.get("x-front-challenge")
        if challenge is not None:
            self.shaken.append(got)
            if self.refusal is not None:
                return PlainTextResponse(self.refusal[1], self.refusal[0])
            return self.echo(challenge)
        self.received.append(got)
        if self.silent:
            self.silent -= 1
            await asyncio.sleep(2)
        return PlainTextResponse("ok", self.statuses.pop(0) if self.statuses else 200)


class QuietServer(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Any:
        yield


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = Starlette(routes=[Route("/hook", receiver.take, methods=["POST"])])
    config = uvicorn.Config(
        app, port=0, lifespan="off", log_level="error", timeout_graceful_shutdown=1
    )
    server = QuietServer(config)
    running = asyncio.create_task(server.serve())
    await eventually(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    receiver.url = f"http://127.0.0.1:{port}/hook"
    yield receiver
    server.should_exit = True
    await running
