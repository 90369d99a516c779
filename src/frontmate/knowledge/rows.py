"""Many vectors in one byte a dimension, compared with one at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from frontmate.knowledge.vector import Floats, Places, unpack

_CHUNK = 4_096
"""Rows that are unfolded at once: 6 MB, which stays in the processor's cache or near it."""


@dataclass(frozen=True, slots=True)
class Centre:
    """The mean of some rows, and how it stands to each of them."""

    mean: Floats
    along: Floats
    square: float


class Rows:
    """Unit vectors as int8 with a scale each: .001 of a cosine for a quarter of the room."""

    def __init__(
        self, vectors: Iterable[bytes], before: "Rows | None" = None, places: Places | None = None
    ) -> None:
        """`places` takes rows over from `before`; where it says -1, the next of `vectors` goes."""
        chunks = [_folded(unpack(some)) for some in _chunks(vectors)]
        empty = np.zeros((0, 0), np.int8)
        self._bytes = np.concatenate([c for c, _ in chunks]) if chunks else empty
        self._scale = np.concatenate([s for _, s in chunks] or [np.zeros(0, np.float32)])
        if before is not None and places is not None:
            self._join(before, places)

    def _join(self, before: "Rows", places: Places) -> None:
        size = max(before._bytes.shape[1], self._bytes.shape[1])
        both = np.empty((len(places), size), np.int8)
        scale = np.empty(len(places), np.float32)
        old = places >= 0
        for target, known, made in (
            (both, before._bytes, self._bytes),
            (scale, before._scale, self._scale),
        ):
            if old.any():
                target[old] = known[places[old]]
            if not old.all():
                target[~old] = made
        self._bytes, self._scale = both, scale

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

    def centre(self, rows: Places | None = None) -> Centre:
        """Of all rows, or of some; `along` is that of all."""
        mean = self._mean(rows)
        # Both are of the vectors as they are kept, so that rounding takes no side.
        return Centre(mean, self.dot(mean), float(mean @ mean))

    def cosines(
        self, query: Floats, share: float, centre: Centre | None, rows: Places | None = None
    ) -> Floats:
        """Cosines with a query once that share of a centre has been taken off the rows."""
        some = slice(None) if rows is None else rows
        product = self.dot(query, rows)
        if centre is None or not share or not len(product):
            return product
        square = 1 - 2 * share * centre.along[some] + share**2 * centre.square
        length = np.sqrt(np.maximum(square, 1e-6)).astype(np.float32)
        off = np.float32(share * float(query @ centre.mean))
        cosines: Floats = (product - off) / length
        return cosines

    def _mean(self, rows: Places | None) -> Floats:
        count = len(self) if rows is None else len(rows)
        total = np.zeros(self._bytes.shape[1], np.float32)
        for start in range(0, count, _CHUNK):
            part = slice(start, start + _CHUNK)
            some = part if rows is None else rows[part]
            total += self._scale[some] @ self._bytes[some].astype(np.float32)
        return total / np.float32(max(count, 1))


def _folded(vectors: Floats) -> tuple[NDArray[np.int8], Floats]:
    scale = np.maximum(np.abs(vectors).max(axis=1), 1e-9) / np.float32(127)
    return np.rint(vectors / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def _chunks(vectors: Iterable[bytes]) -> Iterator[Sequence[bytes]]:
    remaining = iter(vectors)
    while some := list(islice(remaining, _CHUNK)):
        yield some
