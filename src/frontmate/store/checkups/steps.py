"""What was to be written to Front: what failed, what is stuck, what is in doubt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, literal_column, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, TEXT, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.actions import Saga
from frontmate.conversation.events import Step
from frontmate.conversation.session import Holder, Status, Who
from frontmate.store.actions import State
from frontmate.store.tables import actions, alarms, calls, conversations, sessions

_A, _S = actions.c, sessions.c
_STATE = sessions.c.state


@dataclass(frozen=True)
class Troubled:
    """Rows with the same trouble. `what` is a step or an alarm, `why` Front's answer or ours."""

    what: str
    why: str
    count: int
    conversations: tuple[str, ...]
    """Front's ids, newest first."""
    last_at: datetime


def _troubles(
    what: Any, why: Any, newest: Any, at: Any, of: Any, *wanted: ColumnElement[bool]
) -> Select[Any]:
    ids = func.array_agg(
        aggregate_order_by(conversations.c.front_id, newest.desc()), type_=ARRAY(TEXT)
    )
    return (
        select(what, why, func.count(), ids, func.max(at))
        .select_from(of.join(conversations, conversations.c.id == of.c.conversation))
        .where(*wanted)
        # By their places: a bound word would be another one in each clause.
        .group_by(literal_column("1"), literal_column("2"))
        .order_by(func.count().desc(), literal_column("1"), literal_column("2"))
    )


async def _read(db: AsyncConnection, query: Select[Any]) -> tuple[Troubled, ...]:
    return tuple(
        Troubled(what, why, int(count), tuple(dict.fromkeys(ids)), last_at)
        for what, why, count, ids, last_at in await db.execute(query)
    )


def _of_connection(connection: str) -> ColumnElement[bool]:
    return conversations.c.connection == connection


async def failing_steps(
    db: AsyncConnection, connection: str, sagas: Sequence[Saga], since: datetime
) -> tuple[Troubled, ...]:
    """Steps that Front refused, or that could not be made."""
    wanted = (
        _A.state == State.FAILED.value,
        _A.saga.in_([saga.value for saga in sagas]),
        _A.ended_at >= since,
    )
    return await _read(
        db,
        _troubles(
            _A.step, _A.why, _A.id, _A.created_at, actions, _of_connection(connection), *wanted
        ),
    )


async def last_successes(db: AsyncConnection, connection: str) -> dict[str, datetime]:
    """When each step last reached Front; what failed before that may have been mended."""
    rows = await db.execute(
        select(_A.step, func.max(_A.created_at))
        .join(conversations, conversations.c.id == _A.conversation)
        .where(
            _of_connection(connection),
            _A.state.in_([State.ACCEPTED.value, State.CONFIRMED.value]),
        )
        .group_by(_A.step)
    )
    return {step: at for step, at in rows}  # noqa: C416 - rows are no pairs to mypy


async def stuck_steps(
    db: AsyncConnection, connection: str, before: datetime
) -> tuple[Troubled, ...]:
    """Steps that somebody should have taken up before a moment; `why` is the last attempt's."""
    waiting = [State.PLANNED.value, State.INTENDED.value, State.UNCERTAIN.value]
    idle = or_(_A.due < before, and_(_A.due.is_(None), _A.created_at < before))
    wanted = (_of_connection(connection), _A.state.in_(waiting), idle)
    return await _read(db, _troubles(_A.step, _A.why, _A.id, _A.created_at, actions, *wanted))


async def in_doubt(db: AsyncConnection, connection: str) -> tuple[Troubled, ...]:
    """Writes that may or may not have arrived and that no person has dealt with yet (10.1)."""
    open_still = select(_S.id).where(
        _S.id == _A.session,
        _S.status == Status.OPEN.value,
        _STATE["assignee"]["who"].as_string() != Who.PERSON.value,
    )
    wanted = (
        _of_connection(connection),
        _A.state.in_([State.UNCERTAIN.value, State.NEEDS_PERSON.value]),
        open_still.correlate(actions).exists(),
    )
    return await _read(db, _troubles(_A.step, _A.why, _A.id, _A.created_at, actions, *wanted))


