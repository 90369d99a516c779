"""Drafts: begun through the API or by a teammate, changed under a version, sent or discarded.

Front emits no event for any of this, and the customer sees nothing of it before it is sent.
"""

from collections.abc import Callable
from dataclasses import dataclass

from frontmate.simulator.changes import Changes, Outgoing
from frontmate.simulator.journal import Journal
from frontmate.simulator.records import (
    Attachment,
    Conversation,
    Inbox,
    Message,
    Recipient,
    Teammate,
)
from frontmate.simulator.richtext import html_to_text
from frontmate.simulator.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a draft says, to whom, and on which inbox's channel."""

    author_id: str
    body: str
    recipients: tuple[Recipient, ...]
    subject: str
    inbox: Inbox
    mode: str
    attachments: tuple[Attachment, ...] = ()
    signature_id: str | None = None


class Drafts:
    """The only writer of drafts. `told` hears of each change to a conversation's drafts."""

    def __init__(
        self,
        workspace: Workspace,
        changes: Changes,
        journal: Journal,
        told: Callable[[str, str], None],
    ) -> None:
        self._workspace, self._changes = workspace, changes
        self._journal, self._told = journal, told

    def find(self, draft_id: str) -> Message | None:
        conversations = self._workspace.conversations.values()
        return next((d for c in conversations for d in c.drafts if d.id == draft_id), None)

    def shown_to_api(self, conversation: Conversation) -> list[Message]:
        """Newest first; a private draft is seen by whoever made it."""
        shown = [d for d in conversation.drafts if is_shown_to_api(d)]
        return sorted(shown, key=lambda d: d.created_at)[::-1]

    def create(
        self, conversation: Conversation, drafted: Drafted, *, by: str, is_made_by_api: bool
    ) -> Message:
        workspace = self._workspace
        parent = conversation.last_inbound
        draft = Message(
            id=workspace.ids.mint("msg"),
            uid=workspace.ids.uid(),
            conversation_id=conversation.id,
            type=workspace.people.message_type(drafted.inbox),
            is_inbound=False,
            created_at=workspace.now(),
            subject="",
            body="",
            text="",
            recipients=[],
            replied_to=parent.id if parent else None,
            is_made_by_api=is_made_by_api,
        )
        conversation.drafts.append(draft)
        self._put(draft, drafted)
        self._note("created", draft, by)
        return draft

    def edit(self, draft: Message, drafted: Drafted, *, by: str) -> Message:
        """Everything that it says is put anew; the version is another one afterwards."""
        self._put(draft, drafted)
        self._note("edited", draft, by)
        return draft

    def discard(self, draft: Message, *, by: str) -> None:
        conversation = self._conversation(draft)
        conversation.drafts.remove(draft)
        self._note("discarded", draft, by)
        if not (conversation.messages or conversation.comments or conversation.drafts):
            # It was there for the sake of the draft alone.
            self._workspace.forget(conversation)

    def send(self, draft: Message, teammate: Teammate, *, keep_id: bool) -> Message:
        """It becomes a message of that teammate, with the usual event; no API call does this.

        Whether the message keeps the draft's id and uid is not known of Front.
        """
        conversation = self._conversation(draft)
        inbox = self.inbox_of(draft)
        outgoing = Outgoing(
            uid=draft.uid if keep_id else self._workspace.ids.uid(),
            author_id=teammate.id,
            body=draft.body,
            text=draft.text,
            to=tuple(r for r in draft.recipients if r.role != "from"),
            subject=draft.subject,
            inbox=inbox,
            message_id=draft.id if keep_id else None,
            attachments=tuple(draft.attachments),
            signature_id=draft.signature_id,
        )
        conversation.drafts.remove(draft)
        self._note("sent", draft, teammate.id)
        return self._changes.deliver(conversation, outgoing)

    def as_it_is(self, draft: Message) -> Drafted:
        """What the draft says now, to change parts of it."""
        return Drafted(
            author_id=draft.author_id or "",
            body=draft.body,
            recipients=tuple(r for r in draft.recipients if r.role != "from"),
            subject=draft.subject,
            inbox=self.inbox_of(draft),
            mode=draft.draft_mode or "shared",
            attachments=tuple(draft.attachments),
            signature_id=draft.signature_id,
        )

    def inbox_of(self, draft: Message) -> Inbox:
        own = draft.inbox_id or self._conversation(draft).inbox_ids[0]
        return self._workspace.people.inboxes[own]

    def _put(self, draft: Message, drafted: Drafted) -> None:
        workspace = self._workspace
        is_email = workspace.people.is_email(drafted.inbox)
        draft.author_id = drafted.author_id
        draft.body = drafted.body
        draft.text = html_to_text(drafted.body) if is_email else drafted.body
        draft.subject = drafted.subject
        # A message does not name its channel. Its sender is the channel's address, which is one of
        # the two ways in which a channel may be given.
        draft.recipients = [Recipient(drafted.inbox.address, "from"), *drafted.recipients]
        draft.inbox_id = drafted.inbox.id
        draft.type = workspace.people.message_type(drafted.inbox)
        draft.draft_mode = drafted.mode
        draft.attachments = list(drafted.attachments)
        workspace.keep_files(draft.attachments, self._conversation(draft))
        draft.signature_id = drafted.signature_id
        draft.version = f"{workspace.ids.uid()}-{int(workspace.now() * 1000)}"

    def _conversation(self, draft: Message) -> Conversation:
        return self._workspace.conversations[draft.conversation_id]

    def _note(self, what: str, draft: Message, by: str) -> None:
        self._journal.record(
            "draft",
            do=what,
            conversation=draft.conversation_id,
            draft=draft.id,
            version=draft.version,
            mode=draft.draft_mode,
            author=draft.author_id,
            by=by,
            text=draft.text,
        )
        self._told(draft.conversation_id, "draft")


def is_shown_to_api(draft: Message) -> bool:
    return draft.draft_mode == "shared" or draft.is_made_by_api
