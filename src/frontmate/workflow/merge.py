"""Two conversations have become one at Front (1.10)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.events import MergedFrom, MergedInto, Seen
from frontmate.conversation.session import NOBODY, Holder, Session, Status
from frontmate.conversation.text import EMPTY
from frontmate.store import actions, conversations, events, messages, sessions
from frontmate.workflow.shell import Turn


async def move_into(db: AsyncConnection, turn: Turn, survivor: str, now: datetime) -> None:
    """This conversation answered 301: its thread and what waits go to the survivor, whose own
    worker decides. Both rows are locked, so nobody sees half of it."""
    other = await conversations.lock(db, turn.connection.id, survivor, now)
    await _move(db, loser=turn.conversation, survivor=other, now=now)
    await events.add(db, turn.conversation, MergedInto(now, survivor), now)
    await turn.shell.defer(db, other)


async def absorb_all(
    db: AsyncConnection, turn: Turn, losers: tuple[str, ...], now: datetime
) -> None:
    """Front's event list says that these were merged into this conversation."""
    for front_id in losers:
        loser = await conversations.lock(db, turn.connection.id, front_id, now)
        if (await conversations.get(db, loser)).merged_into is None and loser != turn.conversation:
            await _move(db, loser=loser, survivor=turn.conversation, now=now)
            await events.add(db, loser, MergedInto(now, turn.front_id), now)
            await turn.shell.defer(db, loser)


async def _move(db: AsyncConnection, *, loser: int, survivor: int, now: datetime) -> None:
    old = await sessions.newest(db, loser)
    new = await sessions.newest(db, survivor)
    await conversations.mark_merged(db, loser, survivor)
    await messages.move(db, loser, survivor)
    if old is None:
        return
    # The survivor's look at Front will correct this; until then believe what we knew.
    known = new.session if new is not None else old.session
    seen = Seen(known.assignee if new is not None else NOBODY, known.inboxes)
    answered = await actions.answered_elsewhere(db, loser)
    await events.add(db, survivor, _merged_from(old.session, seen, answered, now), now)


def _merged_from(old: Session, seen: Seen, answered: frozenset[str], now: datetime) -> MergedFrom:
    is_open = old.status is Status.OPEN
    # Its answer to a call may be out, where the survivor's look does not see it: never twice.
    waiting = tuple(m for m in old.waiting if m not in answered) if is_open else ()
    since = old.put_back_at or old.handed_off_at
    return MergedFrom(
        at=now,
        channel=old.channel,
        held_by_team=is_open and old.holder is Holder.TEAM,
        seen=seen,
        contact=old.contact if is_open else EMPTY,
        waiting=waiting,
        waiting_since=old.waiting_since if waiting else None,
        unattended_since=since if is_open and old.unattended else None,
    )
