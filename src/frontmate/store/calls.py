"""Every request to Front: what it was for, how it ended, how long it took."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.tables import calls


async def log(
    db: AsyncConnection,
    *,
    connection: str,
    conversation: int | None,
    action: int | None,
    method: str,
    template: str,
    status: int | None,
    error: str | None,
    at: datetime,
    seconds: float,
) -> None:
    await db.execute(
        insert(calls).values(
            connection=connection,
            conversation=conversation,
            action=action,
            method=method,
            template=template,
            status=status,
            error=error,
            at=at,
            seconds=seconds,
        )
    )
