"""Deliberately wrong versions of `decide`: the check must catch each of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

from frontmate.conversation.actions import AskAgent, Unassign, WriteHandoffNote
from frontmate.conversation.decide import decide
from frontmate.conversation.decision import Decision, Reason, Withdraw
from frontmate.conversation.events import (
    ActionRefused,
    AssigneeChanged,
    Author,
    Event,
    GivenBack,
    MessageReceived,
    MessageSent,
    SendUncertain,
    Step,
    TimerFired,
)
from frontmate.conversation.policy import Policy
from frontmate.conversation.session import Assignee, By, Session, Who
from tests.conversation.planned import Decide
from tests.model.starts import CHAT, EMAIL, Start


def nothing_is_withdrawn(
    session: Session | None, event: Event, policy: Policy, now: datetime
) -> Decision:
    return replace(decide(session, event, policy, now), withdraw=Withdraw.NOTHING)


def the_version_of_a_timer_is_ignored(
    session: Session | None, event: Event, policy: Policy, now: datetime
) -> Decision:
    if isinstance(event, TimerFired) and session is not None:
        event = replace(event, session=session.number, version=session.version)
    return decide(session, event, policy, now)


def answers_although_a_person_holds_it(
    session: Session | None, event: Event, policy: Policy, now: datetime
) -> Decision:
    if isinstance(event, AssigneeChanged) and event.assignee.who is Who.PERSON:
        return Decision(session, Reason.ASSIGNMENT_RECORDED)
    if isinstance(event, MessageReceived) and event.seen.assignee.who is Who.PERSON:
        event = replace(event, seen=replace(event.seen, assignee=Assignee(Who.AI)))
    return decide(session, event, policy, now)


def unassigns_before_the_comment(
    session: Session | None, event: Event, policy: Policy, now: datetime
) -> Decision:
    decision = decide(session, event, policy, now)
    if not any(isinstance(action, WriteHandoffNote) for action in decision.actions):
        return decision
    first = [action for action in decision.actions if isinstance(action, Unassign)]
    rest = [action for action in decision.actions if not isinstance(action, Unassign)]
    return replace(decision, actions=(*first, *rest))


def sends_again_after_a_doubt(
    session: Session | None, event: Event, policy: Policy, now: datetime
) -> Decision:
    if session is not None and isinstance(event, SendUncertain) and event.step is Step.REPLY:
        again = replace(session, turn=session.turn + 1, preparing=True)
        ask = AskAgent(again.turn, again.waiting)
        return Decision(again, Reason.ASKED_AGENT, actions=(ask,))
    return decide(session, event, policy, now)


def tells_nobody_of_a_doubt(
    session: Session | None, event: Event, policy: Policy, now: datetime
) -> Decision:
    if isinstance(event, SendUncertain):
        return Decision(session, Reason.RECORDED)
    return decide(session, event, policy, now)


def does_not_watch_a_hand_off(
    session: Session | None, event: Event, policy: Policy, now: datetime
) -> Decision:
    decision = decide(session, event, policy, now)
    return replace(decision, timers=()) if decision.reason is Reason.HANDED_OFF else decision


def takes_its_echo_for_a_person(
    session: Session | None, event: Event, policy: Policy, now: datetime
) -> Decision:
    if isinstance(event, MessageSent):
        event = replace(event, echo_of=None)
    return decide(session, event, policy, now)


def takes_no_notice_of_a_refusal(
    session: Session | None, event: Event, policy: Policy, now: datetime
) -> Decision:
    if isinstance(event, ActionRefused):
        return Decision(session, Reason.STEP_REFUSED)
    return decide(session, event, policy, now)


def forgets_what_a_person_said(
    session: Session | None, event: Event, policy: Policy, now: datetime
) -> Decision:
    if isinstance(event, MessageSent) and event.author is Author.PERSON:
        return Decision(session, Reason.RECORDED)
    return decide(session, event, policy, now)


def an_acknowledgement_silences_it(
    session: Session | None, event: Event, policy: Policy, now: datetime
) -> Decision:
    if isinstance(event, MessageSent) and event.author is Author.AUTOMATIC:
        event = replace(event, author=Author.OTHER_BOT)
    return decide(session, event, policy, now)


def a_rule_gives_a_hand_off_back(
    session: Session | None, event: Event, policy: Policy, now: datetime
) -> Decision:
    if isinstance(event, AssigneeChanged) and event.by is By.RULE:
        event = replace(event, by=By.TEAMMATE)
    return decide(session, event, policy, now)


def asks_twice(session: Session | None, event: Event, policy: Policy, now: datetime) -> Decision:
    decision = decide(session, event, policy, now)
    asks = [action for action in decision.actions if isinstance(action, AskAgent)]
    return replace(decision, actions=(*decision.actions, *asks))


def the_rest_of_a_hand_off_survives_a_give_back(
    session: Session | None, event: Event, policy: Policy, now: datetime
) -> Decision:
    decision = decide(session, event, policy, now)
    if isinstance(event, GivenBack) and decision.withdraw is Withdraw.ALL:
        return replace(decision, withdraw=Withdraw.ANSWERS)
    return decision


def remembers_between_two_decisions() -> Decide:
    """Not a function of its arguments: every second burst is left alone."""
    calls = count()

    def wrong(session: Session | None, event: Event, policy: Policy, now: datetime) -> Decision:
        decision = decide(session, event, policy, now)
        return replace(decision, note=str(next(calls) % 2))

    return wrong


@dataclass(frozen=True)
class Wrong:
    decides: Callable[[], Decide]
    number: str
    """Of the promise that must be found broken first."""
    start: Start = EMAIL


def _always(wrong: Decide) -> Callable[[], Decide]:
    return lambda: wrong


WRONG = {
    "nothing is withdrawn": Wrong(_always(nothing_is_withdrawn), "10.2"),
    "the version of a timer is ignored": Wrong(_always(the_version_of_a_timer_is_ignored), "4.5"),
    "it answers although a person holds it": Wrong(
        _always(answers_although_a_person_holds_it), "10.2"
    ),
    "it unassigns before the comment": Wrong(_always(unassigns_before_the_comment), "3.1"),
    "it sends again after a doubt": Wrong(_always(sends_again_after_a_doubt), "10.1"),
    "nobody is told of a doubt": Wrong(_always(tells_nobody_of_a_doubt), "10.4"),
    "a hand-off is not watched": Wrong(_always(does_not_watch_a_hand_off), "3.6"),
    "it takes its echo for a person": Wrong(_always(takes_its_echo_for_a_person), "10.4"),
    "a refusal changes nothing": Wrong(_always(takes_no_notice_of_a_refusal), "10.4"),
    "what a person said is forgotten": Wrong(_always(forgets_what_a_person_said), "10.2", CHAT),
    "an acknowledgement silences it": Wrong(_always(an_acknowledgement_silences_it), "10.4"),
    "a rule gives a hand-off back": Wrong(_always(a_rule_gives_a_hand_off_back), "2.4"),
    "it asks twice": Wrong(_always(asks_twice), "2.6"),
    "a hand-off goes on after a give-back": Wrong(
        _always(the_rest_of_a_hand_off_survives_a_give_back), "2.4"
    ),
    "it remembers between two decisions": Wrong(remembers_between_two_decisions, "1"),
}
