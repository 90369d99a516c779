"""What is given to an encoder: of each article its title, its passages and their sentences."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from frontmate.knowledge.passages import Passage, count_words
from frontmate.knowledge.sentences import Span, spans

Kind = Literal["passage", "sentence", "title"]

_LEAST = 7
"""Words; a shorter sentence says too little alone and goes with the next one."""
_MOST = 70
_CUT = 60
"""Words; a sentence of more than `_MOST` is cut into pieces of this many."""


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    text: str

    @property
    def digest(self) -> str:
        """Names what was encoded, whatever the model: SHA-256 in hex."""
        told = f"{self.kind}\0{self.text}".encode("utf-8", "surrogatepass")
        return hashlib.sha256(told).hexdigest()


def whole(passage: Passage) -> Piece:
    """A passage with what stands above it, without which many say little."""
    parts = (passage.title, passage.heading, passage.text)
    return Piece("passage", ". ".join(part for part in parts if part))


def title(passage: Passage) -> Piece | None:
    """The article's title; None where it has none."""
    return Piece("title", passage.title) if passage.title.strip() else None


def sentences(passage: Passage) -> tuple[tuple[Span, Piece], ...]:
    """Its sentences with their places in the text, the short ones joined, the long ones cut."""
    return tuple(
        (span, Piece("sentence", passage.text[span.start : span.end]))
        for span in _joined(passage.text)
    )


def wanted(passages: Iterable[Passage]) -> dict[str, Piece]:
    """All that must be encoded to search these by meaning, by digest; of public passages only.

    The order is that of the articles, so that each is complete as early as can be.
    """
    pieces: dict[str, Piece] = {}
    for passage in passages:
        if passage.public:
            for piece in pieces_of(passage):
                pieces.setdefault(piece.digest, piece)
    return pieces


def pieces_of(passage: Passage) -> Sequence[Piece]:
    """Everything of one passage: itself, its article's title, its sentences."""
    named = title(passage)
    return [whole(passage), *([named] if named else []), *(p for _, p in sentences(passage))]


def _joined(text: str) -> Iterator[Span]:
    start: int | None = None
    end = 0
    for span in spans(text):
        start = span.start if start is None else start
        end = span.end
        if count_words(text[start:end]) >= _LEAST:
            yield from _cut(text, Span(start, end))
            start = None
    if start is not None:
        yield Span(start, end)


def _cut(text: str, span: Span) -> Iterator[Span]:
    if count_words(text[span.start : span.end]) <= _MOST:
        yield span
        return
    start = span.start
    words = 0
    at = span.start
    for word in text[span.start : span.end].split():
        first = text.index(word, at)
        words += max(1, count_words(word))
        if words > _CUT and first > start:
            yield Span(start, at)
            start, words = first, max(1, count_words(word))
        at = first + len(word)
    yield Span(start, at)
