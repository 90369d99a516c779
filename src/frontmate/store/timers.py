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


async def next_due(db: AsyncConnection, now: datetime) -> DueTimer | None:
    """A timer that is due, locked so that no other worker fires it too."""
    c = timers.c
    row = (
        await db.execute(
            select(c.id, c.conversation, c.session, c.kind, c.version, c.due)
            .where(c.fired_at.is_(None), c.due <= now)
            .order_by(c.due)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
    ).one_or_none()
    if row is None:
        return None
    return DueTimer(
        row.id, row.conversation, row.session, TimerKind(row.kind), row.version, row.due
    )


async def mark_fired(db: AsyncConnection, number: int, now: datetime) -> None:
    await db.execute(update(timers).where(timers.c.id == number).values(fired_at=now))
