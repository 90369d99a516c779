"""Messages that were not answered, and why; and who else answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.decision import Reason
from frontmate.store.tables import conversations, events, history, messages

_H = history.c
_JUDGED = ("MessageReceived", "TimerFired", "ActionRefused")
"""The events at which an answer can come to nothing."""


_REASONS = {reason.value: reason for reason in Reason}


@dataclass(frozen=True)
class Silence:
    reason: Reason
    at: datetime
    conversation: str
    """Front's id."""


async def silences(
    db: AsyncConnection,
    connection: str,
    reasons: Sequence[Reason],
    *,
    first: Reason,
    since: datetime,
    limit: int,
) -> tuple[Silence, ...]:
    """The newest silences for these reasons, those for `first` before all others."""
    rows = await db.execute(
        select(_H.reason, _H.at, conversations.c.front_id)
        .join(conversations, conversations.c.id == _H.conversation)
        .join(events, events.c.id == _H.event)
        .where(
            conversations.c.connection == connection,
            _H.reason.in_([reason.value for reason in reasons]),
            events.c.type.in_(_JUDGED),
            _H.at >= since,
        )
        .order_by((_H.reason == first.value).desc(), _H.id.desc())
        .limit(limit)
    )
    return tuple(Silence(_REASONS[reason], at, front_id) for reason, at, front_id in rows)


@dataclass(frozen=True)
class Activity:
    received: int
    """Customers' messages that were judged."""
    taken_up: int
    """Times that the agent was asked, or the conversation handed over."""


async def activity(
    db: AsyncConnection,
    connection: str,
    since: datetime,
    *,
    taken_up: Sequence[Reason],
    aside: Sequence[Reason],
) -> Activity:
    """What became of messages since a moment; those left `aside` for these reasons do not count."""
    received = func.count().filter(
        events.c.type == "MessageReceived", _H.reason.not_in([r.value for r in aside])
    )
    taken = func.count().filter(_H.reason.in_([reason.value for reason in taken_up]))
    row = await db.execute(
        select(received, taken)
        .select_from(history)
        .join(conversations, conversations.c.id == _H.conversation)
        .join(events, events.c.id == _H.event)
        .where(conversations.c.connection == connection, _H.at >= since)
    )
    return Activity(*(int(number) for number in row.one()))


async def other_bots(
    db: AsyncConnection, connection: str, since: datetime
) -> tuple[tuple[str, int], ...]:
    """Conversations in which a bot that is not ours has written, newest first, and how often."""
    m = messages.c
    rows = await db.execute(
        select(conversations.c.front_id, func.count())
        .join(messages, m.conversation == conversations.c.id)
        .where(m.connection == connection, m.role == "bot", m.received_at >= since)
        .group_by(conversations.c.front_id)
        .order_by(func.max(m.received_at).desc())
    )
    return tuple((front_id, int(number)) for front_id, number in rows)


async def agent_failures(
    db: AsyncConnection, connection: str, since: datetime
) -> tuple[tuple[str, int], ...]:
    """How often the agent failed, by the error's name; the most frequent first."""
    e = events.c
    why = e.body["why"].as_string()
    rows = await db.execute(
        select(why, func.count())
        .join(conversations, conversations.c.id == e.conversation)
        .where(
            conversations.c.connection == connection, e.type == "AgentFailed", e.closed_at >= since
        )
        .group_by(why)
        .order_by(func.count().desc(), why)
    )
    return tuple((str(name), int(number)) for name, number in rows)
