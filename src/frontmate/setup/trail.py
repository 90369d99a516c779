"""What became of one message: read only, for the test message of `connect`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store import State, tables

_M, _H, _A = tables.messages.c, tables.history.c, tables.actions.c
_D = tables.deliveries.c


@dataclass(frozen=True)
class Decided:
    """One decision: its reason, the promise that asks for it, and its note."""

    reason: str
    promise: str
    note: str
    at: datetime


@dataclass(frozen=True)
class Row:
    """One action row. `done_at`: accepted by Front, or ended."""

    step: str
    state: State
    why: str
    done_at: datetime | None


@dataclass(frozen=True)
class Trail:
    """A message and everything since, oldest first."""

    front_id: str
    """The conversation's, at Front."""
    conversation: int
    session: int | None
    source: str
    """`webhook`, `poll`, or `recovered` from Front's event list because no webhook came."""
    received_at: datetime
    decisions: tuple[Decided, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Traffic:
    """What else came in since a moment."""

    deliveries: int
    messages: int
    """Inbound ones, of whoever."""
    undone: int
    """Taken in, and not yet looked at by a worker."""


async def follow_message(
    db: AsyncConnection, connection: str, sender: str, since: datetime
) -> Trail | None:
    """The trail of the newest message of this sender (in lower case) since then."""
    c = tables.conversations.c
    words = tables.texts.c
    newest = (
        select(_M.conversation, _M.session, _M.received_at, c.front_id)
        .join(c.id.table, c.id == _M.conversation)
        .join(tables.texts, words.id == _M.sender)
        .where(
            _M.connection == connection,
            _M.inbound,
            _M.received_at >= since,
            func.lower(words.body) == sender,
        )
        .order_by(_M.received_at.desc(), _M.id.desc())
        .limit(1)
    )
    found = (await db.execute(newest)).one_or_none()
    if found is None:
        return None
    return Trail(
        front_id=found.front_id,
        conversation=found.conversation,
        session=found.session,
        source=await _source(db, found.conversation, found.received_at),
        received_at=found.received_at,
        decisions=await _decisions(db, found.conversation, found.received_at),
        rows=await _rows(db, found.conversation, found.received_at),
    )


async def _source(db: AsyncConnection, conversation: int, before: datetime) -> str:
    """How the event came in that the message was read from: the newest one until then."""
    newest = (
        select(_D.source)
        .where(_D.conversation == conversation, _D.received_at <= before)
        .order_by(_D.id.desc())
        .limit(1)
    )
    return (await db.execute(newest)).scalar_one_or_none() or "webhook"


async def _decisions(
    db: AsyncConnection, conversation: int, since: datetime
) -> tuple[Decided, ...]:
    rows = await db.execute(
        select(_H.reason, _H.promise, _H.note, _H.at)
        .where(_H.conversation == conversation, _H.at >= since)
        .order_by(_H.id)
    )
    return tuple(Decided(*row) for row in rows)


async def _rows(db: AsyncConnection, conversation: int, since: datetime) -> tuple[Row, ...]:
    done_at = func.coalesce(_A.accepted_at, _A.ended_at)
    rows = await db.execute(
        select(_A.step, _A.state, _A.why, done_at)
        .where(_A.conversation == conversation, _A.created_at >= since)
        .order_by(_A.id)
    )
    return tuple(Row(step, State(state), why, at) for step, state, why, at in rows)


async def traffic(db: AsyncConnection, connection: str, since: datetime) -> Traffic:
    deliveries = select(func.count()).where(_D.connection == connection, _D.received_at >= since)
    messages = select(func.count()).where(
        _M.connection == connection, _M.inbound, _M.received_at >= since
    )
    undone = deliveries.where(_D.state == "open")
    counts = [int((await db.execute(q)).scalar_one()) for q in (deliveries, messages, undone)]
    return Traffic(*counts)
