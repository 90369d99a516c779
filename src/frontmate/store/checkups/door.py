"""What came in, which way, and how often."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, literal_column, select
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
class Arrived:
    """The ledger of what Front told us (10.3): each event once, by the way it first came."""

    ways: dict[str, int]
    """By `webhook`, `recovered` from the list, or `poll`."""
    repeats: int
    """Further arrivals of events that were known."""
    same_content: int
    """Events of their own with the content of another (8.1)."""
    ignored: dict[str, int]
    """Kept and not judged, by why."""

    @property
    def events(self) -> int:
        return sum(self.ways.values())


async def arrived(db: AsyncConnection, connection: str, since: datetime) -> Arrived:
    rows = await db.execute(
        select(
            _D.source,
            _D.state,
            case((_D.state == "ignored", _D.why), else_=""),
            func.count(),
            func.sum(_D.repeats),
        )
        .where(_D.connection == connection, _D.received_at >= since)
        # By their places: a bound word would be another one in each clause.
        .group_by(literal_column("1"), literal_column("2"), literal_column("3"))
    )
    ways, ignored = Counter[str](), Counter[str]()
    repeats = same_content = 0
    for source, state, why, number, repeated in rows:
        ways[source] += number
        repeats += int(repeated)
        same_content += number if state == "duplicate" else 0
        if state == "ignored":
            ignored[why] += number
    return Arrived(dict(ways), repeats, same_content, dict(ignored))
