"""Two conversations have become one at Front (1.10)."""

from dataclasses import replace
from datetime import datetime

from frontmate.conversation.decision import Decision, Reason, Withdraw
from frontmate.conversation.eligibility import not_ours
from frontmate.conversation.events import MergedFrom, MergedInto
from frontmate.conversation.inbound import answer_or_leave, believe, leave, start_linked
from frontmate.conversation.message import Message
from frontmate.conversation.policy import Policy
from frontmate.conversation.sagas import drop_turn, keep_waiting
from frontmate.conversation.session import Holder, Session, Status


def on_merged_into(session: Session, event: MergedInto) -> Decision:
    gone = drop_turn(session).newer(
        status=Status.ABANDONED,
        closed_at=event.at,
        waiting=(),
        waiting_since=None,
        unattended=False,
    )
    return Decision(gone, Reason.MERGED, withdraw=Withdraw.ALL, note="lives on elsewhere")


def on_merged_from(
    session: Session | None, event: MergedFrom, policy: Policy, now: datetime
) -> Decision:
    """One session from two: the team's if either was, and what waits is decided afresh (1.10)."""
    nothing = not event.waiting and not event.held_by_team
    if session is not None and session.status is not Status.OPEN and nothing:
        mixed = replace(session, mixed=True)
        return Decision(mixed, Reason.MERGED, note="nothing to take over")
    both = _join(session, event)
    if not both.waiting:
        timers = keep_waiting(both, policy, now)
        return Decision(both, Reason.MERGED, timers=timers, withdraw=Withdraw.ANSWERS)
    if both.left is not None and not_ours(both, policy) is None:
        # Ours is the newer message, and why it was left still holds.
        decision = leave(both, both.left, policy, now)
    else:
        decision = answer_or_leave(both, _newest_of_both(session, both, event), policy, now)
    assert decision.session is not None
    return replace(
        decision,
        session=_from_now_on(decision.session, event),
        reason=Reason.MERGED,
        withdraw=Withdraw.ANSWERS,
        note=decision.note or decision.reason.value,
    )


def _from_now_on(session: Session, event: MergedFrom) -> Session:
    """What was said or done here before the merge was not about the messages that came with it,
    however late we hear of it."""
    if not event.waiting:
        return session
    newest = max(session.newest_inbound_at or event.at, event.at)
    return replace(session, newest_inbound_at=newest)


def _join(session: Session | None, event: MergedFrom) -> Session:
    held = event.held_by_team or (session is not None and session.holder is Holder.TEAM)
    lone_since = event.unattended_since
    if session is None:
        fresh = Session(number=1, started_at=event.at, channel=event.channel)
        session = believe(fresh, event.seen, event.at)
    elif session.status is not Status.OPEN:
        # A hand-off that a rule has closed was taken by nobody either.
        lone_since = lone_since or (session.handed_off_at if session.unattended else None)
        session = start_linked(session, event.channel, event.at)
    # Whose this conversation is, it knows better than the other: Front is not looked at here.
    both = drop_turn(_keep_watch(session, lone_since))
    times = [at for at in (session.waiting_since, event.waiting_since) if at is not None]
    return both.newer(
        holder=Holder.TEAM if held else Holder.AI,
        contact=session.contact or event.contact,
        parked=session.parked or event.seen.parked,
        waiting=_waiting_of_both(session, event),
        waiting_since=min(times, default=None),
        mixed=True,
        left=None if _is_newer(session, event) else session.left,
    )


def _keep_watch(session: Session, since: datetime | None) -> Session:
    """A hand-off that nobody took is not taken by merging it away (3.6)."""
    if since is None or session.unattended:
        return session
    return replace(session, unattended=True, put_back_at=None, reminded=False, handed_off_at=since)


def _waiting_of_both(session: Session, event: MergedFrom) -> tuple[str, ...]:
    fresh = tuple(m for m in event.waiting if m not in session.waiting)
    return (*session.waiting, *fresh) if _is_newer(session, event) else (*fresh, *session.waiting)


def _is_newer(session: Session | None, event: MergedFrom) -> bool:
    if session is None or session.waiting_since is None:
        return True
    return event.waiting_since is not None and event.waiting_since > session.waiting_since


def _newest_of_both(session: Session | None, both: Session, event: MergedFrom) -> Message:
    """The newest waiting message as far as we know it: enough to judge age and sender again."""
    merged_in = event.waiting_since if _is_newer(session, event) else None
    sent_at = merged_in or both.newest_inbound_at or both.waiting_since or event.at
    sender = event.contact if event.waiting and event.contact else both.contact
    return Message(both.waiting[-1], sent_at, event.channel, sender)
