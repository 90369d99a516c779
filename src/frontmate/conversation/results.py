"""What became of an action: each result is an event of its own (10.1, 10.2, 10.4)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from frontmate.conversation.actions import Action, Assign
from frontmate.conversation.assignments import on_assigned, on_unassigned
from frontmate.conversation.decision import Decision, Reason, Withdraw
from frontmate.conversation.drafts import drop_draft, on_draft_written, without_draft
from frontmate.conversation.eligibility import not_ours
from frontmate.conversation.events import (
    ActionDone,
    ActionFailed,
    ActionRefused,
    Obstacle,
    SendUncertain,
    Step,
)
from frontmate.conversation.inbound import believe, put_back
from frontmate.conversation.outbound import person_replied
from frontmate.conversation.outcome import HandoffReason
from frontmate.conversation.policy import Policy
from frontmate.conversation.sagas import (
    alarm,
    ask_agent,
    drop_turn,
    hand_off,
    keep_waiting,
    watch,
)
from frontmate.conversation.session import (
    By,
    Holder,
    Session,
    Side,
    Status,
    Who,
)

AFRESH = timedelta(seconds=10)
"""How long a message that only a look has seen may take to arrive."""


def on_done(session: Session, event: ActionDone, policy: Policy, now: datetime) -> Decision:
    match event.step:
        case Step.REPLY:
            return _reply_sent(session, event, policy, now)
        case Step.DRAFT:
            return on_draft_written(session, event, policy)
        case Step.RESOLUTION_NOTE:
            return _resolution_noted(session, event)
        case Step.UNASSIGN:
            return on_unassigned(session, event, policy, now)
        case Step.ASSIGN:
            return on_assigned(session, event, policy, now)
        case Step.ARCHIVE:
            shut = replace(session, archived=True)
            return Decision(shut, Reason.STEP_DONE, note=event.step.value)
        case Step.HANDOFF_NOTE | Step.NOTICE:
            return Decision(session, Reason.HANDOFF_STEP, note=event.step.value)
        case _:
            return Decision(session, Reason.STEP_DONE, note=event.step.value)


def _reply_sent(session: Session, event: ActionDone, policy: Policy, now: datetime) -> Decision:
    unheard = {s.message for s in session.spoken if event.turn <= s.turn}
    left = tuple(m for m in session.waiting if m not in event.messages or m in unheard)
    sent = replace(
        session,
        waiting=left,
        waiting_since=session.waiting_since if left else None,
        # An older turn's reply that was on its way may arrive while a newer turn is prepared.
        preparing=session.preparing and event.turn != session.turn,
        archived=False,
        replies=(*session.replies, event.at),
        newest_outbound=Side.OURS,
        grounded=session.grounding and event.turn == session.turn,
    )
    if sent.preparing and left != session.waiting:
        return _prepare_for_the_rest(sent, policy, now)
    timers = keep_waiting(sent, policy, now) if sent.holder is Holder.AI else ()
    return Decision(sent, Reason.REPLY_SENT, actions=_claim(sent, policy), timers=timers)


def _prepare_for_the_rest(session: Session, policy: Policy, now: datetime) -> Decision:
    """The newer turn was asked about the message that has its answer now as well: it would be
    answered twice."""
    if session.waiting:
        anew = ask_agent(session, Reason.REPLY_SENT)
        return replace(anew, actions=(*_claim(session, policy), *anew.actions))
    nothing_left = drop_turn(session)
    return Decision(
        nothing_left,
        Reason.REPLY_SENT,
        actions=_claim(nothing_left, policy),
        timers=keep_waiting(nothing_left, policy, now),
        withdraw=Withdraw.ANSWERS,
    )


def _claim(session: Session, policy: Policy) -> tuple[Action, ...]:
    """Only once the reply is out: one that was withdrawn for a person must claim nothing (2.5)."""
    ours = session.holder is Holder.AI and session.status is Status.OPEN
    if policy.claim_on_reply and ours and session.assignee.who is Who.NOBODY:
        return (Assign(session.turn, None),)
    return ()


def _resolution_noted(session: Session, event: ActionDone) -> Decision:
    if session.closing is None or event.turn != session.turn:
        return Decision(session, Reason.STALE, note="the customer was faster than the note")
    closed = replace(
        session,
        status=Status.RESOLVED,
        resolution=session.closing,
        closing=None,
        closed_at=event.at,
        closed_by=By.AI,
    )
    return Decision(
        closed, Reason.RESOLVED, note=closed.resolution.value if closed.resolution else ""
    )


def on_refused(session: Session, event: ActionRefused, policy: Policy) -> Decision:
    before = session
    if event.seen is not None:
        session = believe(session, event.seen, event.at)
        if session.assignee.who is Who.NOBODY:
            session = put_back(before, session, event.at)
    match event.step:
        case Step.REPLY | Step.DRAFT if event.turn == session.turn:
            return _answer_withdrawn(session, event, policy)
        case Step.RESOLUTION_NOTE if event.turn == session.turn:
            return _resolution_withdrawn(session, event, policy)
        case Step.ARCHIVE:
            return Decision(session, Reason.ARCHIVE_SKIPPED, note=event.why.value)
        case _:
            # The look may be how we first hear that somebody has put a hand-off back (3.6).
            alone = session.unattended and not before.unattended
            return Decision(
                session,
                Reason.STEP_REFUSED,
                timers=watch(session, policy) if alone else (),
                note=f"{event.step.value}: {event.why.value}",
            )


_OBSTACLE_REASONS = {
    Obstacle.PERSON_HOLDS: Reason.ASSIGNED_TO_PERSON,
    Obstacle.PERSON_REPLIED: Reason.PERSON_WROTE,
    Obstacle.OTHER_BOT: Reason.OTHER_BOT,
    Obstacle.CUSTOMER_WROTE: Reason.CUSTOMER_WROTE,
    Obstacle.NOT_OWNED: Reason.UNASSIGNED,
    Obstacle.ARCHIVED: Reason.ARCHIVED_MEANWHILE,
    Obstacle.PARKED: Reason.PARKED,
    Obstacle.TRASHED: Reason.TRASHED,
    Obstacle.MERGED: Reason.MERGED,
    Obstacle.DRAFT_BY_PERSON: Reason.WITH_TEAM,
    Obstacle.ALREADY_DONE: Reason.STALE,
    Obstacle.RULES_CHANGED: Reason.OFF,
    Obstacle.OPTED_OUT: Reason.OPTED_OUT,
    Obstacle.SOURCE_CHANGED: Reason.SOURCE_CHANGED,
}


def _stand_down(session: Session) -> Session:
    return drop_turn(session).newer(
        waiting=(), waiting_since=None, newest_outbound=Side.BOT, grounded=False
    )


def _opted_out(session: Session) -> Session:
    # Nobody may answer what they asked before; a later message is judged by itself (2.2).
    return drop_turn(session).newer(waiting=(), waiting_since=None)


def _moved_on(session: Session) -> Session:
    return drop_turn(session).newer()


def _park(session: Session) -> Session:
    return drop_turn(session).newer(parked=True)


def _team_takes(session: Session) -> Session:
    return drop_turn(session).newer(holder=Holder.TEAM)


# What we learn from an obstacle before its own webhook arrives, if it ever does.
_LEARNED: dict[Obstacle, Callable[[Session], Session]] = {
    Obstacle.PERSON_REPLIED: person_replied,
    Obstacle.OTHER_BOT: _stand_down,
    Obstacle.PARKED: _park,
    Obstacle.OPTED_OUT: _opted_out,
    Obstacle.DRAFT_BY_PERSON: _team_takes,
}


def _answer_withdrawn(session: Session, event: ActionRefused, policy: Policy) -> Decision:
    if event.why is Obstacle.WINDOW_OVER:
        return hand_off(session, HandoffReason.TOO_OLD, policy, event.at)
    learned = _LEARNED.get(event.why, _moved_on)(session)
    if event.why is Obstacle.PERSON_REPLIED:
        learned = replace(learned, team_wrote_at=event.at)
    afresh = (Obstacle.CUSTOMER_WROTE, Obstacle.RULES_CHANGED, Obstacle.SOURCE_CHANGED)
    if event.why in afresh and learned.waiting and not_ours(learned, policy) is None:
        # Usually that message asks afresh. Should it be nobody's question (an auto-reply, a
        # bounce), what waits is asked again without it; by then what the help center says now is
        # known everywhere.
        learned = replace(learned, settles_at=event.at + AFRESH)
    # Our own archive may have buried the message; nobody else would bring it up again (10.4).
    buried = event.why is Obstacle.ARCHIVED and learned.archived
    # Somebody else has answered: a draft of ours that lies there is out of date.
    answered = event.why in (Obstacle.PERSON_REPLIED, Obstacle.OTHER_BOT)
    stale = drop_draft(session, policy) if answered else ()
    learned = without_draft(learned) if answered else learned
    return Decision(
        learned,
        _OBSTACLE_REASONS[event.why],
        actions=(*stale, *(alarm(learned, "archived_meanwhile") if buried else ())),
        timers=keep_waiting(learned, policy, event.at),
        withdraw=Withdraw.ANSWERS,
        note="the reply was withdrawn",
    )


def _resolution_withdrawn(session: Session, event: ActionRefused, policy: Policy) -> Decision:
    """A person has it now: no note, not counted, the team's (4.1)."""
    if event.why in (Obstacle.PERSON_HOLDS, Obstacle.PERSON_REPLIED, Obstacle.DRAFT_BY_PERSON):
        return Decision(_team_takes(session), Reason.PERSON_TOOK_OVER, withdraw=Withdraw.ANSWERS)
    learned = _LEARNED.get(event.why, _moved_on)(session)
    if event.why is Obstacle.ARCHIVED and learned.archived:
        # By us, a moment after the customer's last words: nobody else would end the session.
        learned = replace(
            learned, status=Status.RESOLVED, closed_at=event.at, closed_by=By.AI, archived=False
        )
    timers = keep_waiting(learned, policy, event.at)
    reason = _OBSTACLE_REASONS[event.why]
    return Decision(learned, reason, timers=timers, withdraw=Withdraw.ANSWERS)


