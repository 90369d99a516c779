"""Decide again: what was judged in a session, judged once more by today's rules. Writes nothing.

Each event is judged twice from the same session: by the policy of then, which gives the session as
it was before the next event, and by today's. So one difference does not hide the next.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.actions import Action, AskAgent
from frontmate.conversation.decide import decide
from frontmate.conversation.decision import Decision
from frontmate.conversation.events import Event, OutcomeProposed
from frontmate.conversation.outcome import Outcome
from frontmate.conversation.policy import Policy
from frontmate.conversation.session import Session
from frontmate.store import StoredMessage, attachments, connections, messages, replays
from frontmate.workflow.ask import read_thread
from frontmate.workflow.shell import Question

Ask = Callable[[Question], Awaitable[Outcome]]


@dataclass(frozen=True)
class Again:
    """One event of the session: what this version decides by the rules of then, and by today's."""

    entry: int
    at: datetime
    event: Event
    policy: int
    """The version of then."""
    reason: str
    """What was decided then."""
    note: str
    then: Decision
    today: Decision
    fresh: Outcome | None = None
    """What the agent proposes today, where it was asked again."""

    @property
    def differs(self) -> bool:
        return told(self.then) != told(self.today)

    @property
    def faithful(self) -> bool:
        """Whether this version of frontmate, by the rules of then, decides as it was decided."""
        return (self.reason, self.note) == (self.then.reason.value, self.then.note)


@dataclass(frozen=True)
class Reconsidered:
    """`broken` says why the rest could not be judged again; empty where all of it was."""

    entries: tuple[Again, ...]
    policy: int
    """Today's version."""
    broken: str = ""

    @property
    def differences(self) -> int:
        return sum(entry.differs for entry in self.entries)


def told(decision: Decision) -> tuple[object, ...]:
    """What a person would call the decision: turns, versions and pins are the machinery's own."""
    steps = tuple(_told(action) for action in decision.actions)
    timers = tuple((timer.kind, timer.due) for timer in decision.timers)
    holder = decision.session.holder if decision.session else None
    return decision.reason, decision.note, steps, timers, decision.withdraw, holder


_MACHINERY = frozenset({"turn", "handle_unassigned", "messages", "reading"})


def _told(action: Action) -> tuple[object, ...]:
    values = (getattr(action, each.name) for each in fields(action) if each.name not in _MACHINERY)
    return action.step, *values


@dataclass(frozen=True)
class Recalled:
    """All that judging again needs, read at one moment."""

    rows: Sequence[replays.Judged]
    rules: Mapping[int, Policy]
    thread: tuple[StoredMessage, ...]
    files: tuple[attachments.AttachedFile, ...]


async def recall(db: AsyncConnection, connection: str, conversation: int) -> Recalled:
    """Read it; apart, since an agent may take longer than a transaction may stay open."""
    versions = await connections.policies_of(db, connection)
    return Recalled(
        rows=await replays.judged(db, conversation),
        rules={one.policy.version: one.policy for one in versions},
        thread=await messages.thread(db, conversation),
        files=await attachments.of_conversation(db, conversation),
    )


async def reconsider(recalled: Recalled, session: int, ask: Ask | None = None) -> Reconsidered:
    """Judge the events of one session again; with `ask`, today's agent is asked where it was.

    `session` is the session's id. Raises what `ask` raises.
    """
    today = recalled.rules[max(recalled.rules)]
    found: list[Again] = []
    before: Session | None = None
    for row in recalled.rows:
        broken = _unusable(row, recalled.rules)
        if broken or row.event is None:
            return Reconsidered(tuple(found), today.version, broken)
        then = decide(before, row.event, recalled.rules[row.policy], row.at)
        if row.session == session:
            fresh = None
            if ask is not None and isinstance(row.event, OutcomeProposed) and before is not None:
                fresh = await ask(_question(recalled, found, before, today, row.at))
            found.append(_again(row, row.event, before, then, today, fresh))
        before = then.session
    return Reconsidered(tuple(found), today.version)


def _again(
    row: replays.Judged,
    event: Event,
    before: Session | None,
    then: Decision,
    today: Policy,
    fresh: Outcome | None,
) -> Again:
    afresh = event
    if fresh is not None and isinstance(event, OutcomeProposed):
        afresh = replace(event, outcome=fresh)
    return Again(
        entry=row.entry,
        at=row.at,
        event=event,
        policy=row.policy,
        reason=row.reason,
        note=row.note,
        then=then,
        today=decide(before, afresh, today, row.at),
        fresh=fresh,
    )


def _unusable(row: replays.Judged, rules: Mapping[int, Policy]) -> str:
    if row.erased:
        return "words of it were erased, as the policy asks for"
    if row.event is None:
        return "an older version of frontmate wrote it in another form"
    return "" if row.policy in rules else f"policy {row.policy} is not kept any more"


def _question(
    recalled: Recalled, earlier: Sequence[Again], session: Session, policy: Policy, at: datetime
) -> Question:
    """The question as it was asked then: nothing that was written later is in it."""
    asked = _asked(earlier, session.turn) or session.waiting
    known = tuple(message for message in recalled.thread if message.sent_at <= at)
    return Question(
        thread=read_thread(known, asked, recalled.files),
        answers_given=len(session.replies),
        team_language=policy.team_language,
    )


def _asked(earlier: Sequence[Again], turn: int) -> tuple[str, ...]:
    for entry in reversed(earlier):
        for action in entry.then.actions:
            if isinstance(action, AskAgent) and action.turn == turn:
                return action.messages
    return ()
