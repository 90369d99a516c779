"""Drafts of ours that lie at Front, and what people made of them (11.1)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.events import Step
from frontmate.store.actions import State
from frontmate.store.tables import actions, labels

_A = actions.c
_WRITTEN = (State.INTENDED, State.UNCERTAIN, State.CONFIRMED, State.NEEDS_PERSON)


@dataclass(frozen=True)
class Draft:
    """One that we have written: `front_id`, `version` and `hash` as they were then."""

    row: int
    front_id: str
    version: str | None
    hash: str
    confidence: float


async def newest(db: AsyncConnection, conversation: int) -> Draft | None:
    """The newest draft of ours that Front has shown us; it may be gone or sent by now."""
    row = (
        await db.execute(
            select(_A.id, _A.front_id, _A.draft_version, _A.written_hash, _A.body)
            .where(_A.conversation == conversation, _A.step == Step.DRAFT.value)
            .where(_A.front_id.is_not(None), _A.echoed_at.is_(None))
            .order_by(_A.id.desc())
            .limit(1)
        )
    ).one_or_none()
    if row is None:
        return None
    confidence = float(row.body.get("confidence", 0.0))
    return Draft(row.id, row.front_id, row.draft_version, row.written_hash or "", confidence)


async def find_sent(
    db: AsyncConnection, conversation: int, message: str, words: str
) -> tuple[int, bool] | None:
    """The draft behind a person's message, and whether it was sent word for word.

    By its id, or else by its words: whether Front keeps a draft's id is not known (facts 13).
    """
    mine = select(_A.id, _A.front_id, _A.written_hash).where(
        _A.conversation == conversation,
        _A.step == Step.DRAFT.value,
        _A.state.in_([state.value for state in _WRITTEN]),
        _A.echoed_at.is_(None),
    )
    rows = (await db.execute(mine.order_by(_A.id.desc()))).all()
    for row in rows:
        if row.front_id == message:
            return row.id, row.written_hash == words
    for row in rows:
        if row.written_hash == words:
            return row.id, True
    return None


async def label(
    db: AsyncConnection, connection: str, confidence: float, now: datetime, *, good: bool
) -> None:
    """What a person made of a draft: sent as it was, or not."""
    await db.execute(
        insert(labels).values(connection=connection, confidence=confidence, good=good, at=now)
    )


async def count_labels(db: AsyncConnection, connection: str) -> int:
    """How many drafts people have judged, by sending them as they were or not."""
    count = select(func.count()).where(labels.c.connection == connection)
    return int((await db.execute(count)).scalar_one())
