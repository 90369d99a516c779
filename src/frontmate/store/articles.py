"""Articles and their versions: an answer pins one, so a version is never changed or deleted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, literal, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.tables import articles
from frontmate.store.tombstones import Gone


@dataclass(frozen=True)
class StoredArticle:
    """`key` names the article in its source; `version` is the hash of what it says."""

    key: str
    version: str
    title: str
    locale: str
    public: bool
    body: str
    url: str | None
    keywords: tuple[str, ...]
    source: int | None = None
    changed_at: datetime | None = None
    """As the source states it: what has not changed since need not be fetched again."""
    seen_at: datetime | None = None
    """When its source last showed what it says."""
    held_back: str | None = None
    """Why customers are not told, were it for the source alone; "" if they may be, None where an
    older version of ours held it back and did not note why."""

    @property
    def withheld_by(self) -> str:
        """Of one that customers are not told: its source's reason, or an admin's word."""
        return self.held_back or Gone.WITHHELD.value


async def replace_all(
    db: AsyncConnection,
    connection: str,
    source: int | None,
    current: Sequence[StoredArticle],
    now: datetime,
    why: Gone = Gone.DELETED,
) -> bool:
    """Make these the articles of a source: what is not among them is gone from now on (9.2).

    True if anything has changed that an answer could rest on.
    """
    before = await _of(db, connection, source)
    for article in current:
        await put(db, connection, source, article, now)
    kept = {article.key for article in current}
    await remove(db, connection, source, {a.key for a in before} - kept, now, why)
    return {told(article) for article in before} != {told(article) for article in current}


def told(article: StoredArticle) -> tuple[object, ...]:
    """All that an answer could rest on or show."""
    return (article.key, article.version, article.locale, article.url, article.keywords)


async def put(
    db: AsyncConnection, connection: str, source: int | None, article: StoredArticle, now: datetime
) -> bool:
    """Note an article as the source has it now; an older version of it is gone. True if that was
    one that customers could be told."""
    values = {
        "source": source,
        "title": _storable(article.title),
        "locale": article.locale,
        "public": article.public,
        "body": _storable(article.body),
        "url": article.url,
        "keywords": list(article.keywords),
        "changed_at": article.changed_at,
        "seen_at": article.seen_at or now,
        "held_back": article.held_back,
    }
    was_told = await _bury_older(db, connection, source, article, now)
    row = insert(articles).values(
        connection=connection, key=article.key, version=article.version, **values
    )
    await db.execute(
        row.on_conflict_do_update(
            index_elements=["connection", "key", "version"],
            set_={**values, "gone_at": None, "gone_why": None},
        )
    )
    return was_told


async def _bury_older(
    db: AsyncConnection, connection: str, source: int | None, article: StoredArticle, now: datetime
) -> bool:
    c = articles.c
    older = (c.connection == connection, c.key == article.key, c.version != article.version)
    elsewhere = c.source.is_distinct_from(source)
    why = case(
        (elsewhere, Gone.MOVED.value),
        (and_(c.public, literal(not article.public)), article.withheld_by),
        else_=Gone.CHANGED.value,
    )
    until_now = update(articles).where(*older, c.gone_at.is_(None))
    buried = await db.execute(until_now.values(gone_at=now, gone_why=why).returning(c.public))
    was_told = any(buried.scalars())
    # What left one source before it was found in another has moved.
    left_before = update(articles).where(*older, elsewhere, c.gone_why == Gone.DELETED.value)
    await db.execute(left_before.values(gone_why=Gone.MOVED.value))
    return was_told


async def remove_sources(
    db: AsyncConnection, connection: str, kept: Collection[int], now: datetime
) -> bool:
    """What comes from a source that is not kept is gone; True if there was any."""
    c = articles.c
    gone = await db.execute(
        update(articles)
        .where(c.connection == connection, c.gone_at.is_(None))
        .where(or_(c.source.is_(None), c.source.not_in(list(kept))))
        .values(gone_at=now, gone_why=Gone.DESELECTED.value)
    )
    return bool(gone.rowcount)


async def remove(
    db: AsyncConnection,
    connection: str,
    source: int | None,
    keys: Collection[str],
    now: datetime,
    why: Gone,
) -> int:
    """What a source no longer says is gone; the number of articles that were there."""
    c = articles.c
    gone = await db.execute(
        update(articles)
        .where(c.connection == connection, c.key.in_(list(keys)), c.gone_at.is_(None))
        .where(c.source.is_not_distinct_from(source))
        .values(gone_at=now, gone_why=why.value)
    )
    return gone.rowcount


async def held_by_others(
    db: AsyncConnection, connection: str, source: int, keys: Collection[str]
) -> frozenset[str]:
    """Which of these keys name an article of another source."""
    c = articles.c
    rows = await db.execute(
        select(c.key)
        .where(c.connection == connection, c.key.in_(list(keys)), c.gone_at.is_(None))
        .where(c.source != source)
    )
    return frozenset(rows.scalars())


async def current(db: AsyncConnection, connection: str) -> tuple[StoredArticle, ...]:
    """What the help centers say now."""
    return await _read(db, articles.c.connection == connection)


async def _of(
    db: AsyncConnection, connection: str, source: int | None
) -> tuple[StoredArticle, ...]:
    c = articles.c
    return await _read(db, and_(c.connection == connection, c.source.is_not_distinct_from(source)))


async def of_source(db: AsyncConnection, source: int) -> tuple[StoredArticle, ...]:
    """What one source says now."""
    return await _read(db, articles.c.source == source)


async def named(db: AsyncConnection, connection: str, key: str) -> StoredArticle | None:
    """What one article says now; None if nothing."""
    c = articles.c
    return next(iter(await _read(db, and_(c.connection == connection, c.key == key))), None)


async def _read(db: AsyncConnection, which: ColumnElement[bool]) -> tuple[StoredArticle, ...]:
    c = articles.c
    rows = await db.execute(
        select(
            c.key,
            c.version,
            c.title,
            c.locale,
            c.public,
            c.body,
            c.url,
            c.keywords,
            c.source,
            c.changed_at,
            c.seen_at,
            c.held_back,
        )
        .where(which, c.gone_at.is_(None))
        .order_by(c.key)
    )
    return tuple(_stored(dict(row._mapping)) for row in rows)


def _stored(row: dict[str, Any]) -> StoredArticle:
    if row["held_back"] is None and row["public"]:
        row["held_back"] = ""
    return StoredArticle(**{**row, "keywords": tuple(row["keywords"])})


async def outdated(
    db: AsyncConnection, connection: str, pinned: Collection[tuple[str, str]]
) -> frozenset[str]:
    """Which of these articles, each at a version, customers may not be told any more."""
    c = articles.c
    rows = await db.execute(
        select(c.key)
        .where(c.connection == connection, c.gone_at.is_(None), c.public)
        .where(tuple_(c.key, c.version).in_(list(pinned)))
    )
    return frozenset(key for key, _ in pinned) - frozenset(rows.scalars())


def _storable(text: str) -> str:
    # PostgreSQL refuses NUL in text, and a file of an admin's may hold one.
    return text.replace("\x00", "")
