"""The derived index: BM25 of words, of word pairs and of whole articles, in memory."""

import math
from array import array
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from frontmate.knowledge.passages import Passage
from frontmate.knowledge.postings import Postings, Tokens
from frontmate.knowledge.vector import Floats, Places
from frontmate.knowledge.words import Words

_TITLE, _HEADING, _KEYWORDS, _BODY = range(4)
_WEIGHTS = {
    "words": (4.0, 2.0, 2.0, 1.0),
    "pairs": (2.0, 0.0, 0.0, 1.0),
    "said": (0.0, 0.0, 0.0, 1.0),
    "articles": (4.0, 1.0, 2.0, 1.0),
}
"""Title four times, as measured; headings and keywords twice, by analogy."""
_SHIFT = 32
_TOLD = (0.0, 1.5, 0.0, 1.0)
"""How much a passage says of a term that stands in its heading or text.

Title and keywords are shared by all passages of an article, and say nothing of any of them.
"""


class Index:
    """Built once; afterwards only read, from any thread."""

    def __init__(self, passages: Sequence[Passage], words: Words) -> None:
        self.size = len(passages)
        articles: dict[str, int] = {}
        numbers = [articles.setdefault(each.article, len(articles)) for each in passages]
        self.article_of: Places = np.array(numbers, np.intp)
        """The number of each passage's article, in the order in which they begin."""
        self.articles = tuple(articles)
        """The articles' keys by number."""
        self._ids: dict[str, int] = {}
        tables = _Tables(self._ids)
        for row, (passage, number) in enumerate(zip(passages, numbers, strict=True)):
            tables.take(passage, row, number, words)
        self._words = tables.words.postings(self.size, "words", marks=_TOLD)
        self._pairs = tables.pairs.postings(self.size, "pairs", "said")
        self._articles = tables.articles.postings(len(articles), "articles")

    def words(self, terms: Sequence[str]) -> Floats:
        """BM25 of each passage for these terms; 0 where none of them occurs."""
        return self._words.scores("words", self._known(terms))

    def whole(self, terms: Sequence[str]) -> Floats:
        """BM25 of each whole article, by its number."""
        return self._articles.scores("articles", self._known(terms))

    def pairs(self, joined: Sequence[tuple[str, str]], *, titles: bool = True) -> Floats:
        """BM25 of each passage for pairs of neighbouring terms, in its title too or not."""
        keys = [
            self._ids[first] << _SHIFT | self._ids[second]
            for first, second in joined
            if first in self._ids and second in self._ids
        ]
        return self._pairs.scores("pairs" if titles else "said", keys)

    def places(self, term: str) -> tuple[Places, Floats]:
        """The passages that hold a term, and how much each says of it.

        1 in its text, more in its heading; 0 where only the title or the keywords hold it.
        """
        rows, told = self._words.held(self._ids.get(term, -1))
        return rows.astype(np.intp), told

    def occurrences(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many passages each of these terms occurs; those that never do are left out."""
        known = ((term, self._words.count(self._ids.get(term, -1))) for term in terms)
        return {term: count for term, count in known if count}

    def idf(self, occurrences: int) -> float:
        """The weight of a term that so many passages hold; greatest for none."""
        return math.log(1 + (self.size - occurrences + 0.5) / (occurrences + 0.5))

    def _known(self, terms: Sequence[str]) -> list[int]:
        return [self._ids[term] for term in terms if term in self._ids]


class _Tables:
    """The tokens of the three tables, as the passages are read."""

    def __init__(self, ids: dict[str, int]) -> None:
        self._ids = ids
        self.words, self.pairs, self.articles = _Tokens(), _Tokens(), _Tokens()
        self._seen = -1

    def take(self, passage: Passage, row: int, article: int, words: Words) -> None:
        locale = passage.locale
        columns = {
            _TITLE: words.terms(passage.title, locale),
            _HEADING: words.terms(passage.heading, locale),
            _KEYWORDS: words.terms(" ".join(passage.keywords), locale),
            _BODY: words.terms(passage.text, locale),
        }
        first, self._seen = article > self._seen, max(article, self._seen)
        for column, terms in columns.items():
            ids = [self._ids.setdefault(term, len(self._ids)) for term in terms]
            self.words.add(ids, row, column)
            # Title and keywords stand in the whole article once.
            if first or column in (_HEADING, _BODY):
                self.articles.add(ids, article, column)
        said = f"{passage.heading}\n{passage.text}"
        for column, text in ((_TITLE, passage.title), (_BODY, said)):
            ids = [self._ids.setdefault(t, len(self._ids)) for t in words.asked(text, locale)]
            self.pairs.add([a << _SHIFT | b for a, b in pairwise(ids)], row, column)


class _Tokens:
    def __init__(self) -> None:
        self._keys, self._rows, self._columns = array("q"), array("i"), array("b")

    def add(self, keys: Sequence[int], row: int, column: int) -> None:
        self._keys.extend(keys)
        self._rows.extend([row] * len(keys))
        self._columns.extend([column] * len(keys))

    def postings(self, size: int, *weightings: str, marks: Sequence[float] = ()) -> Postings:
        tokens = Tokens(
            np.frombuffer(self._keys, np.int64) if self._keys else np.zeros(0, np.int64),
            np.frombuffer(self._rows, np.int32) if self._rows else np.zeros(0, np.int32),
            np.frombuffer(self._columns, np.int8) if self._columns else np.zeros(0, np.int8),
        )
        return Postings(tokens, size, {name: _WEIGHTS[name] for name in weightings}, marks)


def pairs(terms: Sequence[str]) -> list[tuple[str, str]]:
    """Neighbouring terms."""
    return list(pairwise(terms))
