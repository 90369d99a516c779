"""The state of the installation in numbers, for whoever watches it: a few queries, of one moment.

Keys are connections' names and words of the core; no figure is kept by a customer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store import troubles
from frontmate.store.actions import State
from frontmate.store.cursors import Cursor
from frontmate.store.tables import (
    actions,
    alarms,
    articles,
    connections,
    conversations,
    cursors,
    deliveries,
    events,
    processes,
    sessions,
    timers,
    webhook_silences,
)

DAY = timedelta(days=1)
_OPEN_STATES = (State.PLANNED, State.INTENDED, State.ACCEPTED, State.UNCERTAIN)


@dataclass(frozen=True)
class Listened:
    """How Front is listened to."""

    intake: str
    """`webhook` or `poll`."""
    cursor: Cursor | None
    silent_since: datetime | None


@dataclass(frozen=True)
class Work:
    """What waits."""

    open_events: int
    oldest: datetime | None
    """When the oldest of them happened."""
    timers_due: int
    jobs_waiting: int
    jobs_running: int
    bytes: int
    """Of this database on disk."""


@dataclass(frozen=True)
class Figures:
    work: Work
    needs_person: int
    """Conversations that the console lists under "needs a person"."""
    connections: Mapping[str, Listened]
    deliveries: Mapping[tuple[str, str, str], int]
    """Of the last day, by connection, source and state."""
    heard_at: Mapping[str, datetime]
    """When the newest webhook of the last day came."""
    open_sessions: Mapping[tuple[str, str], int]
    """By connection and holder."""
    open_steps: Mapping[tuple[str, str, str], int]
    """By connection, step and state: those that are not over."""
    collisions: Mapping[str, int]
    """Of all times: a person acted while a message of ours was on its way (10.2)."""
    processes: Mapping[str, int]
    """Alive, by role."""
    articles: Mapping[tuple[str, bool], int]
    """As they are now, by connection and whether customers may be told them."""


async def measure(
    db: AsyncConnection, now: datetime, *, alive_since: datetime, answered_by: datetime
) -> Figures:
    """Nine queries. `answered_by`: see `troubles.count_needs`."""
    arrived, heard_at = await _deliveries(db, now - DAY)
    collided = (
        select(conversations.c.connection, func.count())
        .join(alarms, alarms.c.conversation == conversations.c.id)
        .where(alarms.c.why == "collision")
        .group_by(conversations.c.connection)
    )
    running = (
        select(processes.c.role, func.count())
        .where(processes.c.beat_at >= alive_since)
        .group_by(processes.c.role)
    )
    a = articles.c
    told = (
        select(a.connection, a.public, func.count())
        .where(a.gone_at.is_(None))
        .group_by(a.connection, a.public)
    )
    return Figures(
        work=await _work(db, now),
        needs_person=await troubles.count_needs(db, answered_by),
        connections=await _connections(db),
        deliveries=arrived,
        heard_at=heard_at,
        open_sessions=await _by_pair(db, _open_sessions()),
        open_steps=await _by_three(db, _open_steps()),
        collisions={row[0]: int(row[1]) for row in await db.execute(collided)},
        processes={row[0]: int(row[1]) for row in await db.execute(running)},
        articles=await _by_pair(db, told),
    )


async def _deliveries(
    db: AsyncConnection, since: datetime
) -> tuple[dict[tuple[str, str, str], int], dict[str, datetime]]:
    d = deliveries.c
    rows = await db.execute(
        select(d.connection, d.source, d.state, func.count(), func.max(d.received_at))
        .where(d.received_at >= since)
        .group_by(d.connection, d.source, d.state)
    )
    counts: dict[tuple[str, str, str], int] = {}
    heard: dict[str, datetime] = {}
    for connection, source, state, number, newest in rows:
        counts[connection, source, state] = int(number)
        if source == "webhook":
            heard[connection] = max(newest, heard.get(connection, newest))
    return counts, heard


async def _connections(db: AsyncConnection) -> dict[str, Listened]:
    c, k, s = connections.c, cursors.c, webhook_silences.c
    rows = await db.execute(
        select(c.id, c.intake, k.at, k.read_at, k.problem, k.behind, s.since)
        .outerjoin(cursors, (k.connection == c.id) & (k.name == "events"))
        .outerjoin(webhook_silences, s.connection == c.id)
        .where(c.disconnected_at.is_(None))
    )
    return {
        r.id: Listened(
            r.intake,
            None if r.at is None else Cursor(r.at, r.read_at, r.problem, r.behind),
            r.since if r.intake == "webhook" else None,
        )
        for r in rows
    }


async def _work(db: AsyncConnection, now: datetime) -> Work:
    e, t = events.c, timers.c
    is_open = e.closed_at.is_(None)
    # The job engine's own table, which it keeps short.
    jobs = "(select count(*) from procrastinate_jobs where status = '{}')"
    row = (
        await db.execute(
            select(
                select(func.count()).select_from(events).where(is_open).scalar_subquery(),
                select(func.min(e.at)).where(is_open).scalar_subquery(),
                select(func.count())
                .select_from(timers)
                .where(t.fired_at.is_(None), t.due <= now)
                .scalar_subquery(),
                text(jobs.format("todo")),
                text(jobs.format("doing")),
                func.pg_database_size(func.current_database()),
            )
        )
    ).one()
    return Work(int(row[0]), row[1], *(int(number) for number in row[2:]))


def _open_sessions() -> Select[Any]:
    s = sessions.c
    return (
        select(conversations.c.connection, s.holder, func.count())
        .join(conversations, conversations.c.id == s.conversation)
        .where(s.status == "open")
        .group_by(conversations.c.connection, s.holder)
    )


def _open_steps() -> Select[Any]:
    a = actions.c
    return (
        select(conversations.c.connection, a.step, a.state, func.count())
        .join(conversations, conversations.c.id == a.conversation)
        .where(a.state.in_([state.value for state in _OPEN_STATES]))
        .group_by(conversations.c.connection, a.step, a.state)
    )


async def _by_pair(db: AsyncConnection, query: Select[Any]) -> dict[tuple[str, Any], int]:
    return {(row[0], row[1]): int(row[2]) for row in await db.execute(query)}


async def _by_three(db: AsyncConnection, query: Select[Any]) -> dict[tuple[str, str, str], int]:
    return {(row[0], row[1], row[2]): int(row[3]) for row in await db.execute(query)}
