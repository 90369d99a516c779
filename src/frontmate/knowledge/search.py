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
from frontmate.knowledge.digests import Digested, digests_of
from frontmate.knowledge.encoder import Encoder
from frontmate.knowledge.means import QueryMeans
from frontmate.knowledge.passages import Passage
from frontmate.knowledge.pieces import Piece, sentences, wanted
from frontmate.knowledge.ranking import Hit, Ranking
from frontmate.knowledge.sentences import spans
from frontmate.knowledge.words import Words, language_of

if TYPE_CHECKING:
    from frontmate.knowledge.catalogue import Pages
    from frontmate.knowledge.entries import Entry
    from frontmate.knowledge.fusion import Fusion
    from frontmate.knowledge.semantic import Meanings, Query
    from frontmate.knowledge.shelf import Asked

_JUDGED = 10
"""Hits that the confidence is read from."""


class Search:
    """Passages, ready to be asked. Derived and disposable: never changed, but followed by another.

    May be built in a thread; afterwards it belongs to one thread (the event loop).
    """

    _encoder: Encoder | None = None
    _questions: QuestionVectors | None = None
    _meanings: "Meanings | None" = None
    _fusion: "Fusion | None" = None

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

        pages: dict[str, tuple[Passage, ...]] = {}
        # Customers' answers come from an index that has never seen an internal word, so that
        # nothing internal can weigh on a score, a confidence or a quote.
        for passage in passages:
            if passage.public:
                pages[passage.article] = (*pages.get(passage.article, ()), passage)
        self._public = Shelf().changed(pages, entries_of(pages.values()))
        self._digests: Digested = {}
        self._learn(encoder, vectors or {}, means or QueryMeans())

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All that may be found."""
        return self._public.passages

    @property
    def pages(self) -> "Pages":
        """All that may be found, by article."""
        return self._public.catalogue.pages

    def changed(self, pages: "Pages", entries: "Mapping[str, Entry]") -> Self:
        """With these articles instead, all of them public.

        Those that stay must be the same objects; `entries` has those that are new or another.
        Costs time by what is new, but for copying; this one may be asked meanwhile and after.
        """
        other = copy(self)
        other._public = self._public.changed(pages, entries)
        if self._encoder is not None:
            other._learn(self._encoder, {}, self._means)
        return other

    def with_vectors(
        self, encoder: Encoder, vectors: Mapping[str, bytes], means: QueryMeans | None = None
    ) -> Self:
        """The same passages and index, with these vectors beside those that are there."""
        other = copy(self)
        if self._encoder is None or self._encoder.model != encoder.model:
            other._meanings = None
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
        query = await self._query(question, language, asked, hits)
        if self._fusion is None or query is None:
            return Ranking(hits[:limit], by_words, coverage, semantic=False, signals=words)
        warm = query.mean is not None
        first = [hit.passage.article for hit in hits]
        # In a thread: with tens of thousands of passages it takes longer than others may wait.
        near = await asyncio.to_thread(self._fusion.meanings.compare, query, first)
        fused = self._fusion.fuse(near, asked, weighed, warm=warm)
        foreign = is_foreign(language_of(language or ""), fused.language, coverage)
        signals = MeaningSignals(fused.rivals, foreign=foreign, warm=warm)
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
        asked = self._public.ask(question, passage.locale, among=language)
        parts = spans(passage.text)
        texts = [passage.text[part.start : part.end] for part in parts]
        shared = [self._public.overlap(asked, text, passage.locale) for text in texts]
        spoken = language_of(language or passage.locale)
        if any(shared) and spoken == language_of(passage.locale):
            return shared
        row = self._public.catalogue.row(passage.article, passage.number)
        query = None if row is None else await self._query(question, language, asked, ())
        if self._fusion is None or query is None or row is None:
            return shared
        said = self._fusion.meanings.said(query, row)
        ends = [span.end for span, _ in sentences(passage)]
        return [said[bisect(ends, part.start)] for part in parts] if said else shared

    def digest(self) -> None:
        """Find out which pieces must be encoded, so that `with_vectors` need not.

        It takes a while in a large help center; may be called in any thread.
        """
        digests_of(self.pages, self._digests)

    def unknown(self) -> list[str]:
        """The digests of pieces that no vector has been given for; [] without an encoder."""
        return [] if self._meanings is None else list(self._meanings.unknown())

    def lacking(self) -> dict[str, Piece]:
        """The pieces of `unknown` by digest, as they are to be encoded."""
        if self._meanings is None:
            return {}
        digests = set(self.unknown())
        pages = (self._public.catalogue.pages[key] for key in self._meanings.lacking)
        pieces = wanted(passage for page in pages for passage in page)
        return {digest: piece for digest, piece in pieces.items() if digest in digests}

    @property
    def pieces(self) -> int:
        """How many pieces are to be encoded in all, equal ones once; 0 without an encoder."""
        return 0 if self._meanings is None else self._meanings.pieces

    def _learn(
        self, encoder: Encoder | None, vectors: Mapping[str, bytes], means: QueryMeans
    ) -> None:
        self._means = means
        self._fitted = encoder is not None and is_fitted(encoder.model)
        if encoder is None:
            return
        if self._encoder is not encoder:
            self._encoder, self._questions = encoder, QuestionVectors(encoder)
        before = self._meanings
        if before is not None and before.catalogue is self._public.catalogue and not vectors:
            return
        from frontmate.knowledge.fusion import Fusion  # noqa: PLC0415 - numpy, if needed
        from frontmate.knowledge.semantic import Meanings  # noqa: PLC0415 - as above

        self._meanings = Meanings(self._public.catalogue, vectors, before, self._digests)
        self._fusion = Fusion(self._public, self._meanings)

    async def _query(
        self, question: str, language: str | None, asked: "Asked", by_words: Sequence[Hit]
    ) -> "Query | None":
        """None where words must do."""
        from frontmate.knowledge.semantic import Query  # noqa: PLC0415 - numpy, if needed

        meanings = self._meanings
        if self._questions is None or meanings is None or not meanings.enough(asked.selection):
            return None
        if any(hit.passage.article in meanings.lacking for hit in by_words[:_JUDGED]):
            return None
        # A row of signs means nothing, though it has a vector.
        if not any(sign.isalnum() for sign in question):
            return None
        vector = await self._questions.get(question)
        if vector is None or len(vector) != meanings.size:
            return None
        mean = self._means.mean(language)
        fits = mean is not None and 2 * len(mean) == meanings.size
        return Query(vector, mean if fits else None, asked.selection)

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


def entries_of(pages: "Iterable[tuple[Passage, ...]]") -> "dict[str, Entry]":
    """What the index needs of these articles; may be called in a thread."""
    from frontmate.knowledge.entries import Entry  # noqa: PLC0415 - loads numpy

    words = Words()
    return {page[0].article: Entry.of(page, words) for page in pages}
