"""Articles as an index needs them, and what was derived from them before.

What is derived is disposable: no backup holds it, and whoever misses it derives it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, delete, exists, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.tables import article_entries, articles

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Outline:
    """A public article at one version: all that can change of it but what the version names."""

    key: str
    version: str
    locale: str
    url: str | None
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What a version says."""

    title: str
    entry: bytes | None
    """What was derived from it, of the form that was asked for."""
    body: str
    """Markdown; left out where there is an entry."""


async def outlines(db: AsyncConnection, connection: str) -> dict[str, Outline]:
    """What customers may be told now, in the order of the keys."""
    c = articles.c
    told = (
        select(c.key, c.version, c.locale, c.url, c.keywords)
        .where(c.connection == connection, c.gone_at.is_(None), c.public)
        .order_by(c.key)
    )
    found: dict[str, Outline] = {}
    # Part by part, so that whoever waits for an answer meanwhile need not wait for all of it.
    async for rows in (await db.stream(told)).partitions(_AT_ONCE):
        for key, version, locale, url, keywords in rows:
            found[key] = Outline(key, version, locale, url, tuple(keywords))
    return found


async def read(
    db: AsyncConnection, connection: str, forms: Mapping[tuple[str, str], str]
) -> dict[tuple[str, str], Written]:
    """What these versions say, each a key and a version with the form that is of use.

    A version says the same for ever, so that it does not matter when this is read.
    """
    a, e = articles.c, article_entries.c
    same = and_(e.connection == a.connection, e.key == a.key, e.version == a.version)
    rows = await db.execute(
        select(a.key, a.version, a.title, e.form, e.entry)
        .select_from(articles.outerjoin(article_entries, same))
        .where(a.connection == connection, tuple_(a.key, a.version).in_(list(forms)))
    )
    found = {
        (key, version): Written(title, entry, "")
        for key, version, title, form, entry in rows
        if form == forms[key, version]
    }
    plain = [name for name in forms if name not in found]
    if not plain:
        return found
    texts = await db.execute(
        select(a.key, a.version, a.title, a.body).where(
            a.connection == connection, tuple_(a.key, a.version).in_(plain)
        )
    )
    for key, version, title, body in texts:
        found[key, version] = Written(title, None, body)
    return found


async def save(
    db: AsyncConnection, connection: str, entries: Mapping[tuple[str, str], tuple[str, bytes]]
) -> None:
    """Keep what was derived, with its form, by key and version."""
    if not entries:
        return
    row = insert(article_entries)
    new = {"form": row.excluded.form, "entry": row.excluded.entry}
    names = ["connection", "key", "version"]
    # In one order: two processes that save the same must not wait for each other.
    values = [
        {"connection": connection, "key": key, "version": version, "form": form, "entry": entry}
        for (key, version), (form, entry) in sorted(entries.items())
    ]
    await db.execute(row.on_conflict_do_update(index_elements=names, set_=new), values)


async def drop_gone(db: AsyncConnection, connection: str) -> int:
    """Forget what was derived from versions that are not told any more."""
    a, e = articles.c, article_entries.c
    told = exists().where(
        a.connection == e.connection, a.key == e.key, a.version == e.version, a.gone_at.is_(None)
    )
    dropped = await db.execute(delete(article_entries).where(e.connection == connection, ~told))
    return dropped.rowcount
