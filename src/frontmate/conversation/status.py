"""Archive, snooze, assignment, trash: what others do to the conversation (1.5 to 1.9)."""

from dataclasses import replace
from datetime import datetime, timedelta

from frontmate.conversation.actions import Action, Assign, Tag, Unassign
from frontmate.conversation.assignments import without_whom_we_took_off
from frontmate.conversation.decision import Decision, Reason, Withdraw
from frontmate.conversation.eligibility import not_ours
from frontmate.conversation.events import (
    Archived,
    AssigneeChanged,
    Trashed,
)
from frontmate.conversation.inbound import put_back, within_reopen_window
from frontmate.conversation.policy import Policy
from frontmate.conversation.sagas import alarm, ask_agent, drop_turn, keep_waiting, untag, watch
from frontmate.conversation.session import By, Holder, Session, Status, Who

_GIVEN_BACK = "it was given back while a person had it"
RULES_MUST_WAIT = timedelta(seconds=60)
"""A rule on our own tag or unassignment fires within seconds: never a give-back (2.4)."""


def on_archived(session: Session, event: Archived, policy: Policy) -> Decision:
    if event.echo_of is not None:
        return _our_archive(session, event, policy)
    note = f"by {event.by.value}"
    if session.newest_inbound_at is not None and event.at < session.newest_inbound_at:
        return _archived_before(session, event, policy, note)
    # A rule that tidies up does not take a hand-off over; a person does (3.6).
    unattended = session.unattended and event.by is not By.TEAMMATE
    if event.parked:
        parked = drop_turn(session).newer(parked=True, unattended=unattended)
        timers = watch(parked, policy)
        return Decision(parked, Reason.SNOOZED, timers=timers, withdraw=Withdraw.ANSWERS, note=note)
    if session.status is not Status.OPEN:
        return Decision(session, Reason.ARCHIVED, note=note)
    reason = Reason.ARCHIVED_MEANWHILE if session.preparing else Reason.ARCHIVED
    closed = drop_turn(session).newer(
        status=Status.RESOLVED,
        closed_at=event.at,
        closed_by=event.by,
        waiting=(),
        waiting_since=None,
        unattended=unattended,
        archived=False,
    )
    return Decision(closed, reason, withdraw=Withdraw.ANSWERS, note=note)


def _our_archive(session: Session, event: Archived, policy: Policy) -> Decision:
    """It may be how we first hear that the archive was carried out, after a crash (4.1)."""
    newest = not session.replies or event.at >= session.replies[-1]
    known = replace(session, archived=session.archived or newest)
    waits = session.status is Status.OPEN and bool(session.waiting) and session.is_idle
    # An answer was withdrawn before we knew by whose archive: nobody else would bring it up.
    buried = known.archived and not session.archived and waits and not_ours(known, policy) is None
    return Decision(
        known,
        Reason.ARCHIVED,
        actions=alarm(known, "archived_meanwhile") if buried else (),
        confirms=event.echo_of,
        note="by the AI",
    )


def _archived_before(session: Session, event: Archived, policy: Policy, note: str) -> Decision:
    """The customer's message that we know already has reopened it, with the holder at closing."""
    if event.parked or event.by is not By.TEAMMATE or session.status is not Status.OPEN:
        return Decision(session, Reason.ARCHIVED, note=note)
    reason = Reason.ARCHIVED_MEANWHILE if session.preparing else Reason.ARCHIVED
    back = drop_turn(session).newer(holder=Holder.TEAM)
    timers = watch(back, policy)
    return Decision(back, reason, timers=timers, withdraw=Withdraw.ANSWERS, note=note)


def on_snooze_ended(session: Session, policy: Policy, now: datetime) -> Decision:
    awake = session.newer(parked=False)
    # Whoever has parked it may want to answer; but in the AI's hands nobody else sees it (10.4).
    waits = awake.status is Status.OPEN and awake.waiting and awake.settles_at is None
    unseen = waits and awake.assignee.who is Who.AI and awake.holder is Holder.AI
    return Decision(
        awake,
        Reason.SNOOZE_ENDED,
        actions=alarm(awake, Reason.SNOOZE_ENDED.value) if unseen else (),
        timers=keep_waiting(awake, policy, now),
    )


