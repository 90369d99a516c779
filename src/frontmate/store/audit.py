"""Who changed what, and when: written once, never changed, and never with a customer's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
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
    rows = await db.execute(
        select(audit).order_by(audit.c.at.desc(), audit.c.id.desc()).limit(limit)
    )
    return tuple(AuditEntry(**row._mapping) for row in rows)
