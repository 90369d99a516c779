"""Who changed what, and when: written once, never changed, and never with a customer's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.tables import audit


@dataclass(frozen=True)
class AuditEntry:
    id: int
    at: datetime
    who: str
    """A person of the console, `command line (…)`, or the name of what runs by itself."""
    what: str
    connection: str | None
    detail: Mapping[str, object]


async def write(
    db: AsyncConnection,
    *,
    who: str,
    what: str,
    connection: str | None,
    detail: Mapping[str, object],
    now: datetime,
) -> None:
    """Note a change in the transaction that makes it.

    `what` is a word in the past tense (`contact_erased`); `detail` holds ids, counts and settings,
    as JSON can, and nothing that a customer wrote or is called.
    """
    row = insert(audit).values(
        at=now, who=who, what=what, connection=connection, detail=dict(detail)
    )
    await db.execute(row)


async def newest(db: AsyncConnection, limit: int) -> tuple[AuditEntry, ...]:
    """The last entries, newest first."""
    return await entries(db, Wanted(), limit=limit)


@dataclass(frozen=True)
class Wanted:
    """Which entries; empty: all."""

    who: str = ""
    connection: str = ""
    what: Sequence[str] = ()
    """Words, any of which it may be."""


async def entries(
    db: AsyncConnection, wanted: Wanted, *, limit: int, offset: int = 0
) -> tuple[AuditEntry, ...]:
    """Those that are wanted, newest first."""
    order = (audit.c.at.desc(), audit.c.id.desc())
    rows = await db.execute(
        _only(wanted, select(audit)).order_by(*order).limit(limit).offset(offset)
    )
    return tuple(AuditEntry(**row._mapping) for row in rows)


async def count(db: AsyncConnection, wanted: Wanted) -> int:
    counted = _only(wanted, select(func.count()).select_from(audit))
    return int((await db.execute(counted)).scalar_one())


async def authors(db: AsyncConnection) -> tuple[str, ...]:
    """Everybody who ever changed something, by name."""
    return tuple((await db.execute(select(audit.c.who).distinct().order_by(audit.c.who))).scalars())


def _only(wanted: Wanted, query: Select[Any]) -> Select[Any]:
    if wanted.who:
        query = query.where(audit.c.who == wanted.who)
    if wanted.connection:
        query = query.where(audit.c.connection == wanted.connection)
    if wanted.what:
        query = query.where(audit.c.what.in_(wanted.what))
    return query
