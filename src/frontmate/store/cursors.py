"""How far Front's event list has been read (10.3)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.tables import cursors

EVENTS = "events"
"""The name of how far Front's event list has been read."""
FLOOR = "events_begin"
"""The name of where that began."""


@dataclass(frozen=True)
class Cursor:
    at: datetime
    """By Front's clock: all that it emitted up to here, less the reader's overlap, is taken in."""
    read_at: datetime | None
    """When the list was last read with success."""
    problem: str = ""
    """Why the newest attempt came to nothing; empty after a success."""
    behind: datetime | None = None
    """How far the last reading came, where it left more to be read; None at the list's end."""

    def lag(self, now: datetime) -> float:
        """Seconds by which what we know may be older than what Front knows."""
        known = [at for at in (self.read_at, self.behind) if at is not None]
        return max(0.0, (now - min(known, default=self.at)).total_seconds())


async def get(db: AsyncConnection, connection: str, name: str) -> Cursor | None:
    c = cursors.c
    row = (
        await db.execute(
            select(c.at, c.read_at, c.problem, c.behind).where(
                c.connection == connection, c.name == name
            )
        )
    ).one_or_none()
    return None if row is None else Cursor(row.at, row.read_at, row.problem, row.behind)


async def move(
    db: AsyncConnection,
    connection: str,
    name: str,
    at: datetime,
    now: datetime,
    behind: datetime | None = None,
) -> None:
    """The list has been read: see `Cursor` for what `at` and `behind` say."""
    values = {"at": at, "read_at": now, "problem": "", "behind": behind}
    await _put(db, connection, name, values, at)


async def fail(
    db: AsyncConnection, connection: str, name: str, problem: str, now: datetime
) -> None:
    """The list could not be read; the cursor stays where it is (a new one begins now)."""
    await _put(db, connection, name, {"problem": problem}, now)


async def _put(
    db: AsyncConnection, connection: str, name: str, values: dict[str, object], at: datetime
) -> None:
    row = insert(cursors).values(**{"connection": connection, "name": name, "at": at, **values})
    await db.execute(row.on_conflict_do_update(index_elements=["connection", "name"], set_=values))
