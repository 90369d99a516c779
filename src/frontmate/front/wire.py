"""One attempt at one call over HTTP: bounded in time and size, never following a redirect."""

import asyncio
import json
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx2

from frontmate.front.body import BIGGEST_ANSWER, Body, failures_of
from frontmate.front.errors import FrontError, TooLate, error_for
from frontmate.front.forms import form_of
from frontmate.front.requests import Request

SLOWEST = 256 * 1024
"""Bytes a second: the time that an attempt may take grows by what it has to carry."""


_LAST_STEPS = {"http11.send_request_headers.started", "http11.send_request_body.started"}


@dataclass(frozen=True)
class Call:
    """One HTTP attempt, for the call log. Holds no ids and no text."""

    method: str
    template: str
    status: int | None
    at: datetime
    seconds: float
    error: str | None
    """Name of the error, of Python or of ours."""


@dataclass(frozen=True)
class Watch:
    """Who is told of an attempt."""

    on_call: Callable[[Call], None]
    """When it is over."""
    on_answer: Callable[[int, Mapping[str, str]], Awaitable[None]]
    """When status and headers (lower-case names) are there. Awaited before the answer is judged:
    other processes must know what it says of the budget before their next call."""


@dataclass(frozen=True)
class Answer:
    """A 2xx answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Wire:
    """A connection pool to one host. The token goes there and nowhere else."""

    def __init__(
        self,
        *,
        base_url: str,
        token: str,
        clock: Callable[[], datetime],
        timeout: float = 10.0,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        if not (token.isascii() and token.isprintable() and token.strip()):
            raise ValueError("the API token is empty or has characters that no token has")
        self.base = base_url.rstrip("/")
        self.home = urlsplit(self.base).hostname or ""
        if urlsplit(self.base).scheme not in {"http", "https"} or not self.home:
            raise ValueError("the address of Front's API must be a URL")
        self._clock = clock
        # The other timeouts start again with every byte: a slow answer would evade them.
        self._whole_attempt = timeout * 2
        self._http = httpx2.AsyncClient(
            headers={"authorization": f"Bearer {token.strip()}", "user-agent": "frontmate"},
            timeout=httpx2.Timeout(timeout, connect=timeout / 2, pool=timeout / 2),
            follow_redirects=False,
            transport=transport,
        )

    async def aclose(self) -> None:
        await self._http.aclose()

    def seconds_left(self, moment: datetime | None) -> float:
        """Until a moment; below 0 once it is over. None never is."""
        return math.inf if moment is None else (moment - self._clock()).total_seconds()

    async def attempt(self, request: Request, watch: Watch) -> Answer:
        """The answer, or a `FrontError`. Those who watch are told before either comes back."""
        async with self._opened(request, watch, BIGGEST_ANSWER, self._whole_attempt) as body:
            return Answer(body.status, body.headers, await body.whole())

    def download(
        self, request: Request, watch: Watch, most: int | None
    ) -> AbstractAsyncContextManager[Body]:
        """A 2xx answer of which the first part is here; at most `most` bytes are read of it."""
        return self._opened(request, watch, most, self._whole_attempt + (most or 0) / SLOWEST)

    @asynccontextmanager
    async def _opened(
        self, request: Request, watch: Watch, most: int | None, seconds: float
    ) -> AsyncIterator[Body]:
        at = self._clock()
        status: int | None = None
        failure: str | None = "cancelled"
        try:
            async with self._exchange(request, seconds) as body:
                status = body.status
                await watch.on_answer(status, body.headers)
                if not 200 <= status < 300:
                    raise await self._error(request, body)
                await body.begin(most)
                yield body
            failure = None
        except FrontError as error:
            failure = type(error.__cause__ or error).__name__
            raise
        finally:
            taken = (self._clock() - at).total_seconds()
            watch.on_call(Call(request.method, request.template, status, at, taken, failure))

    async def _error(self, request: Request, body: Body) -> FrontError:
        said = await body.whole()
        return error_for(
            request, body.status, body.headers, said, home=self.home, now=self._clock()
        )

    @asynccontextmanager
    async def _exchange(self, request: Request, seconds: float) -> AsyncIterator[Body]:
        deadline = asyncio.get_running_loop().time() + seconds
        with failures_of(request):
            asked = self._asked(request)
            deadline += int(asked.headers.get("content-length", 0)) / SLOWEST
            async with asyncio.timeout_at(deadline):
                self._check_time(request)
                response = await self._http.send(asked, stream=True)
        try:
            yield Body(response, request, deadline)
        finally:
            with suppress(httpx2.HTTPError):
                await response.aclose()

    def _check_time(self, request: Request) -> None:
        if self.seconds_left(request.not_after) < 0:
            raise TooLate(f"{request.method} {request.template}: not begun in time")

    def _asked(self, request: Request) -> httpx2.Request:
        async def traced(step: str, _: Any) -> None:
            # A process may be stopped at any time and wake up much later, while it waits for a
            # connection too. A request without its body is none.
            if step in _LAST_STEPS:
                self._check_time(request)

        headers = {"accept": request.accept or "application/json"}
        carried: dict[str, Any] = {}
        if request.accept is not None:
            # Packed, a file's length would not be what the answer says.
            headers["accept-encoding"] = "identity"
        if request.files:
            form = form_of(request)
            carried = {"data": form.fields, "files": form.files}
        elif request.json is not None:
            # ASCII, so that a lone surrogate from a customer's message cannot break a request.
            carried = {"content": json.dumps(request.json).encode("ascii")}
            headers["content-type"] = "application/json"
        return self._http.build_request(
            request.method,
            self.base + request.path,
            params=dict(request.params) if request.params else None,
            headers=headers,
            extensions={"trace": traced} if request.not_after else None,
            **carried,
        )
