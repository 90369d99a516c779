"""A way to the database that a test can cut, or let fall silent."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from psycopg.conninfo import conninfo_to_dict
from sqlalchemy.engine import make_url

from frontmate.store import plain_url

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Relay:
    """`url` leads to the database as long as nothing is in the way."""

    target: str
    cut: bool = False
    """What is connected is hung up on, and so is whoever comes."""
    silent: asyncio.Event = field(default_factory=asyncio.Event)
    """Set: everything goes on. Cleared: nothing passes, and nobody is told."""
    url: str = ""
    refused: int = 0
    """How many came while it was cut."""
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    def hang_up(self) -> None:
        self.cut = True
        for writer in self._open:
            writer.close()

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.cut:
            self.refused += 1
            writer.close()
            return
        there = await self._connect()
        self._open |= {writer, there[1]}
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await asyncio.gather(self._pass(reader, there[1]), self._pass(there[0], writer))

    async def _connect(self) -> Stream:
        given = conninfo_to_dict(plain_url(self.target))
        host, port = str(given.get("host") or "localhost"), int(given.get("port") or 5432)
        if host.startswith("/"):
            return await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        return await asyncio.open_connection(host, port)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while part := await reader.read(65536):
                await self.silent.wait()
                writer.write(part)
                await writer.drain()
        finally:
            writer.close()


@asynccontextmanager
async def relay(database_url: str) -> AsyncIterator[Relay]:
    way = Relay(database_url)
    way.silent.set()
    server = await asyncio.start_server(way.meet, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    there = make_url(database_url).difference_update_query(["host", "port"])
    way.url = there.set(host="127.0.0.1", port=port).render_as_string(hide_password=False)
    try:
        yield way
    finally:
        way.silent.set()
        way.hang_up()
        server.close()
        await server.wait_closed()
