"""What a reply is by default: to whom, on which channel, under which subject (facts 5.2)."""

from collections.abc import Collection

from frontmate.simulator.records import Conversation, Message, Recipient

_HAVE_SUBJECTS = {"email", "form"}


def default_recipients(conversation: Conversation, own: Collection[str]) -> tuple[Recipient, ...]:
    """All whom the last received message names but ourselves; `own` are our addresses.

    An answer goes to `reply-to` where there is one, as mail programs do. Where nobody has written
    yet, it goes to those who were written to.
    """
    last = conversation.last_inbound or conversation.last_message
    if last is None:
        return ()
    ours = {address.casefold() for address in own}
    chosen = [*_first(last), *(r for r in last.recipients if r.role in {"to", "cc"})]
    found: dict[str, Recipient] = {}
    for one in chosen:
        role = "cc" if one.role == "cc" else "to"
        if one.handle.casefold() not in ours:
            named = Recipient(one.handle, role, one.name, one.contact_id)
            found.setdefault(one.handle.casefold(), named)
    return tuple(sorted(found.values(), key=lambda r: r.role != "to"))


def default_subject(conversation: Conversation) -> str:
    subject = conversation.subject
    if conversation.channel not in _HAVE_SUBJECTS or subject.casefold().startswith("re:"):
        return subject
    return f"Re: {subject}"


def default_inbox_id(conversation: Conversation) -> str:
    """The inbox on whose channel the last message came in."""
    last = conversation.last_inbound or conversation.last_message
    return (last and last.inbox_id) or conversation.inbox_ids[0]


def must_name_channel(conversation: Conversation) -> bool:
    """Whether Front cannot tell: several channels, or messages that came in on none."""
    received = [m for m in conversation.messages if m.is_inbound]
    is_imported = any(m.external_id is not None for m in conversation.messages)
    return is_imported or len({m.inbox_id for m in received}) > 1


def _first(last: Message) -> list[Recipient]:
    if not last.is_inbound:
        return []
    senders = [r for r in last.recipients if r.role == "from"]
    return [r for r in last.recipients if r.role == "reply-to"] or senders
