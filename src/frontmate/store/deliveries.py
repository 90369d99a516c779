"""The ledger of what Front told us: each event once, and what became of it (10.3)."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store import conversations, events, texts
from frontmate.store.tables import connections, deliveries, sessions
from frontmate.store.tables import conversations as conversation_rows

Wake = Callable[[AsyncConnection, int], Awaitable[None]]
"""Wake a conversation up once the transaction commits."""


@dataclass(frozen=True)
class Delivery:
    """One event of Front as it arrived. `raw` is the event's JSON text."""

    connection: str
    event_key: str
    source: str
    """How it came: `webhook`, or read from Front's event list as `poll` or `recovered`."""
    kind: str
    """Of the webhook: `application` or `rule`; `list` for the event list."""
    type: str
    """The outer name for an application webhook, the core type otherwise (facts 3.2)."""
    conversation: int | None
    emitted_at: datetime | None
    raw: str


async def take_in(
    db: AsyncConnection, delivery: Delivery, front_id: str | None, wake: Wake, now: datetime
) -> int | None:
    """Store an event, put it into its conversation's inbox and wake that up; None if known.

    `front_id` is the conversation at Front, where the event has one. Every way in is through
    here: the conversation's row is locked first, so that events of one conversation, by webhook
    or by poll, commit one after the other, and each of them once.
    """
    if front_id is not None:
        conversation = await conversations.lock(db, delivery.connection, front_id, now)
        delivery = replace(delivery, conversation=conversation)
    number = await receive(db, delivery, now)
    if number is not None and delivery.conversation is not None:
        at = delivery.emitted_at or now
        await events.add_delivery(db, delivery.conversation, number, delivery.type, at)
        await wake(db, delivery.conversation)
    return number


async def known(db: AsyncConnection, connection: str, keys: Collection[str]) -> frozenset[str]:
    """Which of these events have been taken in. Nothing is counted as a repeat."""
    c = deliveries.c
    rows = await db.execute(
        select(c.event_key).where(c.connection == connection, c.event_key.in_(list(keys)))
    )
    return frozenset(rows.scalars())


async def last_received(db: AsyncConnection, connection: str) -> datetime | None:
    """When something new last came from Front, by whichever way."""
    c = deliveries.c
    newest = select(c.received_at).where(c.connection == connection)
    return (await db.execute(newest.order_by(c.received_at.desc()).limit(1))).scalar_one_or_none()


async def receive(db: AsyncConnection, delivery: Delivery, now: datetime) -> int | None:
    """Store a delivery; None if its event is known already (8.1), which is counted."""
    row = insert(deliveries).values(
        connection=delivery.connection,
        event_key=delivery.event_key,
        source=delivery.source,
        kind=delivery.kind,
        type=delivery.type,
        conversation=delivery.conversation,
        emitted_at=delivery.emitted_at,
        received_at=now,
        state="open" if delivery.conversation is not None else "ignored",
        why="" if delivery.conversation is not None else "of no conversation",
    )
    new = row.on_conflict_do_nothing(index_elements=["connection", "event_key"])
    number = (await db.execute(new.returning(deliveries.c.id))).scalar_one_or_none()
    if number is None:
        await db.execute(
            update(deliveries)
            .where(
                deliveries.c.connection == delivery.connection,
                deliveries.c.event_key == delivery.event_key,
            )
            .values(repeats=deliveries.c.repeats + 1)
        )
        return None
    raw = await texts.keep_one(db, delivery.conversation, delivery.raw, now)
    await db.execute(update(deliveries).where(deliveries.c.id == number).values(raw=raw))
    return int(number)


async def raw_event(db: AsyncConnection, delivery: int) -> tuple[str, str]:
    """The outer type and the JSON text of a delivery's event (empty once erased)."""
    row = (
        await db.execute(
            select(deliveries.c.type, deliveries.c.raw).where(deliveries.c.id == delivery)
        )
    ).one()
    return row.type, (await texts.words(db, [row.raw])).get(row.raw, "")


async def settle(db: AsyncConnection, delivery: int, state: str, why: str) -> None:
    """Record what became of a delivery: `handled`, `duplicate` or `ignored`."""
    await db.execute(
        update(deliveries).where(deliveries.c.id == delivery).values(state=state, why=why)
    )


@dataclass(frozen=True)
class Arrival:
    """One event as it came, and what became of it; nothing of what it says."""

    id: int
    connection: str
    source: str
    type: str
    received_at: datetime
    state: str
    """`open`, `handled`, `duplicate` or `ignored`."""
    why: str
    """Of the decision, its reason; of what was not judged, why not."""
    repeats: int
    front_id: str | None
    """The conversation at Front."""
    session: int | None
    """The conversation's newest."""


async def newest(db: AsyncConnection, limit: int) -> tuple[Arrival, ...]:
    """What came last, of all connections in use; the newest first."""
    d, v, s = deliveries.c, conversation_rows.c, sessions.c
    last = select(func.max(s.id)).where(s.conversation == d.conversation).scalar_subquery()
    facts = (d.id, d.connection, d.source, d.type, d.received_at, d.state, d.why, d.repeats)
    rows = await db.execute(
        select(*facts, v.front_id, last.label("session"))
        .outerjoin(conversation_rows, v.id == d.conversation)
        .join(connections, connections.c.id == d.connection)
        .where(connections.c.disconnected_at.is_(None))
        .order_by(d.received_at.desc(), d.id.desc())
        .limit(limit)
    )
    return tuple(Arrival(**row._mapping) for row in rows)


async def count_duplicates(db: AsyncConnection, connection: str) -> int:
    """Deliveries dropped as duplicates: repeated event ids, and repeated contents."""
    c = deliveries.c
    repeats = select(func.coalesce(func.sum(c.repeats), 0)).where(c.connection == connection)
    same = select(func.count()).where(c.connection == connection, c.state == "duplicate")
    return int((await db.execute(repeats)).scalar_one()) + int(
        (await db.execute(same)).scalar_one()
    )
