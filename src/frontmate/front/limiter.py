"""Those who wait for a company's budget, and the bank that keeps it."""

import asyncio
import bisect
import itertools
import math
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Protocol

from frontmate.front.budget import Budget, Urgency, feed, full, take
from frontmate.front.errors import RateLimited

_NAP = 5.0
"""Seconds after which whoever is first in line asks again: the plan may have been changed."""


class Bank(Protocol):
    """Keeps one company's budget; neither method raises, or waits for long."""

    async def take(self, urgency: Urgency) -> float:
        """Count one request and return 0; or count none and return the seconds to wait."""

    async def feed(self, status: int, headers: Mapping[str, str]) -> None:
        """Learn from an answer's headers (lower-case names)."""


class OwnBank:
    """A budget that this process alone knows of."""

    def __init__(self, per_minute: int, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self.budget: Budget = full(per_minute, clock())

    async def take(self, urgency: Urgency) -> float:
        self.budget, seconds = take(self.budget, self._clock(), urgency)
        return seconds

    async def feed(self, status: int, headers: Mapping[str, str]) -> None:
        self.budget = feed(self.budget, self._clock(), status, headers)


class Limiter:
    """The line before a bank: customers before housekeeping, otherwise first come, first served.

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
            while True:
                if self._waiting[0] != ticket:
                    await self._moved.wait()
                    continue
                seconds = await self.bank.take(urgency)
                if seconds == 0:
                    return
                waited = (self._clock() - start).total_seconds()
                if waited + seconds > at_most:
                    raise RateLimited("our own budget is used up", retry_after=seconds)
                await self._sleep(min(seconds, _NAP))
        finally:
            self._waiting.remove(ticket)
            self._moved.set()
            self._moved = asyncio.Event()

    async def feed(self, status: int, headers: Mapping[str, str]) -> None:
        """Learn from an answer's headers (lower-case names)."""
        await self.bank.feed(status, headers)
