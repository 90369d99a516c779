"""A clock that sleeping moves, and a Front that answers from a script."""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx2

from frontmate.front import Call, FrontClient, Limiter
from tests.front.payloads import ME, NOON

BASE = "https://api2.frontapp.com"
TOKEN = "token-of-a-test"


class Clock:
    """Stands still until somebody sleeps."""

    def __init__(self) -> None:
        self.now = NOON
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


Step = httpx2.Response | Exception | Callable[[httpx2.Request], httpx2.Response]


@dataclass
class Script:
    """Answers in order; an exception is what the connection does instead."""

    steps: list[Step]
    asked: list[httpx2.Request] = field(default_factory=list)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        step = self.steps.pop(0)
        if isinstance(step, Exception):
            raise step
        return step if isinstance(step, httpx2.Response) else step(request)

    def bodies(self) -> list[Any]:
        return [json.loads(one.content) if one.content else None for one in self.asked]


def says(
    body: object = None, status: int = 200, headers: Mapping[str, str] | None = None
) -> httpx2.Response:
    """An answer of Front's: JSON, or empty."""
    content = b"" if body is None else json.dumps(body).encode()
    kind = {"content-type": "application/json"}
    return httpx2.Response(status, content=content, headers={**kind, **(headers or {})})


def refuses(status: int, message: str = "no", **headers: str) -> httpx2.Response:
    error = {"status": status, "title": "Bad request", "message": message}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return says({"_error": error}, status, named)


@dataclass
class Rig:
    client: FrontClient
    script: Script
    clock: Clock
    calls: list[Call]


def rig(
    steps: Iterable[Step] = (),
    *,
    base_url: str = BASE,
    per_minute: int = 600,
    timeout: float = 10.0,
    clock: Clock | None = None,
) -> Rig:
    """A client of which only the network is made up."""
    script, clock, calls = Script(list(steps)), clock or Clock(), list[Call]()
    client = FrontClient(
        base_url=base_url,
        token=TOKEN,
        identity=ME,
        limiter=Limiter(per_minute=per_minute, clock=clock, sleep=clock.sleep),
        clock=clock,
        sleep=clock.sleep,
        on_call=calls.append,
        jitter=lambda: 0.5,
        timeout=timeout,
        transport=httpx2.MockTransport(script) if script.steps else None,
    )
    return Rig(client, script, clock, calls)
