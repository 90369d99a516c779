"""Strikes a pass anywhere: before a pause, a call to Front, or a statement to the database."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx2
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.workflow.library import PowerCut

STEPS = ("pause", "call", "statement")


@dataclass
class Strikes:
    """At most one at a time: a power cut, or what somebody does meanwhile."""

    _kind: str = ""
    _left: int = 0
    _do: Callable[[], Awaitable[None] | None] | None = None
    _is_dark: bool = False
    struck: bool = False

    def cut_at(self, kind: str, nth: int) -> None:
        """One of `STEPS`, and at which of them. From then on no step succeeds: a process that is
        gone cleans nothing up."""
        self._kind, self._left, self._do, self.struck = kind, nth, None, False

    def do_at(self, kind: str, nth: int, do: Callable[[], Awaitable[None] | None]) -> None:
        """At a `call`, or at a `page`: a call for a page of articles."""
        self._kind, self._left, self._do, self.struck = kind, nth, do, False

    def never(self) -> None:
        """There is power again, and nobody does anything."""
        self._kind, self._is_dark = "", False

    def _is_due(self, kind: str) -> bool:
        """Whether it is now that somebody does something. Raises PowerCut if the power goes."""
        if self._is_dark:
            raise PowerCut
        if kind != self._kind:
            return False
        self._left -= 1
        if self._left > 0:
            return False
        self._kind, self.struck, self._is_dark = "", True, self._do is None
        if self._is_dark:
            raise PowerCut
        return True

    async def pause(self) -> None:
        self._is_due("pause")

    async def called(self, path: str) -> None:
        is_due = self._is_due("call") or (path.endswith("/articles") and self._is_due("page"))
        if is_due and self._do is not None and (done := self._do()) is not None:
            await done

    def watch(self, engine: AsyncEngine) -> None:
        def before(*_: Any) -> None:
            self._is_due("statement")

        event.listen(engine.sync_engine, "before_cursor_execute", before)


class FragileTransport(httpx2.AsyncHTTPTransport):
    """Calls Front, unless something strikes."""

    def __init__(self, strikes: Strikes) -> None:
        super().__init__()
        self._strikes = strikes

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        await self._strikes.called(request.url.path)
        return await super().handle_async_request(request)
