"""Sessions: the core's value as JSON, beside the columns that lists are filtered by."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.message import Channel
from frontmate.conversation.session import Holder, Session, Status, Who
from frontmate.store import texts
from frontmate.store.contacts import same_person
from frontmate.store.conversations import begun_by_calls
from frontmate.store.tables import actions, sessions


@dataclass(frozen=True)
class StoredSession:
    id: int
    conversation: int
    contact: int | None
    session: Session


async def newest(db: AsyncConnection, conversation: int) -> StoredSession | None:
    """The conversation's last session, open or closed."""
    row = (
        await db.execute(
            select(sessions.c.id, sessions.c.contact, sessions.c.state)
            .where(sessions.c.conversation == conversation)
            .order_by(sessions.c.number.desc())
            .limit(1)
        )
    ).one_or_none()
    if row is None:
        return None
    session = await texts.unpack(db, row.state, Session)
    return StoredSession(row.id, conversation, row.contact, session)


async def with_a_person(
    db: AsyncConnection, contact: int, channel: Channel, since: datetime
) -> bool:
    """Whether people have this person's conversation on a channel, and it moved since then."""
    c = sessions.c
    assignee = c.state["assignee"]["who"].as_string()
    row = select(c.id).where(
        or_(c.contact.in_(same_person(contact)), c.conversation.in_(_begun(contact))),
        c.channel == channel.value,
        c.status == Status.OPEN.value,
        or_(
            c.holder == Holder.TEAM.value,
            assignee == Who.PERSON.value,
            c.state["parked"].as_boolean(),
        ),
        c.updated_at >= since,
    )
    return (await db.execute(row.limit(1))).first() is not None


def _begun(contact: int) -> Select[tuple[int]]:
    """The conversations that answers to this person's calls have begun (9.3). As long as only the
    team has written there since, their sessions name no contact."""
    calls = sessions.alias("calls")
    theirs = select(calls.c.id).where(calls.c.contact.in_(same_person(contact)))
    return begun_by_calls().where(actions.c.session.in_(theirs))


async def save(
    db: AsyncConnection, conversation: int, session: Session, contact: int | None, now: datetime
) -> int:
    """Store a session under its number; returns its id. A contact once linked stays."""
    values = {
        "status": session.status.value,
        "holder": session.holder.value,
        "channel": session.channel.value,
        "version": session.version,
        "waiting_since": session.waiting_since,
        "state": await texts.pack(db, conversation, session, now),
        "updated_at": now,
    }
    row = insert(sessions).values(
        conversation=conversation,
        number=session.number,
        contact=contact,
        started_at=session.started_at,
        **values,
    )
    if contact is not None:
        values["contact"] = contact
    both = row.on_conflict_do_update(index_elements=["conversation", "number"], set_=values)
    return int((await db.execute(both.returning(sessions.c.id))).scalar_one())


async def earlier(db: AsyncConnection, contact: int, before: int) -> tuple[str, ...]:
    """What a contact's sessions before the given one were about, newest first, whichever of
    their handles they wrote from (6.2).

    The first line of each summary; sessions that were never read, or erased, are left out.
    """
    rows = await db.execute(
        select(sessions.c.state)
        .where(sessions.c.contact.in_(same_person(contact)), sessions.c.id < before)
        .order_by(sessions.c.id.desc())
        .limit(20)
    )
    found = []
    for state in rows.scalars():
        session: Session = await texts.unpack(db, state, Session)
        found.extend(session.reading.summary.body.splitlines()[:1])
    return tuple(found)


async def conversation_of(db: AsyncConnection, session: int) -> int | None:
    row = select(sessions.c.conversation).where(sessions.c.id == session)
    found = (await db.execute(row)).scalar_one_or_none()
    return None if found is None else int(found)
