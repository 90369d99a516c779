"""Vectors by what was encoded, and sums of customers' questions; nothing of anybody's words.

A vector is bytes (float16, little-endian) of an encoder's making; a sum is of float32.
"""

import struct
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ARRAY, Text, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.tables import query_means, vector_progress, vectors

_AT_ONCE = 5_000
"""Rows a statement: some 4 MB."""
_AMONG = vectors.c.digest == bindparam("digests", type_=ARRAY(Text)).any_()


@dataclass(frozen=True, slots=True)
class Progress:
    """Pieces that have vectors, of how many; `per_second` while they were made, until `at`."""

    done: int
    total: int
    per_second: float
    at: datetime


async def missing(db: AsyncConnection, model: str, digests: Collection[str]) -> tuple[str, ...]:
    """Those of the digests, in their order, that this model has no vector for."""
    there: set[str] = set()
    known = select(vectors.c.digest).where(vectors.c.model == model, _AMONG)
    for some in _parts(digests):
        there.update((await db.execute(known, {"digests": some})).scalars())
    return tuple(digest for digest in dict.fromkeys(digests) if digest not in there)


async def save(db: AsyncConnection, model: str, made: Mapping[str, bytes]) -> None:
    """Keep vectors by digest; one that is there already stays as it is."""
    # In one order: two processes that save the same must not wait for each other.
    for some in _parts(sorted(made)):
        rows = [{"model": model, "digest": each, "vector": made[each]} for each in some]
        await db.execute(insert(vectors).on_conflict_do_nothing(), rows)


async def load(db: AsyncConnection, model: str, digests: Collection[str]) -> dict[str, bytes]:
    """The vectors that are there, by digest."""
    found: dict[str, bytes] = {}
    kept = select(vectors.c.digest, vectors.c.vector).where(vectors.c.model == model, _AMONG)
    for some in _parts(digests):
        rows = await db.execute(kept, {"digests": some})
        found.update((digest, vector) for digest, vector in rows)
    return found


async def forget_unused(db: AsyncConnection, model: str, used: Collection[str]) -> int:
    """Remove this model's vectors but those of `used`; returns how many went.

    `used` must name the pieces of every connection: they share vectors of equal texts.
    """
    unused = delete(vectors).where(vectors.c.model == model, ~_AMONG)
    return (await db.execute(unused, {"digests": list(used)})).rowcount


async def add_query(
    db: AsyncConnection, connection: str, model: str, language: str, vector: bytes
) -> None:
    """Count one customer message's vector into the sum of its language.

    A vector of another size than before begins the sum anew: the model is another then.
    """
    key = {"connection": connection, "model": model, "language": language}
    none = {"count": 0, "total": b""}
    await db.execute(insert(query_means).values(**key, **none).on_conflict_do_nothing())
    mine = [query_means.c[name] == value for name, value in key.items()]
    row = select(query_means.c.count, query_means.c.total).where(*mine).with_for_update()
    count, total = (await db.execute(row)).one()
    size = len(vector) // 2
    sums = struct.unpack(f"<{size}f", total) if len(total) == 4 * size else ()
    numbers = struct.unpack(f"<{size}e", vector)
    added = [a + b for a, b in zip(sums or (0.0,) * size, numbers, strict=True)]
    values = {"count": count + 1 if sums else 1, "total": struct.pack(f"<{size}f", *added)}
    await db.execute(update(query_means).where(*mine).values(**values))


async def means(db: AsyncConnection, connection: str, model: str) -> dict[str, tuple[int, bytes]]:
    """Of each language how many questions were counted, and the sum of their vectors."""
    c = query_means.c
    rows = await db.execute(
        select(c.language, c.count, c.total).where(c.connection == connection, c.model == model)
    )
    return {language: (count, total) for language, count, total in rows}


async def note_progress(
    db: AsyncConnection, connection: str, done: int, total: int, per_second: float, now: datetime
) -> None:
    """How far the encoding of a connection's pieces is, for whoever wants to look."""
    values = {"done": done, "total": total, "per_second": per_second, "at": now}
    row = insert(vector_progress).values(connection=connection, **values)
    await db.execute(row.on_conflict_do_update(index_elements=["connection"], set_=values))


async def progress(db: AsyncConnection, connection: str) -> Progress | None:
    """What was noted last; None if nothing ever was."""
    c = vector_progress.c
    row = select(c.done, c.total, c.per_second, c.at).where(c.connection == connection)
    found = (await db.execute(row)).one_or_none()
    return None if found is None else Progress(*found)


def _parts(digests: Collection[str]) -> Iterator[list[str]]:
    ordered = list(digests)
    for at in range(0, len(ordered), _AT_ONCE):
        yield ordered[at : at + _AT_ONCE]
