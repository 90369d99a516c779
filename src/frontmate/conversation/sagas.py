"""The three things that end a turn: ask the agent, hand over to people, resolve."""

from dataclasses import replace
from datetime import datetime

from frontmate.conversation.actions import (
    Action,
    Archive,
    AskAgent,
    ChangeTags,
    DropDraft,
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
from frontmate.conversation.policy import Mode, Policy
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
    asked = replace(session, turn=turn, preparing=True, closing=None, settles_at=None, owed=())
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
    after = _handed_over(session, reason, reading or session.reading, tried, now)
    live = policy.mode_of(session.channel) is Mode.LIVE
    notify = notice and live and policy.customer_notice and reason not in _WITHOUT_NOTICE
    # Once is enough: people may give it back, and get it back, several times.
    notify = notify and not (session.waiting and set(session.waiting) <= set(session.told))
    if notify:
        after = replace(after, told=session.waiting)
    return Decision(
        after,
        Reason.HANDED_OFF,
        actions=_handoff_steps(
            after, reason, policy, notify=notify, had_draft=bool(session.drafted)
        ),
        timers=watch(after, policy),
        withdraw=Withdraw.ANSWERS,
        note=reason.value,
    )


def _handed_over(
    session: Session,
    reason: HandoffReason,
    reading: Reading,
    tried: tuple[Source, ...],
    now: datetime,
) -> Session:
    return session.newer(
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
        owed=(),
        drafted=(),
        drafted_at=None,
        stands_by=False,
        unattended=True,
        put_back_at=None,
        reminded=False,
        unassigned_again=False,
    )


def _handoff_steps(
    session: Session, reason: HandoffReason, policy: Policy, *, notify: bool, had_draft: bool
) -> tuple[Action, ...]:
    turn, reading = session.turn, session.reading
    steps: list[Action] = [DropDraft(turn)] if had_draft else []
    steps.append(WriteHandoffNote(turn, reason, reading, session.tried))
    if notify:
        steps.append(NotifyCustomer(turn, session.waiting, reading))
    steps.append(Unassign(turn))
    if policy.sync_tags:
        # Last, since a rule on the tag may assign somebody.
        tags = (Tag.HANDED_OFF.value, *reading.topics)
        untrue = (Tag.DRAFTED.value,) if had_draft else ()
        steps.append(ChangeTags(turn, Saga.HANDOFF, add=tags, remove=untrue))
    return tuple(steps)


def resolve(session: Session, resolution: Resolution, reading: Reading, policy: Policy) -> Decision:
    """Note, archive, tag, each only if the AI still has the conversation (4.1)."""
    turn = session.turn + 1
    tags = (ChangeTags(turn, Saga.RESOLUTION, add=(Tag.RESOLVED.value,)),)
    # In draft mode people archive (11.1).
    archives = policy.mode_of(session.channel) is Mode.LIVE
    return Decision(
        session.newer(turn=turn, preparing=False, closing=resolution, reading=reading),
        Reason.RESOLVING,
        actions=(
            WriteResolutionNote(turn, resolution, reading),
            *((Archive(turn, policy.handle_unassigned),) if archives else ()),
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
    """The clock on a hand-off that nobody has taken (3.6), or on a draft that nobody sends (11.1).

    Set again after every newer event, since those void older timers but not the customer's wait.
    """
    return (*_watch_draft(session, policy), *_watch_handoff(session, policy))


def _watch_draft(session: Session, policy: Policy) -> tuple[Timer, ...]:
    if session.drafted_at is None or session.draft_reminded:
        return ()
    due = policy.hours.after(session.drafted_at, policy.handoff_clock)
    return (Timer(TimerKind.DRAFT_WAITING, due, session.version),)


def _watch_handoff(session: Session, policy: Policy) -> tuple[Timer, ...]:
    if not session.unattended or session.handed_off_at is None:
        return ()
    clock = policy.handoff_clock * (2 if session.reminded else 1)
    kind = TimerKind.HANDOFF_FALLBACK if session.reminded else TimerKind.HANDOFF_REMINDER
    since = session.put_back_at or session.handed_off_at
    return (Timer(kind, policy.hours.after(since, clock), session.version),)


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


def set_again(session: Session, policy: Policy, now: datetime) -> tuple[Timer, ...]:
    """What still runs, by rules that have just changed; a silence counts from our last words."""
    timers = keep_waiting(session, policy, now)
    window = policy.silence[session.channel]
    if window is None or not session.replies:
        return timers
    since = max(now, session.replies[-1] + window)
    return tuple(
        replace(timer, due=since) if timer.kind is TimerKind.SILENCE else timer for timer in timers
    )
