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
    session: int | None = None


_RELIED = text(
    """
    select v.front_id as conversation, a.id as action, a.session,
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


_COUNTED = text(
    """
    select count(*) from (
      select a.id
      from actions a
      join conversations v on v.id = a.conversation
      where v.connection = :connection and a.step in ('reply', 'draft')
        and a.state in ('accepted', 'confirmed', 'uncertain', 'needs_person')
        and a.created_at >= :since
        and exists (
          select from jsonb_array_elements(a.body->'sources') s
          join articles old on old.connection = v.connection and old.key = s->>'article'
               and old.version = s->>'version' and old.gone_at is not null)
      limit :most
    ) found
    """
)


async def count_gone(db: AsyncConnection, connection: str, since: datetime, most: int) -> int:
    """How many answers `relied_on_gone` would tell of; `most` stands for as many or more."""
    given = {"connection": connection, "since": since, "most": most}
    return int((await db.execute(_COUNTED, given)).scalar_one())


@dataclass(frozen=True)
class Cited:
    """An answer that quotes an article."""

    session: int
    at: datetime
    version: str
    quote: str


_CITED = text(
    """
    select a.session, coalesce(a.accepted_at, a.ended_at, a.created_at) as at,
           s->>'version' as version, s->>'quote' as quote
    from (
      select a.id, a.session, a.body, a.accepted_at, a.ended_at, a.created_at
      from actions a
      join conversations v on v.id = a.conversation
      where v.connection = :connection and a.step in ('reply', 'draft')
        and a.state in ('accepted', 'confirmed', 'uncertain', 'needs_person')
      order by a.id desc
      limit :looked_through
    ) a
    cross join lateral jsonb_array_elements(a.body->'sources') s
    where s->>'article' = :article and a.session is not null
    order by a.id desc
    limit :most
    """
)
_LOOKED_THROUGH = 2_000
"""Answers: a page of one article must not read what years have left."""


async def citing(
    db: AsyncConnection, connection: str, article: str, most: int
) -> tuple[Cited, ...]:
    """The newest of the last two thousand answers that quote an article, in any version."""
    given = {
        "connection": connection,
        "article": article,
        "most": most,
        "looked_through": _LOOKED_THROUGH,
    }
    return tuple(Cited(**row._mapping) for row in await db.execute(_CITED, given))
