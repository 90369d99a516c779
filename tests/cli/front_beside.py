"""A simulated Front in a thread of its own, for commands that bring their own event loop."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2

from tests.setup.connecting import simulated_front


@dataclass
class Beside:
    url: str

    def control(self, action: str, **given: object) -> Any:
        answer = httpx2.post(f"{self.url}/_control/{action}", json=given, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def requests(self) -> int:
        """How many there were so far."""
        answer = httpx2.get(f"{self.url}/_control/journal", params={"kind": "request"}, timeout=10)
        return len(answer.json())


@contextlib.contextmanager
def front_beside() -> Iterator[Beside]:
    there, url = threading.Event(), ""
    loop, ended = asyncio.new_event_loop(), asyncio.Event()

    async def serve() -> None:
        nonlocal url
        async with simulated_front() as front:
            url = front.url
            there.set()
            await ended.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    try:
        assert there.wait(30)
        yield Beside(url)
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
        loop.close()
