"""What customers attached: each file's claims, what became of it, and its text if it has one.

Name and text are customers' words and lie in `texts`; the bytes lie in `blobs`, by their hash.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store import texts
from frontmate.store.tables import attachments, messages
from frontmate.store.tables import texts as texts_table

_C = attachments.c


class FileState(StrEnum):
    LISTED = "listed"
    """Known by its claims; nobody has asked for it."""
    READ = "read"
    UNREADABLE = "unreadable"
    """For good: what it is, or what is in it, is not read."""
    LEFT_OUT = "left_out"
    """Too many, or too big: not fetched."""
    MISSED = "missed"
    """Front did not give it; with the next question it is asked for again."""


@dataclass(frozen=True)
class Listed:
    """A file as its message names it; the type is cut down to what a type can be."""

    front_id: str
    name: str = field(repr=False)
    claimed: str
    size: int
    """Bytes, 0 if unknown."""


@dataclass(frozen=True)
class AttachedFile:
    id: int
    message: str
    front_id: str
    name: str = field(repr=False)
    """Empty once it was erased."""
    claimed: str
    kind: str | None
    """The real type, where it was fetched."""
    size: int
    state: FileState
    why: str
    text: str | None = field(repr=False)


@dataclass(frozen=True)
class Settled:
    """What became of a file."""

    state: FileState
    why: str = ""
    kind: str | None = None
    size: int | None = None
    """Bytes as they were counted."""
    sha256: str | None = None
    text: str | None = field(default=None, repr=False)


async def add(
    db: AsyncConnection,
    connection: str,
    conversation: int,
    message: str,
    files: Sequence[Listed],
    now: datetime,
) -> None:
    """List a message's files; one that is known is left as it is."""
    for file in files:
        row = (
            insert(attachments)
            .values(
                conversation=conversation,
                connection=connection,
                message=message,
                front_id=file.front_id,
                claimed=file.claimed,
                size=file.size,
                state=FileState.LISTED.value,
                listed_at=now,
            )
            .on_conflict_do_nothing(index_elements=["connection", "message", "front_id"])
        )
        number = (await db.execute(row.returning(_C.id))).scalar_one_or_none()
        if number is not None:
            name = await texts.keep_one(db, conversation, file.name, now)
            await db.execute(update(attachments).where(_C.id == number).values(name=name))


async def of_conversation(db: AsyncConnection, conversation: int) -> tuple[AttachedFile, ...]:
    """The files of a conversation's messages, in their messages' order of listing."""
    m = messages.c
    same = and_(m.connection == _C.connection, m.front_id == _C.message)
    query = (
        select(attachments)
        .join(messages, same)
        .where(m.conversation == conversation)
        .order_by(_C.id)
    )
    rows = (await db.execute(query)).all()
    words = await texts.words(db, [number for row in rows for number in (row.name, row.body)])
    return tuple(
        AttachedFile(
            id=row.id,
            message=row.message,
            front_id=row.front_id,
            name=words.get(row.name, ""),
            claimed=row.claimed,
            kind=row.kind,
            size=row.size,
            state=FileState(row.state),
            why=row.why,
            text=words.get(row.body),
        )
        for row in rows
    )


async def settle(db: AsyncConnection, number: int, found: Settled, now: datetime) -> None:
    """Write down what became of a file. Called with its conversation held."""
    where = select(_C.conversation).where(_C.id == number)
    conversation = (await db.execute(where)).scalar_one()
    values: dict[str, object] = {
        "state": found.state.value,
        "why": found.why,
        "kind": found.kind,
        "sha256": found.sha256,
        "body": await texts.keep_one(db, conversation, found.text, now),
        "settled_at": now,
    }
    if found.size is not None:
        values["size"] = found.size
    await db.execute(update(attachments).where(_C.id == number).values(values))


async def named(db: AsyncConnection, hashes: Sequence[str]) -> frozenset[str]:
    """Those of these contents that some file still names; one whose text was erased names none,
    whoever asked for that: its bytes say the same."""
    t = texts_table.c
    kept = select(_C.sha256).join(texts_table, t.id == _C.body).where(t.erased_at.is_(None))
    query = kept.where(_C.sha256.in_(list(hashes))).distinct()
    return frozenset(str(one) for one in (await db.execute(query)).scalars())
