"""Where else somebody's address or number stands: in others' messages, and in what Front sent."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True)
class Handle:
    """How a contact is known: kind (`email`, `phone`, `username`) and normal spelling."""

    kind: str
    value: str


_ELSEWHERE = """
from texts t where t.erased_at is null and t.body ~* :pattern
and (t.conversation is null or t.conversation <> all(:besides))
and (cast(:connection as text) is null
  or t.conversation in (select id from conversations where connection = :connection)
  or t.id in (select raw from deliveries where connection = :connection))
and not exists (select 1 from deliveries d where d.raw = t.id and d.state = 'open')
"""
"""A delivery that nobody has read yet is somebody else's message: losing it would strand them."""

_COUNT = text("select count(*)" + _ELSEWHERE)
_FIND = text("select t.id" + _ELSEWHERE)
_FORGET = text("update texts set body = null, erased_at = :now where id = any(:ids)")
# Every text there is may have to be read.
_TAKE_TIME = text("set local statement_timeout = 0")


async def count(
    db: AsyncConnection, handles: Sequence[Handle], besides: Sequence[int], connection: str | None
) -> int:
    """How many texts name an address or a number, in conversations other than `besides`.

    A username is not looked for: it may be anybody's word.
    """
    await db.execute(_TAKE_TIME)
    found = 0
    for pattern in _patterns(handles):
        given = {"pattern": pattern, "besides": list(besides), "connection": connection}
        found += int((await db.execute(_COUNT, given)).scalar_one())
    return found


async def forget(
    db: AsyncConnection,
    handles: Sequence[Handle],
    besides: Sequence[int],
    connection: str | None,
    now: datetime,
) -> int:
    """Empty these texts; returns how many they were."""
    await db.execute(_TAKE_TIME)
    emptied = 0
    for pattern in _patterns(handles):
        given = {"pattern": pattern, "besides": list(besides), "connection": connection}
        ids = list((await db.execute(_FIND, given)).scalars())
        await db.execute(_FORGET, {"ids": ids, "now": now})
        emptied += len(ids)
    return emptied


def _patterns(handles: Sequence[Handle]) -> Iterator[str]:
    for handle in handles:
        match handle.kind:
            case "email":
                yield _address(handle.value)
            case "phone":
                yield _number(handle.value)


def _address(value: str) -> str:
    """A regular expression of PostgreSQL's for an address, however JSON, HTML or a URL write it.

    Not the end of a longer address: `mary-jane@…` is somebody else.
    """
    before = r"(^|[^a-z0-9._%+-]|\\[nrtbf]|\\u[0-9a-f]{4}|%[0-9a-f]{2})"
    name, _, host = value.partition("@")
    at = r"(@|%40|&#64;|&commat;|\\u0040)"
    return f"{before}{re.escape(name)}{at}{re.escape(host)}(?![a-z0-9])"


def _number(value: str) -> str:
    """The same for a phone number, however its digits are set apart."""
    apart = r"([ ().\-/]|&nbsp;|\\u00a0)*"
    return f"(?<![0-9]){apart.join(value.lstrip('+'))}(?![0-9])"
