"""Whether a reply denies what its source says, or says what its source denies.

Words alone cannot tell: only where a part of the reply has nearly all its words from one place,
and that place is denied and the reply is not, or the other way round, something is wrong.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from frontmate.agent.manners import denies, without_denial
from frontmate.agent.support import content_words, is_akin, parts_of
from frontmate.knowledge import sentences

_SCOPES = re.compile(
    r"\s*[,;:–—]\s+|\s+(?:but|because|unless|which|while|aber|sondern|weil|pero|porque|mais|car|mas|"
    r"ma|perché|maar|omdat)\s+",
    re.IGNORECASE,
)
"""How far a denial reaches: across "and" and "or", not across a comma or "but"."""
_NEAR = 0.75
"""Share of a part's words that one place must have to be what it speaks of."""
_LEAST = 2
"""Content words of a part."""


@dataclass(frozen=True, slots=True)
class _Place:
    words: frozenset[str]
    denied: bool | None
    """None for a sentence that denies one thing and says another."""


def turned_round(text: str, passages: Sequence[tuple[str, str]], language: str) -> Iterator[str]:
    """The parts of a reply that say the contrary of their source. All of one language.

    `passages`: heading and text of each. A heading such as "What is not covered" denies the list
    below it.
    """
    places = [place for each in passages for place in _places(*each, language)]
    for sentence in sentences(text):
        denies_any = denies(sentence, language)
        for part in parts_of(sentence):
            nearest = _nearest(_words(part, language), places)
            left_out = nearest == {True} and not denies_any
            put_in = nearest == {False} and denies(part, language)
            if left_out or put_in:
                yield part


def _nearest(words: frozenset[str], places: Sequence[_Place]) -> set[bool | None]:
    """Whether the places that a part speaks of are denied; empty if it speaks of none."""
    if len(words) < _LEAST:
        return set()
    shares = [_share(words, place) for place in places]
    best = max(shares, default=0.0)
    if best < _NEAR:
        return set()
    found = {p.denied for p, share in zip(places, shares, strict=True) if share == best}
    return found - {None}


def _places(heading: str, text: str, language: str) -> Iterator[_Place]:
    below = denies(heading, language)
    for sentence in sentences(text):
        listed = below and sentence.startswith("- ")
        parts = [
            _Place(_words(part, language), listed or denies(part, language))
            for part in _SCOPES.split(sentence)
        ]
        parts = [part for part in parts if part.words]
        yield from parts
        if len(parts) > 1:
            kinds = {part.denied for part in parts}
            yield _Place(_words(sentence, language), kinds.pop() if len(kinds) == 1 else None)


def _words(text: str, language: str) -> frozenset[str]:
    return content_words(without_denial(text, language), language)


def _share(words: frozenset[str], place: _Place) -> float:
    return sum(is_akin(word, place.words) for word in words) / len(words)
