"""The passages that customers may be told, with their index of words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from frontmate.knowledge.confidence import Signals, entropy
from frontmate.knowledge.index import Index, pairs
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


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the index sees it."""

    terms: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    idf: Mapping[str, float]
    places: Mapping[str, tuple[Places, Floats]]
    """Of each term the rows that hold it, and how much each says of it."""

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

    def __init__(self, passages: Sequence[Passage], words: Words) -> None:
        self.passages = passages
        self._rows = {(each.article, each.number): row for row, each in enumerate(passages)}
        self._words = words
        self._index = Index(passages, words)
        self._opens = np.array([each.number == 0 for each in passages], np.bool_)
        languages = Counter(language_of(each.locale) for each in passages)
        self._languages = [language for language, _ in languages.most_common()] or ["en"]

    def row(self, article: str, number: int) -> int | None:
        return self._rows.get((article, number))

    def passage(self, article: str, number: int) -> Passage | None:
        row = self.row(article, number)
        return None if row is None else self.passages[row]

    def ask(self, query: str, language: str | None) -> Asked:
        """Stem the question as its language is stemmed here, else as most passages are."""
        wanted = language_of(language or "")
        locale = wanted if wanted in self._languages else self._languages[0]
        terms = self._words.asked(query, locale)[:_READ]
        if len(terms) <= MOST_TERMS:
            terms = [corrected(term, self._index.occurrences) for term in terms]
        places = {term: self._index.places(term) for term in terms}
        idf = {term: self._index.idf(len(rows)) for term, (rows, _) in places.items()}
        rarest = sorted(idf, key=idf.__getitem__, reverse=True)[:MOST_TERMS]
        kept = {term: idf[term] for term in idf if term in set(rarest)}
        joined = dict.fromkeys(pairs(terms))
        return Asked(tuple(kept), tuple(joined)[:MOST_TERMS], kept, places)

    def weigh(self, asked: Asked) -> Weighed:
        """What the words say of each passage."""
        raw = self._index.words(asked.terms)
        words = _scaled(raw)
        held = words > 0
        joined = _scaled(np.where(held, self._index.pairs(asked.pairs), 0))
        whole = _scaled(self._index.whole(asked.terms))[self._index.article_of] * held
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
        for number in {int(self._index.article_of[row]) for row in first}:
            rows = np.flatnonzero((self._index.article_of == number) & (weighed.words > 0))
            places[number] = sorted(rows.tolist(), key=lambda row: (told[row], -row))
        return tuple(
            Hit(
                self.passages[places[int(self._index.article_of[row])].pop()],
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
        told += np.float32(_SAID) * self._index.pairs(asked.pairs, titles=False)
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
