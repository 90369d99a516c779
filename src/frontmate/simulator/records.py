"""What the stand-in remembers: mutable records, times as Unix seconds with milliseconds."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Teammate:
    """A person or a bot; `type` is one of Front's author types."""

    id: str
    email: str
    username: str
    first_name: str
    last_name: str
    type: str
    is_admin: bool = False
    is_available: bool = True
    is_blocked: bool = False

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_bot(self) -> bool:
        return self.type != "user"


@dataclass(slots=True)
class Inbox:
    """A shared inbox and its single channel."""

    id: str
    name: str
    channel_id: str
    channel_type: str
    address: str


@dataclass(slots=True)
class Tag:
    id: str
    name: str
    created_at: float
    description: str | None = None
    highlight: str | None = None
    is_private: bool = False
    is_visible_in_conversation_lists: bool = False


@dataclass(slots=True)
class Contact:
    id: str
    name: str
    handle: str
    source: str


@dataclass(slots=True)
class Recipient:
    handle: str
    role: str
    name: str | None = None
    contact_id: str | None = None


@dataclass(slots=True)
class Message:
    """A message that is visible; `author_id` is None for customers.

    A draft has a `draft_mode` (shared or private), a `version` that is new after every change, and
    the inbox whose channel it will go out on; once sent it is a message without these.
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


@dataclass(slots=True)
class Comment:
    id: str
    conversation_id: str
    author_id: str | None
    body: str
    posted_at: float
    is_pinned: bool = False


@dataclass(slots=True)
class Event:
    """A core event; `data` is the whole JSON as it was at `emitted_at`."""

    id: str
    type: str
    emitted_at: float
    conversation_id: str
    inbox_ids: tuple[str, ...]
    data: dict[str, Any]


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
    reminders: list[float] = field(default_factory=list)
    tag_ids: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    drafts: list[Message] = field(default_factory=list)
    custom_fields: dict[str, Any] = field(default_factory=dict)

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


@dataclass(slots=True)
class KnowledgeBase:
    """A help center; the first of its locales is the default one."""

    id: str
    name: str
    type: str
    status: str
    locales: list[str]
    created_at: float
    updated_at: float


@dataclass(slots=True)
class Category:
    id: str
    knowledge_base_id: str
    slug: str
    name: str
    created_at: float
    updated_at: float
    description: str = ""
    is_hidden: bool = False


@dataclass(slots=True)
class ArticleFile:
    """A file attached to an article, with its bytes."""

    id: str
    filename: str
    content_type: str
    data: bytes


@dataclass(slots=True)
class Content:
    """An article in one locale; each locale is a draft or published by itself."""

    locale: str
    title: str
    html: str
    status: str
    last_edited_at: float
    keywords: list[str] = field(default_factory=list)
    files: list[ArticleFile] = field(default_factory=list)
    editor_id: str | None = None


@dataclass(slots=True)
class Article:
    id: str
    knowledge_base_id: str
    slug: str
    category_id: str | None
    created_at: float
    updated_at: float
    contents: dict[str, Content] = field(default_factory=dict)
