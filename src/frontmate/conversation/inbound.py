"""A customer's message: which session it belongs to, and whether we answer (1.1, 2, 4.4)."""

from dataclasses import replace
from datetime import datetime, timedelta

from frontmate.conversation.actions import Action, Archive, AskShadow, Tag
from frontmate.conversation.decision import Decision, Reason, Timer, Withdraw
from frontmate.conversation.eligibility import (
    LEFT_ALONE,
    inbox_allowed,
    not_from_a_customer,
    not_ours,
    unanswerable,
)
from frontmate.conversation.events import Kind, MessageReceived, Seen, TimerKind
from frontmate.conversation.message import Channel, Message, Verdict
from frontmate.conversation.outcome import HandoffReason
from frontmate.conversation.policy import Mode, Policy
from frontmate.conversation.sagas import alarm, ask_agent, drop_turn, hand_off, untag, watch
from frontmate.conversation.session import (
    By,
    Holder,
    Resolution,
    Session,
    Side,
    Spoken,
    Status,
    Who,
)

WORDS_WITHIN = timedelta(minutes=15)
"""How long the transcript of a call, or of its voicemail, is waited for: it is written in minutes,
and heard of by the event list alone (9.3, 10.3)."""


def on_message(
    session: Session | None, event: MessageReceived, policy: Policy, now: datetime
) -> Decision:
    ignored = not_from_a_customer(event)
    if ignored is not None:
        return Decision(session, ignored, note=event.message.twin_of or "")
    late = None if session is None else _overtaken_by(session, event)
    if late is not None:
        return Decision(session, late, note="written before that")
    if session is not None and _thanks_after_resolution(session, event, policy):
        return _confirm_resolution(session, event, policy)
    current, upkeep = continue_session(session, event.message.channel, event.at, policy)
    taken = _take_in(current, event)
    decision = answer_or_leave(taken, event.message, policy, now)
    # Also in a session that was closed: its archive may not be carried out yet.
    withdraw = decision.withdraw if session is None else Withdraw.ANSWERS
    return replace(decision, actions=(*upkeep, *decision.actions), withdraw=withdraw)


def might_answer(
    session: Session | None, seen: Seen, channel: Channel, at: datetime, policy: Policy
) -> bool:
    """Whether a message may be answered as far as its conversation shows; in the shadow, whether
    it would be. What to look at more closely: `decide` alone judges."""
    if seen.kind is not Kind.CONVERSATION:
        return False
    current, _ = continue_session(session, channel, at, policy)
    known = replace(believe(current, seen, at), parked=seen.parked)
    return inbox_allowed(known, policy) and not_ours(known, policy) in (None, Reason.SHADOW)


def _overtaken_by(session: Session, event: MessageReceived) -> Reason | None:
    """What others did after the customer wrote and we heard of sooner: it stands (1.2, 1.5, 1.9).

    Front promises no order of delivery; a message that it took in later reopens as ever.
    """
    by_others = session.closed_by not in (None, By.AI)
    if by_others and session.closed_at is not None and event.at < session.closed_at:
        trashed = session.status is Status.ABANDONED
        return Reason.TRASHED if trashed else Reason.ARCHIVED_MEANWHILE
    if session.team_wrote_at is not None and event.at < session.team_wrote_at:
        return Reason.PERSON_WROTE
    return None


def continue_session(
    session: Session | None, channel: Channel, at: datetime, policy: Policy
) -> tuple[Session, tuple[Action, ...]]:
    """The session that an event of a customer belongs to: the open one, the resolved one taken
    back, or a new one linked to the old (4.4); with the tags that are untrue now."""
    if session is None:
        return Session(number=1, started_at=at, channel=channel), ()
    if session.status is Status.OPEN:
        return session, ()
    if not within_reopen_window(session, at, policy):
        return start_linked(session, channel, at), ()
    upkeep = untag(session, policy, Tag.RESOLVED) if session.resolution is not None else ()
    holder = Holder.TEAM if session.closed_by is By.TEAMMATE else session.holder
    reopened = session.newer(
        status=Status.OPEN,
        holder=holder,
        resolution=None,
        closed_at=None,
        closed_by=None,
    )
    return reopened, upkeep


def within_reopen_window(session: Session, at: datetime, policy: Policy) -> bool:
    if session.status is not Status.RESOLVED or session.closed_at is None:
        return False
    return at - session.closed_at <= policy.reopen_window


def start_linked(session: Session, channel: Channel, at: datetime) -> Session:
    return Session(
        number=session.number + 1,
        started_at=at,
        channel=channel,
        assignee=session.assignee,
        assignee_at=session.assignee_at,
        inboxes=session.inboxes,
        # Timers and turns of the old session must not look current in the new one.
        version=session.version + 1,
        turn=session.turn + 1,
        mixed=session.mixed,
    )


def believe(session: Session, seen: Seen, at: datetime) -> Session:
    """Take over what Front showed, unless we have heard of a newer assignment."""
    session = replace(session, inboxes=seen.inboxes or session.inboxes)
    if session.assignee_at is not None and at < session.assignee_at:
        return session
    # The event of a person's assignment may come later than this, or never.
    unattended = session.unattended and seen.assignee.who is not Who.PERSON
    return replace(session, assignee=seen.assignee, assignee_at=at, unattended=unattended)


