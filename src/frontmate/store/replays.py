"""Everything that was judged in a conversation, in its order, to judge it once more: read only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cattrs import BaseValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.events import Event
from frontmate.conversation.policy import Policy
from frontmate.store import codec, texts
from frontmate.store.tables import events, history, policies

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
            event=_read(row.body, known),
            erased=bool(row.body) and any(n not in known for n in codec.text_ids(row.body)),
            at=row.at,
            reason=row.reason,
            note=row.note,
            policy=row.policy,
        )
        for row in rows
    ]


def _read(body: codec.Json | None, known: Mapping[int, str]) -> Event | None:
    try:
        return None if body is None else codec.decode(body, known, Event)
    except (BaseValidationError, KeyError, TypeError, ValueError):
        return None


async def policies_by_version(db: AsyncConnection, connection: str) -> dict[int, Policy]:
    """Every version of the rules that there ever was."""
    c = policies.c
    rows = await db.execute(select(c.version, c.body).where(c.connection == connection))
    return {row.version: codec.decode(row.body, {}, Policy) for row in rows}
