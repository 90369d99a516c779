"""Messages that come in by the API: history that is imported, and custom channels (facts 5.8)."""

from collections.abc import Sequence
from dataclasses import dataclass

from frontmate.simulator.changes.conversations import ConversationChanges
from frontmate.simulator.changes.sending import SendingChanges
from frontmate.simulator.events import API
from frontmate.simulator.files import Upload, attached
from frontmate.simulator.records import Contact, Conversation, Inbox, Message, Recipient, Tag

_CONTACT_KINDS = {"email": "email", "sms": "sms", "intercom": "intercom"}


@dataclass(frozen=True, slots=True)
class Imported:
    """A message of long ago. `created_at` is its own time (Unix seconds)."""

    uid: str
    external_id: str
    inbox: Inbox
    type: str
    is_inbound: bool
    created_at: float
    handle: str
    name: str | None
    author_id: str | None
    recipients: tuple[Recipient, ...]
    subject: str
    body: str
    text: str
    thread_ref: str | None
    conversation_id: str | None
    assignee_id: str | None
    tags: Sequence[Tag]
    is_archived: bool
    skips_rules: bool
    files: Sequence[Upload]


class ImportChanges(ConversationChanges, SendingChanges):
    """Messages that came on no channel of ours."""

    def import_message(self, imported: Imported) -> Message:
        """It is put where its own time says; no webhook tells of it."""
        with self._events.mass_action(skip_rules=imported.skips_rules):
            contact = self._correspondent(imported)
            conversation = self._thread_of(imported, contact)
            message = self._imported(imported, conversation, contact)
            self._workspace.keep_message(conversation, message)
            self.tell("inbound" if message.is_inbound else "outbound", message)
            self.tag(conversation, imported.tags, API)
            if imported.assignee_id is not None:
                self.assign(conversation, imported.assignee_id, API)
            if imported.is_archived:
                self.archive(conversation, API)
            else:
                self.reopen(conversation, API)
        return message

    def _thread_of(self, imported: Imported, contact: Contact) -> Conversation:
        """The one that is named, else that of the reference, else that of the correspondent."""
        workspace, inbox = self._workspace, imported.inbox
        if imported.conversation_id is not None:
            named = workspace.conversation(workspace.survivor_of(imported.conversation_id))
            if named is not None:
                return named
        ref = imported.thread_ref
        key = ("imported", inbox.id, f"ref {ref}" if ref is not None else f"from {contact.id}")
        conversation = workspace.thread(*key)
        if conversation is None:
            conversation = self.open(inbox, imported.subject, contact)
            conversation.created_at = imported.created_at
            workspace.keep_thread(*key, conversation)
        return conversation

    def _correspondent(self, imported: Imported) -> Contact:
        """Whoever is not us: the sender of what came in, the first one that was written to."""
        people = self._workspace.people
        kind = _CONTACT_KINDS.get(imported.type, "custom")
        if imported.is_inbound or not imported.recipients:
            return people.contact_for(kind, imported.handle, imported.name)
        return people.contact_for(kind, imported.recipients[0].handle, None)

    def _imported(
        self, imported: Imported, conversation: Conversation, contact: Contact
    ) -> Message:
        ids = self._workspace.ids
        known = contact.id if imported.is_inbound else None
        sender = Recipient(imported.handle, "from", imported.name, known)
        return Message(
            id=ids.mint("msg"),
            uid=imported.uid,
            conversation_id=conversation.id,
            type=imported.type,
            is_inbound=imported.is_inbound,
            created_at=imported.created_at,
            subject=imported.subject,
            body=imported.body,
            text=imported.text,
            recipients=[sender, *imported.recipients],
            author_id=None if imported.is_inbound else imported.author_id,
            attachments=attached(ids, imported.files, imported.body),
            external_id=imported.external_id,
        )
