"""The headers by which emails are threaded: Message-ID, In-Reply-To, References."""

from collections.abc import Iterable

from frontmate.simulator.records import Conversation, Message

Headers = list[tuple[str, str]]


def received_headers(message: Message, conversation: Conversation, given: Headers) -> Headers:
    """What came with it, and what every mail program adds that did not come."""
    last = _last_with_id(m for m in conversation.messages if not m.is_inbound)
    return _with(given, _threading(message, last))


def sent_headers(message: Message, conversation: Conversation) -> Headers:
    """Front threads by itself (facts 5.2)."""
    return _threading(message, _last_with_id(conversation.messages))


def _threading(message: Message, parent: Message | None) -> Headers:
    sender = next((r.handle for r in message.recipients if r.role == "from"), "")
    headers = [("Message-ID", f"<{message.uid}@{_domain(sender)}>")]
    parent_id = parent.header("Message-ID") if parent else None
    if parent and parent_id:
        chain = f"{parent.header('References') or ''} {parent_id}".strip()
        headers += [("In-Reply-To", parent_id), ("References", chain)]
    return headers


def _with(given: Headers, usual: Headers) -> Headers:
    names = {name.casefold() for name, _ in given}
    return [*given, *((name, value) for name, value in usual if name.casefold() not in names)]


def _last_with_id(messages: Iterable[Message]) -> Message | None:
    return next((m for m in reversed(list(messages)) if m.header("Message-ID")), None)


def _domain(handle: str) -> str:
    """Of an address that is one; a header takes no other characters."""
    domain = handle.rpartition("@")[2]
    is_one = domain and all(c.isascii() and (c.isalnum() or c in ".-") for c in domain)
    return domain if is_one else "mail.example"
