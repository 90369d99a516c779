"""Articles and their versions: an answer pins one, so a version is never changed or deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_, update
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


async def replace_all(
    db: AsyncConnection, connection: str, current: Sequence[StoredArticle], now: datetime
) -> None:
    """Make these the connection's articles: what is not among them is gone from now on (9.2)."""
    for article in current:
        row = insert(articles).values(
            connection=connection,
            key=article.key,
            version=article.version,
            title=article.title,
            locale=article.locale,
            public=article.public,
            body=article.body,
            url=article.url,
            keywords=list(article.keywords),
            seen_at=now,
        )
        await db.execute(
            row.on_conflict_do_update(
                index_elements=["connection", "key", "version"],
                set_={"seen_at": now, "gone_at": None},
            )
        )
    kept = tuple_(articles.c.key, articles.c.version).in_([(a.key, a.version) for a in current])
    await db.execute(
        update(articles)
        .where(articles.c.connection == connection, articles.c.gone_at.is_(None), ~kept)
        .values(gone_at=now)
    )


async def current(db: AsyncConnection, connection: str) -> tuple[StoredArticle, ...]:
    """What the help center says now."""
    c = articles.c
    rows = await db.execute(
        select(c.key, c.version, c.title, c.locale, c.public, c.body, c.url, c.keywords)
        .where(c.connection == connection, c.gone_at.is_(None))
        .order_by(c.key)
    )
    return tuple(
        StoredArticle(
            r.key, r.version, r.title, r.locale, r.public, r.body, r.url, tuple(r.keywords)
        )
        for r in rows
    )
