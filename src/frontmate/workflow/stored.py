"""Front's messages and conversations in the words of the store and of the core."""

from frontmate import channels
from frontmate.conversation.events import Seen
from frontmate.front import FrontConversation, FrontMessage
from frontmate.store import StoredMessage
from frontmate.workflow.shell import Turn


def seen_in(conversation: FrontConversation) -> Seen:
    return Seen(
        assignee=conversation.assignee,
        inboxes=conversation.inboxes,
        kind=conversation.kind,
        parked=conversation.parked,
    )


def as_stored(
    turn: Turn, message: FrontMessage, role: str, text: str | None = None
) -> StoredMessage:
    """`text` are its new words, where they were found already."""
    sender = message.sender.handle if message.sender else ""
    if text is None:
        text = channels.new_text(channels.readable_text(message.html, message.text))
    files = tuple(file.name for file in message.attachments)
    content = channels.content_hash(
        turn.connection.id, turn.front_id, message.id, sender, message.subject, text, files
    )
    return StoredMessage(
        front_id=message.id,
        inbound=message.inbound,
        role=role,
        sender=sender,
        sender_name=message.sender.name if message.sender else None,
        subject=message.subject,
        body=text,
        copied=tuple(r.handle for r in message.recipients if r.role == "cc"),
        channel=message.channel,
        channel_name=message.channel_name,
        attachments=files,
        sent_at=message.sent_at,
        content_hash=content if message.inbound else None,
        twin_hash=channels.twin_hash(sender, text) if message.inbound and text else None,
    )
