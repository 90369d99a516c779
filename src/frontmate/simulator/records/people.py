"""Who there is and what they own: people, inboxes, tags, contacts."""

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
    custom_fields: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_bot(self) -> bool:
        return self.type != "user"


@dataclass(slots=True)
class Team:
    """A workspace of Front's: its shared inboxes and its members."""

    id: str
    name: str
    inbox_ids: list[str]
    member_ids: list[str]


@dataclass(slots=True)
class Inbox:
    """An inbox and its single channel; a channel that is not valid cannot send.

    A shared one belongs to a team, a private one to a teammate (`owner_id`).
    """

    id: str
    name: str
    channel_id: str
    channel_type: str
    address: str
    team_id: str = ""
    is_private: bool = False
    is_valid: bool = True
    undo_send_time: int = 0
    owner_id: str | None = None


@dataclass(slots=True)
class Tag:
    """`owner_id` is None for the company's, else a team's or a teammate's id."""

    id: str
    name: str
    created_at: float
    description: str | None = None
    highlight: str | None = None
    is_private: bool = False
    is_visible_in_conversation_lists: bool = False
    owner_id: str | None = None
    parent_id: str | None = None
    updated_at: float = 0.0


@dataclass(slots=True)
class Handle:
    """One address of a contact; `source` is Front's word (email, phone, front_chat …)."""

    handle: str
    source: str


@dataclass(slots=True)
class Note:
    """A note about a contact."""

    author_id: str | None
    body: str
    created_at: float


@dataclass(slots=True)
class Contact:
    """A correspondent with one handle or several; a handle belongs to one contact at most."""

    id: str
    name: str
    handles: list[Handle]
    description: str = ""
    custom_fields: dict[str, Any] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    is_private: bool = False
    links: list[str] = field(default_factory=list)
    list_names: list[str] = field(default_factory=list)
    created_at: float = 0.0
    updated_at: float = 0.0

    @property
    def handle(self) -> str:
        """The first of them; "" for nobody."""
        return self.handles[0].handle if self.handles else ""

    @property
    def source(self) -> str:
        return self.handles[0].source if self.handles else "custom"


@dataclass(slots=True)
class TicketStatus:
    """`category` is open, waiting or resolved."""

    id: str
    name: str
    category: str
    created_at: float
    description: str = ""


@dataclass(slots=True)
class Link:
    """Something outside that a conversation is linked to."""

    id: str
    name: str
    type: str
    external_url: str
    custom_fields: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Signature:
    """What may stand below an email of its owner (a teammate or a team)."""

    id: str
    name: str
    body: str
    owner_id: str
    is_default: bool = False
    sender_info: str | None = None
    channel_ids: tuple[str, ...] | None = None


@dataclass(slots=True)
class Shift:
    """When some teammates work: for each day (mon … sun) from and until, in that time zone."""

    id: str
    name: str
    owner_id: str
    teammate_ids: list[str]
    times: dict[str, tuple[str, str]]
    created_at: float
    color: str = "blue"
    timezone: str = "Etc/UTC"


@dataclass(slots=True)
class TimeOff:
    """When a teammate is away; without an end it is not known until when."""

    id: str
    name: str
    teammate_id: str
    start_at: float
    end_at: float | None
    created_at: float
