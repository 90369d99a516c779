"""A check that catches nothing is worse than none: each wrong `decide` must be found, and told."""

import pytest

from tests.model.explore import Exploration
from tests.model.wrong import WRONG, Wrong


@pytest.mark.parametrize("wrong", [pytest.param(w, id=name) for name, w in WRONG.items()])
def test_a_wrong_version_is_found_with_the_way_to_it(wrong: Wrong) -> None:
    explored = Exploration(wrong.start.situation(wrong.decides()), depth=1).run()
    assert explored.violations
    first = explored.violations[0]
    assert first.promise.number == wrong.number
    assert first.path
    assert str(first).startswith(f"{wrong.number}: {first.promise.words}")
    print(f"after {explored.transitions} moves: {first}")  # noqa: T201
