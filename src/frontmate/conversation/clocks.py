"""A timer has fired: settle, silence, and the watch on a hand-off (2.6, 3.6, 4.3)."""

from dataclasses import replace
from datetime import datetime

from frontmate.conversation.actions import (
    Action,
    Assign,
    ChangeTags,
    Saga,
    Tag,
    WriteReminder,
)
from frontmate.conversation.decision import Decision, Reason
from frontmate.conversation.drafts import on_draft_waiting
from frontmate.conversation.eligibility import not_ours
from frontmate.conversation.events import TimerFired, TimerKind
from frontmate.conversation.outcome import HandoffReason
from frontmate.conversation.policy import Policy
from frontmate.conversation.sagas import alarm, ask_agent, hand_off, resolve, set_again, watch
from frontmate.conversation.session import Resolution, Session, Side, Status


def on_timer(session: Session, event: TimerFired, policy: Policy, now: datetime) -> Decision:
    current = (session.number, session.version) == (event.session, event.version)
    if not current or session.status is not Status.OPEN:
        return Decision(session, Reason.STALE, note=f"{event.kind.value} timer")
    if event.policy is not None and event.policy != policy.version:
        # Set by rules that are no longer in force: set again by those that are (4.5).
        timers = set_again(session, policy, now)
        return Decision(session, Reason.STALE, timers=timers, note="the policy has changed")
    match event.kind:
        case TimerKind.SETTLE:
            return _settled(session, policy, now)
        case TimerKind.SILENCE:
            return _silent(session, policy, now)
        case TimerKind.HANDOFF_REMINDER:
            return _remind(session, policy)
        case TimerKind.HANDOFF_FALLBACK:
            return _fall_back(session, policy)
        case TimerKind.DRAFT_WAITING:
            return on_draft_waiting(session, policy, now)


def _settled(session: Session, policy: Policy, now: datetime) -> Decision:
    silence = not_ours(session, policy)
    if silence is not None:
        return Decision(replace(session, settles_at=None), silence)
    newest = session.newest_inbound_at
    if newest is not None and now - newest > policy.max_age[session.channel]:
        # The timer had paused, with the switch off (11.3).
        return hand_off(session, HandoffReason.TOO_OLD, policy, now)
    if session.preparing or not session.waiting:
        return Decision(session, Reason.STALE, note="nothing waits")
    return ask_agent(session)


def _silent(session: Session, policy: Policy, now: datetime) -> Decision:
    silence = not_ours(session, policy)
    if silence is not None:
        return Decision(session, silence)
    if session.grounded and session.newest_outbound is Side.OURS:
        return resolve(session, Resolution.ASSUMED, session.reading, policy)
    # Silence after a greeting or after nothing at all proves nothing: never a success (4.3).
    return Decision(
        session.newer(status=Status.ABANDONED, closed_at=now, waiting=(), waiting_since=None),
        Reason.ABANDONED,
    )


def _remind(session: Session, policy: Policy) -> Decision:
    if not session.unattended or session.reminded:
        return Decision(session, Reason.STALE, note="somebody has it")
    reminded = replace(session, reminded=True)
    reason = session.handoff_reason or HandoffReason.ASKED_FOR_HUMAN
    actions: list[Action] = [WriteReminder(session.turn, reason, session.reading)]
    if policy.sync_tags:
        tag = Tag.HANDOFF_WAITING.value
        actions.append(ChangeTags(session.turn, Saga.UPKEEP, add=(tag,)))
    timers = watch(reminded, policy)
    return Decision(reminded, Reason.NOT_TAKEN, actions=tuple(actions), timers=timers)


def _fall_back(session: Session, policy: Policy) -> Decision:
    if not session.unattended:
        return Decision(session, Reason.STALE, note="somebody has it")
    # The alert first: an assignment that Front refuses or delays must not hold it up.
    actions: list[Action] = [*alarm(session, Reason.NOT_TAKEN.value)]
    if policy.fallback_assignee is not None:
        actions.append(Assign(session.turn, policy.fallback_assignee))
    return Decision(session, Reason.FALLBACK, actions=tuple(actions))
