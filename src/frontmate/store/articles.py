"""Articles and their versions: an answer pins one, so a version is never changed or deleted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.tables import articles


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


async def replace_all(
    db: AsyncConnection,
    connection: str,
    source: int | None,
    current: Sequence[StoredArticle],
    now: datetime,
) -> bool:
    """Make these the articles of a source: what is not among them is gone from now on (9.2).

    True if anything has changed that an answer could rest on.
    """
    before = await _of(db, connection, source)
    for article in current:
        await put(db, connection, source, article, now)
    kept = {article.key for article in current}
    await remove(db, connection, source, {a.key for a in before} - kept, now)
    return {told(article) for article in before} != {told(article) for article in current}


def told(article: StoredArticle) -> tuple[object, ...]:
    """All that an answer could rest on or show."""
    return (article.key, article.version, article.locale, article.url, article.keywords)


async def put(
    db: AsyncConnection, connection: str, source: int | None, article: StoredArticle, now: datetime
) -> None:
    """Note an article as the source has it now; an older version of it is gone."""
    values = {
        "source": source,
        "title": _storable(article.title),
        "locale": article.locale,
        "public": article.public,
        "body": _storable(article.body),
        "url": article.url,
        "keywords": list(article.keywords),
        "changed_at": article.changed_at,
        "seen_at": now,
    }
    row = insert(articles).values(
        connection=connection, key=article.key, version=article.version, **values
    )
    await db.execute(
        row.on_conflict_do_update(
            index_elements=["connection", "key", "version"], set_={**values, "gone_at": None}
        )
    )
    c = articles.c
    await db.execute(
        update(articles)
        .where(c.connection == connection, c.key == article.key, c.version != article.version)
        .where(c.gone_at.is_(None))
        .values(gone_at=now)
    )


async def remove_sources(
    db: AsyncConnection, connection: str, kept: Collection[int], now: datetime
) -> bool:
    """What comes from a source that is not kept is gone; True if there was any."""
    c = articles.c
    gone = await db.execute(
        update(articles)
        .where(c.connection == connection, c.gone_at.is_(None))
        .where(or_(c.source.is_(None), c.source.not_in(list(kept))))
        .values(gone_at=now)
    )
    return bool(gone.rowcount)


async def remove(
    db: AsyncConnection, connection: str, source: int | None, keys: Collection[str], now: datetime
) -> int:
    """What a source no longer says is gone; the number of articles that were there."""
    c = articles.c
    gone = await db.execute(
        update(articles)
        .where(c.connection == connection, c.key.in_(list(keys)), c.gone_at.is_(None))
        .where(c.source.is_not_distinct_from(source))
        .values(gone_at=now)
    )
    return gone.rowcount


async def forget_times(db: AsyncConnection, source: int) -> None:
    """Nothing of a source counts as unchanged any longer: its next pass fetches all of it."""
    c = articles.c
    await db.execute(
        update(articles).where(c.source == source, c.gone_at.is_(None)).values(changed_at=None)
    )


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
        )
        .where(which, c.gone_at.is_(None))
        .order_by(c.key)
    )
    return tuple(StoredArticle(**{**r._mapping, "keywords": tuple(r.keywords)}) for r in rows)


def _storable(text: str) -> str:
    # PostgreSQL refuses NUL in text, and a file of an admin's may hold one.
    return text.replace("\x00", "")
