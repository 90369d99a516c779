"""What comes in from customers."""

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from frontmate.simulator.changes.changing import Changing
from frontmate.simulator.files import Upload, attached
from frontmate.simulator.mail import received_headers
from frontmate.simulator.records import Contact, Conversation, Inbox, Message, Recipient


@dataclass(frozen=True, slots=True)
class Inbound:
    """What a customer sends. `html` is for email only; without it the text is wrapped.

    `to` is whom it is addressed to, the inbox's own address if nobody; `reply_to` is where an
    answer shall go. It was written `age` seconds ago, and arrives now.
    """

    inbox: Inbox
    handle: str
    name: str | None
    text: str
    subject: str = ""
    html: str | None = None
    cc: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    files: tuple[Upload, ...] = ()
    to: tuple[str, ...] = ()
    reply_to: str | None = None
    message_type: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    age: float = 0.0
    uid: str | None = None
    contact: Contact | None = None


class MessageChanges(Changing):
    """Messages received."""

    def receive(self, inbound: Inbound, conversation: Conversation | None) -> Message:
        """A customer's message; it re-opens an archived conversation and keeps the assignee."""
        message = self.take_in(inbound, conversation)
        self.tell("inbound", message)
        return message

    def tell(self, kind: str, message: Message) -> None:
        """Emit what happened to a message; its source are the conversation's inboxes."""
        conversation = self._workspace.conversations[message.conversation_id]
        inbox = self._workspace.people.inboxes[conversation.inbox_ids[0]]
        self._events.emit_message(kind, conversation, message, inbox)

    def take_in(self, inbound: Inbound, conversation: Conversation | None) -> Message:
        """The same without the event, which whoever calls it has to tell."""
        people = self._workspace.people
        kind = people.channel_kind(inbound.inbox)
        contact = inbound.contact or people.contact_for(kind, inbound.handle, inbound.name)
        conversation = conversation or self.open(inbound.inbox, inbound.subject, contact)
        message = self._received(inbound, conversation, contact)
        self._put_into_inboxes(conversation, inbound)
        self._workspace.keep_message(conversation, message)
        conversation.is_archived = conversation.is_trashed = False
        conversation.reminders.clear()
        return message

    def open(self, inbox: Inbox, subject: str, contact: Contact) -> Conversation:
        """A new conversation with nothing in it yet."""
        now = self._workspace.now()
        conversation = Conversation(
            id=self._workspace.ids.mint("cnv"),
            subject=subject,
            created_at=now,
            updated_at=now,
            channel=self._workspace.people.channel_kind(inbox),
            contact_id=contact.id,
            inbox_ids=[inbox.id],
            is_private=inbox.is_private,
        )
        self._workspace.conversations[conversation.id] = conversation
        return conversation

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

    def _put_into_inboxes(self, conversation: Conversation, inbound: Inbound) -> None:
        """A mail to two of our addresses is in both inboxes (facts 1.1).

        What was moved out of an inbox stays out, though more comes in on its channel.
        """
        people, before = self._workspace.people, {m.inbox_id for m in conversation.messages}
        reached = [inbound.inbox]
        if people.is_email(inbound.inbox):
            reached += people.inboxes_addressed((*inbound.to, *inbound.cc))
        for inbox in reached:
            if inbox.id not in conversation.inbox_ids and inbox.id not in before:
                conversation.inbox_ids.append(inbox.id)

    def _received(self, inbound: Inbound, conversation: Conversation, contact: Contact) -> Message:
        workspace, inbox = self._workspace, inbound.inbox
        is_email = workspace.people.is_email(inbox)
        message = Message(
            id=workspace.ids.mint("msg"),
            uid=inbound.uid or workspace.ids.uid(),
            conversation_id=conversation.id,
            type=inbound.message_type or workspace.people.message_type(inbox),
            is_inbound=True,
            created_at=round(workspace.now() - inbound.age, 3),
            subject=inbound.subject or conversation.subject,
            body=inbound.html or self.body_of(inbound.text, "email" if is_email else ""),
            text=inbound.text,
            recipients=self._recipients(inbound, contact),
            author_id=self._visitor_id(inbox, contact),
            metadata=dict(inbound.metadata),
            inbox_id=inbox.id,
        )
        if is_email:
            message.headers = received_headers(message, conversation, list(inbound.headers))
        elif inbound.headers:
            message.metadata["headers"] = dict(inbound.headers)
        message.attachments = attached(workspace.ids, inbound.files, message.body)
        return message

    def _recipients(self, inbound: Inbound, contact: Contact) -> list[Recipient]:
        return [
            Recipient(inbound.handle, "from", inbound.name or contact.name, contact.id),
            *(self.recipient(handle, "to") for handle in inbound.to or (inbound.inbox.address,)),
            *(self.recipient(handle, "cc") for handle in inbound.cc),
            *([self.recipient(inbound.reply_to, "reply-to")] if inbound.reply_to else ()),
        ]

    def _visitor_id(self, inbox: Inbox, contact: Contact) -> str | None:
        """Whether a visitor of a chat is its message's author is not known of Front (facts 6)."""
        workspace = self._workspace
        if inbox.channel_type != "front_chat" or not workspace.visitors_are_authors:
            return None
        return workspace.people.visitor(contact).id
