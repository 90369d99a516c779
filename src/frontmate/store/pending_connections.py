"""A connection that is being made on the console: its token is sealed, and what was found kept, so
that a restart in the middle loses nothing (9.1). It ends when the connection is saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.sealing import Keeper
from frontmate.store.tables import pending_connections

FORGOTTEN_AFTER = timedelta(days=1)
"""Whoever has begun one and not come back by then begins anew."""

_P = pending_connections.c


@dataclass(frozen=True)
class PendingConnection:
    name: str
    api_url: str
    token: str = field(repr=False)
    who: str
    created_at: datetime
    company: str | None
    company_name: str | None
    findings: Sequence[Mapping[str, Any]]
    """Of each permission what was found, in order; as JSON."""
    problem: Mapping[str, str] | None
    """What ended the look."""
    looked_at: datetime | None
    """The last sign of life of whoever looks."""
    done_at: datetime | None


async def put(
    db: AsyncConnection,
    keeper: Keeper,
    *,
    name: str,
    api_url: str,
    token: str,
    who: str,
    now: datetime,
) -> None:
    """Begin one, or begin it anew with another token."""
    values = {
        "api_url": api_url,
        "token": keeper.seal(token),
        "who": who,
        "created_at": now,
        "company": None,
        "company_name": None,
        "findings": [],
        "problem": None,
        "looked_at": None,
        "done_at": None,
    }
    row = insert(pending_connections).values(name=name, **values)
    await db.execute(row.on_conflict_do_update(index_elements=["name"], set_=values))


async def get(
    db: AsyncConnection, keeper: Keeper, name: str, now: datetime
) -> PendingConnection | None:
    """None also for one that is forgotten, swept or not. Raises WrongKeyError."""
    known = _P.created_at >= now - FORGOTTEN_AFTER
    row = select(pending_connections).where(_P.name == name, known)
    found = (await db.execute(row)).one_or_none()
    if found is None:
        return None
    values = dict(found._mapping)
    return PendingConnection(**{**values, "token": keeper.unseal(values["token"])})


async def names(db: AsyncConnection) -> tuple[str, ...]:
    return tuple((await db.execute(select(_P.name).order_by(_P.name))).scalars())


async def note(
    db: AsyncConnection, name: str, began: datetime, now: datetime, **found: object
) -> bool:
    """Write down how far the look at a token is: any of `company`, `company_name`, `findings`,
    `problem` and `done_at`. False where what was begun then is there no more: it was cancelled,
    or begun anew."""
    row = update(pending_connections).where(_P.name == name, _P.created_at == began)
    changed = await db.execute(row.values(looked_at=now, **found).returning(_P.name))
    return changed.first() is not None


async def remove(db: AsyncConnection, name: str) -> bool:
    """Its token is gone with it. False where there was none."""
    gone = delete(pending_connections).where(_P.name == name).returning(_P.name)
    return (await db.execute(gone)).first() is not None


async def remove_forgotten(db: AsyncConnection, now: datetime) -> None:
    """Whoever began has not come back: a token that nobody waits for is not kept."""
    await db.execute(delete(pending_connections).where(_P.created_at < now - FORGOTTEN_AFTER))


async def remove_all(db: AsyncConnection) -> None:
    """For a key that is lost: their tokens were sealed with it."""
    await db.execute(delete(pending_connections))
