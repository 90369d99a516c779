"""Vectors in one byte a dimension tell nearly the same cosines as they do in full."""

import numpy as np
import pytest
from numpy.typing import NDArray

from frontmate.knowledge.rows import Rows
from frontmate.knowledge.vector import pack, unpack


def vectors(count: int, seed: int = 1) -> list[bytes]:
    """Close together, as those of E5 are."""
    source = np.random.default_rng(seed)
    return [pack(each) for each in source.normal(0.15, 0.1, (count, 384))]


def unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.linalg.norm(vector, axis=-1, keepdims=True)
    return np.asarray(vector / length, np.float32)


@pytest.mark.parametrize("count", [1, 3, 5_000])
def test_products_are_right_to_two_thousandths(count: int) -> None:
    packed = vectors(count)
    (query,) = unpack(vectors(1, seed=2))
    exact = unpack(packed) @ query
    assert np.abs(Rows(packed).dot(query) - exact).max() < 0.002
    assert np.abs(Rows(packed).cosines(query, 0.0, None) - exact).max() < 0.002


def test_the_mean_is_taken_off_as_if_by_hand() -> None:
    packed = vectors(500)
    query = unit(np.random.default_rng(3).normal(size=384).astype(np.float32))
    full = unpack(packed)
    exact = unit(full - 0.8 * full.mean(axis=0)) @ query
    rows = Rows(packed)
    assert np.abs(rows.cosines(query, 0.8, rows.centre()) - exact).max() < 0.003


def test_the_mean_of_some_rows_is_theirs_alone() -> None:
    packed = vectors(500)
    query = unit(np.random.default_rng(3).normal(size=384).astype(np.float32))
    some = np.arange(0, 500, 3)
    every, few = Rows(packed), Rows(packed[::3])
    found = every.cosines(query, 0.8, every.centre(some), some)
    assert np.allclose(found, few.cosines(query, 0.8, few.centre()), atol=1e-5)


def test_rows_are_taken_over_from_others_with_new_ones_between() -> None:
    packed = vectors(10)
    joined = Rows(packed[8:], Rows(packed[:8]), np.array([7, -1, 0, 3, -1]))
    apart = Rows([packed[7], packed[8], packed[0], packed[3], packed[9]])
    (query,) = unpack(vectors(1, seed=2))
    assert joined.dot(query).tolist() == apart.dot(query).tolist()
    assert len(Rows([], Rows(packed), np.array([], np.intp))) == 0


def test_some_rows_alone_give_what_all_give_of_them() -> None:
    rows = Rows(vectors(9_000))
    (query,) = unpack(vectors(1, seed=2))
    some = np.array([8_999, 0, 4_096, 17])
    for share in (0.0, 0.8):
        assert np.array_equal(
            rows.cosines(query, share, rows.centre(), some),
            rows.cosines(query, share, rows.centre())[some],
        )


def test_nothing_is_near_where_nothing_is() -> None:
    (query,) = unpack(vectors(1))
    assert len(Rows([])) == 0
    assert len(Rows([]).cosines(query, 0.8, None)) == 0
    assert len(Rows([]).centre().along) == 0
