"""Whether a fact is told of what its source tells it of: €8.95 is France's price, not Germany's."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from frontmate.agent.facts import Fact, Reading, facts_of
from frontmate.agent.support import content_words, is_akin
from frontmate.agent.tables import rows_of
from frontmate.agent.told import facts_of_row
from frontmate.knowledge import sentences

_UNPAIRED = frozenset({"free", "address"})
"""Kinds that are not told of one thing only."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A row, or a sentence, that holds facts."""

    shown: str
    own: frozenset[str]
    """Words that no other unit of its sort in the passage has."""
    words: frozenset[str]
    readings: frozenset[Reading]
    is_row: bool


def mispaired(text: str, asked: str, passages: Sequence[str], language: str) -> Iterator[str]:
    """What is told of the wrong thing, in words. All texts are of one language.

    Two rules. A sentence that names rows of a table tells the facts of those rows, plain numbers
    aside. And no sentence about something else, with a fact of the same kind, is nearer to what is
    said than the one that holds the fact; where two are equally near, the question decides.
    """
    units = [unit for passage in passages for unit in _units(passage, language)]
    question = content_words(asked, language)
    told = [" ".join(passage.split()) for passage in passages]
    for sentence in sentences(text):
        if any(" ".join(sentence.split()) in passage for passage in told):
            continue
        words = content_words(sentence, language)
        for fact in facts_of(sentence, language):
            having = [unit for unit in units if fact.readings & unit.readings]
            if not having or fact.kind in _UNPAIRED:
                continue
            rivals = [unit for unit in units if unit not in having and _same_kind(unit, fact)]
            rows = [unit for unit in rivals if unit.is_row and _shared(unit.own, words)]
            fits = any(unit.is_row and _shared(unit.own, words) for unit in having)
            in_table = fact.kind != "number" and any(unit.is_row for unit in having)
            if rows and in_table and not fits:
                yield _problem(fact, having)
                continue
            best = max(_nearness(unit, words, question) for unit in having)
            if any(_nearness(unit, words, question) > best for unit in rivals):
                yield _problem(fact, having)


def _problem(fact: Fact, having: Sequence[_Unit]) -> str:
    shown = " or ".join(dict.fromkeys(unit.shown for unit in having[:2]))
    return f"“{fact.raw}” is said of “{shown}”, not of what the sentence is about"


def _nearness(unit: _Unit, words: frozenset[str], question: frozenset[str]) -> tuple[int, int]:
    return _shared(unit.words, words), _shared(unit.words, question)


def _shared(ours: Iterable[str], words: frozenset[str]) -> int:
    return sum(is_akin(word, words) for word in ours)


def _same_kind(unit: _Unit, fact: Fact) -> bool:
    """Prices with prices, days with days: the reading without its value."""
    kinds = {reading[:-1] for reading in fact.readings}
    return any(reading[:-1] in kinds for reading in unit.readings)


def _units(passage: str, language: str) -> Iterator[_Unit]:
    rows, prose = rows_of(passage)
    found: list[_Unit] = []
    for row in rows:
        label = content_words(row.label, language)
        words = label | content_words(" ".join((*row.heads, *row.cells)), language)
        readings = _readings(facts_of_row(row, language))
        found.append(_Unit(row.label, label, words, readings, is_row=True))
    heads = "\n".join(dict.fromkeys(head for row in rows for head in row.heads))
    for sentence in sentences(f"{prose}\n{heads}"):
        words = content_words(sentence, language)
        readings = _readings(facts_of(sentence, language))
        if readings:
            found.append(_Unit(sentence[:60], words, words, readings, is_row=False))
    for unit in found:
        alike = [each.own for each in found if each.is_row == unit.is_row]
        own = (word for word in unit.own if sum(word in each for each in alike) == 1)
        yield replace(unit, own=frozenset(own))


def _readings(facts: Iterable[Fact]) -> frozenset[Reading]:
    return frozenset(reading for fact in facts for reading in fact.readings)
