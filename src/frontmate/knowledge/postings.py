"""One BM25 table: which rows hold a term, and what that is worth, in four flat arrays."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from frontmate.knowledge.vector import Floats, Places

_K1 = 1.2
_B = 0.75
_LEAST_IDF = 1e-6
"""For a term that more than half of the rows hold, as SQLite's FTS5 does it."""

Floats64: TypeAlias = NDArray[np.float64]


class Tokens(NamedTuple):
    """Every token of a table: its term's key, its row, and the column it stands in."""

    keys: NDArray[np.int64]
    rows: NDArray[np.int32]
    columns: NDArray[np.int8]


class Postings:
    """Built once; afterwards only read, from any thread."""

    def __init__(
        self,
        tokens: Tokens,
        size: int,
        weightings: Mapping[str, Sequence[float]],
        marks: Sequence[float] = (),
    ) -> None:
        """Each weighting has a weight for every column, by which scores are asked for later.

        `marks` are such numbers too: those of the columns in which a term stands are added up.
        """
        self.size = size
        self._keys, terms = np.unique(tokens.keys, return_inverse=True)
        places = terms.astype(np.int64) * size + tokens.rows
        # One posting for each term and row, in the order of the terms.
        posted, posting = np.unique(places, return_inverse=True)
        self._rows = (posted % max(size, 1)).astype(np.int32)
        counts = np.bincount(posted // max(size, 1), minlength=len(self._keys))
        self._starts = np.concatenate(([0], np.cumsum(counts)))
        lengths = np.bincount(tokens.rows, minlength=size)
        self._worth: dict[str, Floats] = {}
        for name, weights in weightings.items():
            weight = np.asarray(weights)[tokens.columns]
            often = np.bincount(posting, weights=weight, minlength=len(posted)).astype(np.float64)
            self._worth[name] = self._bm25(often, counts, lengths)
        self._marks = np.zeros(len(posted), np.float32)
        for column, mark in enumerate(marks):
            here = np.zeros(len(posted), np.bool_)
            here[posting[tokens.columns == column]] = True
            self._marks += np.float32(mark) * here

    def held(self, key: int) -> tuple[NDArray[np.int32], Floats]:
        """The rows that hold a term, and the marks of the columns it stands in."""
        some = self._slice(key)
        return self._rows[some], self._marks[some]

    def count(self, key: int) -> int:
        some = self._slice(key)
        return int(some.stop) - int(some.start)

    def scores(self, weighting: str, keys: Iterable[int]) -> Floats:
        """BM25 of each row for these terms; 0 where none occurs."""
        found = np.zeros(self.size, np.float32)
        worth = self._worth[weighting]
        for key in keys:
            some = self._slice(key)
            found[self._rows[some]] += worth[some]
        return found

    def _slice(self, key: int) -> slice:
        at = int(np.searchsorted(self._keys, key))
        if at == len(self._keys) or self._keys[at] != key:
            return slice(0, 0)
        return slice(int(self._starts[at]), int(self._starts[at + 1]))

    def _bm25(self, often: Floats64, counts: Places, lengths: Places) -> Floats:
        idf = np.log((self.size - counts + 0.5) / (counts + 0.5))
        idf = np.repeat(np.where(idf > 0, idf, _LEAST_IDF), counts)
        mean = max(float(lengths.mean()), 1e-9) if self.size else 1.0
        long = 1 - _B + _B * lengths[self._rows] / mean
        worth: Floats = (idf * often * (_K1 + 1) / (often + _K1 * long)).astype(np.float32)
        return worth