def on_assignee_changed(session: Session, event: AssigneeChanged, policy: Policy) -> Decision:
    # Compared before the new assignee is believed: an older event changes nothing newer, unless
    # it is how the newer state that we have seen came about.
    older = session.assignee_at is not None and event.at < session.assignee_at
    if older and event.assignee.who is not session.assignee.who:
        return Decision(session, Reason.ASSIGNMENT_RECORDED, confirms=event.echo_of, note="older")
    known = session
    if not older:
        known = replace(session, assignee=event.assignee, assignee_at=event.at)
    if event.assignee.who is Who.PERSON:
        if event.echo_of is not None and known.stands_by:
            # Given to the fallback for the draft's sake: whether they take it up is to be seen.
            timers = keep_waiting(known, policy, event.at)
            return Decision(
                known, Reason.ASSIGNMENT_RECORDED, timers=timers, confirms=event.echo_of
            )
        # Also when it was us: a fallback assignee has it like anybody else.
        return replace(_to_a_person(known), confirms=event.echo_of)
    if event.echo_of is not None:
        known, timers = without_whom_we_took_off(session, known, policy, event.at)
        return Decision(
            known,
            Reason.ASSIGNMENT_RECORDED,
            timers=timers,
            confirms=event.echo_of,
            note="by the AI",
        )
    match event.assignee.who:
        case Who.NOBODY:
            return _to_nobody(put_back(session, known, event.at), policy, event.at)
        case Who.AI:
            return _to_the_ai(known, event, policy)


def _to_a_person(session: Session) -> Decision:
    # Somebody took it, and a draft of ours with it: their reading it stops the clock.
    taken = drop_turn(session).newer(unattended=False, stands_by=False, drafted_at=None)
    if session.closing is not None:
        # The same as if the look before the note had found them first (4.1).
        taken = replace(taken, holder=Holder.TEAM)
        return Decision(taken, Reason.PERSON_TOOK_OVER, withdraw=Withdraw.ANSWERS)
    reason = Reason.ASSIGNED_TO_PERSON if session.preparing else Reason.ASSIGNMENT_RECORDED
    return Decision(taken, reason, withdraw=Withdraw.ANSWERS)


def _to_nobody(session: Session, policy: Policy, now: datetime) -> Decision:
    free = session.newer()
    reason = not_ours(free, policy)
    if free.owes and reason is None:
        return _answer_given_back(free)
    if free.owes and reason is Reason.UNASSIGNED:
        # The AI answers only what is assigned to it: once it is, the answer is asked for (2.7).
        claim = (Assign(free.turn, None),)
        timers = watch(free, policy)
        return Decision(free, Reason.ASSIGNMENT_RECORDED, claim, timers, note=_GIVEN_BACK)
    if reason is None:
        timers = keep_waiting(free, policy, now)
        return Decision(free, Reason.ASSIGNMENT_RECORDED, timers=timers)
    if free.preparing or free.closing is not None or free.settles_at is not None:
        dropped = drop_turn(free)
        timers = watch(dropped, policy)
        return Decision(dropped, reason, timers=timers, withdraw=Withdraw.ANSWERS)
    return Decision(free, Reason.ASSIGNMENT_RECORDED, timers=watch(free, policy))


def _to_the_ai(session: Session, event: AssigneeChanged, policy: Policy) -> Decision:
    ours = session.newer()
    if ours.holder is Holder.TEAM:
        if ours.handed_off_at is not None and event.at <= ours.handed_off_at:
            # From before the hand-off, and late: it gives nothing back.
            return Decision(ours, Reason.ASSIGNMENT_RECORDED, timers=watch(ours, policy))
        if not _gives_back(ours, event, policy):
            return _refuse_rule(ours, policy, event.at)
        back = _take_back(ours)
        decision = _answer_waiting(back, policy, event.at)
        return replace(
            decision,
            reason=Reason.GIVEN_BACK,
            actions=(*_untag_handoff(ours, policy), *decision.actions),
            withdraw=_void_once_back(ours, decision),
        )
    return _answer_waiting(ours, policy, event.at)


