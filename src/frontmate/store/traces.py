"""Everything that happened in one session, for the page that explains it: read only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.actions import Action
from frontmate.conversation.events import Event, TimerKind
from frontmate.store import codec, messages, texts
from frontmate.store.actions import State
from frontmate.store.messages import StoredMessage
from frontmate.store.reports import SessionLine
from frontmate.store.tables import actions, calls, events, history, sessions, timers
from frontmate.store.tables import messages as message_rows


@dataclass(frozen=True)
class Entry:
    """One decision. `event` is None where an older version wrote what we no longer read."""

    id: int
    event_id: int
    type: str
    event: Event | None
    at: datetime
    reason: str
    promise: str
    note: str
    policy: int


@dataclass(frozen=True)
class PlannedStep:
    id: int
    event_id: int
    step: str
    action: Action | None
    state: State
    why: str
    written: str
    attempts: int
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class CallLine:
    """A request to Front; `status` is None where no answer came."""

    action: int | None
    method: str
    template: str
    status: int | None
    error: str | None
    at: datetime
    seconds: float


@dataclass(frozen=True)
class Upcoming:
    """A timer that is still to fire, if nothing newer happens before."""

    kind: TimerKind
    due: datetime


async def next_start(db: AsyncConnection, line: SessionLine) -> datetime | None:
    """When the conversation's following session began."""
    later = select(func.min(sessions.c.started_at)).where(
        sessions.c.conversation == line.conversation, sessions.c.number > line.number
    )
    found: datetime | None = (await db.execute(later)).scalar_one()
    return found


async def entries(db: AsyncConnection, line: SessionLine) -> list[Entry]:
    """The history of a session, oldest first, with what fell into its time and none's session."""
    h = history.c
    until = await next_start(db, line)
    nobodys = and_(h.session.is_(None), h.at < until) if until else h.session.is_(None)
    if line.number > 1:
        nobodys = and_(nobodys, h.at >= line.started_at)
    query = (
        select(history, events.c.type, events.c.body)
        .join(events, events.c.id == h.event)
        .where(h.conversation == line.conversation, or_(h.session == line.id, nobodys))
        .order_by(h.id)
    )
    rows = (await db.execute(query)).all()
    known = await _words(db, [r.body for r in rows])
    return [
        Entry(
            r.id,
            r.event,
            r.type,
            codec.decode_known(r.body, known, Event),
            r.at,
            r.reason,
            r.promise,
            r.note,
            r.policy,
        )
        for r in rows
    ]


async def steps(db: AsyncConnection, conversation: int) -> list[PlannedStep]:
    """What was planned in a conversation, in its order, with what was really written."""
    query = select(actions).where(actions.c.conversation == conversation).order_by(actions.c.id)
    rows = (await db.execute(query)).all()
    known = await _words(db, [r.body for r in rows], [r.written for r in rows])
    return [
        PlannedStep(
            r.id,
            r.event,
            r.step,
            codec.decode_known(r.body, known, Action),
            State(r.state),
            r.why,
            known.get(r.written, ""),
            r.attempts,
            r.created_at,
            r.ended_at,
        )
        for r in rows
    ]


async def _words(
    db: AsyncConnection, bodies: Sequence[Any], more: Sequence[int | None] = ()
) -> dict[int, str]:
    ids = [number for body in bodies if body is not None for number in codec.text_ids(body)]
    return await texts.words(db, [*ids, *more])


async def requests(db: AsyncConnection, conversation: int) -> list[CallLine]:
    """Every request to Front on behalf of a conversation, oldest first."""
    c = calls.c
    own = select(actions.c.id).where(actions.c.conversation == conversation)
    query = (
        select(c.action, c.method, c.template, c.status, c.error, c.at, c.seconds)
        .where(or_(c.conversation == conversation, c.action.in_(own)))
        .order_by(c.at, c.id)
    )
    return [CallLine(*row) for row in await db.execute(query)]


async def thread(
    db: AsyncConnection, line: SessionLine
) -> tuple[list[StoredMessage], list[StoredMessage]]:
    """The conversation's messages before the session, and those of the session."""
    m = message_rows.c
    placed = select(m.front_id, m.session).where(m.conversation == line.conversation)
    session_of = {row.front_id: row.session for row in await db.execute(placed)}
    until = await next_start(db, line)
    earlier: list[StoredMessage] = []
    own: list[StoredMessage] = []
    for message in await messages.thread(db, line.conversation):
        session = session_of[message.front_id]
        if session is None:
            # What nobody's session holds (automatic lines, other bots) is placed by its time.
            after = until is not None and message.sent_at >= until
            before = message.sent_at < line.started_at and line.number > 1
            session = None if after else -1 if before else line.id
        if session == line.id:
            own.append(message)
        elif session is not None and session < line.id:
            earlier.append(message)
    return earlier, own


async def upcoming(
    db: AsyncConnection, conversation: int, number: int, version: int
) -> list[Upcoming]:
    """The timers that still count for a session as it is now."""
    t = timers.c
    query = (
        select(t.kind, t.due)
        .where(
            t.conversation == conversation,
            t.session == number,
            t.version == version,
            t.fired_at.is_(None),
        )
        .order_by(t.due)
    )
    return [Upcoming(TimerKind(kind), due) for kind, due in await db.execute(query)]


async def count_unjudged(db: AsyncConnection, conversation: int) -> int:
    """Events that have arrived and wait for their decision."""
    e = events.c
    query = select(func.count()).where(e.conversation == conversation, e.closed_at.is_(None))
    return int((await db.execute(query)).scalar_one())
