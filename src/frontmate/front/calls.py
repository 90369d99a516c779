"""Calls that wait their turn, are tried again where that is safe, and come in pages."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from frontmate.front.errors import FrontError, RateLimited, Unreachable
from frontmate.front.limiter import Limiter, Urgency
from frontmate.front.requests import Request, at_page
from frontmate.front.retry import Patience, pause_before_retry
from frontmate.front.tolerant import UnreadableError, a_mapping, mapping, mappings, parse_json, text
from frontmate.front.wire import Answer, Call, Wire

MOST_PAGES = 50
LONGEST_LIST = 1000
"""Pages; a list that is read to its end and has more is not one of Front's."""
LONGEST_IN_LINE = 60.0
"""Seconds that a call may wait for the company's budget before it is put off."""


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

    async def make(self, request: Request) -> Answer:
        """The 2xx answer, or a `FrontError` once trying again is of no use."""
        patience = Patience()
        reached = False
        while True:
            await self._stand_in_line(reached)
            try:
                return await self.wire.attempt(
                    request, on_call=self.on_call, on_answer=self.limiter.feed
                )
            except FrontError as error:
                # A refusal after a timeout does not undo what the timed-out attempt may have done.
                reached = error.reached = error.reached or reached
                pause = pause_before_retry(request, error, patience, self.jitter())
                if pause is None:
                    raise
            await self.sleep(pause)
            patience = patience.spent(pause)

    async def _stand_in_line(self, reached: bool) -> None:
        try:
            await self.limiter.wait(self.urgency, at_most=LONGEST_IN_LINE)
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
        """The objects of a list, at most `most` of them, over as many pages as it takes.

        Only the token is taken out of `next`, whose host is never called (facts 4.4). A short
        page is not the last one.
        """
        found: list[Mapping[str, Any]] = []
        turned: set[str] = set()
        for _ in range(MOST_PAGES):
            page, token = await self._page(request)
            found.extend(page)
            if token is None or token in turned or (most is not None and len(found) >= most):
                break
            turned.add(token)
            request = at_page(request, token)
        return found[:most]

    async def each_page(self, request: Request) -> AsyncIterator[list[Mapping[str, Any]]]:
        """The pages of a list up to its very end, for lists where what is missing counts as gone.

        Raises `Unreachable` where a list goes round in circles or has no end.
        """
        turned: set[str] = set()
        while True:
            page, token = await self._page(request)
            yield page
            if token is None:
                return
            if token in turned or len(turned) >= LONGEST_LIST:
                raise _unusable(request)
            turned.add(token)
            request = at_page(request, token)

    async def _page(self, request: Request) -> tuple[list[Mapping[str, Any]], str | None]:
        answer = await self._object(request)
        if not isinstance(answer.get("_results"), list):
            raise _unusable(request)
        return list(mappings(answer, "_results")), _next_page(answer)

    async def _object(self, request: Request) -> Mapping[str, Any]:
        answer = await self.make(request)
        try:
            value = parse_json(answer.body)
        except UnreadableError:
            value = None
        if not isinstance(value, Mapping):
            raise _unusable(request)
        return value


def _unusable(request: Request) -> Unreachable:
    return Unreachable(f"{request.method} {request.template}: the answer is not what Front gives")


def _next_page(answer: Mapping[str, Any]) -> str | None:
    link = text(mapping(answer, "_pagination"), "next")
    try:
        tokens = parse_qs(urlsplit(link or "").query).get("page_token")
    except ValueError:
        return None
    return tokens[0] if tokens else None
