"""A vector as it is stored and passed about: unit length, float16, little-endian."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]
Places: TypeAlias = NDArray[np.intp]
Some: TypeAlias = NDArray[np.bool_]


def pack(vector: Sequence[float] | NDArray[Any]) -> bytes:
    """Two bytes a dimension; raises ValueError for what has no direction or is not finite."""
    numbers = np.asarray(vector, dtype=np.float32)
    length = float(np.linalg.norm(numbers))
    if numbers.ndim != 1 or not 0 < length < float("inf"):
        raise ValueError("no vector: it has no length, or holds what is not a number")
    # float16 costs .0003 of a cosine and saves half the room.
    return (numbers / length).astype("<f2").tobytes()


def unpack(packed: Iterable[bytes]) -> Floats:
    """One row each; all must have the same number of dimensions."""
    return np.stack([np.frombuffer(each, "<f2") for each in packed]).astype(np.float32)
