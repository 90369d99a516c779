"""One set of passages with its index: the public ones, or all of them for the team."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from frontmate.knowledge.confidence import Signals, entropy
from frontmate.knowledge.index import Index, pairs
from frontmate.knowledge.passages import Passage
from frontmate.knowledge.spelling import corrected
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
class Hit:
    passage: Passage
    score: float
    """Sum of the weighted parts; comparable within one question only."""
    parts: Mapping[str, float]
    """`words`, `pairs`, `article`: each 1 for the best of this question; and the plain `bm25`.

    They rank the article; which of its passages stands first is judged by the passages' own words.
    """


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the index sees it."""

    terms: tuple[str, ...]
    pairs: tuple[str, ...]
    idf: Mapping[str, float]
    places: Mapping[str, Mapping[int, float]]

    def share(self, held: frozenset[str]) -> float:
        """The share of the question's weight that these terms make up."""
        total = sum(self.idf.values())
        return sum(self.idf[term] for term in self.terms if term in held) / total if total else 0.0


class Shelf:
    def __init__(self, passages: Sequence[Passage], words: Words) -> None:
        self.passages = passages
        self._rows = {(each.article, each.number): row for row, each in enumerate(passages)}
        self._words = words
        self._index = Index(passages, words)
        languages = Counter(language_of(each.locale) for each in passages)
        self._languages = [language for language, _ in languages.most_common()] or ["en"]

    def passage(self, article: str, number: int) -> Passage | None:
        row = self._rows.get((article, number))
        return None if row is None else self.passages[row]

    def ask(self, query: str, language: str | None) -> Asked:
        """Stem the question as its language is stemmed here, else as most passages are."""
        wanted = language_of(language or "")
        locale = wanted if wanted in self._languages else self._languages[0]
        terms = self._words.asked(query, locale)[:_READ]
        if len(terms) <= MOST_TERMS:
            terms = [corrected(term, self._index.occurrences) for term in terms]
        places = {term: self._index.places(term) for term in terms}
        idf = {term: self._index.idf(len(found)) for term, found in places.items()}
        rarest = sorted(idf, key=idf.__getitem__, reverse=True)[:MOST_TERMS]
        kept = {term: idf[term] for term in idf if term in set(rarest)}
        joined = dict.fromkeys(pairs(terms))
        return Asked(tuple(kept), tuple(joined)[:MOST_TERMS], kept, places)

    def find(self, asked: Asked, limit: int) -> tuple[Hit, ...]:
        raw = self._index.bm25("words", asked.terms)
        words = _scaled(raw)
        joined = _scaled(self._index.bm25("pairs", asked.pairs))
        articles = _scaled(self._index.bm25("articles", asked.terms))
        hits = []
        for row, score in words.items():
            passage = self.passages[row]
            pair = joined.get(row, 0.0)
            article = articles.get(self._index.article_rows[passage.article], 0.0)
            parts = {"words": score, "pairs": pair, "article": article, "bm25": raw[row]}
            hits.append(Hit(passage, score + _PAIRS * pair + _ARTICLE * article, parts))
        hits.sort(key=lambda hit: (-hit.score, hit.passage.article, hit.passage.number))
        return tuple(self._to_the_point(hits, asked)[:limit])

    def _to_the_point(self, hits: list[Hit], asked: Asked) -> list[Hit]:
        """Within each article, bring the passages first whose own words are asked for.

        Title and keywords lift all passages of an article alike and the shortest of them most,
        so they find the article and not the place. The articles keep their order and scores.
        """
        told = self._told(asked)
        places: defaultdict[str, list[int]] = defaultdict(list)
        for hit in hits:
            places[hit.passage.article].append(self._rows[hit.passage.article, hit.passage.number])
        for rows in places.values():
            rows.sort(key=lambda row: (told[row], -row))
        return [
            replace(hit, passage=self.passages[places[hit.passage.article].pop()]) for hit in hits
        ]

    def _told(self, asked: Asked) -> Mapping[int, float]:
        told: defaultdict[int, float] = defaultdict(float)
        for term in asked.terms:
            for row, weight in asked.places[term].items():
                told[row] += weight * asked.idf[term]
        for row, score in self._index.bm25("said", asked.pairs).items():
            told[row] += _SAID * score
        opening = _OPENING * sum(asked.idf.values())
        for row in told:
            told[row] += opening if self.passages[row].number == 0 else 0.0
        return told

    def coverage(self, asked: Asked) -> float:
        held: defaultdict[int, float] = defaultdict(float)
        for term in asked.terms:
            for row in asked.places[term]:
                held[row] += asked.idf[term]
        total = sum(asked.idf.values())
        return max(held.values(), default=0.0) / total if total else 0.0

    def overlap(self, asked: Asked, text: str, locale: str) -> float:
        terms = self._words.asked(text, locale)
        held, joined = set(terms), set(pairs(terms))
        weight = sum(asked.idf[term] for term in asked.terms if term in held)
        return weight + _PAIRS * sum(
            asked.idf.get(pair.partition("_")[0], 0.0) for pair in asked.pairs if pair in joined
        )

    def signals(self, asked: Asked, hits: Sequence[Hit]) -> Signals:
        best = hits[0]
        scores: dict[str, float] = {}
        for hit in hits:
            scores.setdefault(hit.passage.article, hit.score)
        name = f"{best.passage.title} {' '.join(best.passage.keywords)}"
        titled = frozenset(self._words.asked(name, best.passage.locale))
        absent = frozenset(term for term in asked.terms if not asked.places[term])
        return Signals(
            best.parts["bm25"],
            entropy(tuple(scores.values())),
            asked.share(titled),
            asked.share(absent),
        )


def _scaled(scores: Mapping[int, float]) -> dict[int, float]:
    top = max(scores.values(), default=0.0)
    return {row: score / top for row, score in scores.items()} if top > 0 else {}
