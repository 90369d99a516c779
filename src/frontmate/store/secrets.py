"""What opens doors: a connection's token and keys, sealed, written and never shown again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.sealing import Keeper
from frontmate.store.tables import secrets

Name = Literal["token", "signing_key", "rule_secret", "knowledge_token"]


async def put(
    db: AsyncConnection, keeper: Keeper, connection: str, name: Name, value: str, now: datetime
) -> None:
    """Set or replace one. The caller bumps the connection's generation."""
    row = insert(secrets).values(
        connection=connection, name=name, sealed=keeper.seal(value), changed_at=now
    )
    await db.execute(
        row.on_conflict_do_update(
            index_elements=["connection", "name"],
            set_={"sealed": row.excluded.sealed, "changed_at": now},
        )
    )


async def read(db: AsyncConnection, keeper: Keeper, connection: str) -> Mapping[str, str]:
    """All of a connection's, opened. Raises WrongKeyError."""
    rows = await db.execute(
        select(secrets.c.name, secrets.c.sealed).where(secrets.c.connection == connection)
    )
    return {row.name: keeper.unseal(row.sealed) for row in rows}


async def names(db: AsyncConnection, connection: str) -> frozenset[str]:
    """Which secrets there are, without opening any."""
    rows = await db.execute(select(secrets.c.name).where(secrets.c.connection == connection))
    return frozenset(rows.scalars())


async def changed(db: AsyncConnection, connection: str) -> Mapping[str, datetime]:
    """When each was entered last, without opening any."""
    rows = await db.execute(
        select(secrets.c.name, secrets.c.changed_at).where(secrets.c.connection == connection)
    )
    return {row.name: row.changed_at for row in rows}


async def remove(db: AsyncConnection, connection: str, name: Name | None = None) -> None:
    """Remove one, or all of them; at once and for good."""
    c = secrets.c
    only = () if name is None else (c.name == name,)
    await db.execute(delete(secrets).where(c.connection == connection, *only))


async def remove_all(db: AsyncConnection) -> None:
    """For a key that is lost: what was sealed with it cannot be opened by anybody."""
    await db.execute(delete(secrets))
