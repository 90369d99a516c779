"""Postings that were changed are those that would have been built from what is there now."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from frontmate.knowledge.postings import Counts, Postings

Held = dict[tuple[int, int], tuple[float, float]]
"""By key and row."""

_ROWS = 12
POSTINGS = st.dictionaries(
    st.tuples(st.integers(0, 15), st.integers(0, _ROWS - 1)),
    st.tuples(st.integers(1, 9).map(float), st.integers(0, 2).map(float)),
    max_size=120,
)


def counts(held: Held) -> Counts:
    return Counts(
        np.array([key for key, _ in held], np.int64),
        np.array([row for _, row in held], np.int32),
        np.array(list(held.values()), np.float32).reshape(-1, 2).T,
    )


def lengths(held: Held) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    return np.bincount(np.array([row for _, row in held], np.intp), minlength=2 * _ROWS)


def seen(postings: Postings) -> Held:
    everything = postings.part(None)
    found: Held = {}
    for key in range(-1, 32):
        first, second = (postings.held(key, everything, number) for number in (0, 1))
        for row, one, other in zip(first[0], first[1], second[1], strict=True):
            assert (key, int(row)) not in found
            found[key, int(row)] = float(one), float(other)
    return found


@given(POSTINGS, st.permutations(range(_ROWS)), st.integers(0, _ROWS), POSTINGS)
def test_rows_move_go_and_come(before: Held, order: list[int], stay: int, more: Held) -> None:
    """Few and many: both ways of putting them in."""
    kept = np.array([place if place < stay else -1 for place in order])
    moved = {
        (key, order[row]): values for (key, row), values in before.items() if order[row] < stay
    }
    old = Postings(counts(before), lengths(before))
    for some in (more, dict(list(more.items())[:2]), {}):
        new = {(key + 8, row + _ROWS): values for (key, row), values in some.items()}
        after = {**moved, **new}
        changed = old.changed(kept, counts(new), lengths(after))
        fresh = Postings(counts(after), lengths(after))
        assert seen(changed) == after == seen(fresh)
        everything = changed.part(None)
        for key in range(24):
            found = changed.scores(0, [key, key + 1], everything)
            assert found.tolist() == fresh.scores(0, [key, key + 1], everything).tolist()
    assert seen(old) == before
