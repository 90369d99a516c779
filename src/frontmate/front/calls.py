"""Calls that wait their turn, are tried again where that is safe, and come in pages."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from frontmate.front.body import Body
from frontmate.front.budget import Urgency
from frontmate.front.errors import FrontError, RateLimited, Unreachable
from frontmate.front.forms import form_of
from frontmate.front.limiter import Limiter
from frontmate.front.paging import StrayedError, next_token
from frontmate.front.requests import Request, at_page
from frontmate.front.retry import Patience, pause_before_retry
from frontmate.front.tolerant import UnreadableError, a_mapping, mappings, parse_json, text
from frontmate.front.wire import Answer, Call, Watch, Wire

MOST_PAGES = 100
"""Of a list that is kept in memory."""
LONGEST_LIST = 1000
"""Pages; a list that is read to its end and has more is not one of Front's."""
LONGEST_IN_LINE = 60.0
"""Seconds that a call may wait for the company's budget before it is put off."""

Tried = TypeVar("Tried")


@dataclass
class InHand:
    """Requests that were counted already, and may be made without standing in line."""

    left: int = 0

    def use(self) -> bool:
        if self.left == 0:
            return False
        self.left -= 1
        return True


@dataclass(frozen=True)
class Calls:
    """How one connection calls Front, and who watches."""

    wire: Wire
    limiter: Limiter
    sleep: Callable[[float], Awaitable[None]]
    jitter: Callable[[], float]
    """A number in [0, 1)."""
    on_call: Callable[[Call], None] = field(repr=False)
    urgency: Urgency = Urgency.CUSTOMER
    not_after: datetime | None = None
    in_hand: InHand = field(default_factory=InHand)
    on_every_call: Callable[[Call], None] | None = field(default=None, repr=False)
    """Whoever watches besides."""

    async def make(self, request: Request) -> Answer:
        """The 2xx answer, or a `FrontError` once trying again is of no use."""
        if request.files:
            form_of(request)  # Refused before anybody waits in line for it.
        request = replace(request, not_after=self.not_after)
        return await self._tried(request, lambda: self.wire.attempt(request, self._watch))

    @asynccontextmanager
    async def download(self, request: Request, most: int | None) -> AsyncIterator[Body]:
        """A 2xx answer to be read as it comes in, at most `most` bytes, within the `async with`.

        It is tried again up to its first part, and never after.
        """
        async with AsyncExitStack() as stack:

            async def opened() -> Body:
                return await stack.enter_async_context(
                    self.wire.download(request, self._watch, most)
                )

            yield await self._tried(request, opened)

    @property
    def _watch(self) -> Watch:
        return Watch(on_call=self._tell, on_answer=self.limiter.feed)

    def _tell(self, call: Call) -> None:
        self.on_call(call)
        if self.on_every_call is not None:
            self.on_every_call(call)

    async def _tried(self, request: Request, attempt: Callable[[], Awaitable[Tried]]) -> Tried:
        patience = Patience()
        reached = False
        while True:
            await self._stand_in_line(reached)
            try:
                return await attempt()
            except FrontError as error:
                # A refusal after a timeout does not undo what the timed-out attempt may have done.
                reached = error.reached = error.reached or reached
                pause = pause_before_retry(request, error, patience, self.jitter())
                if pause is None or pause > self.wire.seconds_left(self.not_after):
                    raise
            await self.sleep(pause)
            patience = patience.spent(pause)

    async def paid(self, requests: int) -> "Calls":
        """The same with requests in hand; their turn comes for all of them together."""
        await asyncio.gather(*[self._stand_in_line(reached=False) for _ in range(requests)])
        return replace(self, in_hand=InHand(requests))

    async def _stand_in_line(self, reached: bool) -> None:
        if self.in_hand.use():
            return
        at_most = min(LONGEST_IN_LINE, self.wire.seconds_left(self.not_after))
        try:
            await self.limiter.wait(self.urgency, at_most=at_most)
        except RateLimited as error:
            error.reached = reached
            raise

    async def read(self, request: Request, needs: str = "id") -> Mapping[str, Any]:
        """The object that Front answers with.

        One without the string `needs` is no answer: read tolerantly, an empty object would say
        that nobody holds the conversation.
        """
        answer = await self._object(request)
        if text(answer, needs) is None:
            raise _unusable(request)
        return answer

    async def ask(self, request: Request) -> Mapping[str, Any]:
        """The object that Front answers with, or an empty one where it answers anything else."""
        answer = await self.make(request)
        try:
            return a_mapping(parse_json(answer.body))
        except UnreadableError:
            return {}

    async def pages(self, request: Request, most: int | None = None) -> list[Mapping[str, Any]]:
        """The objects of a list, the first `most` of them or all, over as many pages as it takes.

        Raises `Unreachable` as `each_page` does: no list is given that stops before its end.
        """
        found: list[Mapping[str, Any]] = []
        async with aclosing(self.each_page(request, MOST_PAGES)) as pages:
            async for page in pages:
                found.extend(page)
                if most is not None and len(found) >= most:
                    break
        return found[:most]

    async def each_page(
        self, request: Request, most: int = LONGEST_LIST
    ) -> AsyncGenerator[list[Mapping[str, Any]], None]:
        """The pages of a list up to its very end, for lists where what is missing counts as gone.

        A short page, or an empty one, is not the last. Raises `Unreachable` where a list goes
        round in circles, strays from Front, or goes on after `most` pages.
        """
        turned: set[str] = set()
        while True:
            page, token = await self._page(request)
            yield page
            if token is None:
                return
            if token in turned or len(turned) >= most:
                raise _unusable(request, "the list has no end")
            turned.add(token)
            request = at_page(request, token)

    async def _page(self, request: Request) -> tuple[list[Mapping[str, Any]], str | None]:
        answer = await self._object(request)
        if not isinstance(answer.get("_results"), list):
            raise _unusable(request)
        try:
            token = next_token(answer, self.wire.base)
        except StrayedError as error:
            raise _unusable(request, str(error)) from None
        return list(mappings(answer, "_results")), token

    async def _object(self, request: Request) -> Mapping[str, Any]:
        answer = await self.make(request)
        try:
            value = parse_json(answer.body)
        except UnreadableError:
            value = None
        if not isinstance(value, Mapping):
            raise _unusable(request)
        return value


def _unusable(request: Request, why: str = "the answer is not what Front gives") -> Unreachable:
    return Unreachable(f"{request.method} {request.template}: {why}")
