"""An assignment of ours has been carried out: whom it gave the conversation, and whom it took off.

Between the look before it and the write lies a moment in which people act too (10.2).
"""

from dataclasses import replace
from datetime import datetime

from frontmate.conversation.actions import Assign
from frontmate.conversation.decision import Decision, Reason, Timer
from frontmate.conversation.eligibility import not_ours
from frontmate.conversation.events import ActionDone
from frontmate.conversation.policy import Policy
from frontmate.conversation.sagas import alarm, ask_agent, hand_off, keep_waiting
from frontmate.conversation.session import NOBODY, Assignee, Holder, Session, Status, Who


def on_unassigned(session: Session, event: ActionDone, policy: Policy, now: datetime) -> Decision:
    free = replace(session, assignee=NOBODY, assignee_at=event.at)
    free, timers = without_whom_we_took_off(session, free, policy, now)
    if free.preparing and not_ours(free, policy) is Reason.UNASSIGNED:
        # Given back while this was on its way: take it again, and then answer (2.7).
        decision = ask_agent(free, Reason.GIVEN_BACK)
        assert decision.session is not None
        claim = Assign(decision.session.turn, None)
        return replace(decision, actions=(claim, *decision.actions), note=event.step.value)
    # We have taken somebody off, and do not answer over their head (10.2).
    left = session.assignee.who is Who.PERSON and _waits_for_us(free, policy)
    actions = alarm(free, Reason.PERSON_TOOK_OVER.value) if left else ()
    return Decision(free, Reason.HANDOFF_STEP, actions, timers, note=event.step.value)


def on_assigned(session: Session, event: ActionDone, policy: Policy, now: datetime) -> Decision:
    given = _assigned(session, event, policy)
    given, timers = without_whom_we_took_off(session, given, policy, now)
    if not _waits_for_us(given, policy):
        return Decision(given, Reason.STEP_DONE, timers=timers, note=event.step.value)
    match not_ours(session, policy):
        case None if session.left is not None:
            # Nobody else would see any more what was left to everybody's eyes (2.3).
            return hand_off(given, session.left, policy, now)
        case Reason.UNASSIGNED:
            # It was taken to be answered (2.7), and a message came before it was the AI's.
            return replace(ask_agent(given), note=event.step.value)
        case Reason.ASSIGNED_TO_PERSON:
            # We have taken them off, and do not answer over their head (10.2).
            actions = alarm(given, Reason.PERSON_TOOK_OVER.value)
            return Decision(given, Reason.STEP_DONE, actions, timers, note=event.step.value)
    return Decision(given, Reason.STEP_DONE, timers=timers, note=event.step.value)


def _waits_for_us(session: Session, policy: Policy) -> bool:
    idle = session.is_idle and session.closing is None
    waits = idle and bool(session.waiting) and session.status is Status.OPEN
    return waits and not_ours(session, policy) is None


def _assigned(session: Session, event: ActionDone, policy: Policy) -> Session:
    """Known before its webhook, which may be slower than the agent (2.7)."""
    person = Assignee(Who.PERSON, policy.fallback_assignee)
    assignee = person if event.to_person else Assignee(Who.AI)
    unattended = session.unattended and not event.to_person
    return replace(session, assignee=assignee, assignee_at=event.at, unattended=unattended)


def without_whom_we_took_off(
    before: Session, after: Session, policy: Policy, now: datetime
) -> tuple[Session, tuple[Timer, ...]]:
    """After an assignment of ours. If a person took it between our look and our write, that has
    taken them off again (10.2): what their having it had stopped goes on (3.6, 4.3, 11.1)."""
    if before.assignee.who is not Who.PERSON or after.assignee.who is Who.PERSON:
        return after, ()
    handed_off = after.holder is Holder.TEAM and after.handed_off_at is not None
    lies_there = bool(after.drafted) and not handed_off
    alone = replace(
        after,
        unattended=handed_off,
        drafted_at=now if lies_there else after.drafted_at,
        stands_by=lies_there,
    )
    return alone, keep_waiting(alone, policy, now)
