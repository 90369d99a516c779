"""The only judge: what an event means for a session, and what follows from it.

Pure, and complete: every event in `events.Event` has its line here, every decision has a reason
that names the promise behind it, and nothing else in the system decides anything about a
conversation. Read the files named below for the rules themselves.
"""

from dataclasses import replace
from datetime import datetime

from frontmate.conversation import clocks, inbound, merges, outbound, proposals, results, status
from frontmate.conversation.actions import AskShadow, RaiseAlarm
from frontmate.conversation.decision import Decision, Reason
from frontmate.conversation.events import (
    ActionDone,
    ActionFailed,
    ActionRefused,
    AgentFailed,
    Archived,
    AssigneeChanged,
    DeliveryFailed,
    Event,
    GivenBack,
    HandoffOrdered,
    MergedFrom,
    MergedInto,
    MessageReceived,
    MessageSent,
    OutcomeProposed,
    Recorded,
    SendUncertain,
    SessionEvent,
    SnoozeEnded,
    TimerFired,
    Trashed,
)
from frontmate.conversation.policy import Mode, Policy
from frontmate.conversation.session import Session


def decide(session: Session | None, event: Event, policy: Policy, now: datetime) -> Decision:
    """Judge one event.

    `session` is the conversation's newest session, open or closed, or None if it has none yet;
    `now` is UTC. The result's session replaces the given one (a higher `number` is a new session
    linked to it).
    """
    return _within_mode(_decide(session, event, policy, now), policy)


def _within_mode(decision: Decision, policy: Policy) -> Decision:
    """In the shadow nothing is written to Front, whatever was decided (11.1)."""
    session = decision.session
    if session is None or policy.mode_of(session.channel) is not Mode.SHADOW:
        return decision
    kept = tuple(a for a in decision.actions if isinstance(a, AskShadow | RaiseAlarm))
    return replace(decision, actions=kept)


def _decide(session: Session | None, event: Event, policy: Policy, now: datetime) -> Decision:
    match event:
        case MessageReceived():
            return inbound.on_message(session, event, policy, now)
        case MessageSent():
            return outbound.on_message_sent(session, event, policy)
        case DeliveryFailed():
            return outbound.on_delivery_failed(session, event, policy)
        case MergedFrom():
            return merges.on_merged_from(session, event, policy, now)
        case Recorded():
            return Decision(session, Reason.RECORDED, confirms=event.echo_of, note=event.what)
    if session is None:
        # Nothing was said yet: there is nothing to hold, to close or to withdraw.
        return Decision(None, Reason.RECORDED, note="no session yet")
    return _decide_within(session, event, policy, now)


def _decide_within(
    session: Session, event: SessionEvent, policy: Policy, now: datetime
) -> Decision:
    match event:
        case Archived():
            return status.on_archived(session, event, policy)
        case SnoozeEnded():
            return status.on_snooze_ended(session, policy, now)
        case AssigneeChanged():
            return status.on_assignee_changed(session, event, policy)
        case Trashed():
            return status.on_trashed(session, event)
        case MergedInto():
            return merges.on_merged_into(session, event)
        case GivenBack():
            return status.on_given_back(session, policy, now)
        case HandoffOrdered():
            return proposals.on_handoff_ordered(session, policy, now)
        case OutcomeProposed():
            return proposals.on_outcome(session, event, policy, now)
        case AgentFailed():
            return proposals.on_agent_failed(session, event, policy, now)
        case ActionDone():
            return results.on_done(session, event, policy, now)
        case ActionRefused():
            return results.on_refused(session, event, policy)
        case ActionFailed():
            return results.on_failed(session, event, policy, now)
        case SendUncertain():
            return results.on_uncertain(session, event, policy, now)
        case TimerFired():
            return clocks.on_timer(session, event, policy, now)
