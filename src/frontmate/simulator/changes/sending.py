"""What goes out to customers, or does not arrive."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from frontmate.simulator.changes.messages import MessageChanges
from frontmate.simulator.failures import BOUNCED
from frontmate.simulator.mail import sent_headers
from frontmate.simulator.records import Attachment, Contact, Conversation, Inbox, Message, Recipient


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message on its way to the customer, already accepted under `uid`.

    `message_id` is given where it has its id already: a draft that keeps it.
    """

    uid: str
    author_id: str | None
    body: str
    text: str
    to: tuple[Recipient, ...]
    subject: str
    inbox: Inbox
    sender_name: str | None = None
    message_id: str | None = None
    attachments: tuple[Attachment, ...] = ()
    signature_id: str | None = None


class SendingChanges(MessageChanges):
    """Messages delivered, failed and seen."""

    def deliver(self, conversation: Conversation, outgoing: Outgoing) -> Message:
        """The accepted message becomes visible, and the customer has it, or it shows an error."""
        workspace = self._workspace
        if not conversation.contact_id and outgoing.to:
            conversation.contact_id = self._contact_of(outgoing.to[0], outgoing.inbox).id
        message = self._sent(conversation, outgoing)
        message.error_type = workspace.failures.error_of(message, outgoing.inbox, conversation)
        workspace.keep_message(conversation, message)
        if message.error_type is not None:
            self._fail("sending_error", conversation, message)
            return message
        self._journal.record("delivered", **_told(message))
        self.tell("out_reply" if message.replied_to else "outbound", message)
        return message

    def open_to(self, to: Sequence[Recipient], inbox: Inbox, subject: str) -> Conversation:
        """A new conversation with the first of them, or with nobody yet."""
        nobody = self._workspace.people.correspondent("")
        return self.open(inbox, subject, self._contact_of(to[0], inbox) if to else nobody)

    def bounce(self, message: Message, error_type: str = BOUNCED) -> None:
        """It had gone out, and comes back. No customer has seen it."""
        conversation = self._workspace.conversations[message.conversation_id]
        message.error_type = error_type
        self._fail("message_bounce_error", conversation, message)

    def see(self, message: Message) -> None:
        """Whom it was sent to has opened it; no event tells of that."""
        message.seen_at.append(self._workspace.now())

    def _contact_of(self, recipient: Recipient, inbox: Inbox) -> Contact:
        """Made, as Front does, if there is none."""
        people = self._workspace.people
        contact = people.contacts.get(recipient.contact_id or "") or people.contact_for(
            people.channel_kind(inbox), recipient.handle, recipient.name
        )
        recipient.contact_id, recipient.name = contact.id, contact.name
        return contact

    def _fail(self, kind: str, conversation: Conversation, message: Message) -> None:
        told = _told(message) | {"type": kind, "error_type": message.error_type}
        self._journal.record("failed", **told)
        self._events.emit_failure(kind, conversation, message)

    def _sent(self, conversation: Conversation, outgoing: Outgoing) -> Message:
        workspace, inbox = self._workspace, outgoing.inbox
        parent = conversation.last_inbound
        message = Message(
            id=outgoing.message_id or workspace.ids.mint("msg"),
            uid=outgoing.uid,
            conversation_id=conversation.id,
            type=workspace.people.message_type(inbox),
            is_inbound=False,
            created_at=workspace.now(),
            subject=outgoing.subject,
            body=outgoing.body,
            text=outgoing.text,
            recipients=[Recipient(inbox.address, "from", outgoing.sender_name), *outgoing.to],
            author_id=outgoing.author_id,
            replied_to=parent.id if parent else None,
            sender_name=outgoing.sender_name,
            inbox_id=inbox.id,
            attachments=list(outgoing.attachments),
            signature_id=outgoing.signature_id,
        )
        if workspace.people.is_email(inbox):
            message.headers = sent_headers(message, conversation)
        return message


def _told(message: Message) -> dict[str, Any]:
    """What the journal says of a message: all that its recipients get to see."""

    def handles(role: str) -> list[str]:
        return [r.handle for r in message.recipients if r.role == role]

    return {
        "conversation": message.conversation_id,
        "message": message.id,
        "uid": message.uid,
        "author": message.author_id,
        "message_type": message.type,
        "from": handles("from"),
        "sender_name": message.sender_name,
        "to": handles("to"),
        "cc": handles("cc"),
        "bcc": handles("bcc"),
        "subject": message.subject,
        "text": message.text,
        "body": message.body,
        "attachments": [[file.filename, len(file.data)] for file in message.attachments],
    }
