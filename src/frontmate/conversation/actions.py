"""What `decide` wants done, in the imperative. Guards are part of the action."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from frontmate.conversation.events import Step
from frontmate.conversation.outcome import HandoffReason, Reading, Source
from frontmate.conversation.session import Resolution
from frontmate.conversation.text import Text


class Saga(StrEnum):
    """What an action is part of: answers and resolutions are withdrawn when the world moves on;
    a hand-off that has begun is finished (3.1, 11.3)."""

    ANSWER = "answer"
    HANDOFF = "handoff"
    RESOLUTION = "resolution"
    UPKEEP = "upkeep"
    SHADOW = "shadow"


class Tag(StrEnum):
    """The standard session tags (behaviour 5.2), and the reminder's (3.6)."""

    REPLIED = "ai-replied"
    DRAFTED = "ai-drafted"
    RESOLVED = "ai-resolved"
    HANDED_OFF = "ai-handed-off"
    HANDOFF_WAITING = "ai-handoff-waiting"


@dataclass(frozen=True, slots=True)
class AskAgent:
    """Ask for an outcome on these messages; a row like the others, so that a crash keeps it."""

    step: ClassVar[Step] = Step.ASK_AGENT
    saga: ClassVar[Saga] = Saga.ANSWER
    turn: int
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskShadow:
    """Ask what would be answered, for the shadow record alone (11.1)."""

    step: ClassVar[Step] = Step.ASK_SHADOW
    saga: ClassVar[Saga] = Saga.SHADOW
    turn: int
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """Answer the customer. Guard: nobody else has the conversation, nothing newer in it."""

    step: ClassVar[Step] = Step.REPLY
    saga: ClassVar[Saga] = Saga.ANSWER
    turn: int
    messages: tuple[str, ...]
    """The customer messages that this answers; the last is the newest we know."""
    text: Text | None
    """Markdown; None is the canned greeting."""
    reading: Reading
    handle_unassigned: bool
    """The policy of the decision: whether an unassigned conversation may be answered."""
    sources: tuple[Source, ...] = ()
    tags: tuple[str, ...] = ()
    leaves_by: str | None = None
    """The Front channel by which a caller is to get it, if there is a way (9.3); None: an internal
    comment on a call, and elsewhere the conversation's own channel."""


@dataclass(frozen=True, slots=True)
class WriteSentNote:
    """Tell the team, beside the call, what the caller was sent on another channel (9.3). Nothing
    is written where the answer is a comment itself, or was not sent."""

    step: ClassVar[Step] = Step.SENT_NOTE
    saga: ClassVar[Saga] = Saga.UPKEEP
    turn: int
    """Of the answer."""


@dataclass(frozen=True, slots=True)
class WriteDraft:
    """Lay a reply before the team as a shared draft, in the place of an older one of ours that
    nobody has touched. Guard: as for a reply; a draft that a person has begun or edited is left."""

    step: ClassVar[Step] = Step.DRAFT
    saga: ClassVar[Saga] = Saga.ANSWER
    turn: int
    messages: tuple[str, ...]
    text: Text | None
    """Markdown; None is the canned greeting."""
    reading: Reading
    handle_unassigned: bool
    sources: tuple[Source, ...] = ()
    confidence: float = 0.0
    """Of the outcome: what a person does with the draft tells how good it was."""
    held_by: str | None = None
    """The teammate to whom we have given the conversation so that our draft is seen."""


@dataclass(frozen=True, slots=True)
class DropDraft:
    """Take our draft away once it is out of date, unless a person has edited it."""

    step: ClassVar[Step] = Step.DROP_DRAFT
    saga: ClassVar[Saga] = Saga.UPKEEP
    turn: int


@dataclass(frozen=True, slots=True)
class WriteHandoffNote:
    """The internal comment that hands over (3.4)."""

    step: ClassVar[Step] = Step.HANDOFF_NOTE
    saga: ClassVar[Saga] = Saga.HANDOFF
    turn: int
    reason: HandoffReason
    reading: Reading
    tried: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class NotifyCustomer:
    """Tell the customer that a person takes over. Guard as for a reply."""

    step: ClassVar[Step] = Step.NOTICE
    saga: ClassVar[Saga] = Saga.HANDOFF
    turn: int
    messages: tuple[str, ...]
    reading: Reading


@dataclass(frozen=True, slots=True)
class Unassign:
    """Take the AI off. Guard: it is still the assignee (3.2)."""

    step: ClassVar[Step] = Step.UNASSIGN
    saga: ClassVar[Saga] = Saga.HANDOFF
    turn: int


@dataclass(frozen=True, slots=True)
class Assign:
    """Assign to a teammate (`claim_on_reply`, the hand-off's fallback). Guard: nobody has it."""

    step: ClassVar[Step] = Step.ASSIGN
    saga: ClassVar[Saga] = Saga.UPKEEP
    turn: int
    teammate: str | None
    """Front teammate id; None is the AI itself."""


@dataclass(frozen=True, slots=True)
class ChangeTags:
    """Add and take off tags by name, never replacing the list (5.1)."""

    step: ClassVar[Step] = Step.TAGS
    turn: int
    saga: Saga
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WriteResolutionNote:
    """The internal note on a resolution. Guard: no person has the conversation (4.1)."""

    step: ClassVar[Step] = Step.RESOLUTION_NOTE
    saga: ClassVar[Saga] = Saga.RESOLUTION
    turn: int
    resolution: Resolution
    reading: Reading


@dataclass(frozen=True, slots=True)
class Archive:
    """Archive at Front. Guard: the AI owns the conversation at that moment (4.2)."""

    step: ClassVar[Step] = Step.ARCHIVE
    saga: ClassVar[Saga] = Saga.RESOLUTION
    turn: int
    handle_unassigned: bool
    """The policy of the decision: whether an unassigned conversation can be ours."""


@dataclass(frozen=True, slots=True)
class WriteReminder:
    """Bring up a hand-off that nobody took (3.6)."""

    step: ClassVar[Step] = Step.REMINDER
    saga: ClassVar[Saga] = Saga.UPKEEP
    turn: int
    reason: HandoffReason | None
    """None: a draft of ours is what nobody took up (11.1)."""
    reading: Reading


@dataclass(frozen=True, slots=True)
class RaiseAlarm:
    """List the conversation under "needs a person" and send the alert (10.4)."""

    step: ClassVar[Step] = Step.ALARM
    saga: ClassVar[Saga] = Saga.UPKEEP
    turn: int
    why: str


Action = (
    AskAgent
    | AskShadow
    | Reply
    | WriteSentNote
    | WriteDraft
    | DropDraft
    | WriteHandoffNote
    | NotifyCustomer
    | Unassign
    | Assign
    | ChangeTags
    | WriteResolutionNote
    | Archive
    | WriteReminder
    | RaiseAlarm
)