async def open_alarms(db: AsyncConnection, connection: str) -> tuple[Troubled, ...]:
    wanted = (_of_connection(connection), alarms.c.closed_at.is_(None))
    return await _read(
        db, _troubles(alarms.c.why, literal(""), alarms.c.id, alarms.c.at, alarms, *wanted)
    )


@dataclass(frozen=True)
class HandedOff:
    """A conversation that people have. `unassigned_at` None: the AI was not taken off."""

    conversation: str
    state: str | None
    """Of the newest step that takes the AI off, if there is one; `why` belongs to it."""
    why: str
    unassigned_at: datetime | None


async def handed_off(
    db: AsyncConnection, connection: str, since: datetime, limit: int
) -> tuple[HandedOff, ...]:
    """Open hand-offs, those first that we believe to be with the AI still, then the newest."""
    newest = (
        select(_A.state, _A.why, _A.ended_at)
        .where(_A.conversation == _S.conversation, _A.step == Step.UNASSIGN.value)
        .order_by(_A.id.desc())
        .limit(1)
        .lateral()
    )
    query = (
        select(conversations.c.front_id, newest.c.state, newest.c.why, newest.c.ended_at)
        .select_from(
            sessions.join(conversations, conversations.c.id == _S.conversation).outerjoin(
                newest, _S.id.is_not(None)
            )
        )
        .where(
            _of_connection(connection),
            _S.status == Status.OPEN.value,
            _S.holder == Holder.TEAM.value,
            _STATE["handed_off_at"].as_string().is_not(None),
            _S.updated_at >= since,
        )
        .order_by(
            (_STATE["assignee"]["who"].as_string() == Who.AI.value).desc(), _S.updated_at.desc()
        )
        .limit(limit)
    )
    return tuple(
        HandedOff(front_id, state, why or "", ended_at)
        for front_id, state, why, ended_at in await db.execute(query)
    )


async def waiting_handoffs(
    db: AsyncConnection, connection: str
) -> tuple[tuple[str, datetime], ...]:
    """Hand-offs that nobody has taken, and since when the customer waits; the longest first."""
    since = func.coalesce(_S.waiting_since, _S.updated_at)
    rows = await db.execute(
        select(conversations.c.front_id, since)
        .join(sessions, _S.conversation == conversations.c.id)
        .where(
            _of_connection(connection),
            _S.status == Status.OPEN.value,
            _STATE["unattended"].as_boolean(),
        )
        .order_by(since)
    )
    return tuple((front_id, at) for front_id, at in rows)


async def answered_twice(db: AsyncConnection, connection: str, since: datetime) -> tuple[str, ...]:
    """Conversations in which one customer message got more than one reply of ours."""
    newest = _A.body["messages"][-1].as_string()
    rows = await db.execute(
        select(conversations.c.front_id)
        .join(actions, _A.conversation == conversations.c.id)
        .where(
            _of_connection(connection),
            _A.step == Step.REPLY.value,
            _A.state.in_([State.ACCEPTED.value, State.CONFIRMED.value]),
            _A.created_at >= since,
        )
        .group_by(conversations.c.front_id, newest)
        .having(func.count() > 1)
    )
    return tuple(rows.scalars())


async def failing_calls(
    db: AsyncConnection, connection: str, since: datetime
) -> tuple[int, dict[int | None, int]]:
    """How many calls to Front there were, and how many came to nothing, by status.

    A refusal counts from 500 on and at 429; None is no answer at all.
    """
    c = calls.c
    rows = await db.execute(
        select(c.status, func.count())
        .where(c.connection == connection, c.at >= since)
        .group_by(c.status)
    )
    by_status: dict[int | None, int] = {status: int(number) for status, number in rows}
    bad = {s: n for s, n in by_status.items() if s is None or s == 429 or s >= 500}
    return sum(by_status.values()), bad


async def missed_downloads(
    db: AsyncConnection, connection: str, since: datetime
) -> tuple[Troubled, ...]:
    """Attachments that Front did not hand out; `why` is the status or the error."""
    c = calls.c
    why = func.coalesce(func.cast(c.status, TEXT), c.error, "")
    wanted = (c.connection == connection, c.at >= since, c.template.contains("/download/"))
    failed = or_(c.status.is_(None), c.status >= 400)
    return await _read(db, _troubles(c.template, why, c.id, c.at, calls, *wanted, failed))
