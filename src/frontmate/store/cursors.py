"""How far Front's event list has been read (10.3)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.tables import cursors


@dataclass(frozen=True)
class Cursor:
    at: datetime
    """By Front's clock: all that it emitted up to here, less the reader's overlap, is taken in."""
    read_at: datetime | None
    """When the list was last read with success."""
    problem: str = ""
    """Why the newest attempt came to nothing; empty after a success."""


async def get(db: AsyncConnection, connection: str, name: str) -> Cursor | None:
    c = cursors.c
    row = (
        await db.execute(
            select(c.at, c.read_at, c.problem).where(c.connection == connection, c.name == name)
        )
    ).one_or_none()
    return None if row is None else Cursor(row.at, row.read_at, row.problem)


async def move(
    db: AsyncConnection, connection: str, name: str, at: datetime, now: datetime
) -> None:
    """The list has been read: see `Cursor.at` for what `at` says."""
    await _put(db, connection, name, {"at": at, "read_at": now, "problem": ""}, at)


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
