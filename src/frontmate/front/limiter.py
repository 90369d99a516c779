"""Those who wait for a company's budget, and the bank that keeps it."""

import asyncio
import bisect
import itertools
import math
from collections.abc import Awaitable, Callable, Mapping, Set
from datetime import datetime
from typing import Protocol

from frontmate.front.budget import Budget, Urgency, feed, full, take_many
from frontmate.front.errors import RateLimited

_NAP = 5.0
"""Seconds after which whoever is first in line asks again: the plan may have been changed."""


class Bank(Protocol):
    """Keeps one company's budget; neither method raises, or waits for long."""

    async def take(self, urgency: Urgency, wanted: int = 1) -> tuple[int, float]:
        """Count as many of the wanted requests as there are: how many, and the seconds to wait
        for the next; 0 where all were counted."""

    async def feed(self, status: int, headers: Mapping[str, str]) -> None:
        """Learn from an answer's headers (lower-case names)."""


class OwnBank:
    """A budget that this process alone knows of."""

    def __init__(self, per_minute: int, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self.budget: Budget = full(per_minute, clock())

    async def take(self, urgency: Urgency, wanted: int = 1) -> tuple[int, float]:
        self.budget, taken, seconds = take_many(self.budget, self._clock(), urgency, wanted)
        return taken, seconds

    async def feed(self, status: int, headers: Mapping[str, str]) -> None:
        self.budget = feed(self.budget, self._clock(), status, headers)


class Limiter:
    """The line before a bank: customers before housekeeping, otherwise first come, first served.

    The first asks for all of its kind, so that many who come together are not held up one by one.
    The line is this process's. Between processes it is the bank that keeps something back for
    customers.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
        per_minute: int = 50,
        bank: Bank | None = None,
    ) -> None:
        """`bank` None: one of this limiter's own, of `per_minute`."""
        self.bank: Bank = OwnBank(per_minute, clock) if bank is None else bank
        self._clock = clock
        self._sleep = sleep
        self._order = itertools.count()
        self._waiting: list[tuple[Urgency, int]] = []
        self._moved = asyncio.Event()

    async def wait(self, urgency: Urgency = Urgency.CUSTOMER, *, at_most: float = math.inf) -> None:
        """Returns when a request may be made; it is then counted.

        `RateLimited` as soon as it is plain that it would take longer than `at_most` seconds.
        """
        start = self._clock()
        ticket = (urgency, next(self._order))
        bisect.insort(self._waiting, ticket)
        try:
            while ticket in self._waiting:
                if self._waiting[0] != ticket:
                    await self._moved.wait()
                    continue
                seconds = await self._serve(urgency)
                if ticket not in self._waiting:
                    return
                waited = (self._clock() - start).total_seconds()
                if waited + seconds > at_most:
                    raise RateLimited("our own budget is used up", retry_after=seconds)
                await self._sleep(min(seconds, _NAP))
        finally:
            self._leave({ticket})

    async def _serve(self, urgency: Urgency) -> float:
        """Ask for those who wait with this urgency; the seconds to wait for the next request."""
        wanted = sum(of is urgency for of, _ in self._waiting)
        taken, seconds = await self.bank.take(urgency, wanted)
        theirs = [ticket for ticket in self._waiting if ticket[0] is urgency]
        self._leave(set(theirs[:taken]))
        return seconds

    def _leave(self, tickets: Set[tuple[Urgency, int]]) -> None:
        self._waiting = [ticket for ticket in self._waiting if ticket not in tickets]
        self._moved.set()
        self._moved = asyncio.Event()

    async def feed(self, status: int, headers: Mapping[str, str]) -> None:
        """Learn from an answer's headers (lower-case names)."""
        await self.bank.feed(status, headers)
