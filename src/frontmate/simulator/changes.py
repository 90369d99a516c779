"""Everything that can happen to a conversation, each with the events that Front would emit."""

import html
from collections.abc import Iterable
from dataclasses import dataclass

from frontmate.simulator.events import Actor, Emitter
from frontmate.simulator.journal import Journal
from frontmate.simulator.records import Comment, Conversation, Inbox, Message, Recipient, Tag
from frontmate.simulator.workspace import Workspace


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


class Changes:
    """The only writer of the workspace. A change that changes nothing emits nothing."""

    def __init__(self, workspace: Workspace, events: Emitter, journal: Journal) -> None:
        self._workspace = workspace
        self._events = events
        self._shapes = events.shapes
        self._journal = journal

    # Messages

    def receive(self, inbound: Inbound, conversation: Conversation | None) -> Message:
        """A customer's message; it re-opens an archived conversation and keeps the assignee."""
        workspace, now = self._workspace, self._workspace.now()
        channel = workspace.channel_kind(inbound.inbox)
        contact = workspace.contact_for(channel, inbound.handle, inbound.name)
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
            type=workspace.message_type(inbound.inbox),
            is_inbound=True,
            created_at=now,
            subject=inbound.subject or conversation.subject,
            body=inbound.html or self.body_of(inbound.text, channel),
            text=inbound.text,
            recipients=[sender, Recipient(inbound.inbox.address, "to"), *others],
            metadata={"headers": dict(inbound.headers)} if inbound.headers else {},
        )
        conversation.messages.append(message)
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
            type=workspace.message_type(outgoing.inbox),
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
        conversation.messages.append(message)
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
        contact = self._workspace.recipient_contact(handle)
        if contact is None:
            return Recipient(handle, role)
        return Recipient(handle, role, contact.name, contact.id)

    @staticmethod
    def body_of(text: str, channel: str) -> str:
        """The body that Front would show for text typed on that channel."""
        if channel != "email":
            return text
        return "<div>" + "<br>\n".join(html.escape(line) for line in text.splitlines()) + "</div>"

    # Conversation

    def assign(self, conversation: Conversation, teammate_id: str | None, by: Actor) -> None:
        if conversation.assignee_id == teammate_id:
            return
        conversation.assignee_id = teammate_id
        if teammate_id is None:
            self._events.emit("unassign", conversation, by)
        else:
            teammate = self._shapes.teammate(self._workspace.teammate(teammate_id))
            self._events.emit("assign", conversation, by, ("teammate", teammate))

    def archive(self, conversation: Conversation, by: Actor) -> None:
        if conversation.is_archived and not conversation.is_trashed:
            return
        conversation.is_archived, conversation.is_trashed = True, False
        self._events.emit("archive", conversation, by)

    def reopen(self, conversation: Conversation, by: Actor) -> None:
        """Out of the archive (`reopen`) or out of the trash (`restore`)."""
        if conversation.is_trashed:
            conversation.is_trashed = conversation.is_archived = False
            self._events.emit("restore", conversation, by)
        elif conversation.is_archived:
            conversation.is_archived = False
            conversation.reminders.clear()
            self._events.emit("reopen", conversation, by)

    def trash(self, conversation: Conversation, by: Actor) -> None:
        if not conversation.is_trashed:
            conversation.is_trashed = True
            self._events.emit("trash", conversation, by)

    def snooze(self, conversation: Conversation, until: float, by: Actor) -> None:
        """Front reports a snoozed conversation as archived with a reminder set."""
        conversation.reminders = [until]
        conversation.is_archived = True
        self._events.emit("archive", conversation, by)

    def move(self, conversation: Conversation, inbox: Inbox, by: Actor) -> None:
        if conversation.inbox_ids == [inbox.id]:
            return
        conversation.inbox_ids = [inbox.id]
        self._events.emit(
            "move", conversation, by, ("inboxes", [self._shapes.inbox(inbox, in_event=True)])
        )

    def tag(self, conversation: Conversation, tags: Iterable[Tag], by: Actor) -> None:
        for tag in tags:
            if tag.id not in conversation.tag_ids:
                conversation.tag_ids.append(tag.id)
                self._events.emit(
                    "tag", conversation, by, ("tag", self._shapes.tag(tag, in_event=True))
                )

    def untag(self, conversation: Conversation, tags: Iterable[Tag], by: Actor) -> None:
        for tag in tags:
            if tag.id in conversation.tag_ids:
                conversation.tag_ids.remove(tag.id)
                self._events.emit(
                    "untag", conversation, by, ("tag", self._shapes.tag(tag, in_event=True))
                )

    def comment(
        self,
        conversation: Conversation,
        author_id: str | None,
        body: str,
        by: Actor,
        is_pinned: bool = False,
    ) -> Comment:
        comment = Comment(
            self._workspace.ids.mint("com"),
            conversation.id,
            author_id,
            body,
            self._workspace.now(),
            is_pinned,
        )
        conversation.comments.append(comment)
        target = ("comment", self._shapes.comment(comment, in_event=True))
        self._events.emit("comment", conversation, by, target)
        return comment

    def merge(self, gone: Conversation, survivor: Conversation, by: Actor) -> None:
        """No webhook tells of it: only the event list and the 301 of the one that is gone."""
        for message in gone.messages:
            message.conversation_id = survivor.id
        for comment in gone.comments:
            comment.conversation_id = survivor.id
        for draft in gone.drafts:
            draft.conversation_id = survivor.id
        survivor.messages = sorted(gone.messages + survivor.messages, key=lambda m: m.created_at)
        survivor.comments = sorted(gone.comments + survivor.comments, key=lambda c: c.posted_at)
        survivor.drafts += gone.drafts
        survivor.inbox_ids += [i for i in gone.inbox_ids if i not in survivor.inbox_ids]
        survivor.tag_ids += [t for t in gone.tag_ids if t not in survivor.tag_ids]
        del self._workspace.conversations[gone.id]
        self._workspace.merged[gone.id] = survivor.id
        self._events.emit(
            "conversations_merged", survivor, by, ("deleted_conversation_ids", [gone.id])
        )
