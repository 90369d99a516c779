"""Server-sent events: tells open pages which conversation changed."""

import asyncio
import json
from collections.abc import AsyncIterator

from frontmate.simulator.records import Event

_KEEP_ALIVE_SECONDS = 15.0


class Live:
    """A listener of the emitter with any number of open pages behind it."""

    def __init__(self) -> None:
        self._pages: set[asyncio.Queue[str | None]] = set()
        self._is_closed = self._is_due = False

    def heard(self, event: Event) -> None:
        if not event.is_mass:
            self.changed(event.conversation_id, event.type)
        elif self._pages and not self._is_due:
            # Thousands may follow at once: pages need to be told of them only once.
            self._is_due = True
            asyncio.get_running_loop().call_soon(self._heard_all)

    def changed(self, conversation_id: str, what: str) -> None:
        """Something happened to a conversation, with or without an event of Front's."""
        told = json.dumps({"conversation": conversation_id, "type": what})
        self._tell(f"event: change\ndata: {told}\n\n")

    def _heard_all(self) -> None:
        self._is_due = False
        self.refresh()

    def refresh(self) -> None:
        """Everything may have changed."""
        self._tell("event: change\ndata: {}\n\n")

    def close(self) -> None:
        self._is_closed = True
        self._tell(None)

    async def stream(self) -> AsyncIterator[str]:
        """The lines for one page, until it goes away or the stand-in closes."""
        page: asyncio.Queue[str | None] = asyncio.Queue()
        self._pages.add(page)
        try:
            yield "retry: 1000\n\n"
            while not self._is_closed:
                told = await _next(page)
                if told is None:
                    return
                yield told
        finally:
            self._pages.discard(page)

    def _tell(self, line: str | None) -> None:
        for page in self._pages:
            page.put_nowait(line)


async def _next(page: asyncio.Queue[str | None]) -> str | None:
    try:
        async with asyncio.timeout(_KEEP_ALIVE_SECONDS):
            return await page.get()
    except TimeoutError:
        # Without it, a page that went away would be noticed only at the next change; and a page
        # could not tell silence from a stand-in that hangs.
        return "event: alive\ndata: {}\n\n"
