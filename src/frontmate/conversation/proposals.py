"""What the agent proposes becomes actions, or nothing (2.6, 3, 4)."""

from dataclasses import replace
from datetime import datetime, timedelta

from frontmate.conversation.actions import Action, Reply, Tag, WriteDraft, WriteSentNote
from frontmate.conversation.decision import Decision, Reason, Withdraw
from frontmate.conversation.drafts import drop_draft, without_draft
from frontmate.conversation.eligibility import capped, not_ours
from frontmate.conversation.events import AgentFailed, OutcomeProposed
from frontmate.conversation.message import Channel
from frontmate.conversation.outcome import (
    Answer,
    Greet,
    HandOff,
    HandoffReason,
    NothingToSay,
    Reading,
    Solved,
    Source,
)
from frontmate.conversation.policy import Mode, Policy
from frontmate.conversation.sagas import drop_turn, hand_off, keep_waiting, resolve, watch
from frontmate.conversation.session import Holder, Resolution, Session, Side, Status, Who
from frontmate.conversation.text import Text

GREETED_WITHIN = timedelta(hours=1)


def on_outcome(session: Session, event: OutcomeProposed, policy: Policy, now: datetime) -> Decision:
    stopped = _stopped(session, event.turn, policy)
    if stopped is not None:
        return stopped
    current = replace(session, reading=event.outcome.reading)
    if isinstance(event.outcome, Greet) and _greeted_just_now(current, now):
        return hand_off(current, HandoffReason.NO_ANSWER_FOUND, policy, now)
    if _drafts(session, policy) and isinstance(event.outcome, Answer | Greet):
        return _draft(current, event.outcome, policy, now)
    match event.outcome:
        case Answer(reading=reading, text=text, sources=sources):
            return _reply(current, text, reading, sources, policy, now)
        case Greet(reading=reading):
            return _reply(current, None, reading, (), policy, now)
        case HandOff(reading=reading, reason=reason, tried=tried):
            return hand_off(current, reason, policy, now, reading=reading, tried=tried)
        case Solved(reading=reading):
            return _solved(current, reading, policy, now)
        case NothingToSay(why=why):
            return _nothing_to_say(current, why, policy, now)


def _greeted_just_now(session: Session, now: datetime) -> bool:
    """Our greeting was answered with another: two machines would greet each other up to the cap."""
    last = session.replies[-1:]
    greeted = session.newest_outbound is Side.OURS and not session.grounded
    return greeted and any(now - at < GREETED_WITHIN for at in last)


def on_agent_failed(
    session: Session, event: AgentFailed, policy: Policy, now: datetime
) -> Decision:
    stopped = _stopped(session, event.turn, policy)
    if stopped is not None:
        return stopped
    return hand_off(session, HandoffReason.AGENT_FAILED, policy, now)


def on_handoff_ordered(session: Session, policy: Policy, now: datetime) -> Decision:
    """The console's button: people take it from here, whatever the AI is at (3.1)."""
    refused = cannot_be_handed_off(session, policy)
    if refused is not None:
        timers = keep_waiting(session, policy, now)
        return Decision(session, Reason.STALE, timers=timers, note=refused)
    # A notice answers a message: where none waits, the customer need not be told of the change.
    notice = bool(session.waiting) and policy.enabled
    return hand_off(session, HandoffReason.ORDERED, policy, now, notice=notice)


def cannot_be_handed_off(session: Session, policy: Policy) -> str | None:
    """Why there is nothing to hand over, in words; None where there is."""
    if session.status is not Status.OPEN:
        return "the session is closed"
    if session.handed_off_at is not None and session.holder is Holder.TEAM:
        return "it is handed off already"
    if session.assignee.who is Who.PERSON:
        return "a person has it"
    if policy.mode_of(session.channel) is Mode.SHADOW:
        return "in shadow mode nothing is written"
    return None


def _stopped(session: Session, turn: int, policy: Policy) -> Decision | None:
    if turn != session.turn or not session.preparing:
        return Decision(session, Reason.STALE, note="of an older turn")
    silence = not_ours(session, policy)
    if silence is None:
        return None
    dropped = drop_turn(session)
    # A draft of an earlier turn may still lie there, and be waited for.
    timers = watch(dropped, policy)
    return Decision(dropped, silence, timers=timers, withdraw=Withdraw.ANSWERS)


def _reply(
    session: Session,
    text: Text | None,
    reading: Reading,
    sources: tuple[Source, ...],
    policy: Policy,
    now: datetime,
) -> Decision:
    if capped(session, policy, now):
        return hand_off(session, HandoffReason.TOO_MANY_REPLIES, policy, now)
    tags = (Tag.REPLIED.value, *reading.topics) if policy.sync_tags else ()
    answer = Reply(
        turn=session.turn,
        messages=session.waiting,
        text=text,
        reading=reading,
        handle_unassigned=policy.handle_unassigned,
        sources=sources,
        tags=tags,
        leaves_by=None if text is None else _leaves_by(session, policy),
    )
    told: tuple[Action, ...] = () if answer.leaves_by is None else (WriteSentNote(answer.turn),)
    reason = Reason.GREETED if text is None else Reason.REPLYING
    return Decision(replace(session, grounding=bool(sources)), reason, actions=(answer, *told))


def _leaves_by(session: Session, policy: Policy) -> str | None:
    """Only where the AI speaks by itself: in draft mode nobody would read it before it is sent."""
    live = policy.mode_of(session.channel) is Mode.LIVE
    return policy.call_answers_by if live and session.channel is Channel.PHONE else None


def _drafts(session: Session, policy: Policy) -> bool:
    # What answers a call record is an internal comment in any mode (9.3).
    return policy.mode_of(session.channel) is Mode.DRAFT and session.channel is not Channel.PHONE


def _draft(session: Session, outcome: Answer | Greet, policy: Policy, now: datetime) -> Decision:
    if capped(session, policy, now):
        return hand_off(session, HandoffReason.TOO_MANY_REPLIES, policy, now)
    answer = outcome if isinstance(outcome, Answer) else None
    draft = WriteDraft(
        turn=session.turn,
        messages=session.waiting,
        text=answer.text if answer else None,
        reading=outcome.reading,
        handle_unassigned=policy.handle_unassigned or session.stands_by,
        sources=answer.sources if answer else (),
        confidence=answer.confidence if answer else 0.0,
        # Not ours to draft for unless we gave it to them ourselves (2.2).
        held_by=session.assignee.id if session.assignee.who is Who.PERSON else None,
    )
    grounding = bool(draft.sources)
    return Decision(replace(session, grounding=grounding), Reason.DRAFTING, actions=(draft,))


def _solved(session: Session, reading: Reading, policy: Policy, now: datetime) -> Decision:
    if session.newest_outbound is not Side.OURS or not session.grounded:
        # Somebody else solved it, or we have only said hello: not ours to count (4.6).
        return _nothing_to_say(session, "solved without us", policy, now)
    decision = resolve(_answered(session), Resolution.CONFIRMED, reading, policy)
    return replace(decision, actions=(*drop_draft(session, policy), *decision.actions))


def _nothing_to_say(session: Session, why: str, policy: Policy, now: datetime) -> Decision:
    quiet = _answered(session)
    timers = keep_waiting(quiet, policy, now)
    actions = drop_draft(session, policy)
    return Decision(quiet, Reason.NOTHING_TO_SAY, actions=actions, timers=timers, note=why)


def _answered(session: Session) -> Session:
    quiet = replace(session, preparing=False, waiting=(), waiting_since=None)
    return without_draft(quiet)
