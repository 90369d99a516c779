"""Timers: rows that become events once they are due."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.decision import Timer
from frontmate.conversation.events import TimerKind
from frontmate.store.tables import conversations, policies, timers


@dataclass(frozen=True)
class DueTimer:
    id: int
    conversation: int
    session: int
    kind: TimerKind
    version: int
    policy: int
    due: datetime


async def start(
    db: AsyncConnection, conversation: int, session: int, timer: Timer, policy: int
) -> None:
    await db.execute(
        insert(timers).values(
            conversation=conversation,
            session=session,
            kind=timer.kind.value,
            version=timer.version,
            policy=policy,
            due=timer.due,
        )
    )


async def next_due(db: AsyncConnection, now: datetime) -> DueTimer | None:
    """A timer that is due, locked so that no other worker fires it too.

    With the master switch off those of that connection pause (11.3).
    """
    c = timers.c
    row = (
        await db.execute(
            select(c.id, c.conversation, c.session, c.kind, c.version, c.policy, c.due)
            .where(c.fired_at.is_(None), c.due <= now, ~_switched_off())
            .order_by(c.due)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
    ).one_or_none()
    if row is None:
        return None
    return DueTimer(**{**row._mapping, "kind": TimerKind(row.kind)})


def _switched_off() -> ColumnElement[bool]:
    newest = (
        select(func.max(policies.c.version))
        .where(policies.c.connection == conversations.c.connection)
        .correlate(conversations)
        .scalar_subquery()
    )
    off = (
        select(conversations.c.id)
        .join(policies, policies.c.connection == conversations.c.connection)
        .where(conversations.c.id == timers.c.conversation, policies.c.version == newest)
        .where(policies.c.body["enabled"].as_boolean().is_(False))
    )
    return exists(off.correlate(timers))


async def mark_fired(db: AsyncConnection, number: int, now: datetime) -> None:
    await db.execute(update(timers).where(timers.c.id == number).values(fired_at=now))
