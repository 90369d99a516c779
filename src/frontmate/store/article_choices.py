"""An admin's word on single articles, above what their source says (9.2)."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.tables import article_choices, connections


async def hold(db: AsyncConnection, connection: str) -> dict[str, bool]:
    """By article whether customers may be told it. Until the transaction ends nobody else changes
    a choice, or writes down an article by the choices of before."""
    await db.execute(
        select(connections.c.id)
        .where(connections.c.id == connection)
        # Not the whole row: whatever only names the connection goes on.
        .with_for_update(key_share=True)
    )
    return await of(db, connection)


async def of(db: AsyncConnection, connection: str) -> dict[str, bool]:
    c = article_choices.c
    rows = await db.execute(select(c.article, c.shown).where(c.connection == connection))
    return {row.article: row.shown for row in rows}


async def made_at(db: AsyncConnection, connection: str, article: str) -> datetime | None:
    """When the choice for an article was made; None where its source alone decides."""
    c = article_choices.c
    row = select(c.made_at).where(c.connection == connection, c.article == article)
    found: datetime | None = (await db.execute(row)).scalar_one_or_none()
    return found


async def save(
    db: AsyncConnection, connection: str, article: str, shown: bool | None, now: datetime
) -> None:
    """None takes a choice back: the source alone decides again."""
    key = {"connection": connection, "article": article}
    if shown is None:
        mine = [article_choices.c[name] == value for name, value in key.items()]
        await db.execute(delete(article_choices).where(*mine))
        return
    values = {"shown": shown, "made_at": now}
    row = insert(article_choices).values(**key, **values)
    await db.execute(
        row.on_conflict_do_update(index_elements=["connection", "article"], set_=values)
    )
