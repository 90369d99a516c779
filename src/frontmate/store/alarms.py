"""Alarms: what a person must look at because the machinery could not end it (10.4)."""

from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.tables import alarms


async def raise_one(
    db: AsyncConnection, conversation: int, session: int | None, why: str, now: datetime
) -> None:
    await db.execute(
        insert(alarms).values(conversation=conversation, session=session, why=why, at=now)
    )


async def close(db: AsyncConnection, conversation: int, now: datetime) -> None:
    """A person has the conversation now: its alarms have done their work."""
    await db.execute(
        update(alarms)
        .where(alarms.c.conversation == conversation, alarms.c.closed_at.is_(None))
        .values(closed_at=now)
    )
