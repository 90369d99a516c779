"""What is alive right now, and how far each connection hears Front."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.front import Budget
from frontmate.store import (
    Workspace,
    connections,
    cursors,
    deliveries,
    processes,
    webhook_silences,
    webhooks,
)
from frontmate.workflow import budget_of

_FORGOTTEN = timedelta(hours=1)
_REFUSALS = timedelta(days=7)
_EVENTS = 30


@dataclass(frozen=True)
class Worker:
    process: processes.Process
    is_alive: bool
    """Its last beat is not older than a few seconds."""


@dataclass(frozen=True)
class Hearing:
    """How a connection hears of what happens at Front."""

    workspace: Workspace
    last_webhook: datetime | None
    last_event: datetime | None
    """By whichever way."""
    silence: webhook_silences.Silence | None
    list_read: cursors.Cursor | None
    """How far Front's event list has been read; None: never."""
    lag: timedelta | None
    budget: Budget | None
    """None where no call was ever counted."""
    refusals: tuple[webhooks.Refusal, ...]

    @property
    def polls(self) -> bool:
        return self.workspace.intake == "poll"


@dataclass(frozen=True)
class Live:
    workers: tuple[Worker, ...]
    hearings: tuple[Hearing, ...]
    arrivals: Sequence[deliveries.Arrival]

    @property
    def works(self) -> bool:
        """Somebody who decides and answers is there."""
        return any(w.is_alive and w.process.works for w in self.workers)


async def gather(db: AsyncConnection, now: datetime) -> Live:
    """`now` by the console's clock."""
    found = await processes.alive(db, now - _FORGOTTEN)
    silent = {silence.connection: silence for silence in await webhook_silences.all_of(db)}
    return Live(
        workers=tuple(Worker(each, each.beat_at >= now - processes.ALIVE_WITHIN) for each in found),
        hearings=tuple(
            [
                await _hearing(db, workspace, silent.get(workspace.id), now)
                for workspace in await connections.all_of(db)
            ]
        ),
        arrivals=await deliveries.newest(db, _EVENTS),
    )


async def _hearing(
    db: AsyncConnection,
    workspace: Workspace,
    silence: webhook_silences.Silence | None,
    now: datetime,
) -> Hearing:
    name = workspace.id
    # Of one that polls there is none, and the whole ledger would be read to find that out.
    polls = workspace.intake == "poll"
    cursor = await cursors.get(db, name, cursors.EVENTS)
    return Hearing(
        workspace=workspace,
        last_webhook=None if polls else await webhooks.last_delivery(db, name, "webhook"),
        last_event=await deliveries.last_received(db, name),
        silence=silence,
        list_read=cursor,
        lag=None if cursor is None else timedelta(seconds=cursor.lag(now)),
        budget=await budget_of(db, workspace),
        refusals=await webhooks.refusals_since(db, name, now - _REFUSALS),
    )
