"""Questions that no article answered well enough: what customers asked, and what came nearest."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.events import Event, OutcomeProposed
from frontmate.conversation.outcome import HandOff, Source
from frontmate.store import codec, texts
from frontmate.store.tables import messages


@dataclass(frozen=True)
class Unanswered:
    """One question, as the AI was asked it."""

    id: int
    session: int
    at: datetime
    words: str | None
    """Of all messages that were asked together; None where they have been erased."""
    nearest: Source | None
    """The passage that came first, and was not good enough; None where there was none at all."""


# Sessions are found by when they changed, and the rest by their ids: the events of all times have
# no index by time.
_FOUND = text(
    """
    select h.id, h.session, h.at, e.body,
           (select a.body->'messages' from actions a
            where a.conversation = h.conversation and a.step = 'ask_agent'
              and a.turn = (e.body->>'turn')::int and a.created_at <= h.at
            order by a.id desc limit 1) as asked
    from sessions s
    join conversations v on v.id = s.conversation and v.connection = :connection
    join history h on h.conversation = s.conversation and h.session = s.id
    join events e on e.id = h.event
    where s.updated_at >= :since and h.at >= :since and h.reason = 'handed_off'
      and e.type = 'OutcomeProposed' and e.body->'outcome'->>'reason' = 'no_answer_found'
    order by h.at desc, h.id desc
    limit :most
    """
)


async def newest(
    db: AsyncConnection, connection: str, since: datetime, most: int
) -> tuple[Unanswered, ...]:
    """Since a moment, the newest first. What the AI itself withdrew as out of date is left out."""
    given = {"connection": connection, "since": since, "most": most}
    rows = (await db.execute(_FOUND, given)).all()
    asked = {message for row in rows for message in row.asked or ()}
    words = await _words(db, connection, asked)
    return tuple(
        Unanswered(row.id, row.session, row.at, _joined(row.asked or (), words), _nearest(row.body))
        for row in rows
    )


async def _words(
    db: AsyncConnection, connection: str, asked: Collection[str]
) -> dict[str, str | None]:
    """By message; None where its words were erased."""
    m = messages.c
    mine = select(m.front_id, m.body).where(m.connection == connection, m.front_id.in_(asked))
    bodies = {row.front_id: row.body for row in await db.execute(mine)}
    known = await texts.words(db, bodies.values())
    return {key: "" if body is None else known.get(body) for key, body in bodies.items()}


def _joined(asked: Collection[str], words: Mapping[str, str | None]) -> str | None:
    found = [words.get(message) for message in asked]
    kept = [one for one in found if one is not None]
    return "\n".join(filter(None, kept)) if kept else None


def _nearest(body: Any) -> Source | None:
    match codec.decode_known(body, {}, Event):
        case OutcomeProposed(outcome=HandOff(tried=(first, *_))):
            return first
    return None
