"""All interleavings, breadth first: each situation once, the shortest way to it remembered."""

from array import array
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from frontmate.conversation.events import TimerFired
from tests.conversation.planned import told
from tests.model.fold import Fold
from tests.model.moves import Move, moves_in
from tests.model.places import Map
from tests.model.promises import (
    OF_THE_ORACLE,
    BrokenError,
    Promise,
    check_end,
    check_situation,
    check_void_timer,
)
from tests.model.situation import Situation

ROOT = 0xFFFFFFFF
ENDS = Promise("the product comes to an end by itself", "10.4")
Level = dict[int, tuple[Situation, int, int]]
"""Situations by their fold, each with where it comes from and by which move."""


@dataclass(frozen=True)
class Violation:
    promise: Promise
    what: str
    path: tuple[str, ...]
    """The moves that lead there, in plain words."""

    def __str__(self) -> str:
        steps = "\n".join(f"  {number}. {move}" for number, move in enumerate(self.path, 1))
        return f"{self.promise.number}: {self.promise.words} {self.what}\n{steps}"


@dataclass
class Exploration:
    """`depth` counts the moves from outside; the product's own come between for nothing."""

    start: Situation
    depth: int
    stop_at: int = 1
    """How many violations are enough."""
    transitions: int = 0
    longest: int = 0
    """Moves on the longest of the ways that were remembered."""
    ends: int = 0
    """Situations in which nothing is left to be done."""
    violations: list[Violation] = field(default_factory=list)
    map: Map = field(default_factory=Map)
    _fold: Fold = field(default_factory=Fold)
    _known: dict[int, int] = field(default_factory=dict)
    _parents: "array[int]" = field(default_factory=lambda: array("I"))
    _moves: "array[int]" = field(default_factory=lambda: array("H"))
    _steps: "array[int]" = field(default_factory=lambda: array("H"))
    _own: list[tuple[int, int]] = field(default_factory=list)
    """The product's own moves, from and to: they must lead to an end."""

    @property
    def states(self) -> int:
        return len(self._parents)

    def run(self) -> "Exploration":
        """All of it; the product's own moves must come to an end from everywhere (10.4)."""
        level: Level = {self._fold(self.start): (self.start, ROOT, 0)}
        for left in range(self.depth, -1, -1):
            level = self._level(level, outside_too=left > 0)
            if len(self.violations) >= self.stop_at:
                return self
        for place in self._in_a_ring():
            self._violated(ENDS, "", place, None)
            break
        return self

    def _in_a_ring(self) -> list[int]:
        """Places from which the product could go on by itself for ever."""
        left = Counter(came_from for came_from, _ in self._own)
        into: dict[int, list[int]] = {}
        for came_from, to in self._own:
            into.setdefault(to, []).append(came_from)
        done = [place for place in range(self.states) if not left[place]]
        while done:
            for place in into.get(done.pop(), ()):
                left[place] -= 1
                if not left[place]:
                    done.append(place)
        return [place for place, moves in left.items() if moves]

    def _level(self, level: Level, *, outside_too: bool) -> Level:
        """Everything that is as many moves from outside away; returns what is one more away."""
        beyond: Level = {}
        waiting = deque((s, self._enter(key, *way)) for key, (s, *way) in level.items())
        level.clear()
        while waiting and len(self.violations) < self.stop_at:
            s, place = waiting.popleft()
            waiting += self._expand(s, place, beyond, outside_too=outside_too)
        return beyond

    def _enter(self, key: int, parent: int, move: int) -> int:
        place = len(self._parents)
        self._known[key] = place
        self._parents.append(parent)
        self._moves.append(move)
        steps = 0 if parent == ROOT else self._steps[parent] + 1
        self._steps.append(steps)
        self.longest = max(self.longest, steps)
        return place

    def _expand(
        self, s: Situation, place: int, beyond: Level, *, outside_too: bool
    ) -> list[tuple[Situation, int]]:
        """Take every move; returns the new situations that the product reaches by itself."""
        found: list[tuple[Situation, int]] = []
        moves = moves_in(s)
        if all(move.outside for move in moves):
            self.ends += 1
            self._checked(place, None, partial(check_end, s))
        self._fire_what_is_void(s, place)
        for index, move in enumerate(moves):
            if move.outside and not outside_too:
                continue
            after = self._after(s, place, index, move)
            if after is None:
                continue
            key = self._fold(after)
            if move.outside:
                if key not in self._known and key not in beyond:
                    beyond[key] = (after, place, index)
                continue
            known = self._known.get(key)
            if known is None:
                beyond.pop(key, None)
                known = self._enter(key, place, index)
                found.append((after, known))
            self._own.append((place, known))
        return found

    def _after(self, s: Situation, place: int, index: int, move: Move) -> Situation | None:
        after = s.copied()
        self.transitions += 1

        def change() -> None:
            move.change(after)
            check_situation(after)

        if not self._checked(place, index, change):
            return None
        before = s.session
        for event, decision in after.history:
            self.map.add(before, event, decision)
            before = decision.session
        return after

    def _fire_what_is_void(self, s: Situation, place: int) -> None:
        """A void timer may fire at any time: nothing follows, so it leads nowhere new."""
        for number, timer in {t.kind: (n, t) for n, t in s.void_timers()}.values():
            event = TimerFired(s.now, timer.kind, number, timer.version)
            self._checked(place, None, partial(check_void_timer, s, event))

    def _checked(self, place: int, index: int | None, step: Callable[[], object]) -> bool:
        try:
            step()
        except BrokenError as broken:
            self._violated(broken.promise, broken.what, place, index)
        except AssertionError as error:
            self._violated(promise_of(error), "", place, index)
        else:
            return True
        return False

    def _violated(self, promise: Promise, what: str, place: int, index: int | None) -> None:
        path = [*self._way_to(place), *((index,) if index is not None else ())]
        words = tuple(line for line, _ in replay(self.start, path))
        self.violations.append(Violation(promise, what, words))

    def _way_to(self, place: int) -> list[int]:
        way: list[int] = []
        while self._parents[place] != ROOT:
            way.append(self._moves[place])
            place = self._parents[place]
        return way[::-1]


def replay(start: Situation, path: Iterable[int]) -> Iterator[tuple[str, Situation]]:
    """The same moves again, each told with what was decided."""
    s = start
    for index in path:
        move = moves_in(s)[index]
        s = s.copied()
        try:
            move.change(s)
        except (BrokenError, AssertionError):
            yield f"{move.words}{_decided(s)}", s
            return
        yield f"{move.words}{_decided(s)}", s


def _decided(s: Situation) -> str:
    return "".join(f" -> {told(decision)}" for _, decision in s.history)


def promise_of(error: AssertionError) -> Promise:
    """By the name of the oracle's function that failed."""
    trace = error.__traceback__
    found = Promise(str(error), "?")
    while trace is not None:
        found = OF_THE_ORACLE.get(trace.tb_frame.f_code.co_name, found)
        trace = trace.tb_next
    return found
