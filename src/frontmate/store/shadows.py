"""What would have been answered: the shadow record (11.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.outcome import Outcome
from frontmate.store import texts
from frontmate.store.tables import shadows


@dataclass(frozen=True)
class Shadow:
    at: datetime
    messages: tuple[str, ...]
    outcome: Outcome
    reason: str
    steps: tuple[str, ...]
    """What would have been done, in its order."""


async def record(
    db: AsyncConnection,
    *,
    conversation: int,
    session: int | None,
    messages: Sequence[str],
    outcome: Outcome,
    reason: str,
    steps: Sequence[str],
    policy: int,
    now: datetime,
) -> None:
    body = await texts.pack(db, conversation, outcome, now, as_type=Outcome)
    await db.execute(
        insert(shadows).values(
            conversation=conversation,
            session=session,
            messages=list(messages),
            at=now,
            outcome=body,
            reason=reason,
            steps=list(steps),
            policy=policy,
        )
    )


async def of_conversation(db: AsyncConnection, conversation: int) -> tuple[Shadow, ...]:
    """Oldest first."""
    c = shadows.c
    rows = await db.execute(select(shadows).where(c.conversation == conversation).order_by(c.id))
    return tuple(
        [
            Shadow(
                row.at,
                tuple(row.messages),
                await texts.unpack(db, row.outcome, Outcome),
                row.reason,
                tuple(row.steps),
            )
            for row in rows.all()
        ]
    )
