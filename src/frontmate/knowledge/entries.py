"""What the index needs of one article: its terms, and how often each stands where."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, Self

import numpy as np

from frontmate.knowledge.passages import Passage
from frontmate.knowledge.postings import Counts, Tokens
from frontmate.knowledge.vector import Places
from frontmate.knowledge.words import Words, folded, meant

_TITLE, _HEADING, _KEYWORDS, _BODY = range(4)
# Title four times, as measured; headings and keywords twice, by analogy.
_WORDS = (4.0, 2.0, 2.0, 1.0)
_PAIRS = (2.0, 0.0, 0.0, 1.0)
_SAID = (0.0, 0.0, 0.0, 1.0)
_ARTICLE = (4.0, 1.0, 2.0, 1.0)
_TOLD = (0.0, 1.5, 0.0, 1.0)
"""How much a passage says of a term that stands in its heading or text.

Title and keywords are shared by all passages of an article, and say nothing of any of them.
"""
SHIFT = 32
"""A pair's key: the first term's number moved by so many bits, and the second's."""


class Table(NamedTuple):
    counts: Counts
    lengths: Places
    """Tokens of each row."""


class Entry(NamedTuple):
    """Of one article; terms are numbered by their place in `terms`, rows are its passages."""

    terms: tuple[str, ...]
    words: Table
    """Its values: words, and what is told of them."""
    pairs: Table
    """Its values: pairs, and those said outside the title."""
    article: Table
    """A single row: the article as a whole."""

    @classmethod
    def of(cls, passages: Sequence[Passage], words: Words) -> Self:
        reading = _Reading(words, passages[0].locale)
        for row, passage in enumerate(passages):
            reading.take(passage, row)
        count = len(passages)
        return cls(
            tuple(reading.ids),
            reading.words.table(count, (_WORDS,), _TOLD),
            reading.pairs.table(count, (_PAIRS, _SAID)),
            reading.article.table(1, (_ARTICLE,)),
        )


class _Tokens:
    def __init__(self) -> None:
        self._keys: list[int] = []
        self._runs: list[tuple[int, int, int]] = []
        """The length of each run of keys, its row and its column."""

    def add(self, keys: Sequence[int], row: int, column: int) -> None:
        self._keys += keys
        self._runs.append((len(keys), row, column))

    def table(
        self, size: int, weightings: Sequence[Sequence[float]], marks: Sequence[float] = ()
    ) -> Table:
        lengths, rows, columns = np.array(self._runs, np.intp).reshape(-1, 3).T
        places = np.repeat(rows, lengths)
        tokens = Tokens(np.array(self._keys, np.int64), places, np.repeat(columns, lengths))
        return Table(Counts.of(tokens, weightings, marks), np.bincount(places, minlength=size))


class _Numbers(dict[str, int]):
    """Of folded words: equal stems have one."""

    def __init__(self, ids: dict[str, int], stems: Words, locale: str) -> None:
        super().__init__()
        self._ids, self._stems, self._locale = ids, stems, locale

    def __missing__(self, word: str) -> int:
        (term,) = self._stems.stems((word,), self._locale)
        number = self[word] = self._ids.setdefault(term, len(self._ids))
        return number


class _Reading:
    """The tokens of the three tables, as the passages are read."""

    def __init__(self, words: Words, locale: str) -> None:
        self.ids: dict[str, int] = {}
        self.words, self.pairs, self.article = _Tokens(), _Tokens(), _Tokens()
        self._locale = locale
        self._numbers = _Numbers(self.ids, words, locale)

    def take(self, passage: Passage, row: int) -> None:
        columns = {
            _TITLE: folded(passage.title, self._locale),
            _HEADING: folded(passage.heading, self._locale),
            _KEYWORDS: folded(" ".join(passage.keywords), self._locale),
            _BODY: folded(passage.text, self._locale),
        }
        for column, words in columns.items():
            ids = [self._numbers[word] for word in words]
            self.words.add(ids, row, column)
            # Title and keywords stand in the whole article once.
            if row == 0 or column in (_HEADING, _BODY):
                self.article.add(ids, 0, column)
        said = columns[_HEADING] + columns[_BODY]
        for column, words in ((_TITLE, columns[_TITLE]), (_BODY, said)):
            asked = [self._numbers[words[at]] for at in meant(words, self._locale)]
            self.pairs.add([a << SHIFT | b for a, b in pairwise(asked)], row, column)
