"""Finding passages: by meaning and words where vectors are there, else by words alone."""

import asyncio
from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from frontmate.knowledge.asking import QuestionVectors
from frontmate.knowledge.confidence import (
    ANSWER_FROM_FOREIGN,
    ANSWER_FROM_MEANING,
    MeaningSignals,
    by_meaning,
    is_fitted,
    is_foreign,
    probability,
)
from frontmate.knowledge.encoder import Encoder
from frontmate.knowledge.means import QueryMeans
from frontmate.knowledge.passages import Passage
from frontmate.knowledge.pieces import sentences as pieces
from frontmate.knowledge.ranking import Hit, Ranking
from frontmate.knowledge.sentences import spans
from frontmate.knowledge.words import Words, language_of

if TYPE_CHECKING:
    from frontmate.knowledge.fusion import Fusion
    from frontmate.knowledge.shelf import Shelf
    from frontmate.knowledge.vector import Floats

_JUDGED = 10
"""Hits that the confidence is read from."""
_MOSTLY = 0.9
"""Share of the articles from which meanings are compared though some have no vectors yet."""


class Search:
    """Passages, ready to be asked. Derived and disposable: build a new one when any changes.

    May be built in a thread; afterwards it belongs to one thread (the event loop).
    """

    def __init__(
        self,
        passages: Iterable[Passage],
        *,
        encoder: Encoder | None = None,
        vectors: Mapping[str, bytes] | None = None,
        means: QueryMeans | None = None,
    ) -> None:
        """`vectors`: by the digest of the piece, from `encoder`; any subset of `wanted`."""
        from frontmate.knowledge.shelf import Shelf  # noqa: PLC0415 - loads numpy

        self.passages = tuple(passages)
        # Customers' answers come from an index that has never seen an internal word, so that
        # nothing internal can weigh on a score, a confidence or a quote.
        self._public = Shelf([each for each in self.passages if each.public], Words())
        self._learn(encoder, vectors or {}, means or QueryMeans())

    def with_vectors(
        self, encoder: Encoder, vectors: Mapping[str, bytes], means: QueryMeans | None = None
    ) -> Self:
        """The same passages and index with other vectors, at little cost."""
        other = copy(self)
        other._learn(encoder, vectors, means or QueryMeans())
        return other

    async def rank(self, question: str, *, language: str | None = None, limit: int = 10) -> Ranking:
        """The nearest public passages. Never raises for any text.

        `language`: ISO 639-1 code of the question, where it is known. Meanings are compared once
        nine in ten articles have their vectors; where one of the others is among the first that
        the words find, and so may be the answer, this question is left to the words.
        """
        asked = self._public.ask(question, language)
        weighed = self._public.weigh(asked)
        hits = self._public.find(asked, weighed, max(limit, _JUDGED))
        coverage = self._public.coverage(asked)
        words = self._public.signals(asked, hits[:_JUDGED]) if hits else None
        by_words = probability(words) if words else 0.0
        query = await self._vector(question, hits)
        if self._fusion is None or query is None:
            return Ranking(hits[:limit], by_words, coverage, semantic=False, signals=words)
        mean = self._mean(language, self._fusion)
        first = [hit.passage.article for hit in hits]
        # In a thread: with tens of thousands of passages it takes longer than others may wait.
        near = await asyncio.to_thread(self._fusion.meanings.compare, query, mean, first)
        fused = self._fusion.fuse(near, asked, weighed, warm=mean is not None)
        foreign = is_foreign(language_of(language or ""), fused.language, coverage)
        signals = MeaningSignals(fused.rivals, foreign=foreign, warm=mean is not None)
        found = Ranking(
            fused.hits[:limit], by_meaning(signals), coverage, semantic=True, signals=signals
        )
        if not self._fitted:
            # Of this model's scores nothing is known: it may move answers away, never make one.
            return replace(found, confidence=by_words if first[:1] == [fused.article] else 0.0)
        bar = ANSWER_FROM_FOREIGN if foreign else ANSWER_FROM_MEANING
        return replace(found, answer_from=bar)

    async def aims(
        self, question: str, passage: Passage, *, language: str | None = None
    ) -> list[float]:
        """How well each sentence of a public passage, as `spans` parts it, fits the question.

        By words, which were measured better for this; by meaning where no word is shared, or
        where the passage is in another language.
        """
        asked = self._public.ask(question, passage.locale)
        parts = spans(passage.text)
        texts = [passage.text[part.start : part.end] for part in parts]
        shared = [self._public.overlap(asked, text, passage.locale) for text in texts]
        spoken = language_of(language or passage.locale)
        if any(shared) and spoken == language_of(passage.locale):
            return shared
        row = self._public.row(passage.article, passage.number)
        query = None if row is None else await self._vector(question, ())
        if self._fusion is None or query is None or row is None:
            return shared
        mean = self._mean(language, self._fusion)
        said = self._fusion.meanings.said(query, mean, row)
        ends = [span.end for span, _ in pieces(passage)]
        return [said[bisect(ends, part.start)] for part in parts] if said else shared

    def _learn(
        self, encoder: Encoder | None, vectors: Mapping[str, bytes], means: QueryMeans
    ) -> None:
        self._means = means
        self._fitted = encoder is not None and is_fitted(encoder.model)
        self._questions = QuestionVectors(encoder) if encoder is not None and vectors else None
        self._fusion = _fusion(self._public, vectors) if self._questions else None

    async def _vector(self, question: str, by_words: Sequence[Hit]) -> bytes | None:
        """None where words must do."""
        if self._questions is None or self._fusion is None:
            return None
        meanings = self._fusion.meanings
        if any(hit.passage.article in meanings.lacking for hit in by_words[:_JUDGED]):
            return None
        # A row of signs means nothing, though it has a vector.
        if not any(sign.isalnum() for sign in question):
            return None
        query = await self._questions.get(question)
        return query if query is not None and len(query) == meanings.size else None

    def _mean(self, language: str | None, fusion: "Fusion") -> "Floats | None":
        mean = self._means.mean(language)
        return mean if mean is not None and 2 * len(mean) == fusion.meanings.size else None

    def overlap(self, query: str, texts: Sequence[str], *, locale: str) -> list[float]:
        """How much of the question's weight each text holds; neighbouring words count more."""
        asked = self._public.ask(query, locale)
        return [self._public.overlap(asked, text, locale) for text in texts]

    def cited(self, article: str, version: str, number: int) -> Passage | None:
        """The public passage that a source names, if it is still the same version."""
        passage = self.passage(article, number)
        return passage if passage and passage.version == version else None

    def passage(self, article: str, number: int) -> Passage | None:
        """A public passage by its place."""
        return self._public.passage(article, number)


def _fusion(shelf: "Shelf", vectors: Mapping[str, bytes]) -> "Fusion | None":
    """None while too few articles have their vectors."""
    from frontmate.knowledge.fusion import Fusion  # noqa: PLC0415 - numpy, only where needed
    from frontmate.knowledge.semantic import Meanings  # noqa: PLC0415 - as above

    meanings = Meanings(shelf.passages, vectors)
    articles = len(meanings.numbers)
    there = articles - len(meanings.lacking)
    return Fusion(shelf, meanings) if articles and there >= _MOSTLY * articles else None
