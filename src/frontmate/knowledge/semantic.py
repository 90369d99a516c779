"""Comparing meanings: a question's vector with those of passages, their sentences and titles."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from frontmate.knowledge.passages import Passage
from frontmate.knowledge.pieces import sentences, title, whole
from frontmate.knowledge.rows import Rows
from frontmate.knowledge.vector import Floats, Places, unpack

_SENTENCE = _TITLE = 0.5
"""Weights beside the passage's 1; the optimum is flat."""
_OFF = 0.8
"""The share of the mean that is taken off, where the mean of questions is known."""
_LOOKED_INTO = 300
"""Articles whose sentences are compared: the nearest by passage and title."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near a question is; -inf for what was not compared."""

    passages: Floats
    """By row of the shelf: the passage and its best sentence."""
    articles: Floats
    """By number of the article: its best passage, its best sentence and its title."""


class Meanings:
    """The vectors of a shelf's passages. Only articles with all their vectors take part."""

    def __init__(self, passages: Sequence[Passage], vectors: Mapping[str, bytes]) -> None:
        self.size = Counter(map(len, vectors.values())).most_common(1)[0][0] if vectors else 0
        """Bytes of a vector. Of another size are those of a model that has changed its mind."""
        self.numbers: dict[str, int] = {}
        rows: defaultdict[int, list[int]] = defaultdict(list)
        for row, passage in enumerate(passages):
            rows[self.numbers.setdefault(passage.article, len(self.numbers))].append(row)
        self.article_of: Places = np.array([self.numbers[p.article] for p in passages], np.intp)
        pieces = [_Digests.of(passage) for passage in passages]
        self.lacking = frozenset(
            passage.article
            for passage, digests in zip(passages, pieces, strict=True)
            if any(len(vectors.get(digest, b"")) != self.size for digest in digests.all())
        )
        """Keys of the articles that are not encoded yet."""
        there = [number for key, number in self.numbers.items() if key not in self.lacking]
        kept = [row for number in there for row in rows[number]]
        self._kept: Places = np.array(kept, np.intp)
        self._passages = Rows(vectors[pieces[row].whole] for row in kept)
        said = [(row, digest) for row in kept for digest in pieces[row].sentences]
        self._said_in: Places = np.array([row for row, _ in said], np.intp)
        self._sentences = Rows(vectors[digest] for _, digest in said)
        named = [(number, pieces[rows[number][0]].title) for number in there]
        self._titled: Places = np.array([number for number, digest in named if digest], np.intp)
        self._titles = Rows(vectors[digest] for _, digest in named if digest)

    def compare(self, query: bytes, mean: Floats | None, also: Sequence[str] = ()) -> Nearness:
        """`mean` is that of customers' questions in this language, where it is known.

        `also` names articles that are looked into however far they seem.
        """
        asked, share = _asked(query, mean)
        passages = np.full(len(self.article_of), -np.inf, np.float32)
        passages[self._kept] = self._passages.cosines(asked, share)
        articles = self._best(passages)
        named = articles.copy()
        named[self._titled] = titles = self._titles.cosines(asked, share)
        near = self._near(articles + _TITLE * named, also)
        rows = np.flatnonzero(near[self.article_of[self._said_in]])
        said = np.full(len(passages), -np.inf, np.float32)
        np.maximum.at(said, self._said_in[rows], self._sentences.cosines(asked, share, rows))
        best = self._best(said)
        # A passage without a sentence says its all in its title, which is a part of it.
        said = np.where(np.isfinite(said), said, passages)
        best = np.where(np.isfinite(best), best, articles)
        # Without a title the text stands for it, so that scores mean the same everywhere.
        named = ((articles + best) / 2).astype(np.float32)
        named[self._titled] = titles
        far = np.float32(-np.inf)
        return Nearness(
            np.where(near[self.article_of], passages + _SENTENCE * said, far),
            np.where(near, articles + _SENTENCE * best + _TITLE * named, far),
        )

    def said(self, query: bytes, mean: Floats | None, row: int) -> list[float]:
        """How near the question is to each piece of one passage, in the order of `sentences`."""
        asked, share = _asked(query, mean)
        rows = np.flatnonzero(self._said_in == row)
        return [float(each) for each in self._sentences.cosines(asked, share, rows)]

    def _near(self, articles: Floats, also: Sequence[str]) -> NDArray[np.bool_]:
        near = np.zeros(len(articles), np.bool_)
        near[np.argsort(-articles)[:_LOOKED_INTO]] = True
        near[[self.numbers[key] for key in also if key in self.numbers]] = True
        return near & np.isfinite(articles)

    def _best(self, passages: Floats) -> Floats:
        best = np.full(len(self.numbers), -np.inf, np.float32)
        np.maximum.at(best, self.article_of, passages)
        return best


class _Digests(NamedTuple):
    """Of the pieces of one passage."""

    whole: str
    title: str | None
    sentences: tuple[str, ...]

    @classmethod
    def of(cls, passage: Passage) -> Self:
        named = title(passage)
        said = tuple(piece.digest for _, piece in sentences(passage))
        return cls(whole(passage).digest, named.digest if named else None, said)

    def all(self) -> Iterator[str]:
        yield self.whole
        yield from self.sentences
        if self.title:
            yield self.title


def _asked(query: bytes, mean: Floats | None) -> tuple[Floats, float]:
    """The question's direction, and the share of the means that is taken off everything."""
    vector = unpack([query])[0]
    return (_unit(vector), 0.0) if mean is None else (_unit(vector - _OFF * mean), _OFF)


def _unit(vector: Floats) -> Floats:
    unit: Floats = vector / np.float32(max(float(np.linalg.norm(vector)), 1e-6))
    return unit
