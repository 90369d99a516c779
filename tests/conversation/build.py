"""Short words for the tables: people, events with sensible defaults, and pasts to start from.

A past is a list of steps that are replayed through `decide`; a step that needs to know the session
(its turn, its version, what waits in it) is a function of it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from frontmate.conversation.decide import decide
from frontmate.conversation.decision import Decision, Reason, Timer, Withdraw
from frontmate.conversation.events import (
    ActionDone,
    ActionFailed,
    ActionRefused,
    AgentFailed,
    Archived,
    AssigneeChanged,
    Author,
    DeliveryFailed,
    Event,
    GivenBack,
    HandoffOrdered,
    Kind,
    MergedFrom,
    MessageReceived,
    MessageSent,
    Obstacle,
    OutcomeProposed,
    Seen,
    SendUncertain,
    SnoozeEnded,
    Step,
    TimerFired,
    TimerKind,
    Trashed,
)
from frontmate.conversation.message import Channel, Message, Verdict
from frontmate.conversation.outcome import (
    Answer,
    Greet,
    HandOff,
    HandoffReason,
    NothingToSay,
    Outcome,
    Reading,
    Sentiment,
    Solved,
    Source,
)
from frontmate.conversation.policy import Policy
from frontmate.conversation.session import Assignee, By, Holder, Session, Status, Who
from frontmate.conversation.text import EMPTY, Text

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A Monday morning."""

AI = Assignee(Who.AI, "tea_ai")
SAM = Assignee(Who.PERSON, "tea_sam")
NOBODY = Assignee(Who.NOBODY)
ANN, BOB = "ann@example.com", "bob@example.com"

DEFAULT = Policy()
UNASSIGNED_TOO = Policy(handle_unassigned=True)
OFF = Policy(enabled=False)

READING = Reading(Text("Ann asks how to reset a password."), Sentiment.NEUTRAL, "en", ("billing",))
SOURCE = Source("kba_1", "v1", 0, "Passwords", "Choose Reset.", 0.9)
ANSWER = Answer(READING, Text("Choose *Reset*."), (SOURCE,), 0.9)
GREET = Greet(READING)
HAND_OFF = HandOff(READING, HandoffReason.ASKED_FOR_HUMAN, (SOURCE,))
SOLVED = Solved(READING)
NOTHING = NothingToSay(READING, "a mere thanks")

Move = Event | Callable[[Session], Event]
Past = tuple[Move, ...]


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def hours(count: float) -> float:
    return count * 60


def days(count: float) -> float:
    return count * 24 * 60


# What customers, people and others do at Front


def wrote(
    name: str = "m1",
    minutes: float = 0,
    *,
    by: str = ANN,
    to: Assignee = AI,
    sent: float | None = None,
    channel: Channel = Channel.EMAIL,
    verdict: Verdict = Verdict.CUSTOMER,
    thanks: bool = False,
    twin_of: str | None = None,
    kind: Kind = Kind.CONVERSATION,
    parked: bool = False,
    inbox: str = "inb_1",
) -> MessageReceived:
    """A customer's message; `to` is the assignee that Front shows with it."""
    sent_at = at(minutes if sent is None else sent)
    message = Message(name, sent_at, channel, Text(by), verdict, thanks, twin_of)
    return MessageReceived(at(minutes), message, Seen(to, frozenset({inbox}), kind, parked))


def sent(
    author: Author = Author.PERSON,
    minutes: float = 5,
    *,
    to: Assignee = NOBODY,
    kind: Kind = Kind.CONVERSATION,
    echo_of: int | None = None,
    draft_of: int | None = None,
    as_drafted: bool = False,
) -> MessageSent:
    seen = Seen(to, frozenset({"inb_1"}), kind)
    return MessageSent(
        at(minutes), "out_1", author, Channel.EMAIL, seen, echo_of, draft_of, as_drafted
    )


def archived(
    minutes: float = 5, by: By = By.TEAMMATE, *, parked: bool = False, echo_of: int | None = None
) -> Archived:
    return Archived(at(minutes), by, parked, echo_of)


