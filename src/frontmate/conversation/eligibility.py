"""Who is answered (behaviour, section 2)."""

from datetime import datetime, timedelta

from frontmate.conversation.decision import Reason
from frontmate.conversation.events import Kind, MessageReceived
from frontmate.conversation.message import Message, Verdict
from frontmate.conversation.outcome import HandoffReason
from frontmate.conversation.policy import Mode, Policy
from frontmate.conversation.session import Holder, Session, Who

_NOT_A_CUSTOMER = {
    Verdict.OWN_ADDRESS: Reason.OWN_ADDRESS,
    Verdict.AUTO_REPLY: Reason.AUTO_REPLY,
    Verdict.BOUNCE: Reason.BOUNCE,
    Verdict.LIST_MAIL: Reason.LIST_MAIL,
    Verdict.PUBLIC_CHANNEL: Reason.PUBLIC_CHANNEL,
    Verdict.OPTED_OUT: Reason.OPTED_OUT,
}

LEFT_ALONE = {
    HandoffReason.INBOX_NOT_ALLOWED: Reason.INBOX_NOT_ALLOWED,
    HandoffReason.THIRD_PARTY: Reason.THIRD_PARTY,
    HandoffReason.CANNOT_READ: Reason.CANNOT_READ,
    HandoffReason.TOO_OLD: Reason.TOO_OLD,
    HandoffReason.TOO_MANY_REPLIES: Reason.TOO_MANY_REPLIES,
}
"""What an unanswerable message is called when it is not ours to hand over."""


def not_from_a_customer(event: MessageReceived) -> Reason | None:
    """Mail that starts no session and reopens none: nobody waits for an answer to it (2.2)."""
    if event.seen.kind is not Kind.CONVERSATION:
        return Reason.NOT_A_CONVERSATION
    if event.message.twin_of is not None:
        return Reason.TWIN
    return _NOT_A_CUSTOMER.get(event.message.verdict)


def not_ours(session: Session, policy: Policy) -> Reason | None:
    """Why the AI stays silent in this session, whatever the customer wrote (2.1, 2.2)."""
    if not policy.enabled:
        return Reason.OFF
    if session.parked:
        return Reason.PARKED
    mode = policy.mode_of(session.channel)
    drafts = session.stands_by and mode is Mode.DRAFT
    if session.assignee.who is Who.PERSON and not (drafts and _with_the_fallback(session, policy)):
        return Reason.ASSIGNED_TO_PERSON
    if session.holder is Holder.TEAM:
        return Reason.WITH_TEAM
    unassigned_too = policy.handle_unassigned or drafts
    if session.assignee.who is Who.NOBODY and not unassigned_too:
        return Reason.UNASSIGNED
    # Last, so that a shadow shows what would have been ours, and nothing else.
    return Reason.SHADOW if mode is Mode.SHADOW else None


def _with_the_fallback(session: Session, policy: Policy) -> bool:
    fallback = policy.fallback_assignee
    return fallback is not None and session.assignee.id == fallback


def unanswerable(
    session: Session, message: Message, policy: Policy, now: datetime
) -> HandoffReason | None:
    """Why a message that is ours must go to a person unread by the agent (2.3)."""
    if not inbox_allowed(session, policy):
        return HandoffReason.INBOX_NOT_ALLOWED
    if session.contact != message.sender:
        return HandoffReason.THIRD_PARTY
    if message.verdict is Verdict.UNREADABLE:
        return HandoffReason.CANNOT_READ
    if now - message.sent_at > policy.max_age[message.channel]:
        return HandoffReason.TOO_OLD
    if capped(session, policy, now):
        return HandoffReason.TOO_MANY_REPLIES
    return None


def capped(session: Session, policy: Policy, now: datetime) -> bool:
    """Whether one more reply would pass a cap of 11.4."""
    last_hour = [at for at in session.replies if now - at < timedelta(hours=1)]
    return (
        len(last_hour) >= policy.reply_cap_hour or len(session.replies) >= policy.reply_cap_session
    )


def inbox_allowed(session: Session, policy: Policy) -> bool:
    # A conversation can lie in several inboxes; one that is allowed is enough.
    return policy.allowed_inboxes is None or bool(session.inboxes & policy.allowed_inboxes)
