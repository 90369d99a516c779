"""The derived index: BM25 of words, of word pairs and of whole articles, in memory."""

import math
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from frontmate.knowledge.catalogue import Catalogue, Moved
from frontmate.knowledge.entries import SHIFT, Entry, Table
from frontmate.knowledge.postings import Counts, Part, Postings
from frontmate.knowledge.vector import Floats, Places, Some

_WORDS, _TOLD = 0, 1
_PAIRS, _SAID = 0, 1
_LOW = (1 << SHIFT) - 1


@dataclass(frozen=True, slots=True)
class View:
    """The articles that take part in a question, as though there were no others."""

    words: Part
    pairs: Part
    articles: Part


class Index:
    """Built once; afterwards only read, from any thread."""

    def __init__(self) -> None:
        """Of nothing: what there is comes by `changed`."""
        self._ids: dict[str, int] = {}
        self._words = self._pairs = Postings.empty(2)
        self._articles = Postings.empty(1)

    def changed(self, after: Catalogue, moved: Moved, entries: Mapping[str, Entry]) -> "Index":
        """The index of another catalogue; `entries` has what is new in it.

        Costs time by what is new, but for copying. This one remains as it is: answers may go on
        from it meanwhile.
        """
        # Terms keep their numbers, so both may share them: they only become more.
        batch = _Batch(self._ids, {at: entries[key] for key, at in moved.new.items()})
        other = copy(self)
        other._words = batch.words(self._words, moved.rows, len(after.passages))
        other._pairs = batch.pairs(self._pairs, moved.rows, len(after.passages))
        other._articles = batch.articles(self._articles, moved.articles, len(after.keys))
        return other

    def view(self, rows: Some | None = None, articles: Some | None = None) -> View:
        """A part of what there is; without a choice all of it."""
        return View(self._words.part(rows), self._pairs.part(rows), self._articles.part(articles))

    def words(self, terms: Sequence[str], view: View) -> Floats:
        """BM25 of each passage for these terms; 0 where none of them occurs."""
        return self._words.scores(_WORDS, self._known(terms), view.words)

    def whole(self, terms: Sequence[str], view: View) -> Floats:
        """BM25 of each whole article, by its number."""
        return self._articles.scores(0, self._known(terms), view.articles)

    def pairs(
        self, joined: Sequence[tuple[str, str]], view: View, *, titles: bool = True
    ) -> Floats:
        """BM25 of each passage for pairs of neighbouring terms, in its title too or not."""
        keys = [
            self._ids[first] << SHIFT | self._ids[second]
            for first, second in joined
            if first in self._ids and second in self._ids
        ]
        return self._pairs.scores(_PAIRS if titles else _SAID, keys, view.pairs)

    def places(self, term: str, view: View) -> tuple[Places, Floats]:
        """The passages that hold a term, and how much each says of it.

        1 in its text, more in its heading; 0 where only the title or the keywords hold it.
        """
        rows, told = self._words.held(self._ids.get(term, -1), view.words, _TOLD)
        return rows.astype(np.intp), told

    def occurrences(self, view: View, terms: Sequence[str]) -> dict[str, int]:
        """In how many passages each of these terms occurs; those that never do are left out."""
        known = ((term, len(self.places(term, view)[0])) for term in terms if term in self._ids)
        return {term: count for term, count in known if count}

    def _known(self, terms: Sequence[str]) -> list[int]:
        return [self._ids[term] for term in terms if term in self._ids]


def idf(occurrences: int, view: View) -> float:
    """The weight of a term that so many passages hold; greatest for none."""
    size = view.words.size
    return math.log(1 + (size - occurrences + 0.5) / (occurrences + 0.5))


def pairs(terms: Sequence[str]) -> list[tuple[str, str]]:
    """Neighbouring terms."""
    return list(pairwise(terms))


class _Batch:
    """Entries whose terms get the numbers that they have in the index."""

    def __init__(self, ids: dict[str, int], added: Mapping[tuple[int, int], Entry]) -> None:
        self._rows = [row for row, _ in added]
        self._articles = [number for _, number in added]
        self._entries = list(added.values())
        self._starts = np.cumsum([0, *(len(entry.terms) for entry in self._entries)])[:-1]
        numbers = [ids.setdefault(term, len(ids)) for e in self._entries for term in e.terms]
        self._numbers = np.array(numbers, np.int64)

    def words(self, before: Postings, kept: Places, size: int) -> Postings:
        return self._join(before, kept, size, self._rows, [e.words for e in self._entries])

    def pairs(self, before: Postings, kept: Places, size: int) -> Postings:
        tables = [entry.pairs for entry in self._entries]
        return self._join(before, kept, size, self._rows, tables, paired=True)

    def articles(self, before: Postings, kept: Places, size: int) -> Postings:
        return self._join(before, kept, size, self._articles, [e.article for e in self._entries])

    def _join(
        self,
        before: Postings,
        kept: Places,
        size: int,
        first: Sequence[int],
        tables: Sequence[Table],
        *,
        paired: bool = False,
    ) -> Postings:
        lengths = np.zeros(size, np.intp)
        lengths[kept[kept >= 0]] = before.lengths[kept >= 0]
        for row, table in zip(first, tables, strict=True):
            lengths[row : row + len(table.lengths)] = table.lengths
        if not tables:
            return before.changed(kept, before.none(), lengths)
        sizes = [len(table.counts.keys) for table in tables]
        keys = np.concatenate([table.counts.keys for table in tables])
        starts = np.repeat(self._starts, sizes)
        numbers = self._numbers[(keys & _LOW) + starts]
        if paired:
            numbers |= self._numbers[(keys >> SHIFT) + starts] << SHIFT
        rows = np.concatenate([table.counts.rows for table in tables])
        rows += np.repeat(np.array(first, np.int32), sizes)
        values = np.concatenate([table.counts.values for table in tables], axis=1)
        return before.changed(kept, Counts(numbers, rows, values), lengths)
