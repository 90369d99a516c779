"""History: one entry for every event, with the reason and the promise behind it."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.decision import Reason
from frontmate.store.tables import history


async def write(
    db: AsyncConnection,
    *,
    conversation: int,
    session: int | None,
    event: int,
    at: datetime,
    reason: Reason,
    note: str,
    policy: int,
) -> None:
    await db.execute(
        insert(history).values(
            conversation=conversation,
            session=session,
            event=event,
            at=at,
            reason=reason.value,
            promise=reason.promise,
            note=note,
            policy=policy,
        )
    )
