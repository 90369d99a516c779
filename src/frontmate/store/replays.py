"""Everything that was judged in a conversation, in its order, to judge it once more: read only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.events import Event
from frontmate.store import codec, texts
from frontmate.store.tables import events, history

_MOST = 2000
"""Events of one conversation that are judged again."""


@dataclass(frozen=True)
class Judged:
    """One event and what was decided. `event` is None where an older version wrote what we no
    longer read; `erased`: words of it are gone (11.4)."""

    entry: int
    """The number of the history's entry."""
    session: int | None
    event: Event | None
    erased: bool
    at: datetime
    """When it was decided, which `decide` was told as its present."""
    reason: str
    note: str
    policy: int


async def judged(db: AsyncConnection, conversation: int) -> list[Judged]:
    """From the conversation's first event on."""
    h = history.c
    query = (
        select(h.id, h.session, h.at, h.reason, h.note, h.policy, events.c.body)
        .join(events, events.c.id == h.event)
        .where(h.conversation == conversation)
        .order_by(h.id)
        .limit(_MOST)
    )
    rows = (await db.execute(query)).all()
    ids = {number for row in rows if row.body for number in codec.text_ids(row.body)}
    known = await texts.words(db, ids)
    return [
        Judged(
            entry=row.id,
            session=row.session,
            event=codec.decode_known(row.body, known, Event),
            erased=bool(row.body) and any(n not in known for n in codec.text_ids(row.body)),
            at=row.at,
            reason=row.reason,
            note=row.note,
            policy=row.policy,
        )
        for row in rows
    ]
