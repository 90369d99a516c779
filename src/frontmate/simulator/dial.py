"""Time in the stand-in is a dial: it runs at any rate, stands still or jumps.

A jump runs everything that falls due on the way, in order, and each thing sees its own due time as
now. Before time moves on, whatever was woken comes to rest: asleep on the dial again, held, or
done, a webhook's answer included. Waits for the network last as long as they really last.
"""

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final

from frontmate.simulator.waiting import first_of
from frontmate.simulator.work import Work

FASTEST: Final = 31_536_000.0
"""A year a second."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)
_TICKS: Final = 1_000_000
# The calendar's end, with room for time zones.
_LATEST: Final = (datetime(9999, 12, 30, tzinfo=UTC) - _EPOCH) // _TICK


class DialError(ValueError):
    """Time cannot be set so; the message names the argument."""


class Nap:
    """A wait for a time on the dial, for one sleeper; `end` wakes it before that time."""

    def __init__(self, dial: "Dial", due: int, left: float) -> None:
        self.due = due
        self.left: float | None = left
        self.is_over = False
        self.turned = asyncio.Event()
        self._dial = dial
        self._sleeper: asyncio.Future[Any] | None = None

    def end(self) -> None:
        """The sleeper counts as at work from this moment, and not only once it runs."""
        if not self.is_over:
            self.is_over = True
            self.turned.set()
            self._dial.work.enter(self._sleeper)

    async def over(self) -> None:
        """Sleep until the time has come or somebody has ended it."""
        if self.is_over:
            return
        with self._dial.work.at_rest() as self._sleeper:
            try:
                while not self.is_over:
                    await self._dial.turn_of(self)
            finally:
                self.is_over = True


class Dial:
    """`clock` gives aware UTC times and `sleep` takes real seconds: what the dial stands on.

    `rate` is how many of its seconds pass in a real one: 1 is real time, 0 stands still (time moves
    by jumps only), 86,400 is a day a second. It begins at `started_at` (Unix seconds), or now.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
        *,
        started_at: float | None = None,
        rate: float = 1.0,
    ) -> None:
        self.work = Work()
        self._clock, self._sleep = clock, sleep
        self._first = None if started_at is None else _ticks(started_at, "started_at")
        self._first_rate = self._rate = _checked_rate(rate)
        self._naps: list[tuple[int, int, Nap]] = []
        self._numbers = count()
        self._one_jump = asyncio.Lock()
        self._goal: int | None = None
        self._setting = 0
        self._begin()

    def now(self) -> datetime:
        return _EPOCH + timedelta(microseconds=self._now())

    @property
    def seconds(self) -> float:
        """Now, in Unix seconds."""
        return self._now() / _TICKS

    @property
    def rate(self) -> float:
        return self._rate

    @rate.setter
    def rate(self, rate: float) -> None:
        rate = _checked_rate(rate)
        self._anchor(self._now())
        self._rate = rate
        self._turn()

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await self._sleep(0)
        else:
            await self.nap(seconds).over()

    def nap(self, seconds: float) -> Nap:
        """A wait that begins now, whenever its sleeper comes."""
        while self._naps and self._naps[0][2].is_over:
            heapq.heappop(self._naps)
        nap = Nap(self, self._now() + round(seconds * _TICKS), seconds)
        heapq.heappush(self._naps, (nap.due, next(self._numbers), nap))
        return nap

    async def advance(self, seconds: float) -> None:
        """Jump ahead; 0 only waits until all is at rest. DialError for less, or for too far."""
        step = round(_number(seconds, "advance", 0, _LATEST / _TICKS) * _TICKS)
        async with self._one_jump:
            await self.work.settled()
            await self._jump(self._now() + step)

    async def advance_to(self, seconds: float) -> None:
        """Jump to that time (Unix seconds). DialError if it has passed."""
        goal = _ticks(seconds, "set")
        if goal < self._now():
            raise DialError("set: time only moves forward")
        async with self._one_jump:
            await self.work.settled()
            await self._jump(goal)

    def reset(self) -> None:
        """Back to the beginning; whoever sleeps is woken."""
        for _, _, nap in self._naps:
            nap.end()
        self._naps.clear()
        self._rate = self._first_rate
        self._begin()

    async def turn_of(self, nap: Nap) -> None:
        """Until the nap is over, or until the dial was turned and it has to be asked anew."""
        nap.turned.clear()
        if self._goal is not None or self._rate == 0:
            await nap.turned.wait()
            return
        left, nap.left = nap.left, None
        if left is None:
            left = max(0, nap.due - self._now()) / _TICKS
        await first_of(self._alarm(nap, left / self._rate), nap.turned.wait())

    async def _alarm(self, nap: Nap, real_seconds: float) -> None:
        setting = self._setting
        await self._sleep(real_seconds)
        # Once the dial was turned, the alarm is no longer right; within a jump none is.
        if self._goal is None and self._setting == setting:
            nap.end()

    async def _jump(self, goal: int) -> None:
        if goal > _LATEST:
            raise DialError("advance: beyond the year 9999")
        self._base = self._now()
        self._goal = max(goal, self._base)
        try:
            while (nap := self._next_due()) is not None:
                self._base = max(self._base, nap.due)
                nap.end()
                await self.work.settled()
            if self._goal is not None:
                self._base = self._goal
        finally:
            self._goal = None
            self._anchor(self._base)
            self._turn()

    def _next_due(self) -> Nap | None:
        """The next one that is not over, up to the goal; none after a reset."""
        while self._naps and self._goal is not None and self._naps[0][0] <= self._goal:
            _, _, nap = heapq.heappop(self._naps)
            if not nap.is_over:
                return nap
        return None

    def _now(self) -> int:
        if self._goal is not None or self._rate == 0:
            return self._base
        passed = (self._clock() - self._real) // _TICK
        return min(_LATEST, self._base + round(passed * self._rate))

    def _begin(self) -> None:
        self._goal = None
        self._anchor((self._clock() - _EPOCH) // _TICK if self._first is None else self._first)

    def _anchor(self, ticks: int) -> None:
        """From now on time runs from there."""
        self._base, self._real = ticks, self._clock()

    def _turn(self) -> None:
        self._setting += 1
        for _, _, nap in self._naps:
            nap.turned.set()


def _checked_rate(rate: float) -> float:
    return _number(rate, "rate", 0, FASTEST)


def _ticks(seconds: float, name: str) -> int:
    return round(_number(seconds, name, 0, _LATEST / _TICKS) * _TICKS)


def _number(value: Any, name: str, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise DialError(f"{name}: a number from {least:g} to {most:g}")
    return float(value)
