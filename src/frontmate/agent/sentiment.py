"""How the customer feels: phrase tables first; VADER, for English only, as one weak sign."""

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from frontmate.agent.phrases import folded, occurrences_in
from frontmate.conversation.outcome import Sentiment

if TYPE_CHECKING:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

FRUSTRATED_FROM = 2
"""Points: one strong sign, or two weak ones."""

_VADER_NEGATIVE = -0.6
_VADER_ALONE = -0.75
_VADER_POSITIVE = 0.6
_VADER_READS = 2_000
"""Bytes: it takes an emoji, which has four, for several words, and a millisecond for each."""
_LONG_WORD = re.compile(r"[^\W\d_]{3,}")
_MARKS = re.compile(r"[!?！？]{3,}")


@dataclass(frozen=True, slots=True)
class Mood:
    sentiment: Sentiment
    signs: tuple[str, ...] = ()
    """What it was read from, for whoever asks why."""


def mood_of(text: str, *, language: str = "en", unhelped: bool = False) -> Mood:
    """`unhelped`: the customer says that an answer of ours did not help."""
    told = folded(text)
    signs = {f"says “{word}”": 2 for word in occurrences_in(told, "angry")}
    signs |= {f"swears “{word}”": 1 for word in occurrences_in(told, "profane")}
    complaints = occurrences_in(told, "displeased")[:1]
    # One sign, not two: "still does not work" is a complaint and tells that nothing helped.
    if unhelped:
        signs["was not helped by our answer"] = 1
    elif complaints:
        signs[f"complains “{complaints[0]}”"] = 1
    if _shouts(text):
        signs["writes in capitals"] = 1
    if _MARKS.search(text):
        signs["!!!"] = 1
    score = _vader(text) if language == "en" else 0.0
    if score <= _VADER_NEGATIVE and signs:
        # Alone it says little: "my lamp is broken, I lost the receipt" is plain fact.
        signs["words of a bad mood"] = 1
    if sum(signs.values()) >= FRUSTRATED_FROM:
        return Mood(Sentiment.FRUSTRATED, tuple(signs))
    if signs or score <= _VADER_ALONE:
        return Mood(Sentiment.NEGATIVE, tuple(signs))
    pleased = occurrences_in(told, "pleased")
    if pleased or score >= _VADER_POSITIVE:
        return Mood(Sentiment.POSITIVE, pleased)
    return Mood(Sentiment.NEUTRAL)


def _shouts(text: str) -> bool:
    words = _LONG_WORD.findall(text)
    loud = [word for word in words if word.isupper()]
    return len(loud) >= 4 and len(loud) > 0.6 * len(words)


def _vader(text: str) -> float:
    read = text[:_VADER_READS].encode("utf-8", "ignore")[:_VADER_READS].decode("utf-8", "ignore")
    return float(_analyzer().polarity_scores(read)["compound"])


@cache
def _analyzer() -> "SentimentIntensityAnalyzer":
    from vaderSentiment.vaderSentiment import (  # noqa: PLC0415 - reads its lexicon, 0.1 s
        SentimentIntensityAnalyzer,
    )

    return SentimentIntensityAnalyzer()