def woke(minutes: float = 6) -> SnoozeEnded:
    return SnoozeEnded(at(minutes))


def assigned(
    to: Assignee, minutes: float = 5, by: By = By.TEAMMATE, *, echo_of: int | None = None
) -> AssigneeChanged:
    return AssigneeChanged(at(minutes), to, by, echo_of)


def trashed(minutes: float = 5) -> Trashed:
    return Trashed(at(minutes), By.TEAMMATE)


def merged_from(
    minutes: float = 5,
    *,
    waiting: tuple[str, ...] = (),
    since: float | None = None,
    team: bool = False,
    to: Assignee = AI,
    contact: str = ANN,
    parked: bool = False,
) -> MergedFrom:
    return MergedFrom(
        at(minutes),
        Channel.EMAIL,
        team,
        Seen(to, frozenset({"inb_1"}), parked=parked),
        Text(contact) if contact else EMPTY,
        waiting,
        None if since is None else at(since),
    )


def given_back(minutes: float = 5) -> GivenBack:
    return GivenBack(at(minutes), "sam@example.com")


def handoff_ordered(minutes: float = 5) -> HandoffOrdered:
    return HandoffOrdered(at(minutes), "sam@example.com")


def undelivered(minutes: float = 5, echo_of: int | None = 7) -> DeliveryFailed:
    return DeliveryFailed(at(minutes), "out_1", echo_of)


# What the agent, the actions and the timers report: all of the session's current turn or version


def proposes(outcome: Outcome = ANSWER, minutes: float = 1) -> Callable[[Session], Event]:
    return lambda session: OutcomeProposed(at(minutes), session.turn, outcome)


def agent_fails(minutes: float = 1) -> Callable[[Session], Event]:
    return lambda session: AgentFailed(at(minutes), session.turn, "no engine")


def done(step: Step, minutes: float = 2, *, to_person: bool = False) -> Callable[[Session], Event]:
    def event(session: Session) -> Event:
        messages = session.waiting if step in (Step.REPLY, Step.DRAFT) else ()
        return ActionDone(at(minutes), step, session.turn, messages, to_person)

    return event


def refused(
    step: Step, why: Obstacle, minutes: float = 2, *, seen: Assignee | None = None
) -> Callable[[Session], Event]:
    shown = None if seen is None else Seen(seen, frozenset({"inb_1"}))
    return lambda session: ActionRefused(at(minutes), step, session.turn, why, shown)


def failed(step: Step, minutes: float = 2, *, outage: bool = False) -> Callable[[Session], Event]:
    return lambda session: ActionFailed(at(minutes), step, session.turn, "HTTP 500", outage)


def uncertain(step: Step, minutes: float = 3) -> Callable[[Session], Event]:
    return lambda session: SendUncertain(at(minutes), step, session.turn)


def fires(
    kind: TimerKind, minutes: float, *, policy: int | None = None
) -> Callable[[Session], Event]:
    return lambda session: TimerFired(at(minutes), kind, session.number, session.version, policy)


def late(step: Move, turns: int = 1) -> Callable[[Session], Event]:
    """The same event, of a turn that is over."""

    def event(session: Session) -> Event:
        old = replace(session, turn=session.turn - turns)
        return step(old) if callable(step) else step

    return event


# Pasts


ASKED: Past = (wrote(),)
REPLYING: Past = (*ASKED, proposes(ANSWER))
ANSWERED: Past = (*REPLYING, done(Step.REPLY))
GREETED: Past = (*ASKED, proposes(GREET), done(Step.REPLY))
HANDED_OFF: Past = (*ASKED, proposes(HAND_OFF))
UNASSIGNED: Past = (*HANDED_OFF, done(Step.UNASSIGN))
"""Handed off, and taken off the AI."""
RESOLVING: Past = (*ANSWERED, fires(TimerKind.SILENCE, days(4)))
"""Four days after a grounded answer by email."""
ASSUMED: Past = (*RESOLVING, done(Step.RESOLUTION_NOTE, days(4) + 1))
CONFIRMING: Past = (*ANSWERED, wrote("m2", 10), proposes(SOLVED, 11))
CONFIRMED: Past = (*CONFIRMING, done(Step.RESOLUTION_NOTE, 12))


