"""What customers were told once and are not told any more, and why (9.2)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.tables import articles


class Gone(StrEnum):
    """Why a version is not what the help center says any more; beside these stands, where it was
    held back from customers, what held it back."""

    CHANGED = "changed"
    MOVED = "moved"
    DELETED = "deleted"
    """Not listed any more."""
    DESELECTED = "deselected"
    CENTER_GONE = "help_center_gone"
    WITHHELD = "withheld"
    """By an admin."""
    UNTRANSLATED = "untranslated"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Tombstone:
    """What customers were told once and are not told any more."""

    key: str
    title: str
    why: str
    """A `Gone`, or what holds it back; "" if an older version of ours took it out."""
    at: datetime


async def newest(db: AsyncConnection, connection: str, limit: int) -> tuple[Tombstone, ...]:
    """The newest first; what only reads differently now is none."""
    c, now = articles.c, articles.alias().c
    told_now = exists().where(
        now.connection == c.connection, now.key == c.key, now.gone_at.is_(None), now.public
    )
    rows = await db.execute(
        select(c.key, c.title, func.coalesce(c.gone_why, "").label("why"), c.gone_at.label("at"))
        .where(c.connection == connection, c.gone_at.is_not(None), c.public, ~told_now)
        .ext(distinct_on(c.key))
        .order_by(c.key, c.gone_at.desc())
    )
    found = [Tombstone(**row._mapping) for row in rows]
    return tuple(sorted(found, key=lambda each: each.at, reverse=True)[:limit])
