"""What came in, which way, and how often."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.tables import deliveries

_D = deliveries.c


async def delivered_types(
    db: AsyncConnection, connection: str, since: datetime, emitted_before: datetime | None = None
) -> dict[tuple[str, str], int]:
    """How many deliveries came, by way (`webhook`, `recovered`, `poll`) and by Front's type."""
    early = () if emitted_before is None else (_D.emitted_at < emitted_before,)
    rows = await db.execute(
        select(_D.source, _D.type, func.count())
        .where(_D.connection == connection, _D.received_at >= since, *early)
        .group_by(_D.source, _D.type)
    )
    return {(source, type_): int(number) for source, type_, number in rows}


async def ways_of(db: AsyncConnection, connection: str, keys: Sequence[str]) -> dict[str, str]:
    """By which way each of these events came in; the others never did."""
    rows = await db.execute(
        select(_D.event_key, _D.source).where(
            _D.connection == connection, _D.event_key.in_(list(keys))
        )
    )
    return {key: source for key, source in rows}  # noqa: C416 - rows are no pairs to mypy


@dataclass(frozen=True)
class Duplicates:
    deliveries: int
    """Different events."""
    repeats: int
    """Further arrivals of events that were known."""
    same_content: int
    """Events of their own with the content of another (8.1)."""


async def duplicates(db: AsyncConnection, connection: str, since: datetime) -> Duplicates:
    same = func.count().filter(_D.state == "duplicate")
    row = await db.execute(
        select(func.count(), func.coalesce(func.sum(_D.repeats), 0), same).where(
            _D.connection == connection, _D.received_at >= since
        )
    )
    return Duplicates(*(int(number) for number in row.one()))
