"""The three things that end a turn: ask the agent, hand over to people, resolve."""

from dataclasses import replace
from datetime import datetime

from frontmate.conversation.actions import (
    Action,
    Archive,
    AskAgent,
    ChangeTags,
    NotifyCustomer,
    RaiseAlarm,
    Saga,
    Tag,
    Unassign,
    WriteHandoffNote,
    WriteResolutionNote,
)
from frontmate.conversation.decision import Decision, Reason, Timer, Withdraw
from frontmate.conversation.events import TimerKind
from frontmate.conversation.outcome import HandoffReason, Reading, Source
from frontmate.conversation.policy import Policy
from frontmate.conversation.session import Holder, Resolution, Session, Side, Status, Who

_WITHOUT_NOTICE = frozenset(
    {
        # Ours but unanswerable (2.3) …
        HandoffReason.INBOX_NOT_ALLOWED,
        HandoffReason.THIRD_PARTY,
        HandoffReason.CANNOT_READ,
        HandoffReason.TOO_OLD,
        HandoffReason.TOO_MANY_REPLIES,
        # … and a second message on top of one that may have arrived (10.1).
        HandoffReason.UNCERTAIN_SEND,
    }
)


def ask_agent(session: Session, reason: Reason = Reason.ASKED_AGENT) -> Decision:
    """Start a turn on everything that waits: one answer for the whole burst (2.6)."""
    turn = session.turn + 1
    asked = replace(session, turn=turn, preparing=True, closing=None, settles_at=None)
    return Decision(
        asked,
        reason,
        actions=(AskAgent(turn, _asked_about(session)),),
        withdraw=Withdraw.ANSWERS,
    )


def _asked_about(session: Session) -> tuple[str, ...]:
    # Whoever gives a conversation back has read what it was handed over for ("a person, please");
    # asked again, it would only come back to them (2.7).
    newer = tuple(m for m in session.waiting if m not in session.handed_over)
    return newer or session.waiting[-1:]


def drop_turn(session: Session) -> Session:
    """Forget the answer in preparation; a proposal that still arrives is of an older turn."""
    session = replace(session, settles_at=None)
    if not session.preparing and session.closing is None:
        return session
    return replace(session, turn=session.turn + 1, preparing=False, closing=None)


def hand_off(
    session: Session,
    reason: HandoffReason,
    policy: Policy,
    now: datetime,
    *,
    reading: Reading | None = None,
    tried: tuple[Source, ...] = (),
    notice: bool = True,
) -> Decision:
    """Comment, notice, unassign, tags, in this order (3.1); from here on people speak (3.3)."""
    reading = reading or session.reading
    after = session.newer(
        turn=session.turn + 1,
        preparing=False,
        closing=None,
        settles_at=None,
        holder=Holder.TEAM,
        reading=reading,
        tried=tried,
        handed_off_at=now,
        handoff_reason=reason,
        handed_over=session.waiting,
        unattended=True,
        reminded=False,
        unassigned_again=False,
    )
    notify = notice and policy.customer_notice and reason not in _WITHOUT_NOTICE
    return Decision(
        after,
        Reason.HANDED_OFF,
        actions=_handoff_steps(after, reason, policy, notify=notify),
        timers=watch(after, policy),
        withdraw=Withdraw.ANSWERS,
        note=reason.value,
    )


def _handoff_steps(
    session: Session, reason: HandoffReason, policy: Policy, *, notify: bool
) -> tuple[Action, ...]:
    turn, reading = session.turn, session.reading
    steps: list[Action] = [WriteHandoffNote(turn, reason, reading, session.tried)]
    if notify:
        steps.append(NotifyCustomer(turn, session.waiting, reading))
    steps.append(Unassign(turn))
    if policy.sync_tags:
        # Last, since a rule on the tag may assign somebody.
        tags = (Tag.HANDED_OFF.value, *reading.topics)
        steps.append(ChangeTags(turn, Saga.HANDOFF, add=tags))
    return tuple(steps)


def resolve(session: Session, resolution: Resolution, reading: Reading, policy: Policy) -> Decision:
    """Note, archive, tag, each only if the AI still has the conversation (4.1)."""
    turn = session.turn + 1
    tags = (ChangeTags(turn, Saga.RESOLUTION, add=(Tag.RESOLVED.value,)),)
    return Decision(
        session.newer(turn=turn, preparing=False, closing=resolution, reading=reading),
        Reason.RESOLVING,
        actions=(
            WriteResolutionNote(turn, resolution, reading),
            Archive(turn, policy.handle_unassigned),
            *(tags if policy.sync_tags else ()),
        ),
        withdraw=Withdraw.ANSWERS,
        note=resolution.value,
    )


def untag(session: Session, policy: Policy, *tags: Tag) -> tuple[Action, ...]:
    """Take standard tags off again once they are untrue (5.2)."""
    if not policy.sync_tags:
        return ()
    return (ChangeTags(session.turn, Saga.UPKEEP, remove=tuple(tag.value for tag in tags)),)


def alarm(session: Session, why: str) -> tuple[Action, ...]:
    return (RaiseAlarm(session.turn, why),)


def watch(session: Session, policy: Policy) -> tuple[Timer, ...]:
    """The clock on a hand-off that nobody has taken (3.6).

    Set again after every newer event, since those void older timers but not the customer's wait.
    """
    if not session.unattended or session.handed_off_at is None:
        return ()
    clock = policy.handoff_clock * (2 if session.reminded else 1)
    kind = TimerKind.HANDOFF_FALLBACK if session.reminded else TimerKind.HANDOFF_REMINDER
    return (Timer(kind, policy.hours.after(session.handed_off_at, clock), session.version),)


def await_silence(session: Session, policy: Policy, now: datetime) -> tuple[Timer, ...]:
    """The window after which silence says something (4.3)."""
    window = policy.silence[session.channel]
    if window is None or session.newest_outbound in (Side.TEAM, Side.BOT):
        return ()
    return (Timer(TimerKind.SILENCE, now + window, session.version),)


def keep_waiting(session: Session, policy: Policy, now: datetime) -> tuple[Timer, ...]:
    """The timers of whatever still runs, anew: something newer has voided the old ones (4.5), but
    not the customer's burst, the hand-off's wait, or the silence that they are for."""
    if session.status is not Status.OPEN:
        return ()
    if session.settles_at is not None:
        return (Timer(TimerKind.SETTLE, session.settles_at, session.version),)
    ours = session.holder is Holder.AI and session.assignee.who is not Who.PERSON
    busy = bool(session.waiting) or session.preparing or session.closing is not None
    if ours and not busy and not session.parked:
        return await_silence(session, policy, now)
    return watch(session, policy)
