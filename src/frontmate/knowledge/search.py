"""Finding passages: BM25 of words, word pairs and whole articles, as it was measured best."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from frontmate.knowledge.confidence import probability
from frontmate.knowledge.passages import Passage
from frontmate.knowledge.shelf import Hit, Shelf
from frontmate.knowledge.words import Words

__all__ = ["Hit", "Search"]


class Search:
    """Passages, ready to be asked. Derived and disposable: build a new one when any changes.

    May be built in a thread; afterwards it belongs to one thread (the event loop).
    """

    def __init__(self, passages: Iterable[Passage]) -> None:
        self.passages = tuple(passages)
        self._words = Words()
        # Customers' answers come from an index that has never seen an internal word, so that
        # nothing internal can weigh on a score, a confidence or a quote.
        self._public = Shelf([each for each in self.passages if each.public], self._words)

    @cached_property
    def _all(self) -> Shelf:
        return Shelf(self.passages, self._words)

    def find(
        self, query: str, *, limit: int = 10, public_only: bool = True, language: str | None = None
    ) -> tuple[Hit, ...]:
        """The nearest passages, best first. Never raises for any text; empty if nothing fits."""
        shelf = self._public if public_only else self._all
        return shelf.find(shelf.ask(query, language), limit)

    def coverage(self, query: str, *, language: str | None = None) -> float:
        """The greatest share, 0 to 1, of the question's weight that one public passage holds."""
        return self._public.coverage(self._public.ask(query, language))

    def confidence(self, query: str, hits: Sequence[Hit], *, language: str | None = None) -> float:
        """Probability, 0 to 1, that the first hit's article answers the question.

        `hits` are the ten that `find` returns for the same question and language.
        """
        if not hits:
            return 0.0
        return probability(self._public.signals(self._public.ask(query, language), hits[:10]))

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
