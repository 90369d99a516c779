"""What a worker does besides conversations: knowledge, missed events, retention, its own beat."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from frontmate import store
from frontmate.app.clock import utc_now
from frontmate.app.library import Library
from frontmate.app.roster import Roster
from frontmate.front import FrontError
from frontmate.knowledge import EncoderFailed
from frontmate.workflow import Shell, alone, next_pause, read_events, sync_connection

log = logging.getLogger(__name__)

_REFRESH = 1.0
_BEAT = 5.0
_RECOVER = 180.0
"""Seconds between readings of Front's event list where webhooks flow (10.3)."""
_SYNC = 600.0
_RETENTION = 3600.0
_SWEPT_AT_ONCE = 200
ALIVE_WITHIN = timedelta(seconds=15)
"""A process whose beat is older is taken for gone."""


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

    def loops(self) -> Sequence[Loop]:
        """What this process keeps doing until the event is set."""
        mine = [self._looped(self.roster.refresh, _REFRESH), self._looped(self.beat, _BEAT)]
        if self.role == "serve":
            return mine
        return [
            *mine,
            self._looped(self.learn, _SYNC, wake=5.0),
            self._looped(self.sweep, _RETENTION),
            self.listen,
        ]

    def _looped(
        self, do: Callable[[], Awaitable[object]], every: float, wake: float | None = None
    ) -> Loop:
        async def loop(stop: asyncio.Event) -> None:
            while not stop.is_set():
                try:
                    await do()
                except Exception:
                    # The database or Front may be away: nothing is lost, it is tried again.
                    log.exception("%s failed; it is tried again", do.__name__)
                await _pause(stop, every if wake is None else wake)

        return loop

    async def beat(self) -> None:
        async with self.shell.engine.begin() as db:
            now = utc_now()
            await store.processes.beat(db, self.process, self.role, self.version, now)
            await store.processes.forget(db, now - timedelta(hours=1))

    async def learn(self) -> None:
        """Bring up to date what is due, and encode what has no vectors yet."""
        for name in tuple(self.roster):
            if await self._due(name):
                await self.sync(name)
            async with alone(self.shell.engine, "vectors", name) as mine:
                try:
                    await (self.library.fill(name) if mine else asyncio.sleep(0))
                except EncoderFailed as error:
                    log.warning("connection %s: no vectors: %s", name, error)

    async def _due(self, name: str) -> bool:
        async with self.shell.engine.begin() as db:
            known = await store.sources.of(db, name)
        before = utc_now() - timedelta(seconds=_SYNC)
        tried = [source.synced_at or source.began_at for source in known if source.chosen]
        return any(at is None or at < before for at in tried)

    async def sync(self, name: str) -> None:
        client = self.roster.knowledge_client(name)
        if client is None:
            return
        report = await sync_connection(
            self.shell.engine, client, name, utc_now, pause=lambda: asyncio.sleep(0)
        )
        for problem in report.problems:
            log.warning("connection %s: knowledge: %s", name, problem)

    async def sweep(self) -> None:
        """Erase the words that have been kept long enough (11.4)."""
        for name in tuple(self.roster):
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
                more = swept >= _SWEPT_AT_ONCE

    async def listen(self, stop: asyncio.Event) -> None:
        """Read Front's event list: all the time where no webhook can come, else for what got
        lost (7.2, 10.3)."""
        due: dict[str, datetime] = {}
        while not stop.is_set():
            for name in tuple(self.roster):
                now = utc_now()
                if due.get(name, now) <= now:
                    due[name] = now + timedelta(seconds=await self._read_events(name))
            await _pause(stop, 0.5)

    async def _read_events(self, name: str) -> float:
        """Read once; returns the seconds until the next time."""
        try:
            workspace, connection = self.roster.workspace(name), self.roster[name]
            polls = workspace.intake == "poll"
            report = await read_events(
                self.shell, connection, source="poll" if polls else "recovered"
            )
        except KeyError:
            return _RECOVER
        except FrontError as error:
            log.info("connection %s: the event list: %s", name, error)
            return max(error.retry_after or 0.0, 30.0)
        except Exception:
            log.exception("connection %s: the event list", name)
            return 30.0
        if not polls:
            return 1.0 if report.more else _RECOVER
        return next_pause(report, workspace.requests_per_minute)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
