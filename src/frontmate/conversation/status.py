"""Archive, snooze, assignment, trash, merge: what others do to the conversation (1.5 to 1.10)."""

from dataclasses import replace
from datetime import datetime, timedelta

from frontmate.conversation.actions import Assign, Tag, Unassign
from frontmate.conversation.decision import Decision, Reason, Withdraw
from frontmate.conversation.eligibility import not_ours
from frontmate.conversation.events import (
    Archived,
    AssigneeChanged,
    MergedFrom,
    MergedInto,
    Trashed,
)
from frontmate.conversation.inbound import believe
from frontmate.conversation.policy import Policy
from frontmate.conversation.sagas import alarm, ask_agent, await_silence, drop_turn, untag, watch
from frontmate.conversation.session import By, Holder, Session, Status, Who

RULES_MUST_WAIT = timedelta(seconds=60)
"""A rule on our own tag or unassignment fires within seconds: never a give-back (2.4)."""


def on_archived(session: Session, event: Archived) -> Decision:
    if event.echo_of is not None:
        return Decision(session, Reason.ARCHIVED, confirms=event.echo_of, note="by the AI")
    note = f"by {event.by.value}"
    if event.parked:
        parked = drop_turn(session).newer(parked=True, unattended=False)
        return Decision(parked, Reason.SNOOZED, withdraw=Withdraw.ANSWERS, note=note)
    if session.status is not Status.OPEN:
        return Decision(session, Reason.ARCHIVED, note=note)
    reason = Reason.ARCHIVED_MEANWHILE if session.preparing else Reason.ARCHIVED
    closed = drop_turn(session).newer(
        status=Status.RESOLVED,
        closed_at=event.at,
        closed_by=event.by,
        waiting=(),
        waiting_since=None,
        unattended=False,
    )
    return Decision(closed, reason, withdraw=Withdraw.ANSWERS, note=note)


def on_snooze_ended(session: Session, policy: Policy, now: datetime) -> Decision:
    awake = session.newer(parked=False)
    timers = await_silence(awake, policy, now) if awake.status is Status.OPEN else ()
    return Decision(awake, Reason.SNOOZE_ENDED, timers=timers)


def on_assignee_changed(session: Session, event: AssigneeChanged, policy: Policy) -> Decision:
    # Compared before the new assignee is believed: an older event changes nothing newer.
    if session.assignee_at is not None and event.at < session.assignee_at:
        return Decision(session, Reason.ASSIGNMENT_RECORDED, confirms=event.echo_of, note="older")
    known = replace(session, assignee=event.assignee, assignee_at=event.at)
    if event.echo_of is not None:
        return Decision(known, Reason.ASSIGNMENT_RECORDED, confirms=event.echo_of, note="by the AI")
    match event.assignee.who:
        case Who.PERSON:
            return _to_a_person(known)
        case Who.NOBODY:
            return _to_nobody(known, policy)
        case Who.AI:
            return _to_the_ai(known, event, policy)


def _to_a_person(session: Session) -> Decision:
    preparing = session.preparing or session.closing is not None
    taken = drop_turn(session).newer(unattended=False)
    reason = Reason.ASSIGNED_TO_PERSON if preparing else Reason.ASSIGNMENT_RECORDED
    return Decision(taken, reason, withdraw=Withdraw.ANSWERS)


def _to_nobody(session: Session, policy: Policy) -> Decision:
    free = session.newer()
    reason = not_ours(free, policy)
    if reason is None or not (free.preparing or free.closing):
        return Decision(free, Reason.ASSIGNMENT_RECORDED, timers=watch(free, policy))
    return Decision(drop_turn(free), reason, withdraw=Withdraw.ANSWERS)


def _to_the_ai(session: Session, event: AssigneeChanged, policy: Policy) -> Decision:
    ours = session.newer()
    if ours.holder is Holder.TEAM:
        if not _gives_back(ours, event, policy):
            return _refuse_rule(ours, policy)
        back = _take_back(ours)
        decision = _answer_waiting(back, policy)
        upkeep = untag(back, Tag.HANDED_OFF, policy) if ours.handed_off_at is not None else ()
        return replace(decision, reason=Reason.GIVEN_BACK, actions=(*upkeep, *decision.actions))
    return _answer_waiting(ours, policy)


