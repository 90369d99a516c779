"""Contacts: our own table, per connection, linked to Front's (6.1)."""

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.tables import contacts


async def find_or_add(
    db: AsyncConnection,
    *,
    connection: str,
    kind: str,
    handle: str,
    name: str | None,
    front_id: str | None,
    now: datetime,
) -> int:
    """The contact with this normalised handle; name and Front's id are filled in once known."""
    row = insert(contacts).values(
        connection=connection,
        kind=kind,
        handle=handle,
        name=name,
        front_id=front_id,
        created_at=now,
    )
    same = row.on_conflict_do_update(
        index_elements=["connection", "kind", "handle"],
        set_={
            "name": func.coalesce(contacts.c.name, row.excluded.name),
            "front_id": func.coalesce(contacts.c.front_id, row.excluded.front_id),
        },
    )
    return int((await db.execute(same.returning(contacts.c.id))).scalar_one())
