"""Timers: rows that become events once they are due."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.decision import Timer
from frontmate.conversation.events import TimerKind
from frontmate.store.tables import timers


@dataclass(frozen=True)
class DueTimer:
    id: int
    conversation: int
    session: int
    kind: TimerKind
    version: int
    due: datetime


async def start(db: AsyncConnection, conversation: int, session: int, timer: Timer) -> None:
    await db.execute(
        insert(timers).values(
            conversation=conversation,
            session=session,
            kind=timer.kind.value,
            version=timer.version,
            due=timer.due,
        )
    )


async def due(db: AsyncConnection, now: datetime, limit: int = 100) -> list[DueTimer]:
    """Timers that are due, locked so that no other worker fires them too."""
    c = timers.c
    rows = await db.execute(
        select(c.id, c.conversation, c.session, c.kind, c.version, c.due)
        .where(c.fired_at.is_(None), c.due <= now)
        .order_by(c.due)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [
        DueTimer(r.id, r.conversation, r.session, TimerKind(r.kind), r.version, r.due) for r in rows
    ]


async def mark_fired(db: AsyncConnection, number: int, now: datetime) -> None:
    await db.execute(update(timers).where(timers.c.id == number).values(fired_at=now))
