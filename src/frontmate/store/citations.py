"""Past answers, and whether what they rest on still stands (9.2)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True)
class Relied:
    """An answer that has gone out, and one article of those that it rests on."""

    conversation: str
    """Front's id."""
    action: int
    sent_at: datetime
    article: str
    version: str
    title: str
    """As it was then."""
    quote: str
    """What was told of it."""
    gone_at: datetime
    why: str
    """What became of that version: a `Gone`, or what holds it back; "" where it was not noted."""
    now: str | None
    """What the article tells customers now; None if nothing."""


_RELIED = text(
    """
    select v.front_id as conversation, a.id as action,
           coalesce(a.accepted_at, a.ended_at, a.created_at) as sent_at,
           s->>'article' as article, s->>'version' as version, s->>'title' as title,
           s->>'quote' as quote, old.gone_at, coalesce(old.gone_why, '') as why, new.body as now
    from actions a
    join conversations v on v.id = a.conversation
    cross join lateral jsonb_array_elements(a.body->'sources') s
    join articles old on old.connection = v.connection and old.key = s->>'article'
         and old.version = s->>'version' and old.gone_at is not null
    left join articles new on new.connection = v.connection and new.key = old.key
         and new.gone_at is null and new.public
    where v.connection = :connection and a.step in ('reply', 'draft')
      -- What is in doubt may have been sent as well.
      and a.state in ('accepted', 'confirmed', 'uncertain', 'needs_person')
      and a.created_at >= :since
    order by a.id desc, article
    limit :most
    """
)


async def relied_on_gone(
    db: AsyncConnection, connection: str, since: datetime, most: int
) -> tuple[Relied, ...]:
    """The newest answers first, since a moment: those that rest on a version of an article that
    the help center does not say any more."""
    given = {"connection": connection, "since": since, "most": most}
    return tuple(Relied(**row._mapping) for row in await db.execute(_RELIED, given))
