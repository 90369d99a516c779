"""One BM25 table: which rows hold a term and how often, in flat arrays."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import NamedTuple, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from frontmate.knowledge.vector import Floats, Places, Some

_K1 = 1.2
_B = 0.75
_LEAST_IDF = 1e-6
"""For a term that more than half of the rows hold, as SQLite's FTS5 does it."""
_FEW = 20
"""Where there are more than so many times as many postings before, new ones are few."""

Keys: TypeAlias = NDArray[np.int64]
Numbers: TypeAlias = NDArray[np.int32]


class Tokens(NamedTuple):
    """Every token of a table: its term's key, its row, and the column it stands in."""

    keys: Keys
    rows: Places
    columns: Places


class Counts(NamedTuple):
    """One posting for each term and row."""

    keys: Keys
    rows: Numbers
    values: Floats
    """One row for each weighting, then one for the marks where there are any."""

    @classmethod
    def of(
        cls, tokens: Tokens, weightings: Sequence[Sequence[float]], marks: Sequence[float] = ()
    ) -> Self:
        """Each weighting has a weight for every column; those of a posting are added up.

        `marks` are such numbers too, of which each column gives its own once.
        """
        order = np.lexsort((tokens.rows, tokens.keys))
        keys, rows, columns = (each[order] for each in tokens)
        new = np.ones(len(keys), np.bool_)
        new[1:] = (keys[1:] != keys[:-1]) | (rows[1:] != rows[:-1])
        posting = np.cumsum(new) - 1
        size = int(new.sum())
        values = np.zeros((len(weightings) + bool(marks), size), np.float32)
        for number, weights in enumerate(weightings):
            weight = np.asarray(weights)[columns]
            values[number] = np.bincount(posting, weights=weight, minlength=size)
        for column, mark in enumerate(marks):
            here = np.zeros(size, np.bool_)
            here[posting[columns == column]] = True
            values[-1] += np.float32(mark) * here
        return cls(keys[new], rows[new].astype(np.int32), values)


@dataclass(frozen=True, slots=True)
class Part:
    """The rows that take part in a question, and what BM25 must know of them all."""

    rows: Some | None
    """None: all do."""
    size: int
    mean: float
    """Of their lengths, in tokens."""


class Postings:
    """Built once; afterwards only read, from any thread."""

    def __init__(self, counts: Counts, lengths: Places) -> None:
        """`lengths` has the tokens of each row."""
        # In which order equal keys stand is all the same.
        order = np.argsort(counts.keys)
        keys = counts.keys[order]
        first = np.ones(len(keys), np.bool_)
        first[1:] = keys[1:] != keys[:-1]
        self._keys = keys[first]
        self._starts = np.append(np.flatnonzero(first), len(keys))
        self._rows = counts.rows[order]
        self._values = [values[order] for values in counts.values]
        self.lengths = lengths

    @classmethod
    def empty(cls, values: int) -> "Postings":
        """Without a row; each posting to come has so many values."""
        return cls(_no_counts(values), np.zeros(0, np.intp))

    def none(self) -> Counts:
        """No postings, in the form of these."""
        return _no_counts(len(self._values))

    def changed(self, kept: Places, added: Counts, lengths: Places) -> "Postings":
        """The same with rows moved to the places that `kept` names, -1 for those that go."""
        moved = kept.astype(np.int32)[self._rows]
        stays = moved >= 0
        if _FEW * len(added.keys) < len(moved):
            return self._with_few(moved, stays, added, lengths)
        keys = np.repeat(self._keys, np.diff(self._starts))[stays]
        rows = np.concatenate((moved[stays], added.rows))
        values = [
            np.concatenate((old[stays], new))
            for old, new in zip(self._values, added.values, strict=True)
        ]
        return Postings(Counts(np.concatenate((keys, added.keys)), rows, np.array(values)), lengths)

    def _with_few(self, moved: Numbers, stays: Some, added: Counts, lengths: Places) -> "Postings":
        """Put in where they belong, which is quicker than sorting all."""
        order = np.argsort(added.keys)
        keys, sizes = np.unique(added.keys, return_counts=True)
        at = np.searchsorted(self._keys, keys)
        there = np.append(self._keys, -1)[at] == keys
        starts = np.append(0, np.cumsum(stays))[self._starts]
        # Behind those of the same key, and before the next key where there is none.
        places = np.repeat(starts[at + there], sizes) + np.arange(len(order))
        old = np.ones(int(starts[-1]) + len(order), np.bool_)
        old[places] = False
        counts = np.diff(starts)
        counts[at[there]] += sizes[there]
        counts = np.insert(counts, at[~there], sizes[~there])
        after = copy(self)
        after.lengths = lengths
        after._keys = np.insert(self._keys, at[~there], keys[~there])[counts > 0]
        after._starts = np.append(0, np.cumsum(counts[counts > 0]))
        after._rows = np.empty(len(old), np.int32)
        after._rows[old], after._rows[places] = moved[stays], added.rows[order]
        after._values = [np.empty(len(old), np.float32) for _ in self._values]
        for target, known, new in zip(after._values, self._values, added.values, strict=True):
            target[old], target[places] = known[stays], new[order]
        return after

    def part(self, rows: Some | None) -> Part:
        """Some rows, as though there were no others."""
        lengths = self.lengths if rows is None else self.lengths[rows]
        mean = max(float(lengths.mean()), 1e-9) if len(lengths) else 1.0
        return Part(rows, len(lengths), mean)

    def held(self, key: int, part: Part, values: int) -> tuple[Numbers, Floats]:
        """The rows that hold a term, and their values of this number."""
        at = int(np.searchsorted(self._keys, key))
        if at == len(self._keys) or self._keys[at] != key:
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        some = slice(int(self._starts[at]), int(self._starts[at + 1]))
        rows, found = self._rows[some], self._values[values][some]
        if part.rows is None:
            return rows, found
        here = part.rows[rows]
        return rows[here], found[here]

    def scores(self, weighting: int, keys: Iterable[int], part: Part) -> Floats:
        """BM25 of each row for these terms; 0 where none occurs."""
        scores = np.zeros(len(self.lengths), np.float32)
        for key in keys:
            rows, found = self.held(key, part, weighting)
            often = found.astype(np.float64)
            idf = max(np.log((part.size - len(rows) + 0.5) / (len(rows) + 0.5)), _LEAST_IDF)
            long = 1 - _B + _B * self.lengths[rows] / part.mean
            scores[rows] += (idf * often * (_K1 + 1) / (often + _K1 * long)).astype(np.float32)
        return scores


def _no_counts(values: int) -> Counts:
    return Counts(np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros((values, 0), np.float32))
