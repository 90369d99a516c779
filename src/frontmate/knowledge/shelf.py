"""The passages that customers may be told, with their index of words."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import partial

import numpy as np

from frontmate.knowledge.catalogue import NOTHING, Catalogue, Pages, Selection
from frontmate.knowledge.confidence import Signals, entropy
from frontmate.knowledge.entries import Entry
from frontmate.knowledge.index import Index, View, idf, pairs
from frontmate.knowledge.passages import Passage
from frontmate.knowledge.ranking import Hit
from frontmate.knowledge.spelling import corrected
from frontmate.knowledge.vector import Floats, Places
from frontmate.knowledge.words import Words, language_of

_PAIRS = _ARTICLE = 0.3
"""Weights beside the words' 1; the optimum is flat between .1 and .6."""

_OPENING = 0.2
"""What being first is worth in an article, as a share of the question: most open with the gist."""
_SAID = 0.05
"""What a word pair's BM25 is worth beside the idf of single words, within an article."""

MOST_TERMS = 48
"""Of one question; a long letter keeps its rarest."""
_READ = 1_000
"""Terms of a question that are looked at."""
_LONGEST = 20_000
"""Characters of it that are parted into terms."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the index sees it."""

    terms: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    idf: Mapping[str, float]
    places: Mapping[str, tuple[Places, Floats]]
    """Of each term the rows that hold it, and how much each says of it."""
    selection: Selection
    view: View

    @property
    def weight(self) -> float:
        return sum(self.idf.values())

    def share(self, held: frozenset[str]) -> float:
        """The share of the question's weight that these terms make up."""
        said = sum(self.idf[term] for term in self.terms if term in held)
        return said / self.weight if self.weight else 0.0


@dataclass(frozen=True, slots=True)
class Weighed:
    """Scores by words alone, by row of the shelf; 0 where no word occurs.

    Each part is 1 for the best of this question; `bm25` is unscaled.
    """

    scores: Floats
    words: Floats
    pairs: Floats
    article: Floats
    bm25: Floats

    def parts(self, row: int) -> dict[str, float]:
        named = {"words": self.words, "pairs": self.pairs, "article": self.article}
        return {name: float(part[row]) for name, part in (named | {"bm25": self.bm25}).items()}