def put_back(before: Session, after: Session, at: datetime) -> Session:
    """A hand-off that somebody took and put back to nobody, with the customer still waiting, is
    watched again as if it were new (3.6)."""
    taken = before.assignee.who is Who.PERSON and not before.unattended
    handed_off = after.holder is Holder.TEAM and after.handed_off_at is not None
    if not (taken and handed_off and after.waiting and after.status is Status.OPEN):
        return after
    return replace(after, unattended=True, put_back_at=at, reminded=False)


def _take_in(session: Session, event: MessageReceived) -> Session:
    message = event.message
    session = drop_turn(believe(session, event.seen, event.at))
    newest = max(session.newest_inbound_at or message.sent_at, message.sent_at)
    spoken = tuple(s for s in session.spoken if s.message in session.waiting)
    if message.id in session.waiting:
        # An answer to the call as it was may be on its way: it is none to what was said.
        spoken = (*spoken, Spoken(message.id, session.turn))
    return session.newer(
        contact=session.contact or message.sender,
        channel=message.channel,
        parked=event.seen.parked,
        waiting=_in_order(session, message),
        spoken=spoken,
        waiting_since=min(session.waiting_since or message.sent_at, message.sent_at),
        newest_inbound_at=newest,
        left=None,
    )


def _in_order(session: Session, message: Message) -> tuple[str, ...]:
    if message.id in session.waiting:
        # A call that waits already, and now has its words.
        return session.waiting
    # Front promises no order of delivery; the last that waits is always the newest.
    newest = session.newest_inbound_at
    if session.waiting and newest is not None and message.sent_at < newest:
        return (*session.waiting[:-1], message.id, session.waiting[-1])
    return (*session.waiting, message.id)


def answer_or_leave(session: Session, message: Message, policy: Policy, now: datetime) -> Decision:
    silence = not_ours(session, policy)
    if silence is Reason.SHADOW:
        return _in_the_shadow(session, message, policy, now)
    if silence is not None:
        return Decision(session, silence, timers=watch(session, policy))
    reason = unanswerable(session, message, policy, now)
    if reason is not None:
        return leave(session, reason, policy, now)
    return _settle(session, message, policy, now)


def leave(session: Session, reason: HandoffReason, policy: Policy, now: datetime) -> Decision:
    """Unanswerable: handed over, or left to those who see it anyway (2.3)."""
    if _must_not_be_stranded(session, reason):
        return hand_off(session, reason, policy, now)
    left = replace(session, left=reason)
    # Since the merge nobody expects that another customer's words are not answered (1.10).
    missed = session.mixed and reason is HandoffReason.THIRD_PARTY
    actions = alarm(left, reason.value) if missed else ()
    return Decision(left, LEFT_ALONE[reason], actions, watch(left, policy))


def _in_the_shadow(session: Session, message: Message, policy: Policy, now: datetime) -> Decision:
    """Nothing is begun, and nothing of the session changes (11.1)."""
    reason = unanswerable(session, message, policy, now)
    if reason is not None:
        return Decision(session, Reason.SHADOW, note=f"would not be answered: {reason.value}")
    if message.verdict is Verdict.WORDS_TO_COME:
        return Decision(session, Reason.SHADOW, note="nothing was said yet")
    return Decision(session, Reason.SHADOW, actions=(AskShadow(session.turn, session.waiting),))


def _must_not_be_stranded(session: Session, reason: HandoffReason) -> bool:
    # Unassigned conversations lie before everybody's eyes; one that we hold, or that we have
    # answered until a cap stopped us, would be waited for by nobody else (2.3).
    return session.assignee.who is Who.AI or reason is HandoffReason.TOO_MANY_REPLIES


def _settle(session: Session, message: Message, policy: Policy, now: datetime) -> Decision:
    bare = message.verdict is Verdict.WORDS_TO_COME
    settle = WORDS_WITHIN if bare else policy.settle[message.channel]
    first = session.waiting_since or message.sent_at
    newest = session.newest_inbound_at or message.sent_at
    # Ages count from when the customer wrote; a message that comes late has settled already.
    until = min(newest + settle, first + 4 * settle)
    if settle == timedelta(0) or until <= now:
        return ask_agent(session)
    settling = replace(session, settles_at=until)
    timer = Timer(TimerKind.SETTLE, until, session.version)
    note = "for the words of the call" if bare else ""
    return Decision(settling, Reason.SETTLING, timers=(timer,), note=note)


def _thanks_after_resolution(session: Session, event: MessageReceived, policy: Policy) -> bool:
    return (
        event.message.mere_thanks
        and session.resolution is not None
        and session.contact == event.message.sender
        and within_reopen_window(session, event.at, policy)
    )


def _confirm_resolution(session: Session, event: MessageReceived, policy: Policy) -> Decision:
    session = believe(session, event.seen, event.at)
    confirmed = session.newer(
        resolution=Resolution.CONFIRMED, newest_inbound_at=event.message.sent_at
    )
    # Nothing is archived with the switch off, in a draft mode, or while a person has parked it.
    live = policy.enabled and policy.mode_of(session.channel) is Mode.LIVE
    may = live and not event.seen.parked and owns(confirmed, policy)
    return Decision(
        confirmed,
        Reason.THANKS_AFTER_RESOLUTION,
        actions=(Archive(confirmed.turn, policy.handle_unassigned),) if may else (),
    )


def owns(session: Session, policy: Policy) -> bool:
    """Whether the AI may archive, as far as we know; the guard looks again (4.2)."""
    if session.assignee.who is Who.AI:
        return True
    return (
        session.assignee.who is Who.NOBODY
        and policy.handle_unassigned
        and session.holder is Holder.AI
        and session.newest_outbound is Side.OURS
    )
