"""The newest examination of the installation, for the console's health page: one row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.tables import examinations

_ONLY = 1
_E = examinations.c


@dataclass(frozen=True)
class Examination:
    began_at: datetime
    done_at: datetime | None
    """None while it is under way, or if whoever began it has died."""
    report: Mapping[str, Any] | None
    """The newest that was finished, as `frontmate doctor --json` prints it."""


async def newest(db: AsyncConnection) -> Examination | None:
    row = select(_E.began_at, _E.done_at, _E.report).where(_E.id == _ONLY)
    found = (await db.execute(row)).one_or_none()
    return None if found is None else Examination(**found._mapping)


async def begin(db: AsyncConnection, now: datetime, given_up_before: datetime) -> bool:
    """False where one is under way that began after `given_up_before`: one at a time."""
    first = insert(examinations).values(id=_ONLY, began_at=now)
    free = or_(_E.done_at.is_not(None), _E.began_at < given_up_before)
    row = first.on_conflict_do_update(
        index_elements=["id"], set_={"began_at": now, "done_at": None}, where=free
    )
    return (await db.execute(row.returning(_E.id))).one_or_none() is not None


async def finish(db: AsyncConnection, report: Mapping[str, Any], now: datetime) -> None:
    row = update(examinations).where(_E.id == _ONLY)
    await db.execute(row.values(report=dict(report), done_at=now))
