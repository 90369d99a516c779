"""One attempt at one call over HTTP: bounded in time and size, never following a redirect."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import httpx2

from frontmate.front.errors import FrontError, Unreachable, error_for
from frontmate.front.requests import Request

BIGGEST_ANSWER = 10 * 1024 * 1024

_NEVER_OPENED = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)


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
        self._base = base_url.rstrip("/")
        self.home = urlsplit(self._base).hostname or ""
        if urlsplit(self._base).scheme not in {"http", "https"} or not self.home:
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

    async def attempt(
        self,
        request: Request,
        *,
        on_call: Callable[[Call], None],
        on_answer: Callable[[int, Mapping[str, str]], None],
    ) -> Answer:
        """The answer, or a `FrontError`. Both callbacks run before either comes back."""
        at = self._clock()
        status: int | None = None
        failure: str | None = "cancelled"
        try:
            answer = await self._exchange(request)
            status = answer.status
            on_answer(status, answer.headers)
            if not 200 <= status < 300:
                raise error_for(
                    request, status, answer.headers, answer.body, home=self.home, now=self._clock()
                )
            failure = None
            return answer
        except FrontError as error:
            failure = type(error.__cause__ or error).__name__
            raise
        finally:
            seconds = (self._clock() - at).total_seconds()
            on_call(Call(request.method, request.template, status, at, seconds, failure))

    async def _exchange(self, request: Request) -> Answer:
        name = f"{request.method} {request.template}"
        try:
            async with asyncio.timeout(self._whole_attempt):
                return await self._send(request)
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError) as error:
            reached = not isinstance(error, _NEVER_OPENED)
            raise Unreachable(f"{name}: {type(error).__name__}", reached=reached) from error

    async def _send(self, request: Request) -> Answer:
        headers = {"accept": request.accept or "application/json"}
        content = None
        if request.json is not None:
            # ASCII, so that a lone surrogate from a customer's message cannot break a request.
            content = json.dumps(request.json).encode("ascii")
            headers["content-type"] = "application/json"
        async with self._http.stream(
            request.method,
            self._base + request.path,
            params=dict(request.params) if request.params else None,
            headers=headers,
            content=content,
        ) as response:
            body = bytearray()
            async for part in response.aiter_bytes():
                body += part
                if len(body) > BIGGEST_ANSWER:
                    raise Unreachable(
                        f"{request.method} {request.template}: the answer is too big",
                        status=response.status_code,
                    )
            return Answer(response.status_code, response.headers, bytes(body))
