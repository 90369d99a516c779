"""Checks on an answer before it may leave: nothing in it that its sources do not say."""

import re

from frontmate.conversation.outcome import Answer, Source
from frontmate.knowledge import Search, plain, sentences

_FACT = re.compile(
    r"https?://[^\s)\]>]+|[\w.+-]+@[\w-]+\.[\w.-]+\w"  # addresses
    r"|[€$£¥₹]\s?\d[\d.,]*|\d[\d.,:/\-–]*\s?(?:%|[€$£¥₹])|\d[\d.,:/\-]*"  # prices, dates, numbers
)
_LIST_NUMBER = re.compile(r"^\s*\d{1,3}\. ", re.MULTILINE)


def check(answer: Answer, search: Search, *, verbatim: bool = True) -> tuple[str, ...]:
    """What is wrong with an answer, in words; empty if it may be sent.

    `verbatim` asks that every sentence is a quote, as the extractive engine promises; otherwise
    only that every number, price, date and address stands in a cited passage.
    """
    if not answer.sources:
        return ("the answer cites nothing",)
    problems: list[str] = []
    told: list[str] = []
    for source in answer.sources:
        passage = search.cited(source.article, source.version, source.passage)
        if passage is None:
            problems.append(f"{_name(source)} is not public, or not as it is now")
            continue
        told.append(_flat(f"{passage.title}\n{passage.text}"))
        if _flat(source.quote) not in _flat(passage.text):
            problems.append(f"{_name(source)} does not say what is quoted from it")
    text = plain(answer.text.body)
    problems += _unsaid(text, told) if verbatim else []
    return (*problems, *_invented(text, told))


def _unsaid(text: str, told: list[str]) -> list[str]:
    return [
        f"no source says “{sentence}”"
        for sentence in sentences(text)
        if not any(_flat(sentence) in passage for passage in told)
    ]


def _invented(text: str, told: list[str]) -> list[str]:
    known = {fact for passage in told for fact in _facts(passage)}
    return [f"no source has “{fact}”" for fact in dict.fromkeys(_facts(text)) if fact not in known]


def _facts(text: str) -> list[str]:
    """A list's own numbers are no facts."""
    found = _FACT.findall(_LIST_NUMBER.sub("", text))
    return ["".join(fact.split()).rstrip(".,:/-–") for fact in found]


def _flat(text: str) -> str:
    return " ".join(text.split())


def _name(source: Source) -> str:
    return f"passage {source.passage} of {source.article}"
