"""Forgetting people: their words, names and handles go; what happened, and when, stays (11.4).

Words lie in `texts`, and are emptied by conversation. The few places besides that can hold
somebody's words or name (attachments' names, names of links in a recorded event, a model's own
reason) are emptied with them: a test knows every column of every table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.decision import Withdraw
from frontmate.conversation.sagas import drop_turn
from frontmate.conversation.session import Holder, Status
from frontmate.store import actions, alarms, conversations, mentions, sessions
from frontmate.store.mentions import Handle
from frontmate.store.tables import actions as sent
from frontmate.store.tables import connections, contacts
from frontmate.store.tables import sessions as session_rows

ERASED = "erased"
"""The kind of a contact whose handle is gone; no channel knows it."""
ALARM = "contact_erased"

_C = contacts.c


@dataclass(frozen=True)
class Found:
    """What there is of somebody."""

    contacts: tuple[int, ...]
    conversations: tuple[int, ...]
    """Those in which they wrote, or whose sessions are theirs; merged ones included."""
    open_sessions: int
    messages: int
    texts: int
    """Texts in these conversations that are not empty yet."""
    mentions: int
    """Texts elsewhere that name their address or number."""

    @property
    def anything(self) -> bool:
        return bool(self.contacts or self.conversations or self.mentions)


_SAME_SENDER = {
    "email": "lower(t.body) = :value or strpos(lower(t.body), '<' || :value || '>') > 0",
    "phone": "regexp_replace(t.body, '[^0-9]', '', 'g') = ltrim(:value, '+')",
    "username": "t.body = :value",
}

_THEIRS = """
select s.conversation from sessions s where s.contact = any(:contacts)
union
select m.conversation from messages m join texts t on t.id = m.sender
where m.inbound and m.connection = coalesce(:connection, m.connection) and ({same})
"""

_FAMILY = """
with recursive family(id) as (
  select unnest(cast(:ids as bigint[]))
  union
  select c.id from family f join conversations me on me.id = f.id
  join conversations c on c.merged_into = f.id or c.id = me.merged_into
)
select id from family order by id
"""

_COUNTS = """
select
 (select count(*) from sessions where conversation = any(:ids) and status = 'open'),
 (select count(*) from messages where conversation = any(:ids)),
 (select count(*) from texts where conversation = any(:ids) and erased_at is null)
"""

_FORGET = (
    "update texts set body = null, erased_at = :now where conversation = :id and erased_at is null",
    "update messages set attachments = '[]', content_hash = null, twin_hash = null"
    " where conversation = :id",
    # The bytes go once no row names them: see `blobs.sweep`.
    "update attachments set claimed = '', sha256 = null where conversation = :id",
    # Of a row that is still on its way the hash is how it is found.
    "update actions set written_hash = null where conversation = :id"
    " and state not in ('planned', 'intended', 'uncertain', 'accepted')",
    # "link added: <name>" keeps what was done, and not with what.
    "update events set body = jsonb_set(body, '{what}',"
    " to_jsonb(split_part(body->>'what', ':', 1)))"
    " where conversation = :id and type = 'Recorded' and strpos(body->>'what', ':') > 0",
    "update events set body = jsonb_set(body, '{outcome,why}', '\"\"')"
    " where conversation = :id and type = 'OutcomeProposed' and body #>> '{outcome,why}' <> ''",
    "update shadows set outcome = jsonb_set(outcome, '{why}', '\"\"')"
    " where conversation = :id and outcome->>'why' <> ''",
    "update history set note = split_part(note, ':', 1)"
    " where conversation = :id and reason = 'recorded' and strpos(note, ':') > 0",
    "update history set note = '' where conversation = :id and reason = 'nothing_to_say'",
)


async def find(db: AsyncConnection, handles: Sequence[Handle], connection: str | None) -> Found:
    """Everything that is known of whoever has one of these handles, in one connection or all."""
    # Every text there is may have to be read.
    await db.execute(text("set local statement_timeout = 0"))
    ours = select(_C.id).where(_matching(handles, connection))
    known = tuple((await db.execute(ours)).scalars())
    theirs: set[int] = set()
    for handle in handles:
        wrote = text(_THEIRS.format(same=_SAME_SENDER[handle.kind]))
        given = {"contacts": list(known), "connection": connection, "value": handle.value}
        theirs.update((await db.execute(wrote, given)).scalars())
    family = await family_of(db, theirs)
    # What they were answered after a call lies where they may never have written (9.3).
    begun = (
        await db.execute(conversations.begun_by_calls().where(sent.c.conversation.in_(family)))
    ).scalars()
    family = await family_of(db, {*family, *begun})
    still_open, written, kept = (await db.execute(text(_COUNTS), {"ids": list(family)})).one()
    elsewhere = await mentions.count(db, handles, family, connection)
    return Found(known, family, still_open, written, kept, elsewhere)


async def family_of(db: AsyncConnection, ids: set[int]) -> tuple[int, ...]:
    """Conversations with all that were merged into them, or they into (1.10)."""
    return tuple((await db.execute(text(_FAMILY), {"ids": sorted(ids)})).scalars())


async def forget_conversation(db: AsyncConnection, conversation: int, now: datetime) -> None:
    """Empty what was said in a conversation. Called with its row locked."""
    for statement in _FORGET:
        given = {"id": conversation, "now": now} if ":now" in statement else {"id": conversation}
        await db.execute(text(statement), given)


async def forget_at_once(db: AsyncConnection, conversation: int, now: datetime) -> bool:
    """Empty a conversation whatever goes on in it; True if it was still open.

    A worker that is at it stops at its next step, what is planned is withdrawn, and the team has
    the conversation: the AI cannot answer words that are gone. A person is told.
    """
    await conversations.take(db, conversation)
    await actions.withdraw(db, conversation, Withdraw.ALL, ALARM, now)
    await forget_conversation(db, conversation, now)
    stored = await sessions.newest(db, conversation)
    if stored is None or stored.session.status is not Status.OPEN:
        return False
    team = drop_turn(stored.session).newer(holder=Holder.TEAM)
    await sessions.save(db, conversation, team, None, now)
    await alarms.raise_one(db, conversation, stored.id, ALARM, now)
    return True


async def forget_contacts(
    db: AsyncConnection, ids: Sequence[int], handles: Sequence[Handle] = ()
) -> None:
    """Take handles and names off contacts; one that no session names goes altogether."""
    has_session = select(session_rows.c.id).where(session_rows.c.contact == _C.id).exists()
    chosen = _C.id.in_(list(ids))
    await db.execute(delete(contacts).where(chosen, ~has_session))
    gone = {"kind": ERASED, "handle": text("'erased-' || id"), "name": None, "front_id": None}
    await db.execute(update(contacts).where(chosen).values(gone))
    tester = connections.c.test_sender.in_([handle.value for handle in handles])
    await db.execute(update(connections).where(tester).values(test_sender=None, test_until=None))


def _matching(handles: Sequence[Handle], connection: str | None) -> ColumnElement[bool]:
    found = or_(*(and_(_C.kind == h.kind, _C.handle == h.value) for h in handles))
    return found if connection is None else and_(found, _C.connection == connection)
