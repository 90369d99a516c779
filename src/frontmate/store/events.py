"""The inbox of each conversation: what happened and waits for `decide`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.events import Event
from frontmate.store import texts
from frontmate.store.tables import deliveries, events


@dataclass(frozen=True)
class OpenEvent:
    """`event` is None while the delivery behind it has not been read yet."""

    id: int
    delivery: int | None
    event: Event | None
    arrived_at: datetime
    """When it reached us, by our clock."""


async def add(db: AsyncConnection, conversation: int, event: Event, now: datetime) -> int:
    """Put an event of our own (a result, a timer, a button) into the inbox."""
    body = await texts.pack(db, conversation, event, now, as_type=Event)
    row = insert(events).values(
        conversation=conversation, type=type(event).__name__, at=event.at, body=body
    )
    return int((await db.execute(row.returning(events.c.id))).scalar_one())


async def add_delivery(
    db: AsyncConnection, conversation: int, delivery: int, type_: str, at: datetime
) -> int:
    """Put a delivery into the inbox; it is read when its turn comes."""
    row = insert(events).values(conversation=conversation, delivery=delivery, type=type_, at=at)
    return int((await db.execute(row.returning(events.c.id))).scalar_one())


async def next_open(db: AsyncConnection, conversation: int) -> OpenEvent | None:
    """The open event that happened first."""
    c, d = events.c, deliveries.c
    row = (
        await db.execute(
            select(c.id, c.delivery, c.body, func.coalesce(d.received_at, c.at).label("arrived_at"))
            .outerjoin(deliveries, d.id == c.delivery)
            .where(c.conversation == conversation, c.closed_at.is_(None))
            .order_by(c.at, c.id)
            .limit(1)
        )
    ).one_or_none()
    if row is None:
        return None
    event = None if row.body is None else await texts.unpack(db, row.body, Event)
    return OpenEvent(row.id, row.delivery, event, row.arrived_at)


async def any_open(db: AsyncConnection, conversation: int) -> bool:
    c = events.c
    query = select(exists().where(c.conversation == conversation, c.closed_at.is_(None)))
    return bool((await db.execute(query)).scalar_one())


async def close(
    db: AsyncConnection, number: int, conversation: int, event: Event | None, at: datetime
) -> None:
    """Mark an event as decided, with what it was read as."""
    values: dict[str, object] = {"closed_at": at}
    if event is not None:
        values["body"] = await texts.pack(db, conversation, event, at, as_type=Event)
        values["type"] = type(event).__name__
    await db.execute(update(events).where(events.c.id == number).values(**values))


async def open_conversations(db: AsyncConnection, before: datetime) -> list[int]:
    """Conversations with an event that has been open since before a moment: nobody woke up."""
    c = events.c
    rows = await db.execute(
        select(c.conversation).distinct().where(c.closed_at.is_(None), c.at < before)
    )
    return list(rows.scalars())
