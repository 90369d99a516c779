"""What the agent proposes. Only `decide` turns a proposal into actions."""

from dataclasses import dataclass
from enum import StrEnum

from frontmate.conversation.text import EMPTY, Text


class Sentiment(StrEnum):
    FRUSTRATED = "frustrated"
    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class HandoffReason(StrEnum):
    """Why a person gets the conversation (behaviour 3.5)."""

    ASKED_FOR_HUMAN = "asked_for_human"
    NO_ANSWER_FOUND = "no_answer_found"
    TOPIC_FOR_HUMANS = "topic_for_humans"
    FRUSTRATED = "frustrated"
    CANNOT_READ = "cannot_read"
    THIRD_PARTY = "third_party"
    TOO_MANY_REPLIES = "too_many_replies"
    TOO_OLD = "too_old"
    INBOX_NOT_ALLOWED = "inbox_not_allowed"
    AGENT_FAILED = "agent_failed"
    OUTAGE = "outage"
    UNCERTAIN_SEND = "uncertain_send"
    BUDGET = "budget"
    ORDERED = "ordered"
    """A person of the team said so on the console."""


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that an answer rests on, pinned to the article's version (behaviour 9.2)."""

    article: str
    version: str
    passage: int
    title: str
    quote: str
    score: float
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the agent understood of the thread; every outcome carries one."""

    summary: Text = EMPTY
    """What the customer asked and the conversation so far, for the people who take over."""
    sentiment: Sentiment = Sentiment.NEUTRAL
    language: str = "en"
    """ISO 639-1 code of the customer's language."""
    topics: tuple[str, ...] = ()
    """Tag names beyond the standard ones (behaviour 5.2)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply grounded in public passages. `text` is Markdown without greeting or sign-off."""

    reading: Reading
    text: Text
    sources: tuple[Source, ...]
    confidence: float
    """Probability, 0 to 1, that the sources answer the question."""
    refused: tuple[Text, ...] = ()
    """What the checks found in an earlier wording, which this one replaces."""


@dataclass(frozen=True, slots=True)
class Greet:
    """The customer only said hello: a canned line asks what they need. Never a success (4.6)."""

    reading: Reading


@dataclass(frozen=True, slots=True)
class HandOff:
    """A person should take this."""

    reading: Reading
    reason: HandoffReason
    tried: tuple[Source, ...] = ()
    """The nearest passages found, also when none was good enough to quote."""
    refused: tuple[Text, ...] = ()
    """What the checks found in an answer that was not let through."""


@dataclass(frozen=True, slots=True)
class Solved:
    """The customer said that the matter is settled (behaviour 4.3, `confirmed`)."""

    reading: Reading


@dataclass(frozen=True, slots=True)
class NothingToSay:
    """No reply is wanted, for example a "thanks" before anything was answered."""

    reading: Reading
    why: str


Outcome = Answer | Greet | HandOff | Solved | NothingToSay
