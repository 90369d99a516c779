"""How much there is to answer from."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.tables import articles, vectors


@dataclass(frozen=True)
class Shelf:
    """Articles as they are now."""

    public: int
    internal: int


async def knowledge_of(db: AsyncConnection, connection: str) -> Shelf:
    c = articles.c
    row = await db.execute(
        select(func.count().filter(c.public), func.count().filter(~c.public)).where(
            c.connection == connection, c.gone_at.is_(None)
        )
    )
    return Shelf(*(int(number) for number in row.one()))


async def vector_count(db: AsyncConnection) -> int:
    """Of all connections: a vector belongs to what was encoded, and not to a workspace."""
    return int((await db.execute(select(func.count()).select_from(vectors))).scalar_one())
