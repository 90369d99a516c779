"""Which sessions a list shows: the filters, and what there is to filter by."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.actions import Tag
from frontmate.conversation.message import Channel
from frontmate.conversation.session import Holder, Resolution, Status
from frontmate.store.tables import conversations, history, messages, sessions, texts

_S = sessions.c
_STATE = sessions.c.state
_TOPICS_OF = 2000
"""The newest sessions, whose topics are offered as filters."""
_MOST_TAGS = 60


class SessionOutcome(StrEnum):
    """What has come of a session so far."""

    ANSWERED = "answered"
    """The AI has replied at least once."""
    HANDED_OFF = "handed_off"
    CONFIRMED = "confirmed"
    """Resolved, and the customer said so (4.3)."""
    ASSUMED = "assumed"
    DRAFTED = "drafted"
    """A draft of the AI waits for somebody to send it."""
    LEFT_ALONE = "left_alone"
    """Neither answered nor handed off."""


@dataclass(frozen=True)
class Wanted:
    """Which sessions a list shows; None and the empty text want all."""

    status: Status | None = None
    holder: Holder | None = None
    channel: Channel | None = None
    words: str = ""
    """Of the customer's name or address, the subject, or any message of the conversation."""
    outcome: SessionOutcome | None = None
    reason: str = ""
    """A reason that was given in it, or with `handoff:` before it that of its hand-off."""
    tag: str = ""
    connection: str = ""


def conditions(
    wanted: Wanted, named: Sequence[ColumnElement[Any]], *, any_status: bool = False
) -> list[ColumnElement[bool]]:
    """`named` are the columns that hold customer and subject."""
    found: list[ColumnElement[bool]] = []
    if wanted.status is not None and not any_status:
        found.append(_S.status == wanted.status.value)
    if wanted.holder is not None:
        found.append(_S.holder == wanted.holder.value)
    if wanted.channel is not None:
        found.append(_S.channel == wanted.channel.value)
    if wanted.connection:
        found.append(conversations.c.connection == wanted.connection)
    if wanted.outcome is not None:
        found.append(_OUTCOMES[wanted.outcome])
    if wanted.reason:
        found.append(_given(wanted.reason))
    if wanted.tag:
        found.append(_tagged(wanted.tag))
    if wanted.words:
        there = [column.icontains(wanted.words, autoescape=True) for column in named]
        found.append(or_(*there, _said(wanted.words)))
    return found


def _filled(*path: str) -> ColumnElement[bool]:
    """Whether a list of the state has anything in it."""
    length = func.jsonb_array_length(func.coalesce(_STATE[path], func.jsonb_build_array()))
    return length > 0


_REPLIED = _filled("replies")
_HANDED_OFF = _STATE["handoff_reason"].as_string().is_not(None)
_OUTCOMES: dict[SessionOutcome, ColumnElement[bool]] = {
    SessionOutcome.ANSWERED: _REPLIED,
    SessionOutcome.HANDED_OFF: _HANDED_OFF,
    SessionOutcome.CONFIRMED: _STATE["resolution"].as_string() == Resolution.CONFIRMED.value,
    SessionOutcome.ASSUMED: _STATE["resolution"].as_string() == Resolution.ASSUMED.value,
    SessionOutcome.DRAFTED: _filled("drafted"),
    SessionOutcome.LEFT_ALONE: and_(~_REPLIED, ~_HANDED_OFF),
}


def _given(reason: str) -> ColumnElement[bool]:
    _, of_handoff, which = reason.rpartition("handoff:")
    if of_handoff:
        handed_off: ColumnElement[bool] = _STATE["handoff_reason"].as_string() == which
        return handed_off
    h = history.c
    return exists().where(h.conversation == _S.conversation, h.session == _S.id, h.reason == reason)


def _tagged(tag: str) -> ColumnElement[bool]:
    """The standard tags say what the session says (5.2); all others are topics."""
    standard: dict[str, ColumnElement[bool]] = {
        Tag.REPLIED.value: _REPLIED,
        Tag.RESOLVED.value: _STATE["resolution"].as_string().is_not(None),
        Tag.HANDED_OFF.value: _HANDED_OFF,
        Tag.DRAFTED.value: _OUTCOMES[SessionOutcome.DRAFTED],
        Tag.HANDOFF_WAITING.value: _STATE["reminded"].as_boolean(),
    }
    if tag in standard:
        return standard[tag]
    topics: ColumnElement[bool] = _STATE[("reading", "topics")].contains([tag])
    return topics


def _said(words: str) -> ColumnElement[bool]:
    return exists().where(
        messages.c.conversation == _S.conversation,
        messages.c.body == texts.c.id,
        texts.c.body.icontains(words, autoescape=True),
    )


async def tags_there_are(db: AsyncConnection) -> tuple[str, ...]:
    """The standard tags, and the topics of the newest sessions."""
    newest = select(_STATE).order_by(_S.updated_at.desc()).limit(_TOPICS_OF).subquery()
    topics = newest.c.state[("reading", "topics")]
    each = func.jsonb_array_elements_text(topics).label("topic")
    query = select(each).distinct().order_by("topic").limit(_MOST_TAGS)
    found = [topic for (topic,) in await db.execute(query)]
    return (*(tag.value for tag in Tag), *(t for t in found if t not in set(Tag)))
