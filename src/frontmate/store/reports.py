"""What the console lists: sessions with their customer and the last reason, read only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.message import Channel
from frontmate.conversation.session import Holder, Session, Status
from frontmate.store import texts
from frontmate.store.contacts import same_person
from frontmate.store.session_filters import Wanted, conditions
from frontmate.store.tables import contacts, conversations, history, messages, sessions
from frontmate.store.tables import texts as words_of

_S = sessions.c


@dataclass(frozen=True)
class SessionLine:
    """A session as lists show it. `reason` is the last that says something, with its note."""

    id: int
    conversation: int
    connection: str
    front_id: str
    number: int
    contact: int | None
    name: str
    handle: str
    subject: str
    channel: Channel
    status: Status
    holder: Holder
    reason: str
    note: str
    waiting_since: datetime | None
    started_at: datetime
    updated_at: datetime


def _first_word_of(column: ColumnElement[Any], *, inbound: bool) -> Any:
    """A text of the conversation's first message that has one."""
    query = (
        select(words_of.c.body)
        .join(messages, column == words_of.c.id)
        .where(messages.c.conversation == _S.conversation)
        .order_by(messages.c.sent_at, messages.c.id)
        .limit(1)
    )
    if inbound:
        query = query.where(messages.c.inbound)
    return query.correlate(sessions).scalar_subquery()


_NAME = func.coalesce(contacts.c.name, _first_word_of(messages.c.sender_name, inbound=True), "")
_HANDLE = func.coalesce(contacts.c.handle, _first_word_of(messages.c.sender, inbound=True), "")
_SUBJECT = func.coalesce(
    select(words_of.c.body)
    .where(words_of.c.id == conversations.c.subject)
    .correlate(conversations)
    .scalar_subquery(),
    _first_word_of(messages.c.subject, inbound=False),
    "",
)


def _lines(quiet: Sequence[str]) -> Select[Any]:
    last = (
        select(history.c.reason, history.c.note)
        .where(history.c.conversation == _S.conversation, history.c.session == _S.id)
        .order_by(or_(history.c.reason.in_(quiet), history.c.note.in_(quiet)), history.c.id.desc())
        .limit(1)
        .lateral()
    )
    return (
        select(
            _S.id,
            _S.conversation,
            conversations.c.connection,
            conversations.c.front_id,
            _S.number,
            _S.contact,
            _NAME.label("name"),
            _HANDLE.label("handle"),
            _SUBJECT.label("subject"),
            _S.channel,
            _S.status,
            _S.holder,
            func.coalesce(last.c.reason, "").label("reason"),
            func.coalesce(last.c.note, "").label("note"),
            _S.waiting_since,
            _S.started_at,
            _S.updated_at,
        )
        .select_from(_joined())
        .outerjoin(last, and_(True))
    )


def _joined() -> Any:
    return sessions.join(conversations, conversations.c.id == _S.conversation).outerjoin(
        contacts, contacts.c.id == _S.contact
    )


def _line(row: Any) -> SessionLine:
    values = dict(row._mapping)
    values["channel"] = Channel(values["channel"])
    values["status"] = Status(values["status"])
    values["holder"] = Holder(values["holder"])
    return SessionLine(**values)


async def list_sessions(
    db: AsyncConnection, wanted: Wanted, *, quiet: Sequence[str], limit: int, offset: int
) -> list[SessionLine]:
    """Sessions, the newest change first. `quiet` are reasons and notes that tell nothing by
    themselves: an earlier one that tells more is shown instead."""
    query = (
        _lines(quiet)
        .where(*conditions(wanted, (_NAME, _HANDLE, _SUBJECT)))
        .order_by(_S.updated_at.desc(), _S.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [_line(row) for row in await db.execute(query)]


async def sessions_by_id(
    db: AsyncConnection, ids: Sequence[int], *, quiet: Sequence[str]
) -> dict[int, SessionLine]:
    rows = await db.execute(_lines(quiet).where(_S.id.in_(ids)))
    return {row.id: _line(row) for row in rows}


async def count_by_status(db: AsyncConnection, wanted: Wanted) -> dict[Status, int]:
    """How many sessions each status would show under the other filters."""
    query = (
        select(_S.status, func.count())
        .select_from(_joined())
        .where(*conditions(wanted, (_NAME, _HANDLE, _SUBJECT), any_status=True))
        .group_by(_S.status)
    )
    counts = {Status(status): number for status, number in await db.execute(query)}
    return {status: counts.get(status, 0) for status in Status}


async def session_state(db: AsyncConnection, number: int) -> Session | None:
    """The whole session, as `decide` left it."""
    state = (await db.execute(select(_S.state).where(_S.id == number))).scalar_one_or_none()
    return None if state is None else await texts.unpack(db, state, Session)


async def connection_of(db: AsyncConnection, number: int) -> str | None:
    """Whose a session is."""
    c = conversations.c
    query = select(c.connection).join(sessions, _S.conversation == c.id).where(_S.id == number)
    found: str | None = (await db.execute(query)).scalar_one_or_none()
    return found


async def newest_session(db: AsyncConnection, front_id: str) -> int | None:
    """The last session of a conversation, named as Front names it; a merged one's survivor's."""
    c = conversations.c
    named = select(func.coalesce(c.merged_into, c.id)).where(c.front_id == front_id)
    row = select(_S.id).where(_S.conversation.in_(named)).order_by(_S.id.desc()).limit(1)
    found = (await db.execute(row)).scalar_one_or_none()
    return None if found is None else int(found)


async def related(
    db: AsyncConnection, line: SessionLine, *, quiet: Sequence[str]
) -> list[SessionLine]:
    """Other sessions of the same contact or the same conversation, newest first (6.2)."""
    same = [_S.conversation == line.conversation]
    if line.contact is not None:
        same.append(_S.contact.in_(same_person(line.contact)))
    query = _lines(quiet).where(or_(*same), _S.id != line.id).order_by(_S.id.desc()).limit(20)
    return [_line(row) for row in await db.execute(query)]
