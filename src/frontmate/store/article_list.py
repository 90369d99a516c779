"""Articles as a list of people's: counted, searched and paged by the database, without bodies."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.tables import articles
from frontmate.store.tombstones import Gone

_A = articles.c
_WHY = func.coalesce(func.nullif(_A.held_back, ""), Gone.WITHHELD.value)
"""Of one that is held back: its source's reason, or an admin's word, as `withheld_by` says it."""


@dataclass(frozen=True)
class Tally:
    """How many articles of a source customers may be told, or may not and why ("" if they may)."""

    source: int | None
    public: bool
    why: str
    count: int


@dataclass(frozen=True)
class Sought:
    """Which articles of a connection; what is left empty is no condition."""

    words: str = ""
    """In the title or the id."""
    source: int | None = None
    locale: str = ""
    told: bool | None = None
    why: str = ""
    """Held back because of this."""


@dataclass(frozen=True)
class Line:
    key: str
    version: str
    title: str
    locale: str
    public: bool
    why: str
    """What holds it back; "" where nothing does."""
    url: str | None
    source: int | None
    changed_at: datetime | None
    """As its source states it."""


@dataclass(frozen=True)
class Version:
    """What an article said once, or says now (`gone_at` None)."""

    version: str
    title: str
    public: bool
    body: str
    seen_at: datetime
    gone_at: datetime | None
    gone_why: str


async def tallies(db: AsyncConnection, connection: str) -> tuple[Tally, ...]:
    """What is held now, counted by source and by what holds it back."""
    counted = (
        select(_A.source, _A.public, _WHY.label("why"), func.count().label("number"))
        .where(_A.connection == connection, _A.gone_at.is_(None))
        .group_by(_A.source, _A.public, _WHY)
        .order_by(_A.source, _WHY)
    )
    rows = await db.execute(counted)
    return tuple(Tally(r.source, r.public, "" if r.public else r.why, r.number) for r in rows)


async def locales(db: AsyncConnection, connection: str) -> tuple[str, ...]:
    """Every language that there is an article in now."""
    mine = select(_A.locale).where(_A.connection == connection, _A.gone_at.is_(None))
    return tuple((await db.execute(mine.distinct().order_by(_A.locale))).scalars())


async def count(db: AsyncConnection, connection: str, sought: Sought) -> int:
    number = select(func.count()).where(*_conditions(connection, sought))
    return int((await db.execute(number)).scalar_one())


async def lines(
    db: AsyncConnection, connection: str, sought: Sought, *, limit: int, offset: int
) -> tuple[Line, ...]:
    """By title."""
    rows = await db.execute(
        _columns()
        .where(*_conditions(connection, sought))
        .order_by(func.lower(_A.title), _A.key)
        .limit(limit)
        .offset(offset)
    )
    return tuple(Line(**row._mapping) for row in rows)


def _columns() -> Select[Any]:
    why = case((_A.public, ""), else_=_WHY).label("why")
    named = (_A.key, _A.version, _A.title, _A.locale, _A.public)
    return select(*named, why, _A.url, _A.source, _A.changed_at)


def _conditions(connection: str, sought: Sought) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_A.connection == connection, _A.gone_at.is_(None)]
    if sought.words:
        in_it = [name.icontains(sought.words, autoescape=True) for name in (_A.title, _A.key)]
        found.append(or_(*in_it))
    if sought.source is not None:
        found.append(_A.source == sought.source)
    if sought.locale:
        found.append(_A.locale == sought.locale)
    if sought.told is not None:
        found.append(_A.public.is_(sought.told))
    if sought.why:
        found += [_A.public.is_(False), _WHY.is_not_distinct_from(sought.why)]
    return found


async def held_back_about(
    db: AsyncConnection, connection: str, words: tuple[str, ...], limit: int
) -> tuple[tuple[Line, str], ...]:
    """Articles that customers are not told, with their bodies, whose title holds one of the words;
    which of them fits best is for a search to say."""
    if not words:
        return ()
    titled = or_(*(_A.title.icontains(word, autoescape=True) for word in words))
    rows = await db.execute(
        _columns()
        .add_columns(_A.body)
        .where(*_conditions(connection, Sought(told=False)), titled)
        .order_by(_A.key)
        .limit(limit)
    )
    return tuple((Line(*row[:-1]), row.body) for row in rows)


async def versions(db: AsyncConnection, connection: str, key: str) -> tuple[Version, ...]:
    """Everything that an article has said: what it says now first, then the newest that is gone."""
    rows = await db.execute(
        select(
            _A.version,
            _A.title,
            _A.public,
            _A.body,
            _A.seen_at,
            _A.gone_at,
            func.coalesce(_A.gone_why, "").label("gone_why"),
        )
        .where(_A.connection == connection, _A.key == key)
        .order_by(_A.gone_at.desc().nulls_first(), _A.id.desc())
    )
    return tuple(Version(**row._mapping) for row in rows)
