"""What `decide` returns: the session as it is now, what to do, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from frontmate.conversation.actions import Action
from frontmate.conversation.events import TimerKind
from frontmate.conversation.session import Session


class Reason(StrEnum):
    """Why a decision is what it is, with the number of the promise that asks for it.

    The console shows these for every event, every silence included.
    """

    promise: str

    def __new__(cls, value: str, promise: str) -> "Reason":
        reason = str.__new__(cls, value)
        reason._value_ = value
        reason.promise = promise
        return reason

    # Answering
    ASKED_AGENT = "asked_agent", "1.1"
    SETTLING = "settling", "2.6"
    REPLYING = "replying", "2.6"
    REPLY_SENT = "reply_sent", "10.1"
    GREETED = "greeted", "2.6"
    NOTHING_TO_SAY = "nothing_to_say", "2.6"
    # Modes
    SHADOW = "shadow", "11.1"
    DRAFTING = "drafting", "11.1"
    DRAFT_READY = "draft_ready", "11.1"
    DRAFT_SENT = "draft_sent", "11.1"
    DRAFT_WAITING = "draft_waiting", "11.1"
    # Not ours
    ASSIGNED_TO_PERSON = "assigned_to_person", "2.2"
    WITH_TEAM = "with_team", "2.2"
    OFF = "off", "2.2"
    INBOX_NOT_ALLOWED = "inbox_not_allowed", "2.2"
    OWN_ADDRESS = "own_address", "2.2"
    AUTO_REPLY = "auto_reply", "2.2"
    BOUNCE = "bounce", "2.2"
    LIST_MAIL = "list_mail", "2.2"
    TWIN = "twin", "8.3"
    NOT_A_CONVERSATION = "not_a_conversation", "2.2"
    PUBLIC_CHANNEL = "public_channel", "2.2"
    OPTED_OUT = "opted_out", "2.2"
    UNASSIGNED = "unassigned", "2.1"
    PARKED = "parked", "1.5"
    TOO_OLD = "too_old", "2.3"
    CANNOT_READ = "cannot_read", "2.3"
    THIRD_PARTY = "third_party", "9.3"
    TOO_MANY_REPLIES = "too_many_replies", "11.4"
    # Outbound by others
    OUR_ECHO = "our_echo", "1.3"
    PERSON_WROTE = "person_wrote", "1.2"
    OTHER_BOT = "other_bot", "1.4"
    AUTOMATIC_MESSAGE = "automatic_message", "1.4"
    # Status and assignment
    ARCHIVED = "archived", "1.5"
    ARCHIVED_MEANWHILE = "archived_meanwhile", "1.5"
    SNOOZED = "snoozed", "1.5"
    SNOOZE_ENDED = "snooze_ended", "1.5"
    ASSIGNMENT_RECORDED = "assignment_recorded", "1.6"
    GIVEN_BACK = "given_back", "2.4"
    RULE_REASSIGNED = "rule_reassigned", "2.4"
    ANSWER_ON_ASSIGNMENT = "answer_on_assignment", "2.7"
    TRASHED = "trashed", "1.9"
    MERGED = "merged", "1.10"
    RECORDED = "recorded", "1.8"
    # Hand-off
    HANDED_OFF = "handed_off", "3.1"
    HANDOFF_STEP = "handoff_step", "3.1"
    NOT_TAKEN = "handoff_not_taken", "3.6"
    FALLBACK = "handoff_fallback", "3.6"
    # Resolution
    RESOLVING = "resolving", "4.1"
    RESOLVED = "resolved", "4.3"
    PERSON_TOOK_OVER = "person_took_over", "4.1"
    ARCHIVE_SKIPPED = "archive_skipped", "4.1"
    THANKS_AFTER_RESOLUTION = "thanks_after_resolution", "4.4"
    ABANDONED = "abandoned", "4.3"
    # The machinery
    CUSTOMER_WROTE = "customer_wrote_again", "10.2"
    SOURCE_CHANGED = "source_changed", "9.2"
    STALE = "stale", "4.5"
    STEP_DONE = "step_done", "10.1"
    STEP_REFUSED = "step_refused", "10.2"
    STEP_FAILED = "step_failed", "10.4"
    UNCERTAIN = "uncertain_send", "10.1"
    DELIVERY_FAILED = "delivery_failed", "10.1"


class Withdraw(StrEnum):
    """Which planned action rows are void. What is already on its way cannot be called back."""

    NOTHING = "nothing"
    ANSWERS = "answers"
    """Answers and resolutions in preparation; a hand-off that has begun is finished."""
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Timer:
    """Wake the session at `due` (UTC), unless its version has moved on by then (4.5)."""

    kind: TimerKind
    due: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Decision:
    session: Session | None
    reason: Reason
    actions: tuple[Action, ...] = ()
    timers: tuple[Timer, ...] = ()
    withdraw: Withdraw = Withdraw.NOTHING
    confirms: int | None = None
    """The action row that the event proves to have arrived (1.3)."""
    note: str = ""
    """What the reason leaves out, in words for the timeline."""
