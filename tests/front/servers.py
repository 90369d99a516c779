"""Servers on loopback that do what a mock cannot: break, drip, babble, end too early."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from tests.front.doubles import Rig, rig

Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Server:
    """Does this with every connection; with several behaviours, one each and the last for ever."""

    def __init__(self, *behaviours: Behaviour) -> None:
        self.asked: list[bytes] = []
        """The heads of the requests that came in."""
        self.url = ""
        self._behaviours = list(behaviours)
        self._serving: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Server":
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await asyncio.gather(*self._serving)
        await self._server.wait_closed()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._serving.append(asyncio.create_task(self._serve(reader, writer)))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        more = len(self._behaviours) > 1
        behaviour = self._behaviours.pop(0) if more else self._behaviours[0]
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            try:
                self.asked.append(await reader.readuntil(b"\r\n\r\n"))
                await behaviour(reader, writer)
            finally:
                writer.close()
                await writer.wait_closed()


@asynccontextmanager
async def served(
    *behaviours: Behaviour, timeout: float = 10.0
) -> AsyncIterator[tuple[Rig, list[bytes]]]:
    """A client of such a server, and the heads of the requests that came in."""
    async with Server(*behaviours) as server:
        it = rig(base_url=server.url, timeout=timeout)
        try:
            yield it, server.asked
        finally:
            await it.client.aclose()


def answering(head: str, body: str | bytes = "") -> Behaviour:
    """A whole answer; `head` is the status line's end and headers."""
    content = body.encode() if isinstance(body, str) else body

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        length = f"content-length: {len(content)}\r\nconnection: close\r\n\r\n"
        writer.write(f"HTTP/1.1 {head}\r\n{length}".encode() + content)
        await writer.drain()

    return answer


def sending(*parts: bytes, then_reset: bool = False) -> Behaviour:
    """These bytes as they are, and the end of the connection."""

    async def send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
        if then_reset:
            writer.transport.abort()

    return send


def dripping(head: bytes, drop: bytes = b" ") -> Behaviour:
    """A drop every 20 ms, for as long as the client listens."""

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while not writer.is_closing():
            writer.write(drop)
            await asyncio.sleep(0.02)

    return drip
