"""Many vectors in one byte a dimension, compared with one at once."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from frontmate.knowledge.vector import Floats, Places, unpack

_CHUNK = 4_096
"""Rows that are unfolded at once: 6 MB, which stays in the processor's cache or near it."""


class Rows:
    """Unit vectors as int8 with a scale each: .001 of a cosine for a quarter of the room."""

    def __init__(self, vectors: Iterable[bytes]) -> None:
        chunks = [_folded(unpack(some)) for some in _chunks(vectors)]
        empty = np.zeros((0, 0), np.int8)
        self._bytes = np.concatenate([c for c, _ in chunks]) if chunks else empty
        self._scale = np.concatenate([s for _, s in chunks] or [np.zeros(0, np.float32)])
        self.mean: Floats = self._mean()
        # Both are of the vectors as they are kept, so that rounding takes no side.
        self._along = self.dot(self.mean)
        self._mean_square = float(self.mean @ self.mean)

    def __len__(self) -> int:
        return len(self._scale)

    def dot(self, query: Floats, rows: Places | None = None) -> Floats:
        """The products with all rows, or with some."""
        count = len(self) if rows is None else len(rows)
        out = np.empty(count, np.float32)
        for start in range(0, count, _CHUNK):
            part = slice(start, start + _CHUNK)
            some = part if rows is None else rows[part]
            out[part] = (self._bytes[some].astype(np.float32) @ query) * self._scale[some]
        return out

    def cosines(self, query: Floats, share: float, rows: Places | None = None) -> Floats:
        """Cosines with a query once that share of the rows' mean has been taken off them."""
        some = slice(None) if rows is None else rows
        product = self.dot(query, rows)
        if not share or not len(product):
            return product
        square = 1 - 2 * share * self._along[some] + share**2 * self._mean_square
        length = np.sqrt(np.maximum(square, 1e-6)).astype(np.float32)
        cosines: Floats = (product - np.float32(share * float(query @ self.mean))) / length
        return cosines

    def _mean(self) -> Floats:
        total = np.zeros(self._bytes.shape[1], np.float32)
        for start in range(0, len(self), _CHUNK):
            part = slice(start, start + _CHUNK)
            total += self._scale[part] @ self._bytes[part].astype(np.float32)
        return total / np.float32(max(len(self), 1))


def _folded(vectors: Floats) -> tuple[NDArray[np.int8], Floats]:
    scale = np.maximum(np.abs(vectors).max(axis=1), 1e-9) / np.float32(127)
    return np.rint(vectors / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def _chunks(vectors: Iterable[bytes]) -> Iterator[Sequence[bytes]]:
    remaining = iter(vectors)
    while some := list(islice(remaining, _CHUNK)):
        yield some
