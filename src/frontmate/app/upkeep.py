"""What a worker does besides conversations: knowledge, missed events, retention, its own beat."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from frontmate import store
from frontmate.app.clock import utc_now
from frontmate.app.library import Library
from frontmate.app.listening import Listening
from frontmate.app.roster import Roster
from frontmate.knowledge import EncoderFailed
from frontmate.workflow import Shell, Tell, alone, sync_connection

log = logging.getLogger(__name__)

_REFRESH = 1.0
_BEAT = 5.0
_LOOK_AROUND = 2.0
_SYNC = 300.0
_SYNC_AGAIN = 60.0
"""Seconds between two passes over the help centers, and after one that broke off."""
_BUSY = 5.0
"""Seconds until another look where somebody else is at it, perhaps by the choice of before."""
_RETENTION = 3600.0
_SWEPT_AT_ONCE = 200

Loop = Callable[[asyncio.Event], Coroutine[Any, Any, None]]
"""Does something again and again until the event is set."""


@dataclass(frozen=True)
class Upkeep:
    shell: Shell
    roster: Roster
    library: Library
    process: str
    role: str
    version: str
    tell: Tell
    """Of a silent webhook."""
    _next_sync: dict[tuple[str, int], datetime] = field(default_factory=dict)
    """By connection and its generation: what was changed about it is read at once."""

    def loops(self) -> Sequence[Loop]:
        """What this process keeps doing until the event is set."""
        mine = [self._looped(self.roster.refresh, _REFRESH), self._looped(self.beat, _BEAT)]
        if self.role == "serve":
            return mine
        return [
            *mine,
            self._each(self._learn),
            self._each(Listening(self.shell, self.roster, self.tell, utc_now()).listen),
            self._looped(self.sweep, _RETENTION),
        ]

    def _looped(self, do: Callable[[], Awaitable[object]], every: float) -> Loop:
        async def loop(stop: asyncio.Event) -> None:
            while not stop.is_set():
                try:
                    await do()
                except Exception:
                    # The database or Front may be away: nothing is lost, it is tried again.
                    log.exception("%s failed; it is tried again", do.__name__)
                await _pause(stop, every)

        return loop

    def _each(self, do: Callable[[str], Awaitable[float]]) -> Loop:
        """Do it for each connection by itself, as often as it says: a long import of one must not
        hold up another. What is under way at the end is cancelled, which it must allow."""

        async def forever(name: str) -> None:
            while name in self.roster:
                try:
                    seconds = await do(name)
                except Exception:
                    log.exception("connection %s: %s failed", name, do.__name__)
                    seconds = 30.0
                await asyncio.sleep(seconds)

        async def loop(stop: asyncio.Event) -> None:
            running: dict[tuple[str, int], asyncio.Task[None]] = {}
            while not stop.is_set():
                now = {(name, self.roster.generation(name)) for name in self.roster}
                # A connection that has changed begins anew: it may be read in another way now.
                await _end([running.pop(key) for key in set(running) - now])
                for key in now:
                    if key not in running or running[key].done():
                        running[key] = asyncio.create_task(forever(key[0]))
                await _pause(stop, 0.5)
            await _end(list(running.values()))

        return loop

    async def beat(self) -> None:
        async with self.shell.engine.begin() as db:
            now = utc_now()
            await store.processes.beat(db, self.process, self.role, self.version, now)
            await store.processes.forget(db, now - timedelta(hours=1))

    async def _learn(self, name: str) -> float:
        """Read the help centers when it is time, and encode what has no vectors yet."""
        if await self._is_time(name):
            await self.sync(name)
        if not self.library.may_lack(name):
            return _LOOK_AROUND
        async with alone(self.shell.engine, "vectors", name) as mine:
            if mine:
                try:
                    await self.library.fill(name)
                except EncoderFailed as error:
                    log.warning("connection %s: no vectors: %s", name, error)
                    return max(error.retry_after or 0.0, _SYNC_AGAIN)
        return _LOOK_AROUND

    async def _is_time(self, name: str) -> bool:
        due = self._next_sync.get(self._key(name))
        if due is not None and utc_now() < due:
            return False
        async with self.shell.engine.begin() as db:
            known = await store.sources.of(db, name)
        fresh = utc_now() - timedelta(seconds=_SYNC)
        chosen = [source for source in known if source.chosen]
        read = [source.synced_at for source in chosen if source.synced_at is not None]
        # Without any source Front's help centers are still to be found.
        return len(read) < len(chosen) or not chosen or min(read) < fresh

    async def sync(self, name: str) -> None:
        """One pass over the help centers of a connection."""
        key = self._key(name)
        client = self.roster.knowledge_client(name)
        if client is None:
            return
        async with self.shell.engine.begin() as db:
            first = not await store.sources.of(db, name)
        report = await sync_connection(
            self.shell.engine, client, name, utc_now, pause=lambda: asyncio.sleep(0)
        )
        wait = _SYNC_AGAIN if report.broke_off else _SYNC
        if report.busy:
            wait = _BUSY
        elif report.unfinished and not report.broke_off:
            wait = 0.0
        after = timedelta(seconds=max(wait, report.retry_after or 0.0))
        self._next_sync[key] = utc_now() + after
        for problem in report.problems:
            log.warning("connection %s: knowledge: %s", name, problem)
        for source in () if first else report.new:
            log.warning(
                "connection %s: Front has a new help center, %r: it is used from now on",
                name,
                source.title,
            )

    def _key(self, name: str) -> tuple[str, int]:
        return name, self.roster.generation(name)

    async def sweep(self) -> None:
        """Erase the words that have been kept long enough (11.4), and tokens that nobody waits
        for."""
        async with self.shell.engine.begin() as db:
            await store.pending_connections.remove_forgotten(db, utc_now())
        async with self.shell.engine.begin() as db:
            # Of what was disconnected, too: its customers' words must not be kept for ever.
            names = await store.connections.names(db)
        for name in names:
            async with self.shell.engine.begin() as db:
                policy = await store.connections.policy_of(db, name)
            if policy.retention_days is None:
                continue
            now = utc_now()
            before = now - timedelta(days=policy.retention_days)
            more = True
            while more:
                async with self.shell.engine.begin() as db:
                    swept = await store.retention.sweep(db, name, before, now, _SWEPT_AT_ONCE)
                more = swept > 0
        if self.shell.blobs is not None:
            await self.shell.blobs.sweep(self.shell.engine)


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
