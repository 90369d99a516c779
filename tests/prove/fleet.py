"""Several processes of the product's on one database, and the one address that leads to them."""

import asyncio
import contextlib
import itertools
import signal
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from tests.prove.arena import Arena, Process

READ_EVENTS_EVERY = 1.0
_GOODBYE_WITHIN = 45.0
"""Seconds; a container's runtime waits for ten, and then kills: that is the crash matrix."""


@dataclass
class Balancer:
    """Passes connections on, in turn, to whoever listens: as the proxy before several servers."""

    ports: list[int] = field(default_factory=list)
    met: Counter[int] = field(default_factory=Counter)
    """How many connections went to each."""
    port: int = 0
    _turns: "itertools.count[int]" = field(default_factory=itertools.count)

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await self._connect()
        if there is None:
            writer.close()
            return
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await asyncio.gather(_pass(reader, there[1]), _pass(there[0], writer))

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        turn = next(self._turns)
        for step in range(len(self.ports)):
            port = self.ports[(turn + step) % len(self.ports)]
            with contextlib.suppress(OSError):
                there = await asyncio.open_connection("127.0.0.1", port)
                self.met[port] += 1
                return there
        return None


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while part := await reader.read(65536):
            writer.write(part)
            await writer.drain()
    finally:
        writer.close()


@dataclass
class Fleet:
    """Started and ended one by one; whoever dies on its own is noticed at the end."""

    arena: Arena
    balancer: Balancer
    database: str
    """By which way they reach it."""
    ended: list[str] = field(default_factory=list)
    """Who did not go in order when told to."""

    async def serve(self) -> Process:
        process = await self.arena.start("serve", database=self.database)
        self.balancer.ports.append(process.port)
        return process

    async def work(self) -> Process:
        return await self.arena.start(
            "work", database=self.database, read_events_every=READ_EVENTS_EVERY
        )

    async def leave(self, process: Process) -> None:
        """As a service manager ends it: SIGTERM, and no other word."""
        process.signal(signal.SIGTERM)
        role = process.orders.role
        try:
            code = await asyncio.wait_for(process.process.wait(), _GOODBYE_WITHIN)
        except TimeoutError:
            self.ended.append(f"a {role} process did not end within {_GOODBYE_WITHIN:g} s")
            await process.kill()
        else:
            if code != 0:
                self.ended.append(f"a {role} process ended with {code} when told to stop")
        self.arena.processes.remove(process)
        if role == "serve":
            self.balancer.ports.remove(process.port)

    def complaints(self) -> list[str]:
        """Processes that are gone although nobody ended them, and those that went badly."""
        dead = [p for p in self.arena.processes if not p.is_alive]
        gone = [f"a {p.orders.role} process ended with {p.process.returncode}" for p in dead]
        return gone + self.ended


@contextlib.asynccontextmanager
async def open_fleet(
    arena: Arena, *, serving: int, working: int, database: str = ""
) -> AsyncIterator[Fleet]:
    """In the place of whatever processes the arena had; none of them is left afterwards."""
    await arena.end()
    balancer = Balancer()
    listening = await asyncio.start_server(balancer.meet, "127.0.0.1", 0)
    balancer.port = listening.sockets[0].getsockname()[1]
    fleet = Fleet(arena, balancer, database or arena.database_url)
    try:
        for _ in range(serving):
            await fleet.serve()
        for _ in range(working):
            await fleet.work()
        await arena.take_webhooks_at(balancer.port)
        yield fleet
    finally:
        await arena.end()
        listening.close()
