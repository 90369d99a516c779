"""What needs a person: everything that the machinery could not, or must not, end by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Select, cast, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.session import Holder, Status, Who
from frontmate.store.actions import State
from frontmate.store.tables import actions, alarms, conversations, messages, sessions

ANSWERED_WITHIN = timedelta(minutes=2)
"""How long the AI may be at an answer before the conversation counts as unanswered."""


class TroubleKind(StrEnum):
    """Ordered from what a customer feels most."""

    HANDOFF = "handoff"
    """Handed off, and nobody has it (3.6)."""
    ASSIGNED = "assigned"
    """Assigned to the AI at Front, but never given back: both sides wait for the other (2.4)."""
    UNANSWERED = "unanswered"
    """The AI's to answer, and no answer is being prepared (2.7)."""
    NOBODY = "nobody"
    """The team's, the customer waits, and nobody is assigned: each thinks that another has it."""
    STEP = "step"
    """A write that may or may not have arrived (10.1)."""
    ALARM = "alarm"
    """Whatever else raised the alarm (10.4)."""


@dataclass(frozen=True)
class Trouble:
    """`why` is a hand-off's reason, a step, or an alarm's word; `since` when it began."""

    kind: TroubleKind
    why: str
    since: datetime


@dataclass(frozen=True)
class Need:
    """A conversation that needs a person. Newest session, if it has one."""

    conversation: int
    front_id: str
    session: int | None
    waiting_since: datetime
    customer_waits: bool
    troubles: tuple[Trouble, ...]


_S = sessions.c
_A = actions.c
_STATE = sessions.c.state


async def list_needs(db: AsyncConnection, answered_by: datetime) -> list[Need]:
    """Whoever has waited longest comes first.

    What the AI holds is expected to be on its way for a while: an unanswered message counts once
    the customer has waited since before `answered_by`.
    """
    found: dict[int, list[Trouble]] = {}
    queries = (
        (TroubleKind.HANDOFF, _handoffs()),
        (TroubleKind.ASSIGNED, _assigned()),
        (TroubleKind.UNANSWERED, _unanswered(answered_by)),
        (TroubleKind.NOBODY, _nobody()),
        (TroubleKind.STEP, _doubtful_steps()),
        (TroubleKind.ALARM, _alarms()),
    )
    for kind, query in queries:
        for conversation, why, since in await db.execute(query):
            found.setdefault(conversation, []).append(Trouble(kind, why or "", since))
    needs = [await _need(db, number, troubles) for number, troubles in found.items()]
    return sorted(needs, key=lambda need: (need.waiting_since, need.conversation))


async def _need(db: AsyncConnection, conversation: int, troubles: Iterable[Trouble]) -> Need:
    newest = (
        select(conversations.c.front_id, _S.id, _S.waiting_since)
        .outerjoin(sessions, _S.conversation == conversations.c.id)
        .where(conversations.c.id == conversation)
        .order_by(_S.number.desc().nulls_last())
        .limit(1)
    )
    front_id, session, waiting_since = (await db.execute(newest)).one()
    told = tuple(_each_once(list(troubles)))
    since = waiting_since or min(trouble.since for trouble in told)
    return Need(conversation, front_id, session, since, waiting_since is not None, told)


def _each_once(troubles: list[Trouble]) -> Iterable[Trouble]:
    """Without what follows from another trouble of the same conversation, and says it again."""
    doubts = {f"{t.why}_uncertain" for t in troubles if t.kind is TroubleKind.STEP}
    handed_off = any(t.kind is TroubleKind.HANDOFF for t in troubles)
    seen: set[tuple[TroubleKind, str]] = set()
    for trouble in troubles:
        follows = trouble.kind is TroubleKind.ALARM and trouble.why in doubts
        follows |= trouble.kind is TroubleKind.ASSIGNED and handed_off
        if not follows and (trouble.kind, trouble.why) not in seen:
            seen.add((trouble.kind, trouble.why))
            yield trouble


def _open(why: Any, since: Any) -> Select[Any]:
    return select(_S.conversation, why, since).where(_S.status == Status.OPEN.value)


def _handoffs() -> Select[Any]:
    # Unattended is only ever true after a hand-off; the fallback keeps a broken row on the list.
    handed_off_at = cast(_STATE["handed_off_at"].as_string(), DateTime(timezone=True))
    since = func.coalesce(handed_off_at, _S.waiting_since, _S.updated_at)
    return _open(_STATE["handoff_reason"].as_string(), since).where(
        _STATE["unattended"].as_boolean()
    )


def _assigned() -> Select[Any]:
    return _open(literal(""), _S.waiting_since).where(
        _S.holder == Holder.TEAM.value,
        _S.waiting_since.is_not(None),
        _STATE["assignee"]["who"].as_string() == Who.AI.value,
    )


def _nobody() -> Select[Any]:
    return _open(literal(""), _S.waiting_since).where(
        _S.holder == Holder.TEAM.value,
        _S.waiting_since.is_not(None),
        _STATE["assignee"]["who"].as_string() == Who.NOBODY.value,
        ~_STATE["unattended"].as_boolean(),
        ~_STATE["parked"].as_boolean(),
    )


def _unanswered(answered_by: datetime) -> Select[Any]:
    return _open(literal(""), _S.waiting_since).where(
        _S.holder == Holder.AI.value,
        _S.waiting_since < answered_by,
        _STATE["assignee"]["who"].as_string() == Who.AI.value,
        ~_STATE["preparing"].as_boolean(),
        ~_STATE["parked"].as_boolean(),
    )


def _doubtful_steps() -> Select[Any]:
    """Steps in doubt, until the session is closed, a person is assigned or the team has written."""
    since = func.coalesce(_A.ended_at, _A.intended_at, _A.created_at)
    team_wrote = exists().where(
        messages.c.conversation == _A.conversation,
        messages.c.role == "team",
        messages.c.sent_at > _A.created_at,
    )
    handled = exists().where(
        _S.id == _A.session,
        or_(
            _S.status != Status.OPEN.value,
            _STATE["assignee"]["who"].as_string() == Who.PERSON.value,
        ),
    )
    doubtful = _A.state.in_([State.UNCERTAIN.value, State.NEEDS_PERSON.value])
    return select(_A.conversation, _A.step, since).where(doubtful, ~team_wrote, ~handled)


def _alarms() -> Select[Any]:
    return select(alarms.c.conversation, alarms.c.why, alarms.c.at).where(
        alarms.c.closed_at.is_(None)
    )


async def count_needs(db: AsyncConnection, answered_by: datetime) -> int:
    """How many conversations `list_needs` would show."""
    parts = (
        _handoffs(),
        _assigned(),
        _unanswered(answered_by),
        _nobody(),
        _doubtful_steps(),
        _alarms(),
    )
    numbers = [part.with_only_columns(part.selected_columns[0].label("number")) for part in parts]
    everything = numbers[0].union(*numbers[1:]).subquery()
    return int((await db.execute(select(func.count()).select_from(everything))).scalar_one())
