"""What we believe about one stretch of a conversation."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from frontmate.conversation.message import Channel
from frontmate.conversation.outcome import HandoffReason, Reading, Source
from frontmate.conversation.text import EMPTY, Text


class Status(StrEnum):
    OPEN = "open"
    RESOLVED = "resolved"
    ABANDONED = "abandoned"


class Holder(StrEnum):
    """Who speaks: the only thing that, besides the assignee, allows an answer (2.1)."""

    AI = "ai"
    TEAM = "team"


class Who(StrEnum):
    NOBODY = "nobody"
    AI = "ai"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Assignee:
    """Whom Front shows as the conversation's assignee."""

    who: Who
    id: str | None = None


NOBODY = Assignee(Who.NOBODY)


class Side(StrEnum):
    """Who wrote the newest outbound message; automatic acknowledgements do not count (1.4)."""

    NONE = "none"
    OURS = "ours"
    TEAM = "team"
    BOT = "bot"


class Resolution(StrEnum):
    CONFIRMED = "confirmed"
    ASSUMED = "assumed"


class By(StrEnum):
    """Who did something at Front."""

    AI = "ai"
    TEAMMATE = "teammate"
    RULE = "rule"
    API = "api"
    CUSTOMER = "customer"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A call that waits and has got its words: answers up to that turn have not heard them."""

    message: str
    turn: int


@dataclass(frozen=True, slots=True)
class Session:
    """Status, holder, and all that `decide` needs to judge the next event.

    `version` grows with whatever is newer than a running timer (customer, person, assignment,
    snooze, merge), and a timer of an older version is void (4.5). `turn` numbers the attempts to
    answer, so that a proposal for an older attempt is recognised.
    """

    number: int
    """1 for the conversation's first session; a later one is linked to the one before (4.4)."""
    started_at: datetime
    channel: Channel
    status: Status = Status.OPEN
    holder: Holder = Holder.AI
    version: int = 0
    turn: int = 0
    contact: Text = EMPTY
    """Handle of whoever wrote first; everybody else is a third party (9.3)."""
    assignee: Assignee = NOBODY
    assignee_at: datetime | None = None
    inboxes: frozenset[str] = frozenset()
    parked: bool = False
    """Snoozed by a person: nothing is sent (1.5)."""
    waiting: tuple[str, ...] = ()
    """Customer messages that nobody has answered, oldest first."""
    waiting_since: datetime | None = None
    spoken: tuple[Spoken, ...] = ()
    """Of those that wait, the calls whose words came after the call itself (9.3)."""
    settles_at: datetime | None = None
    """When the burst in `waiting` counts as complete; None once it was taken up, or left (2.6)."""
    newest_inbound_at: datetime | None = None
    mixed: bool = False
    """Another conversation was merged into this one: a third party may be a customer (1.10)."""
    left: HandoffReason | None = None
    """Why the newest message was left to everybody's eyes, in a conversation that is nobody's: it
    must be handed over once the conversation is the AI's by our own claim (2.3)."""
    preparing: bool = False
    """An answer of the current turn is on its way: asked for, proposed or being sent."""
    newest_outbound: Side = Side.NONE
    team_wrote_at: datetime | None = None
    """When a person last wrote: what the customer wrote before that was theirs to answer."""
    grounding: bool = False
    """The reply on its way rests on passages; it becomes `grounded` once it is sent."""
    grounded: bool = False
    """The newest answer of ours rests on passages: silence after it may count (4.3)."""
    drafted: tuple[str, ...] = ()
    """What a draft of ours answers that lies in the conversation and nobody has sent (11.1)."""
    drafted_at: datetime | None = None
    draft_reminded: bool = False
    stands_by: bool = False
    """We have left the conversation to nobody, or to the fallback, only so that our draft is
    seen: the customer's next message is still ours to draft for (11.1)."""
    replies: tuple[datetime, ...] = ()
    reading: Reading = Reading()
    tried: tuple[Source, ...] = ()
    handed_off_at: datetime | None = None
    handoff_reason: HandoffReason | None = None
    handed_over: tuple[str, ...] = ()
    """The messages of the last hand-off: once given back, only newer ones are asked about."""
    told: tuple[str, ...] = ()
    """The messages at whose hand-off the customer was told that a person will write: given back
    and handed off once more, they are not told again."""
    owed: tuple[str, ...] = ()
    """What waited when it was given back while a person had it: answered, unless it has its answer
    by then, once they have put it back (2.7)."""
    unattended: bool = False
    """Handed off, and no person has replied or been assigned since (3.6)."""
    put_back_at: datetime | None = None
    """When somebody who had taken it put it back to nobody, unanswered: the clock begins anew."""
    reminded: bool = False
    unassigned_again: bool = False
    """A rule gave a handed-off conversation back and we took ourselves off once more (2.4)."""
    closing: Resolution | None = None
    """A resolution has been decided, its note is not written yet."""
    resolution: Resolution | None = None
    archived: bool = False
    """The newest archive is ours: a message of that very moment may lie under it (4.1)."""
    closed_at: datetime | None = None
    closed_by: By | None = None

    @property
    def is_idle(self) -> bool:
        """No answer is on its way, and no burst settles."""
        return not self.preparing and self.settles_at is None

    @property
    def owes(self) -> bool:
        """An answer that a give-back has ordered waits for the person who has it."""
        return self.is_idle and self.closing is None and bool(set(self.owed) & set(self.waiting))

    def newer(self, **changes: object) -> "Session":
        """The session after something newer than its running timers."""
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]
