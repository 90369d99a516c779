"""The ledger of what Front told us: each event once, and what became of it (10.3)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store import texts
from frontmate.store.tables import deliveries


@dataclass(frozen=True)
class Delivery:
    """One event of Front as it arrived. `raw` is the event's JSON text."""

    connection: str
    event_key: str
    source: str
    kind: str
    type: str
    conversation: int | None
    emitted_at: datetime | None
    raw: str


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


async def count_duplicates(db: AsyncConnection, connection: str) -> int:
    """Deliveries dropped as duplicates: repeated event ids, and repeated contents."""
    c = deliveries.c
    repeats = select(func.coalesce(func.sum(c.repeats), 0)).where(c.connection == connection)
    same = select(func.count()).where(c.connection == connection, c.state == "duplicate")
    return int((await db.execute(repeats)).scalar_one()) + int(
        (await db.execute(same)).scalar_one()
    )