def on(channel: Channel, past: Past) -> Past:
    """The same past on another channel, with every message settled at once."""
    moved: list[Move] = []
    for step in past:
        if isinstance(step, MessageReceived):
            moved.append(replace(step, message=replace(step.message, channel=channel)))
            moved.append(fires(TimerKind.SETTLE, (step.at - START).total_seconds() / 60))
        else:
            moved.append(step)
    return tuple(moved)


def held_by(assignee: Assignee, past: Past) -> Past:
    """The same past in a conversation that Front shows with another assignee."""

    def moved(step: Move) -> Move:
        if isinstance(step, MessageReceived):
            return replace(step, seen=replace(step.seen, assignee=assignee))
        return step

    return tuple(moved(step) for step in past)


def as_event(session: Session | None, step: Move) -> Event:
    return step(cast("Session", session)) if callable(step) else step


def judge(session: Session | None, step: Move, policy: Policy = DEFAULT) -> Decision:
    event = as_event(session, step)
    return decide(session, event, policy, event.at)


def play(past: Iterable[Move], policy: Policy = DEFAULT) -> Session | None:
    session: Session | None = None
    for step in past:
        session = judge(session, step, policy).session
    return session


def session_after(past: Iterable[Move], policy: Policy = DEFAULT) -> Session:
    session = play(past, policy)
    assert session is not None
    return session


# Rows


@dataclass(frozen=True)
class Row:
    """One promise: after `past`, `event` is judged so.

    `withdraw`, `waiting` and `note` are looked at only where the row names them.
    """

    id: str
    """Begins with the promise's number in behaviour.md."""
    past: Past
    event: Move
    reason: Reason
    actions: tuple[Step, ...] = ()
    holder: Holder | None = Holder.AI
    """None: there is no session afterwards."""
    status: Status = Status.OPEN
    timers: tuple[TimerKind, ...] = ()
    withdraw: Withdraw | None = None
    waiting: tuple[str, ...] | None = None
    policy: Policy = DEFAULT
    note: str | None = None


def table(*rows: Row) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", [pytest.param(row, id=row.id) for row in rows])


def check(row: Row) -> Decision:
    before = play(row.past, row.policy)
    decision = judge(before, row.event, row.policy)
    session = decision.session
    found = {
        "reason": decision.reason,
        "actions": tuple(action.step for action in decision.actions),
        "holder": session.holder if session else None,
        "status": session.status if session else Status.OPEN,
        "timers": tuple(timer.kind for timer in decision.timers),
        "withdraw": decision.withdraw,
        "waiting": session.waiting if session else (),
        "note": decision.note,
    }
    expected = {name: getattr(row, name) for name in found}
    for name in ("withdraw", "waiting", "note"):
        if expected[name] is None:
            del expected[name], found[name]
    assert found == expected
    _check_every_decision(before, decision)
    return decision


def _check_every_decision(before: Session | None, decision: Decision) -> None:
    """What holds for every decision, whatever the row is about."""
    after = decision.session
    assert decision.reason.promise
    if after is None:
        assert decision.timers == ()
        return
    assert all(timer.version == after.version for timer in decision.timers)
    assert not (after.preparing and after.closing)
    assert bool(after.waiting) == (after.waiting_since is not None)
    if before is not None and before.number == after.number:
        assert after.version >= before.version


def due(decision: Decision, kind: TimerKind) -> float:
    """Minutes after START at which the decision's timer of this kind is due."""
    (timer,) = (timer for timer in decision.timers if timer.kind is kind)
    return minutes_of(timer)


def minutes_of(timer: Timer) -> float:
    return (timer.due - START).total_seconds() / 60
