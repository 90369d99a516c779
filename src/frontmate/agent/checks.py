"""Checks on an answer before it may leave: nothing in it that its sources do not say."""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from frontmate.agent.addresses import canonical
from frontmate.agent.facts import Fact, facts_of
from frontmate.agent.told import Told
from frontmate.conversation.outcome import Answer, Source
from frontmate.knowledge import Passage, Search, plain, sentences

_PARSER = MarkdownIt("commonmark").enable("table")


def check(answer: Answer, search: Search, *, verbatim: bool = True) -> tuple[str, ...]:
    """What is wrong with an answer, in words; empty if it may be sent.

    `verbatim` asks that every sentence is a quote, as the extractive engine promises; otherwise
    only that every number, price, date, time and address stands in a cited passage, written in
    whatever way.
    """
    if not answer.sources:
        return ("the answer cites nothing",)
    problems: list[str] = []
    passages: list[Passage] = []
    for source in answer.sources:
        passage = search.cited(source.article, source.version, source.passage)
        if passage is None:
            problems.append(f"{_name(source)} is not public, or not as it is now")
            continue
        passages.append(passage)
        if not _flat(source.quote) or _flat(source.quote) not in _flat(passage.text):
            problems.append(f"{_name(source)} does not say what is quoted from it")
    text = plain(answer.text.body)
    unsaid = _unsaid(text, passages) if verbatim else []
    # Where every sentence is a quote, no fact of it can be invented.
    invented = () if verbatim and not unsaid else _invented(answer, text, passages)
    return (*problems, *unsaid, *dict.fromkeys(invented))


def addresses_behind(markdown: str) -> tuple[str, ...]:
    """Where a Markdown text leads without showing it: targets of links and images."""
    return tuple(
        str(target)
        for token in _walk(_PARSER.parse(markdown))
        for target in (token.attrGet("href"), token.attrGet("src"))
        if target
    )


def _unsaid(text: str, passages: list[Passage]) -> list[str]:
    told = [_flat(f"{passage.title}\n{passage.text}") for passage in passages]
    return [
        f"no source says “{sentence}”"
        for sentence in sentences(text)
        if not any(_flat(sentence) in passage for passage in told)
    ]


def _invented(answer: Answer, text: str, passages: list[Passage]) -> Iterator[str]:
    told = told_by(passages)
    for target in addresses_behind(answer.text.body):
        if not told.holds(Fact(target, "address", frozenset({("address", canonical(target))}))):
            yield f"no source has “{target}”"
    for fact in facts_of(text, answer.reading.language):
        if not told.holds(fact):
            yield f"no source has “{fact.raw}”"


def told_by(passages: list[Passage]) -> Told:
    """What passages say, their articles' addresses included."""
    told = Told()
    for passage in passages:
        language = language_of(passage)
        told.hear(f"{passage.title}\n{passage.heading}\n{passage.text}", language)
        if passage.url:
            told.readings.add(("address", canonical(passage.url)))
    return told


def language_of(passage: Passage) -> str:
    """`pt` for a passage in `pt-br`."""
    return passage.locale.lower().replace("_", "-").partition("-")[0]


def _walk(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _walk(token.children or [])


def _flat(text: str) -> str:
    return " ".join(text.split())


def _name(source: Source) -> str:
    return f"passage {source.passage} of {source.article}"
