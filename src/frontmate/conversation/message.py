"""What a customer's message is, once `channels` has judged it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from frontmate.conversation.text import Text


class Channel(StrEnum):
    """How a conversation reaches the customer (behaviour 9.3). Unknown Front types are chat."""

    EMAIL = "email"
    CHAT = "chat"
    SMS = "sms"
    PHONE = "phone"


class Verdict(StrEnum):
    """Whether a message comes from a customer who expects an answer (behaviour 2.2, 2.3)."""

    CUSTOMER = "customer"
    OWN_ADDRESS = "own_address"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    LIST_MAIL = "list_mail"
    PUBLIC_CHANNEL = "public_channel"
    UNREADABLE = "unreadable"
    WORDS_TO_COME = "words_to_come"
    """A call's bare record: what was said on it may come later (9.3)."""
    OPTED_OUT = "opted_out"
    """A word for the carrier alone, such as STOP or HELP, as a text message."""


@dataclass(frozen=True, slots=True)
class Message:
    """One inbound message as `decide` sees it; its words stay in the store."""

    id: str
    sent_at: datetime
    channel: Channel
    sender: Text
    verdict: Verdict = Verdict.CUSTOMER
    mere_thanks: bool = False
    """Nothing but "thanks" or "that solved it": after a resolution it wants no reply (4.4)."""
    twin_of: str | None = None
    """The conversation that already holds the same mail (8.3)."""
