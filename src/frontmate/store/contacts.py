"""Contacts: our own table, per connection, linked to Front's (6.1).

A person may be several rows, one for each handle. Rows with the same contact of Front's are one
person (6.2); they stay apart, so that nothing is lost when Front parts them again.
"""

from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
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
    """The contact with this normalised handle; the name is filled in once known, and Front's id is
    the one it was last known by: Front merges contacts."""
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
            "front_id": func.coalesce(row.excluded.front_id, contacts.c.front_id),
        },
    )
    return int((await db.execute(same.returning(contacts.c.id))).scalar_one())


def same_person(contact: int) -> Select[tuple[int]]:
    """The ids of the contacts that Front holds to be this one, itself among them: a subquery."""
    c, this = contacts.c, contacts.alias("this")
    connection = select(this.c.connection).where(this.c.id == contact).scalar_subquery()
    known_as = select(this.c.front_id).where(this.c.id == contact).scalar_subquery()
    joined = and_(c.connection == connection, c.front_id == known_as)
    return select(c.id).where(or_(c.id == contact, joined))


async def are_one(db: AsyncConnection, one: int, other: int) -> bool:
    """Whether two contacts are the same person to Front."""
    same = same_person(one).where(contacts.c.id == other)
    return (await db.execute(same)).first() is not None
