"""Every interleaving, as deep as a test has time for; `python -m tests.model` goes deeper."""

from functools import cache
from itertools import combinations
from math import hypot

import pytest

from tests.model.explore import Exploration
from tests.model.picture import FILE, WHERE, Ways, arrows_of, draw, is_within, ways_of
from tests.model.places import Place
from tests.model.starts import STARTS, Start

BY_NAME = {start.name: start for start in STARTS}


@cache
def explored(name: str) -> Exploration:
    start = BY_NAME[name]
    return Exploration(start.situation(), start.depth, stop_at=5).run()


def explored_ways() -> Ways:
    return ways_of(explored(name).map for name in BY_NAME)


@pytest.mark.parametrize("start", [pytest.param(s, id=s.name) for s in STARTS])
def test_every_promise_holds_in_every_interleaving(start: Start) -> None:
    found = explored(start.name)
    print(f"depth {start.depth}: {found.states} situations, {found.transitions} moves")  # noqa: T201
    assert [str(violation) for violation in found.violations] == []
    assert found.states > 500
    assert found.ends > 20


def test_every_place_of_a_session_is_reached_and_left() -> None:
    ways = explored_ways()
    assert {here for here, _ in ways} == set(Place)
    assert {there for _, there in ways} == set(Place) - {Place.NEW}


def test_the_picture_of_a_session_shows_what_was_explored() -> None:
    """Renew it with `python -m tests.model --draw`."""
    ways = explored_ways()
    assert FILE.read_text(encoding="utf-8") == draw(ways)


def test_no_number_of_the_picture_lies_on_another_or_on_a_box() -> None:
    arrows = arrows_of(explored_ways())
    assert not [a.number for a in arrows for place in WHERE if is_within(a.badge, place, 8)]
    for one, other in combinations(arrows, 2):
        (x, y), (u, v) = one.badge, other.badge
        assert hypot(x - u, y - v) > 26, (one.number, other.number)
