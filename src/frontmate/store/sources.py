"""Where a connection's knowledge comes from: Front's help centers, folders of Markdown (9.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.tables import sources


@dataclass(frozen=True)
class Source:
    """`kind` is `folder` or `front`; `place` a path, or a help center's id at Front."""

    kind: str
    place: str
    title: str
    locales: tuple[str, ...]
    public: bool
    """Whether customers may be told what it says: an internal one is never quoted."""
    chosen: bool = True
    public_url: str | None = None
    """Where its articles stand for customers; Front's API does not say (facts 5.7)."""
    id: int = 0
    done: int = 0
    """Articles that the present pass has read, of `total` (None: not known yet)."""
    total: int | None = None
    began_at: datetime | None = None
    synced_at: datetime | None = None
    problem: str = ""
    found_at: datetime | None = None


async def found(db: AsyncConnection, connection: str, source: Source, now: datetime) -> int:
    """Note a source, or what has changed about it; whether it is chosen stays as it was."""
    values = {
        "title": source.title,
        "locales": list(source.locales),
        "public": source.public,
    }
    row = insert(sources).values(
        connection=connection,
        kind=source.kind,
        place=source.place,
        chosen=source.chosen,
        public_url=source.public_url,
        found_at=now,
        **values,
    )
    new = row.on_conflict_do_update(
        index_elements=["connection", "kind", "place"], set_=values
    ).returning(sources.c.id)
    return int((await db.execute(new)).scalar_one())


async def of(db: AsyncConnection, connection: str) -> tuple[Source, ...]:
    """Every source of a connection, chosen or not, in the order they were found."""
    c = sources.c
    rows = await db.execute(select(sources).where(c.connection == connection).order_by(c.id))
    return tuple(_read(row._mapping) for row in rows)


def _read(row: object) -> Source:
    r = dict(row)  # type: ignore[call-overload] # a row's mapping
    r.pop("connection")
    return Source(**{**r, "locales": tuple(r["locales"])})


async def is_chosen(db: AsyncConnection, source: int) -> bool:
    row = select(sources.c.chosen).where(sources.c.id == source)
    return bool((await db.execute(row)).scalar_one_or_none())


async def choose(db: AsyncConnection, connection: str, chosen: Sequence[int]) -> None:
    """These and no others."""
    c = sources.c
    kept = c.id.in_(list(chosen))
    # What is chosen again later is to be read anew: nothing of it will be there.
    times = {each.name: case((kept, each), else_=None) for each in (c.began_at, c.synced_at)}
    mine = update(sources).where(c.connection == connection)
    await db.execute(mine.values(chosen=kept, **times))


async def set_public_url(db: AsyncConnection, source: int, url: str | None) -> None:
    await db.execute(update(sources).where(sources.c.id == source).values(public_url=url))


async def begin(
    db: AsyncConnection, source: int, total: int | None, now: datetime, *, done: int = 0
) -> None:
    """`done`: articles of `total` that need not be read again."""
    await _set(db, source, began_at=now, done=done, total=total)


async def progress(db: AsyncConnection, source: int, done: int, total: int | None) -> None:
    await _set(db, source, done=done, total=total)


async def finish(db: AsyncConnection, source: int, now: datetime) -> None:
    c = sources.c
    # What was deselected meanwhile is to be read anew, should it be chosen again.
    done = update(sources).where(c.id == source, c.began_at.is_not(None))
    await db.execute(done.values(synced_at=now, problem=""))


async def fail(db: AsyncConnection, source: int, problem: str) -> None:
    """A pass that came to nothing: what was known before stays, and the reason is shown."""
    await _set(db, source, problem=problem)


async def remove(db: AsyncConnection, source: int) -> None:
    """Raises IntegrityError while articles name it: deselect it and let a pass take them out."""
    await db.execute(delete(sources).where(sources.c.id == source))


async def _set(db: AsyncConnection, source: int, **values: object) -> None:
    await db.execute(update(sources).where(sources.c.id == source).values(**values))
