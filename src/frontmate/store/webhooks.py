"""What `doctor` and `connect` need to know of the door: handshakes, and webhooks not believed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.tables import deliveries, handshakes, refusals


@dataclass(frozen=True)
class Refusal:
    """Webhooks that were not believed, and why (the door's word)."""

    why: str
    count: int
    last_at: datetime


async def shook_hands(db: AsyncConnection, connection: str, now: datetime) -> None:
    row = insert(handshakes).values(connection=connection, last_at=now)
    await db.execute(
        row.on_conflict_do_update(index_elements=["connection"], set_={"last_at": now})
    )


async def last_handshake(db: AsyncConnection, connection: str) -> datetime | None:
    row = select(handshakes.c.last_at).where(handshakes.c.connection == connection)
    found: datetime | None = (await db.execute(row)).scalar_one_or_none()
    return found


async def refused(db: AsyncConnection, connection: str, why: str, now: datetime) -> None:
    row = insert(refusals).values(connection=connection, why=why, count=1, last_at=now)
    counted = {"count": refusals.c.count + 1, "last_at": now}
    await db.execute(row.on_conflict_do_update(index_elements=["connection", "why"], set_=counted))


async def refusals_since(
    db: AsyncConnection, connection: str, since: datetime
) -> tuple[Refusal, ...]:
    """Newest first; `count` is of all times."""
    c = refusals.c
    rows = await db.execute(
        select(c.why, c.count, c.last_at)
        .where(c.connection == connection, c.last_at >= since)
        .order_by(c.last_at.desc())
    )
    return tuple(Refusal(**r._mapping) for r in rows)


async def last_delivery(db: AsyncConnection, connection: str, source: str) -> datetime | None:
    """When the newest event came in by `webhook`, or was `recovered` from Front's list."""
    c = deliveries.c
    row = select(func.max(c.received_at)).where(c.connection == connection, c.source == source)
    found: datetime | None = (await db.execute(row)).scalar_one()
    return found