def _gives_back(session: Session, event: AssigneeChanged, policy: Policy) -> bool:
    if event.by is By.TEAMMATE:
        return True
    if not policy.rule_gives_back or event.by is not By.RULE:
        return False
    return session.handed_off_at is None or event.at - session.handed_off_at > RULES_MUST_WAIT


def _refuse_rule(session: Session, policy: Policy, at: datetime) -> Decision:
    """Unassign once more and say so; a second time would fight with the rule for ever."""
    # What comes after a session that is over is a new session's, and the AI's (2.4).
    over = session.status is not Status.OPEN and not within_reopen_window(session, at, policy)
    if over or session.handed_off_at is None or session.unassigned_again:
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
        stands_by=False,
        unattended=False,
        put_back_at=None,
        reminded=False,
        unassigned_again=False,
        handed_off_at=None,
        handoff_reason=None,
    )


def _void_once_back(session: Session, decision: Decision) -> Withdraw:
    """What is left of a hand-off would announce a person, and take the AI off again."""
    return decision.withdraw if session.handed_off_at is None else Withdraw.ALL


def _untag_handoff(session: Session, policy: Policy) -> tuple[Action, ...]:
    if session.handed_off_at is None:
        return ()
    waiting = (Tag.HANDOFF_WAITING,) if session.reminded else ()
    return untag(session, policy, Tag.HANDED_OFF, *waiting)


def _answer_waiting(session: Session, policy: Policy, now: datetime) -> Decision:
    may = policy.answer_on_assignment and session.waiting and session.status is Status.OPEN
    ours = session.is_idle and not_ours(session, policy) is None
    if ours and session.owes:
        return _answer_given_back(session)
    if ours and may:
        return ask_agent(session, Reason.ANSWER_ON_ASSIGNMENT)
    timers = keep_waiting(session, policy, now)
    return Decision(session, Reason.ASSIGNMENT_RECORDED, timers=timers)


def _answer_given_back(session: Session) -> Decision:
    """Whoever had it has left it: the answer that the button has ordered (2.7)."""
    return replace(ask_agent(session), note=_GIVEN_BACK)


def on_given_back(session: Session, policy: Policy, now: datetime) -> Decision:
    """The console's button: always answers the newest waiting message (2.7)."""
    back = _take_back(session.newer())
    upkeep = _untag_handoff(session, policy)
    silence = not_ours(back, policy)
    claim: tuple[Assign, ...] = ()
    if silence is Reason.UNASSIGNED:
        # Without `handle_unassigned` the AI answers only what is assigned to it: take it first.
        claim, silence = (Assign(back.turn + 1, None),), None
    nothing = not back.waiting or back.status is not Status.OPEN
    if nothing or silence is not None or (back.preparing and not claim):
        # Whoever has it may have put it back already, and we shall hear of that only now.
        owed = back.waiting if silence is Reason.ASSIGNED_TO_PERSON else ()
        note = "" if silence is None else silence.value
        timers = keep_waiting(back, policy, now)
        decision = Decision(replace(back, owed=owed), Reason.GIVEN_BACK, timers=timers, note=note)
    else:
        decision = ask_agent(back, Reason.GIVEN_BACK)
    return replace(
        decision,
        actions=(*upkeep, *(claim if decision.actions else ()), *decision.actions),
        withdraw=_void_once_back(session, decision),
    )


def on_trashed(session: Session, event: Trashed) -> Decision:
    if session.newest_inbound_at is not None and event.at < session.newest_inbound_at:
        return Decision(session, Reason.TRASHED, note="the customer has written since")
    gone = drop_turn(session).newer(
        status=Status.ABANDONED,
        closed_at=event.at,
        closed_by=event.by,
        waiting=(),
        waiting_since=None,
        unattended=False,
    )
    return Decision(gone, Reason.TRASHED, withdraw=Withdraw.ALL)
