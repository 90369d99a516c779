"""Conversations and what they consist of."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Attachment:
    """A file with its bytes; name and type are the sender's claim."""

    id: str
    filename: str
    content_type: str
    data: bytes
    is_inline: bool = False
    cid: str | None = None


@dataclass(slots=True)
class Recipient:
    handle: str
    role: str
    name: str | None = None
    contact_id: str | None = None


@dataclass(slots=True)
class Message:
    """A message that is visible; `author_id` is None for customers.

    A draft has a `draft_mode` (shared or private) and a `version` that is new after every change;
    once sent it is a message without these. `inbox_id` is the inbox whose channel it came in on,
    went out on or, as a draft, will go out on. Only an email has `headers`, only what was imported
    has an `external_id`.
    """

    id: str
    uid: str
    conversation_id: str
    type: str
    is_inbound: bool
    created_at: float
    subject: str
    body: str
    text: str
    recipients: list[Recipient]
    author_id: str | None = None
    replied_to: str | None = None
    sender_name: str | None = None
    error_type: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    draft_mode: str | None = None
    version: str | None = None
    inbox_id: str | None = None
    is_made_by_api: bool = False
    attachments: list[Attachment] = field(default_factory=list)
    signature_id: str | None = None
    seen_at: list[float] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    external_id: str | None = None

    def header(self, name: str) -> str | None:
        return next((v for n, v in self.headers if n.casefold() == name.casefold()), None)


@dataclass(slots=True)
class Reminder:
    """When a snoozed conversation comes back; `owner_id` is the teammate who is reminded."""

    scheduled_at: float
    owner_id: str | None
    created_at: float
    updated_at: float


@dataclass(slots=True)
class Comment:
    """`made_with` is the name of the API token that wrote it, None for what a person wrote."""

    id: str
    conversation_id: str
    author_id: str | None
    body: str
    posted_at: float
    is_pinned: bool = False
    replied_to: str | None = None
    mentioned: list[str] = field(default_factory=list)
    made_with: str | None = None
    attachments: list[Attachment] = field(default_factory=list)


@dataclass(slots=True)
class Event:
    """A core event; `data` is the whole JSON as it was at `emitted_at`.

    No webhook tells of one that `is_mass`, and no rule runs on one that `skips_rules`.
    """

    id: str
    type: str
    emitted_at: float
    conversation_id: str
    inbox_ids: tuple[str, ...]
    data: dict[str, Any]
    was_private: bool = False
    is_mass: bool = False
    skips_rules: bool = False


@dataclass(slots=True)
class Conversation:
    """Its status in Front's sense is worked out from what is stored here."""

    id: str
    subject: str
    created_at: float
    updated_at: float
    channel: str
    contact_id: str
    inbox_ids: list[str]
    assignee_id: str | None = None
    is_archived: bool = False
    is_trashed: bool = False
    reminders: list[Reminder] = field(default_factory=list)
    tag_ids: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    drafts: list[Message] = field(default_factory=list)
    custom_fields: dict[str, Any] = field(default_factory=dict)
    type: str = "conversation"
    is_private: bool = False
    status_id: str | None = None
    description: str | None = None
    due_at: float | None = None
    link_ids: list[str] = field(default_factory=list)
    follower_ids: list[str] = field(default_factory=list)
    external_ids: list[str] = field(default_factory=list)

    @property
    def status(self) -> str:
        """Front's reading vocabulary; writing and filtering use other words."""
        if self.is_trashed:
            return "deleted"
        if self.is_archived:
            return "archived"
        return "assigned" if self.assignee_id else "unassigned"

    @property
    def last_message(self) -> Message | None:
        return self.messages[-1] if self.messages else None

    @property
    def last_inbound(self) -> Message | None:
        return next((m for m in reversed(self.messages) if m.is_inbound), None)

    @property
    def waiting_since(self) -> float | None:
        """When the oldest message nobody has replied to came in."""
        since = None
        for message in reversed(self.messages):
            if not message.is_inbound:
                break
            since = message.created_at
        return since
