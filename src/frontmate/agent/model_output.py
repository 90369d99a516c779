"""What a language model has to return, and how its citations become sources. Loads pydantic."""

import re
from collections.abc import Sequence
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from frontmate.agent.topics import TOPICS
from frontmate.conversation.outcome import Source
from frontmate.knowledge import Passage

Reason = Literal[
    "no_answer_found",
    "topic_for_humans",
    "asked_for_human",
    "frustrated",
    "third_party",
    "cannot_read",
]
"""Each is the value of a HandoffReason."""
Feeling = Literal["frustrated", "negative", "neutral", "positive"]

_MOST_SOURCES = 8
_LEAST_WORDS = 3
_LEAST_SIGNS = 8
"""Of a quote in a script without spaces."""
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_TYPED = (
    ("'‘’‚‛′`´ʼ", "['‘’‚‛′`´ʼ]"),
    ('"“”„‟″«»', '["“”„‟″«»]'),
    ("-‐‑‒–—―−", "[-‐‑‒–—―−]"),
)
"""Signs that models exchange while copying."""


def _known(value: object) -> object:
    """An unknown word for something optional is no reason to ask again."""
    return value if value in (*get_args(Reason), *get_args(Feeling)) else None


def _closed(value: object) -> object:
    return [each for each in value if each in TOPICS] if isinstance(value, list) else []


class Citation(BaseModel):
    """Where one statement of the reply comes from."""

    passage: int = Field(description="The passage's number.")
    quote: str = Field(description="Copied from the passage's text, letter by letter.")


class Proposal(BaseModel):
    """The reply with its evidence, or why there is none."""

    # A host's own extra fields are no reason to refuse an answer.
    model_config = ConfigDict(extra="ignore")

    outcome: Literal["answer", "cannot_answer"] = Field(
        description="`answer` only if the passages answer everything that is asked."
    )
    citations: list[Citation] = Field(
        default_factory=list, description="For `answer`: at least one for each statement."
    )
    reply: str = Field(default="", description="For `answer`: the reply in Markdown.")
    reason: Annotated[Reason | None, BeforeValidator(_known)] = Field(
        default=None, description="For `cannot_answer`: why."
    )
    summary: str = Field(default="", description="What the customer wants, for the staff.")
    sentiment: Annotated[Feeling | None, BeforeValidator(_known)] = Field(
        default=None, description="How the customer feels."
    )
    topics: Annotated[list[str], BeforeValidator(_closed)] = Field(
        default_factory=list,
        description=f"Only if the message is about one of: {', '.join(TOPICS)}.",
    )


def sources_of(
    proposal: Proposal, passages: Sequence[Passage]
) -> tuple[tuple[Source, ...], tuple[str, ...]]:
    """The sources of a proposal's citations, and what is wrong with the others, in words."""
    sources: dict[tuple[str, int, str], Source] = {}
    problems: list[str] = []
    for citation in proposal.citations[: _MOST_SOURCES * 2]:
        if not 1 <= citation.passage <= len(passages):
            problems.append(f"there is no passage {citation.passage}")
            continue
        passage = passages[citation.passage - 1]
        quote = locate(citation.quote, passage.text)
        if quote is None:
            said = citation.quote[:80]
            problems.append(f"passage {citation.passage} does not say “{said}” letter by letter")
        elif not _says_enough(quote, passage.text):
            problems.append(f"the quote “{quote}” is too short to prove anything")
        else:
            key = (passage.article, passage.number, quote)
            sources[key] = Source(
                passage.article, passage.version, passage.number, passage.title, quote, 0.0,
                passage.url,
            )  # fmt: skip
    return tuple(sources.values())[:_MOST_SOURCES], tuple(dict.fromkeys(problems))


def locate(quote: str, text: str) -> str | None:
    """The piece of `text` that a quote means, as it stands there; None if it does not.

    Blanks, kinds of quotation marks and dashes, marks of a list and an ellipsis at an end may
    differ; every letter and figure must be the same.
    """
    words = quote.strip().strip("…").removeprefix("...").removesuffix("...").split()
    if not words or len(quote) > 2 * len(text):
        return None
    while len(words) > 1 and re.fullmatch(r"-|\d{1,3}\.", words[0]):
        words = words[1:]
    pattern = r"\s+(?:(?:-|\d{1,3}\.)\s+)?".join(map(_typed, words))
    found = re.search(pattern, text) or re.search(pattern.strip("\"'“”"), text)
    if found is None and len(quote.strip()) > 2 and quote.strip()[0] in "\"“„«'‘":
        return locate(quote.strip()[1:-1], text)
    return found.group() if found else None


def _typed(word: str) -> str:
    signs = []
    for sign in word:
        kind = next((pattern for signs_, pattern in _TYPED if sign in signs_), None)
        signs.append(kind or re.escape(sign))
    return "".join(signs)


def _says_enough(quote: str, text: str) -> bool:
    if quote.strip() == text.strip():
        return True
    if _UNSPACED.search(quote):
        return len(quote) >= _LEAST_SIGNS
    return len(quote.split()) >= _LEAST_WORDS
