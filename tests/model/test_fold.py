"""What is taken for the same situation must have the same future."""

from collections import deque

from tests.model.fold import Fold
from tests.model.moves import Move, moves_in
from tests.model.situation import Situation
from tests.model.starts import CHAT, EMAIL

EVERY = 15
"""One folded situation in so many is compared."""


def _after(s: Situation, move: Move) -> Situation:
    after = s.copied()
    move.change(after)
    return after


def _future(s: Situation, fold: Fold) -> list[tuple[str, int]]:
    return sorted((move.words, fold(_after(s, move))) for move in moves_in(s))


def test_what_is_folded_has_the_same_future() -> None:
    for start in (EMAIL, CHAT):
        fold, first = Fold(), start.situation()
        known = {fold(first): first}
        waiting = deque([(first, 1)])
        compared = folded = 0
        while waiting:
            s, left = waiting.popleft()
            for move in moves_in(s):
                if move.outside and not left:
                    continue
                after = _after(s, move)
                twin = known.setdefault(fold(after), after)
                if twin is after:
                    waiting.append((after, left - move.outside))
                    continue
                folded += 1
                if folded % EVERY == 0:
                    compared += 1
                    assert _future(after, fold) == _future(twin, fold)
        assert compared > 40