def on_failed(session: Session, event: ActionFailed, policy: Policy, now: datetime) -> Decision:
    note = f"{event.step.value}: {event.why}"
    answering = event.step in (Step.ASK_AGENT, Step.REPLY, Step.DRAFT, Step.RESOLUTION_NOTE)
    if answering and session.holder is Holder.AI and event.turn == session.turn:
        reason = HandoffReason.OUTAGE if event.outage else HandoffReason.AGENT_FAILED
        # After a resolution that could not be noted, the customer is content: no notice.
        notice = event.step is not Step.RESOLUTION_NOTE
        decision = hand_off(session, reason, policy, now, notice=notice)
        return replace(decision, note=note)
    actions = alarm(session, f"{event.step.value}_failed") if event.step is not Step.ALARM else ()
    return Decision(session, Reason.STEP_FAILED, actions=actions, note=note)


def on_uncertain(session: Session, event: SendUncertain, policy: Policy, now: datetime) -> Decision:
    ours = session.holder is Holder.AI and session.status is Status.OPEN
    if event.step in (Step.REPLY, Step.DRAFT) and ours:
        # What may never have arrived has solved nothing, whoever gets it back later (4.3).
        doubtful = replace(session, grounded=False)
        decision = hand_off(doubtful, HandoffReason.UNCERTAIN_SEND, policy, now)
        return replace(decision, reason=Reason.UNCERTAIN)
    actions = alarm(session, f"{event.step.value}_uncertain")
    stuck = Decision(session, Reason.UNCERTAIN, actions=actions, note=event.step.value)
    if event.step is Step.RESOLUTION_NOTE and event.turn == session.turn:
        # Without its note nothing is archived or counted.
        return replace(stuck, session=drop_turn(session), withdraw=Withdraw.ANSWERS)
    return stuck
