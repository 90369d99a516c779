"""Which action row of ours is behind something that Front shows (1.3, 1.5, 10.1)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.events import Step
from frontmate.store.actions import State
from frontmate.store.tables import actions, contacts, conversations, sessions

_MAY_ECHO = (
    State.INTENDED,
    State.ACCEPTED,
    State.UNCERTAIN,
    State.CONFIRMED,
    # A message that became visible after we had given up is still ours.
    State.NEEDS_PERSON,
)
_SENDS = (Step.REPLY, Step.NOTICE)
_CLOCK_SKEW = timedelta(seconds=60)
_LATE = timedelta(hours=1)
_A = actions.c


async def find_echo(
    db: AsyncConnection, conversation: int, uid: str | None, written_hash: str
) -> int | None:
    """The send row of ours that an outbound message confirms: by uid, else by its words (1.3)."""
    return await _same(db, uid, written_hash, _began(conversation, _SENDS), _A.echoed_at.is_(None))


async def find_sent(
    db: AsyncConnection, conversation: int, front_id: str, uid: str | None, written_hash: str
) -> int | None:
    """The send row of ours behind a message at Front, whether its echo has come or not.

    By the message's id where an echo told us, since canned words repeat; else as `find_echo`.
    """
    sends = _began(conversation, _SENDS)
    known = await _oldest(db, sends, _A.front_id == front_id)
    if known is not None:
        return known
    return await _same(db, uid, written_hash, sends, _A.front_id.is_(None))


async def find_own_write(
    db: AsyncConnection, conversation: int, steps: Sequence[Step], at: datetime
) -> int | None:
    """The row of ours behind an event that names only "the API" as its source (1.5).

    Never by the source alone: there must be a row that was on its way when the event happened.
    A row whose own event was lost must not claim what another API client does days later.
    """
    return await _oldest(
        db,
        _began(conversation, steps),
        _A.echoed_at.is_(None),
        _A.intended_at <= at + _CLOCK_SKEW,
        or_(_A.ended_at.is_(None), _A.ended_at >= at - _CLOCK_SKEW),
    )


@dataclass(frozen=True)
class SentElsewhere:
    """An answer to a call that began a conversation of its own (9.3)."""

    row: int
    conversation: int
    """The call's."""
    sure: bool
    """By its id or uid, or to whom it went; else by words that others may be told as well."""


async def find_sent_elsewhere(
    db: AsyncConnection,
    connection: str,
    front_id: str,
    uid: str | None,
    written_hash: str,
    at: datetime,
    to: Collection[str],
) -> SentElsewhere | None:
    """The answer to a call behind a message `at` some moment in another conversation: by its id or
    uid (which no webhook names), else by its words as long as neither is known of the row.

    Several callers may be told the same: `to` are the handles, and Front's contacts, of those to
    whom it went; the caller among them comes first.
    """
    soon = and_(_A.intended_at <= at + _CLOCK_SKEW, _A.intended_at >= at - _LATE)
    unknown = and_(_A.front_id.is_(None), *([_A.uid.is_(None)] if uid else []))
    known = or_(_A.front_id == front_id, *([_A.uid == uid] if uid else []))
    caller = select(sessions.c.id).join(contacts, contacts.c.id == sessions.c.contact)
    theirs = caller.where(
        sessions.c.id == _A.session,
        or_(contacts.c.handle.in_(to), contacts.c.front_id.in_(to)),
    ).exists()
    by_id, sure = func.coalesce(known, False), func.coalesce(or_(known, theirs), False)
    found = (
        select(_A.id, _A.conversation, sure.label("sure"))
        .join(conversations, conversations.c.id == _A.conversation)
        .where(
            conversations.c.connection == connection,
            _A.leaves_by.is_not(None),
            _A.state.in_([state.value for state in _MAY_ECHO]),
            or_(known, and_(_A.written_hash == written_hash, soon, unknown)),
        )
        .order_by(by_id.desc(), sure.desc(), _A.id)
        .limit(1)
    )
    row = (await db.execute(found)).one_or_none()
    return None if row is None else SentElsewhere(row.id, row.conversation, row.sure)


async def claimed_elsewhere(
    db: AsyncConnection, connection: str, number: int, written_hash: str
) -> frozenset[str]:
    """As `claimed_by_others`, of answers to calls in the same words in conversations of their
    own."""
    theirs = select(conversations.c.id).where(conversations.c.connection == connection)
    same = (_A.leaves_by.is_not(None), _A.written_hash == written_hash)
    return await _claimed(db, number, _A.conversation.in_(theirs), *same)


async def claimed_by_others(db: AsyncConnection, conversation: int, number: int) -> frozenset[str]:
    """Front's ids and uids of what other rows have written: whoever looks for the message of row
    `number` must not find one of these, since canned words repeat."""
    return await _claimed(db, number, _A.conversation == conversation)


async def _claimed(
    db: AsyncConnection, number: int, *wanted: ColumnElement[bool]
) -> frozenset[str]:
    others = select(_A.front_id, _A.uid).where(_A.id != number, *wanted)
    return frozenset(id_ for row in await db.execute(others) for id_ in row if id_ is not None)


def _began(conversation: int, steps: Sequence[Step]) -> ColumnElement[bool]:
    return and_(
        _A.conversation == conversation,
        _A.step.in_([step.value for step in steps]),
        _A.state.in_([state.value for state in _MAY_ECHO]),
    )


async def _same(
    db: AsyncConnection, uid: str | None, written_hash: str, *wanted: ColumnElement[bool]
) -> int | None:
    """By uid, and by the words only where no uid decides: canned words repeat."""
    if uid:
        found = await _oldest(db, *wanted, _A.uid == uid)
        if found is not None:
            return found
    return await _oldest(db, *wanted, _A.written_hash == written_hash)


async def _oldest(db: AsyncConnection, *wanted: ColumnElement[bool]) -> int | None:
    row = select(_A.id).where(*wanted).order_by(_A.id).limit(1)
    found = (await db.execute(row)).scalar_one_or_none()
    return None if found is None else int(found)


async def sent_around(db: AsyncConnection, conversation: int, at: datetime) -> bool:
    """Whether a message of ours went out between its last look and Front's acceptance while
    something else happened `at` that moment: the window that Front leaves open (10.2)."""
    row = select(_A.id).where(
        _A.conversation == conversation,
        _A.step.in_([step.value for step in _SENDS]),
        _A.looked_at <= at,
        _A.accepted_at >= at,
    )
    return (await db.execute(row.limit(1))).first() is not None