def _gives_back(session: Session, event: AssigneeChanged, policy: Policy) -> bool:
    if event.by is By.TEAMMATE:
        return True
    if not policy.rule_gives_back or event.by is not By.RULE:
        return False
    return session.handed_off_at is None or event.at - session.handed_off_at > RULES_MUST_WAIT


def _refuse_rule(session: Session, policy: Policy) -> Decision:
    """Unassign once more and say so; a second time would fight with the rule for ever."""
    if session.handed_off_at is None or session.unassigned_again:
        return Decision(session, Reason.WITH_TEAM, timers=watch(session, policy))
    again = replace(session, unassigned_again=True)
    return Decision(
        again,
        Reason.RULE_REASSIGNED,
        actions=(Unassign(again.turn), *alarm(again, Reason.RULE_REASSIGNED.value)),
        timers=watch(again, policy),
    )


def _take_back(session: Session) -> Session:
    return replace(
        session,
        holder=Holder.AI,
        unattended=False,
        reminded=False,
        unassigned_again=False,
        handed_off_at=None,
        handoff_reason=None,
    )


def _answer_waiting(session: Session, policy: Policy) -> Decision:
    if session.preparing:
        return Decision(session, Reason.ASSIGNMENT_RECORDED)
    may = policy.answer_on_assignment and session.waiting and session.status is Status.OPEN
    if not may or not_ours(session, policy) is not None:
        return Decision(session, Reason.ASSIGNMENT_RECORDED)
    return ask_agent(session, Reason.ANSWER_ON_ASSIGNMENT)


def on_given_back(session: Session, policy: Policy) -> Decision:
    """The console's button: always answers the newest waiting message (2.7)."""
    tagged = session.handed_off_at is not None
    back = _take_back(session.newer())
    upkeep = untag(back, Tag.HANDED_OFF, policy) if tagged else ()
    silence = not_ours(back, policy)
    claim: tuple[Assign, ...] = ()
    if silence is Reason.UNASSIGNED:
        # Without `handle_unassigned` the AI answers only what is assigned to it: take it first.
        claim, silence = (Assign(back.turn + 1, None),), None
    if not back.waiting or back.status is not Status.OPEN or silence is not None:
        note = "" if silence is None else silence.value
        return Decision(back, Reason.GIVEN_BACK, actions=upkeep, note=note)
    decision = ask_agent(back, Reason.GIVEN_BACK)
    return replace(decision, actions=(*upkeep, *claim, *decision.actions))


def on_trashed(session: Session, event: Trashed) -> Decision:
    gone = drop_turn(session).newer(
        status=Status.ABANDONED,
        closed_at=event.at,
        closed_by=event.by,
        waiting=(),
        waiting_since=None,
        unattended=False,
    )
    return Decision(gone, Reason.TRASHED, withdraw=Withdraw.ALL)


def on_merged_into(session: Session, event: MergedInto) -> Decision:
    gone = drop_turn(session).newer(
        status=Status.ABANDONED, closed_at=event.at, waiting=(), unattended=False
    )
    return Decision(gone, Reason.MERGED, withdraw=Withdraw.ALL, note="lives on elsewhere")


def on_merged_from(session: Session | None, event: MergedFrom, policy: Policy) -> Decision:
    """One session from two: the team's if either was, and what waits is decided afresh (1.10)."""
    if session is None or session.status is not Status.OPEN:
        number = 1 if session is None else session.number + 1
        session = Session(number=number, started_at=event.at, channel=event.channel)
    held = event.held_by_team or session.holder is Holder.TEAM
    fresh = (m for m in event.waiting if m not in session.waiting)
    both = drop_turn(believe(session, event.seen, event.at)).newer(
        holder=Holder.TEAM if held else Holder.AI,
        contact=session.contact or event.contact,
        waiting=(*fresh, *session.waiting),
        waiting_since=session.waiting_since or event.waiting_since,
    )
    silence = not_ours(both, policy)
    if silence is not None or not both.waiting:
        return Decision(
            both,
            Reason.MERGED,
            timers=watch(both, policy),
            withdraw=Withdraw.ANSWERS,
            note="" if silence is None else silence.value,
        )
    return ask_agent(both, Reason.MERGED)