class Shelf:
    """Passages with their index; asked in three steps: `ask`, `weigh`, `find`."""

    def __init__(self) -> None:
        """Empty: what there is comes by `changed`."""
        self.catalogue = NOTHING
        self._words = Words()
        self._index = Index()
        self._see()

    def changed(self, pages: Pages, entries: Mapping[str, Entry]) -> "Shelf":
        """With these articles; `entries` has those that are not on this shelf as they are now."""
        other = copy(self)
        other.catalogue = Catalogue(pages)
        moved = other.catalogue.moved_from(self.catalogue)
        other._index = self._index.changed(other.catalogue, moved, entries)
        other._see()
        return other

    def _see(self) -> None:
        self.passages = self.catalogue.passages
        self._article_of = self.catalogue.article_of
        self._opens = np.array([each.number == 0 for each in self.passages], np.bool_)
        self._views: dict[Selection, View] = {}

    def passage(self, article: str, number: int) -> Passage | None:
        row = self.catalogue.row(article, number)
        return None if row is None else self.passages[row]

    def ask(self, query: str, language: str | None, *, among: str | None = None) -> Asked:
        """Stem the question as its language is stemmed here, else as most passages are.

        `among`: whose editions take part, where it is not that language's.
        """
        selection = self.catalogue.selection(among or language)
        view = self._view(selection)
        wanted = language_of(language or "")
        locale = wanted if wanted in selection.languages else selection.languages[0]
        terms = self._words.asked(query[:_LONGEST], locale)[:_READ]
        if len(terms) <= MOST_TERMS:
            terms = [corrected(term, partial(self._index.occurrences, view)) for term in terms]
        places = {term: self._index.places(term, view) for term in terms}
        weights = {term: idf(len(rows), view) for term, (rows, _) in places.items()}
        rarest = sorted(weights, key=weights.__getitem__, reverse=True)[:MOST_TERMS]
        kept = {term: weights[term] for term in weights if term in set(rarest)}
        joined = tuple(dict.fromkeys(pairs(terms)))[:MOST_TERMS]
        return Asked(tuple(kept), joined, kept, places, selection, view)

    def _view(self, selection: Selection) -> View:
        if selection not in self._views:
            self._views[selection] = self._index.view(selection.rows, selection.articles)
        return self._views[selection]

    def weigh(self, asked: Asked) -> Weighed:
        """What the words say of each passage."""
        raw = self._index.words(asked.terms, asked.view)
        words = _scaled(raw)
        held = words > 0
        joined = _scaled(np.where(held, self._index.pairs(asked.pairs, asked.view), 0))
        whole = _scaled(self._index.whole(asked.terms, asked.view))[self._article_of] * held
        scores = words + np.float32(_PAIRS) * joined + np.float32(_ARTICLE) * whole
        return Weighed(scores, words, joined, whole, raw)

    def find(self, asked: Asked, weighed: Weighed, limit: int) -> tuple[Hit, ...]:
        """The first of these passages, best first.

        Title and keywords lift all passages of an article alike and the shortest of them most,
        so they find the article and not the place: within each article those come first whose
        own words are asked for. The articles keep their order and scores.
        """
        first = self._first(weighed.scores, limit)
        told = self.told(asked)
        places: dict[int, list[int]] = {}
        for number in {int(self._article_of[row]) for row in first}:
            rows = [row for row in self.catalogue.rows(number) if weighed.words[row] > 0]
            places[number] = sorted(rows, key=lambda row: (told[row], -row))
        return tuple(
            Hit(
                self.passages[places[int(self._article_of[row])].pop()],
                float(weighed.scores[row]),
                weighed.parts(row),
            )
            for row in first
        )

    def _first(self, scores: Floats, limit: int) -> list[int]:
        """The rows with the highest scores above 0, in an order that never depends on chance."""
        rows = np.flatnonzero(scores)
        if len(rows) > limit:
            least = np.partition(scores[rows], -limit)[-limit]
            rows = rows[scores[rows] >= least]

        def order(row: int) -> tuple[float, str, int]:
            passage = self.passages[row]
            return -float(scores[row]), passage.article, passage.number

        return sorted(rows.tolist(), key=order)[:limit]

    def told(self, asked: Asked) -> Floats:
        """How much each passage's own words say of what is asked, in idf."""
        told = np.zeros(len(self.passages), np.float32)
        held = np.zeros(len(self.passages), np.bool_)
        for term in asked.terms:
            rows, weights = asked.places[term]
            told[rows] += weights * np.float32(asked.idf[term])
            held[rows] = True
        told += np.float32(_SAID) * self._index.pairs(asked.pairs, asked.view, titles=False)
        told += np.float32(_OPENING * asked.weight) * (held & self._opens)
        return told

    def coverage(self, asked: Asked) -> float:
        held = np.zeros(len(self.passages), np.float32)
        for term in asked.terms:
            held[asked.places[term][0]] += np.float32(asked.idf[term])
        return min(1.0, float(held.max(initial=0)) / asked.weight) if asked.weight else 0.0

    def overlap(self, asked: Asked, text: str, locale: str) -> float:
        terms = self._words.asked(text, locale)
        held, joined = set(terms), set(pairs(terms))
        weight = sum(asked.idf[term] for term in asked.terms if term in held)
        return weight + _PAIRS * sum(
            asked.idf.get(pair[0], 0.0) for pair in asked.pairs if pair in joined
        )

    def signals(self, asked: Asked, hits: Sequence[Hit]) -> Signals:
        best = hits[0]
        scores: dict[str, float] = {}
        for hit in hits:
            scores.setdefault(hit.passage.article, hit.score)
        name = f"{best.passage.title} {' '.join(best.passage.keywords)}"
        titled = frozenset(self._words.asked(name, best.passage.locale))
        absent = frozenset(term for term in asked.terms if not len(asked.places[term][0]))
        return Signals(
            best.parts["bm25"],
            entropy(tuple(scores.values())),
            asked.share(titled),
            asked.share(absent),
        )


def _scaled(scores: Floats) -> Floats:
    top = scores.max(initial=0)
    return scores / top if top > 0 else scores
