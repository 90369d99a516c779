"""The words of people, apart from everything else so that they can be erased."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store import codec
from frontmate.store.tables import texts


async def keep(
    db: AsyncConnection, conversation: int | None, bodies: Sequence[str], at: datetime
) -> tuple[int, ...]:
    """Store texts; returns their ids in the same order."""
    ids = []
    for body in bodies:
        # PostgreSQL refuses NUL in text, and a customer's mail may hold one.
        clean = body.replace("\x00", "")
        row = insert(texts).values(conversation=conversation, body=clean, created_at=at)
        ids.append((await db.execute(row.returning(texts.c.id))).scalar_one())
    return tuple(ids)


async def keep_one(
    db: AsyncConnection, conversation: int | None, body: str | None, at: datetime
) -> int | None:
    return (await keep(db, conversation, [body], at))[0] if body else None


async def words(db: AsyncConnection, ids: Iterable[int | None]) -> dict[int, str]:
    """The texts by id; an erased one is missing."""
    wanted = [number for number in ids if number is not None]
    if not wanted:
        return {}
    rows = await db.execute(select(texts.c.id, texts.c.body).where(texts.c.id.in_(wanted)))
    return {number: body for number, body in rows if body is not None}


async def erase(db: AsyncConnection, conversation: int, at: datetime) -> None:
    """Forget every word of a conversation; the skeletons stay (11.4)."""
    await db.execute(
        update(texts)
        .where(texts.c.conversation == conversation, texts.c.erased_at.is_(None))
        .values(body=None, erased_at=at)
    )


async def pack(
    db: AsyncConnection, conversation: int, value: object, at: datetime, as_type: Any = None
) -> codec.Json:
    """A core value as JSON whose texts are stored apart."""
    skeleton = codec.encode(value, as_type)
    return skeleton.with_ids(await keep(db, conversation, skeleton.texts, at))


async def unpack(db: AsyncConnection, body: codec.Json, as_type: Any) -> Any:
    """The core value of a stored skeleton, its texts filled in."""
    return codec.decode(body, await words(db, codec.text_ids(body)), as_type)
