"""Words are kept for a time, and then forgotten; what happened, and when, stays (11.4)."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.erasure import ERASED, forget_contacts, forget_conversation

_MERGED = """
  union all
  select f.root, c.id from family f join conversations c on c.merged_into = f.id
)
"""
"""A conversation and what was merged into it: their words are read as one thread."""

_IS_BUSY = """
exists (select 1 from texts t where t.conversation = f.id and t.created_at >= :older_than)
or exists (select 1 from sessions s where s.conversation = f.id
  and (s.status = 'open' or s.updated_at >= :older_than))
or exists (select 1 from events e where e.conversation = f.id and e.closed_at is null)
or exists (select 1 from actions a where a.conversation = f.id
  and a.state in ('planned', 'intended', 'uncertain', 'accepted'))
"""
"""Whatever happens in a conversation leaves a text, the raw event at the least."""

_OLD = text(
    f"""
with recursive family(root, id) as (
  select id, id from conversations
  where connection = :connection and merged_into is null and created_at < :older_than
  {_MERGED}
select distinct root from family o
where exists (select 1 from texts t where t.conversation = o.id and t.erased_at is null)
and not exists (select 1 from family f where f.root = o.root and ({_IS_BUSY}))
order by root limit :limit
"""  # noqa: S608 - put together from what stands here
)

_FAMILIES = text(
    f"""
with recursive family(root, id) as (
  select id, id from conversations where id = any(:roots)
  {_MERGED}
select root, id from family
"""  # noqa: S608
)

_LOCK = text("select id from conversations where id = any(:ids) order by id for update skip locked")

_BUSY = text(f"select id from unnest(cast(:ids as bigint[])) as f(id) where {_IS_BUSY}")  # noqa: S608

_STRAYS = text(
    """
update texts set body = null, erased_at = :now where id in (
  select t.id from deliveries d join texts t on t.id = d.raw
  where d.connection = :connection and d.received_at < :older_than
  and t.conversation is null and t.erased_at is null limit :limit)
"""
)

_IN_USE = """
exists (select 1 from sessions s where s.contact = c.id
  and (s.status = 'open' or s.updated_at >= :older_than
    or exists (select 1 from texts t where t.conversation = s.conversation
      and t.erased_at is null)))
"""
"""Also while the words of one of their conversations are kept for what happened in it since."""

_LOCK_CONTACTS = text(
    f"""
select c.id from contacts c where c.connection = :connection and c.created_at < :older_than
and c.kind <> :erased and not {_IN_USE} order by c.id limit :limit for update skip locked
"""  # noqa: S608
)

_USED = text(f"select c.id from contacts c where c.id = any(:ids) and {_IN_USE}")  # noqa: S608


async def sweep(
    db: AsyncConnection, connection: str, older_than: datetime, now: datetime, limit: int
) -> int:
    """Forget the words of a connection's conversations in which nothing has happened since
    `older_than`, and the contacts of whom nothing else is kept; at most `limit` of each.

    What is open, or not finished, is left alone however old it is. Returns how much was
    forgotten: as long as it is not 0 there may be more.
    """
    # The lists below are found by going through everything that is old.
    await db.execute(text("set local statement_timeout = 0"))
    given = {"connection": connection, "older_than": older_than, "limit": limit}
    forgotten = await _forget_conversations(db, given, now)
    forgotten += (await db.execute(_STRAYS, {**given, "now": now})).rowcount
    return forgotten + await _forget_contacts(db, given)


async def _forget_conversations(
    db: AsyncConnection, given: dict[str, object], now: datetime
) -> int:
    roots = list((await db.execute(_OLD, given)).scalars())
    families: dict[int, list[int]] = {}
    for root, member in await db.execute(_FAMILIES, {"roots": roots}):
        families.setdefault(root, []).append(member)
    members = [member for family in families.values() for member in family]
    ours = set((await db.execute(_LOCK, {"ids": members})).scalars())
    # Only now does nobody add to them: look again.
    looked = {"ids": members, "older_than": given["older_than"]}
    busy = set((await db.execute(_BUSY, looked)).scalars())
    forgotten = 0
    for family in families.values():
        if ours.issuperset(family) and busy.isdisjoint(family):
            for member in family:
                await forget_conversation(db, member, now)
            forgotten += 1
    return forgotten


async def _forget_contacts(db: AsyncConnection, given: dict[str, object]) -> int:
    locked = list((await db.execute(_LOCK_CONTACTS, {**given, "erased": ERASED})).scalars())
    looked = {"ids": locked, "older_than": given["older_than"]}
    used = set((await db.execute(_USED, looked)).scalars())
    forgotten = [number for number in locked if number not in used]
    await forget_contacts(db, forgotten)
    return len(forgotten)
