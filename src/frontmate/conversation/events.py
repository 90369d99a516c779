"""What happened, in the past tense: everything that `decide` judges."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from frontmate.conversation.message import Channel, Message
from frontmate.conversation.outcome import Outcome
from frontmate.conversation.session import Assignee, By
from frontmate.conversation.text import EMPTY, Text


class Author(StrEnum):
    """Who wrote an outbound message (behaviour 1.2 to 1.4)."""

    AI = "ai"
    """The AI teammate: our own echo if it matches a send row, else somebody logged in as it."""
    PERSON = "person"
    OTHER_BOT = "other_bot"
    AUTOMATIC = "automatic"


class Kind(StrEnum):
    """What the conversation is at Front; only a real conversation has messages to answer."""

    CONVERSATION = "conversation"
    DISCUSSION = "discussion"
    TASK = "task"


@dataclass(frozen=True, slots=True)
class Seen:
    """The conversation as Front showed it with the event. Stale by the time we act."""

    assignee: Assignee
    inboxes: frozenset[str] = frozenset()
    kind: Kind = Kind.CONVERSATION
    parked: bool = False


@dataclass(frozen=True, slots=True)
class MessageReceived:
    at: datetime
    message: Message
    seen: Seen


@dataclass(frozen=True, slots=True)
class MessageSent:
    at: datetime
    message: str
    author: Author
    channel: Channel
    seen: Seen
    echo_of: int | None = None
    """The action row of ours that this confirms."""
    draft_of: int | None = None
    """The row of the draft of ours that a person has sent (11.1)."""
    as_drafted: bool = False
    """They sent it word for word."""


@dataclass(frozen=True, slots=True)
class Archived:
    at: datetime
    by: By
    parked: bool = False
    echo_of: int | None = None


@dataclass(frozen=True, slots=True)
class SnoozeEnded:
    at: datetime


@dataclass(frozen=True, slots=True)
class AssigneeChanged:
    at: datetime
    assignee: Assignee
    by: By
    echo_of: int | None = None


@dataclass(frozen=True, slots=True)
class Trashed:
    at: datetime
    by: By


@dataclass(frozen=True, slots=True)
class MergedInto:
    """This conversation lives on as another one (1.10)."""

    at: datetime
    survivor: str


@dataclass(frozen=True, slots=True)
class MergedFrom:
    """Another conversation was merged into this one; what it left unanswered comes along."""

    at: datetime
    channel: Channel
    held_by_team: bool
    seen: Seen
    contact: Text = EMPTY
    waiting: tuple[str, ...] = ()
    waiting_since: datetime | None = None
    unattended_since: datetime | None = None
    """When it was handed off, if nobody has taken it yet: the clock goes on here (3.6)."""


@dataclass(frozen=True, slots=True)
class DeliveryFailed:
    """The provider refused a message after Front had accepted it."""

    at: datetime
    message: str
    echo_of: int | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """Tags, comments, moves, links, reopenings, unknown types: history and nothing else."""

    at: datetime
    what: str
    detail: Text = EMPTY
    echo_of: int | None = None


@dataclass(frozen=True, slots=True)
class OutcomeProposed:
    at: datetime
    turn: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class AgentFailed:
    at: datetime
    turn: int
    why: str


class Step(StrEnum):
    """The kinds of action, named as their results name them."""

    ASK_AGENT = "ask_agent"
    ASK_SHADOW = "ask_shadow"
    REPLY = "reply"
    SENT_NOTE = "sent_note"
    DRAFT = "draft"
    DROP_DRAFT = "drop_draft"
    HANDOFF_NOTE = "handoff_note"
    NOTICE = "notice"
    UNASSIGN = "unassign"
    ASSIGN = "assign"
    TAGS = "tags"
    RESOLUTION_NOTE = "resolution_note"
    ARCHIVE = "archive"
    REMINDER = "reminder"
    ALARM = "alarm"


class Obstacle(StrEnum):
    """What the look right before a write found (10.2)."""

    PERSON_HOLDS = "person_holds"
    PERSON_REPLIED = "person_replied"
    OTHER_BOT = "other_bot"
    CUSTOMER_WROTE = "customer_wrote"
    NOT_OWNED = "not_owned"
    ARCHIVED = "archived"
    PARKED = "parked"
    TRASHED = "trashed"
    MERGED = "merged"
    DRAFT_BY_PERSON = "draft_by_person"
    ALREADY_DONE = "already_done"
    RULES_CHANGED = "rules_changed"
    """The master switch or the mode no longer allows it (11.1, 11.3)."""
    WINDOW_OVER = "window_over"
    """WhatsApp: 24 hours after the customer's last message (9.3)."""
    OPTED_OUT = "opted_out"
    """They want no more text messages (2.2)."""
    SOURCE_CHANGED = "source_changed"
    """What it rests on is not what the help center says any more (9.2)."""


@dataclass(frozen=True, slots=True)
class ActionDone:
    at: datetime
    step: Step
    turn: int
    messages: tuple[str, ...] = ()
    """The customer messages that a reply has answered."""
    to_person: bool = False
    """Of an assignment: to a teammate, and not to the AI."""


@dataclass(frozen=True, slots=True)
class ActionRefused:
    """The guard of an action failed: nothing was written."""

    at: datetime
    step: Step
    turn: int
    why: Obstacle
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class ActionFailed:
    """Front refused or could not be reached for too long, or it was a fault of ours: surely nothing
    was written."""

    at: datetime
    step: Step
    turn: int
    why: str
    outage: bool = False


@dataclass(frozen=True, slots=True)
class SendUncertain:
    """Read back for D and still in doubt: a person is told, nothing is sent again (10.1)."""

    at: datetime
    step: Step
    turn: int


class TimerKind(StrEnum):
    SETTLE = "settle"
    SILENCE = "silence"
    HANDOFF_REMINDER = "handoff_reminder"
    HANDOFF_FALLBACK = "handoff_fallback"
    DRAFT_WAITING = "draft_waiting"


@dataclass(frozen=True, slots=True)
class TimerFired:
    at: datetime
    kind: TimerKind
    session: int
    version: int
    policy: int | None = None
    """The version of the policy that set it."""


@dataclass(frozen=True, slots=True)
class GivenBack:
    """Somebody pressed "give back" on the console."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class HandoffOrdered:
    """Somebody pressed "hand off now" on the console."""

    at: datetime
    by: str


SessionEvent = (
    Archived
    | SnoozeEnded
    | AssigneeChanged
    | Trashed
    | MergedInto
    | OutcomeProposed
    | AgentFailed
    | ActionDone
    | ActionRefused
    | ActionFailed
    | SendUncertain
    | TimerFired
    | GivenBack
    | HandoffOrdered
)
"""What can only be judged within a session."""

Event = MessageReceived | MessageSent | DeliveryFailed | MergedFrom | Recorded | SessionEvent
