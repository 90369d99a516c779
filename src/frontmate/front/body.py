"""The body of one answer, as it comes in: bounded in time and size."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx2

from frontmate.front.errors import TooBig, Unreachable
from frontmate.front.requests import Request

BIGGEST_ANSWER = 10 * 1024 * 1024
"""Bytes of what is kept in memory: JSON, and what an error says."""

_NEVER_OPENED = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)


@contextmanager
def failures_of(request: Request) -> Iterator[None]:
    """What the network does to a call becomes `Unreachable`, which knows if it was reached."""
    try:
        yield
    except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError) as error:
        name = f"{request.method} {request.template}: {type(error).__name__}"
        raise Unreachable(name, reached=not isinstance(error, _NEVER_OPENED)) from error


class Body:
    """Part by part, once. Raises `TooBig` and `Unreachable`."""

    def __init__(self, response: httpx2.Response, request: Request, deadline: float) -> None:
        """`deadline` is on the clock of the event loop."""
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self._request = request
        self._most: int | None = BIGGEST_ANSWER
        self._deadline = deadline
        self._read = 0
        self._parts = response.aiter_bytes()
        self._first: bytes | None = None

    @property
    def content_type(self) -> str:
        """What it says it is, in lower case and without parameters; "" if nothing."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def size(self) -> int | None:
        """Its length in bytes by its own account, or None."""
        said = self.headers.get("content-length", "")
        if self.headers.get("content-encoding", "identity") != "identity":
            return None
        return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None

    async def begin(self, most: int | None) -> None:
        """Wait for the first part: up to here the attempt can be made again, unseen by anybody.

        `most` is in bytes; None is for a caller that stops by itself.
        """
        self._most = most
        self._limit(self.size or 0)
        self._first = await self._part()

    def __aiter__(self) -> "Body":
        return self

    async def __anext__(self) -> bytes:
        part, self._first = self._first, None
        if part is None:
            part = await self._part()
        if not part:
            raise StopAsyncIteration
        self._read += len(part)
        self._limit(self._read)
        return part

    async def whole(self) -> bytes:
        return b"".join([part async for part in self])

    async def _part(self) -> bytes:
        """Empty at the end, and only there."""
        with failures_of(self._request):
            async with asyncio.timeout_at(self._deadline):
                async for part in self._parts:
                    if part:
                        return part
        return b""

    def _limit(self, size: int) -> None:
        if self._most is not None and size > self._most:
            name = f"{self._request.method} {self._request.template}"
            raise TooBig(f"{name}: the answer is too big", status=self.status)
