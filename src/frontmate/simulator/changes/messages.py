"""What comes in from customers and goes out to them."""

import html
from dataclasses import dataclass

from frontmate.simulator.changes.changing import Changing
from frontmate.simulator.records import Conversation, Inbox, Message, Recipient


@dataclass(frozen=True, slots=True)
class Inbound:
    """What a customer sends. `html` is for email only; without it the text is wrapped."""

    inbox: Inbox
    handle: str
    name: str | None
    text: str
    subject: str = ""
    html: str | None = None
    cc: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


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


class MessageChanges(Changing):
    """Messages received and delivered."""

    def receive(self, inbound: Inbound, conversation: Conversation | None) -> Message:
        """A customer's message; it re-opens an archived conversation and keeps the assignee."""
        workspace, now = self._workspace, self._workspace.now()
        channel = workspace.people.channel_kind(inbound.inbox)
        contact = workspace.people.contact_for(channel, inbound.handle, inbound.name)
        if conversation is None:
            conversation = Conversation(
                id=workspace.ids.mint("cnv"),
                subject=inbound.subject,
                created_at=now,
                updated_at=now,
                channel=channel,
                contact_id=contact.id,
                inbox_ids=[inbound.inbox.id],
            )
            workspace.conversations[conversation.id] = conversation
        sender = Recipient(inbound.handle, "from", inbound.name or contact.name, contact.id)
        others = [self.recipient(handle, "cc") for handle in inbound.cc]
        message = Message(
            id=workspace.ids.mint("msg"),
            uid=workspace.ids.uid(),
            conversation_id=conversation.id,
            type=workspace.people.message_type(inbound.inbox),
            is_inbound=True,
            created_at=now,
            subject=inbound.subject or conversation.subject,
            body=inbound.html or self.body_of(inbound.text, channel),
            text=inbound.text,
            recipients=[sender, Recipient(inbound.inbox.address, "to"), *others],
            metadata={"headers": dict(inbound.headers)} if inbound.headers else {},
        )
        workspace.keep_message(conversation, message)
        conversation.is_archived = conversation.is_trashed = False
        conversation.reminders.clear()
        self._events.emit_message("inbound", conversation, message, inbound.inbox)
        return message

    def deliver(self, conversation_id: str, outgoing: Outgoing) -> Message:
        """The accepted message becomes visible, and the customer has it; follows merges."""
        workspace = self._workspace
        conversation = workspace.conversations[workspace.survivor_of(conversation_id)]
        parent = conversation.last_inbound
        message = Message(
            id=outgoing.message_id or workspace.ids.mint("msg"),
            uid=outgoing.uid,
            conversation_id=conversation.id,
            type=workspace.people.message_type(outgoing.inbox),
            is_inbound=False,
            created_at=workspace.now(),
            subject=outgoing.subject,
            body=outgoing.body,
            text=outgoing.text,
            recipients=[Recipient(outgoing.inbox.address, "from"), *outgoing.to],
            author_id=outgoing.author_id,
            replied_to=parent.id if parent else None,
            sender_name=outgoing.sender_name,
        )
        workspace.keep_message(conversation, message)
        self._journal.record(
            "delivered",
            conversation=conversation.id,
            message=message.id,
            uid=message.uid,
            author=message.author_id,
            to=[r.handle for r in outgoing.to if r.role == "to"],
            cc=[r.handle for r in outgoing.to if r.role == "cc"],
            text=message.text,
        )
        kind = "out_reply" if parent else "outbound"
        self._events.emit_message(kind, conversation, message, outgoing.inbox)
        return message

    def recipient(self, handle: str, role: str) -> Recipient:
        contact = self._workspace.people.recipient_contact(handle)
        if contact is None:
            return Recipient(handle, role)
        return Recipient(handle, role, contact.name, contact.id)

    @staticmethod
    def body_of(text: str, channel: str) -> str:
        """The body that Front would show for text typed on that channel."""
        if channel != "email":
            return text
        return "<div>" + "<br>\n".join(html.escape(line) for line in text.splitlines()) + "</div>"
