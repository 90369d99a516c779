"""One company's budget of requests: arithmetic first, then those who wait for it (facts 4.2)."""

import asyncio
import bisect
import itertools
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import IntEnum

from frontmate.front.errors import RateLimited, read_retry_after

LONGEST_BLOCK = timedelta(minutes=2)
"""A wrong `x-ratelimit-reset` must not silence us: the real window is a minute."""

_GRAIN = 0.001


class Urgency(IntEnum):
    """Who goes first when several wait."""

    CUSTOMER = 0
    HOUSEKEEPING = 1


@dataclass(frozen=True)
class Budget:
    """A bucket that fills at `per_minute` and holds half a minute's worth, at least five."""

    per_minute: int
    tokens: float
    at: datetime
    """When `tokens` was right."""
    blocked_until: datetime | None = None

    @property
    def capacity(self) -> float:
        return max(5.0, self.per_minute / 2)


def full(per_minute: int, now: datetime) -> Budget:
    if per_minute < 1:
        raise ValueError("a budget is at least one request a minute")
    budget = Budget(per_minute, 0.0, now)
    return replace(budget, tokens=budget.capacity)


def take(
    budget: Budget, now: datetime, urgency: Urgency = Urgency.CUSTOMER
) -> tuple[Budget, float]:
    """The budget after one request, and 0; or the same budget filled up, and seconds to wait.

    Housekeeping leaves a fifth of the bucket to customers.
    """
    budget = _filled(budget, now)
    if budget.blocked_until is not None and budget.blocked_until > now:
        return budget, (budget.blocked_until - now).total_seconds() + _GRAIN
    kept = budget.capacity / 5 if urgency is Urgency.HOUSEKEEPING else 0.0
    missing = 1 + kept - budget.tokens
    if missing > 0:
        return budget, missing * 60 / budget.per_minute + _GRAIN
    return replace(budget, tokens=budget.tokens - 1, blocked_until=None), 0.0


def feed(budget: Budget, now: datetime, status: int, headers: Mapping[str, str]) -> Budget:
    """The budget after an answer. Front's figures only ever tighten it.

    The limit is the whole company's, so what others use shows in `remaining` alone. A 429 with
    `x-front-tier` comes from a guard of one resource: the call itself waits, the others do not.
    """
    budget = _filled(budget, now)
    limit, remaining = (_number(headers.get(f"x-ratelimit-{name}")) for name in _FIGURES)
    if limit is not None and 1 <= limit < budget.per_minute:
        budget = replace(budget, per_minute=int(limit))
    if remaining is not None and remaining >= 0:
        budget = replace(budget, tokens=min(budget.tokens, remaining, budget.capacity))
    if status == 429 and "x-front-tier" not in headers:
        seconds = read_retry_after(headers.get("retry-after"), now)
        return _blocked(budget, now, now + timedelta(seconds=1.0 if seconds is None else seconds))
    reset = _reset(headers) if remaining == 0 else None
    return budget if reset is None else _blocked(budget, now, min(reset, now + LONGEST_BLOCK))


_FIGURES = ("limit", "remaining")


def _filled(budget: Budget, now: datetime) -> Budget:
    # A clock that was set back adds nothing.
    minutes = max(0.0, (now - budget.at).total_seconds() / 60)
    tokens = min(budget.capacity, budget.tokens + minutes * budget.per_minute)
    return replace(budget, tokens=tokens, at=now)


def _blocked(budget: Budget, now: datetime, until: datetime) -> Budget:
    return replace(budget, blocked_until=max(until, budget.blocked_until or now))


def _reset(headers: Mapping[str, str]) -> datetime | None:
    seconds = _number(headers.get("x-ratelimit-reset"))
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _number(value: str | None) -> float | None:
    try:
        return None if value is None else float(value)
    except ValueError:
        return None


class Limiter:
    """Hands out one company's budget, customers before housekeeping, otherwise first come.

    In this process only.
    """

    def __init__(
        self,
        *,
        per_minute: int,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._budget = full(per_minute, clock())
        self._order = itertools.count()
        self._waiting: list[tuple[Urgency, int]] = []
        self._moved = asyncio.Event()

    @property
    def budget(self) -> Budget:
        return self._budget

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
                self._budget, seconds = take(self._budget, self._clock(), urgency)
                if seconds == 0:
                    return
                waited = (self._clock() - start).total_seconds()
                if waited + seconds > at_most:
                    raise RateLimited("our own budget is used up", retry_after=seconds)
                await self._sleep(seconds)
        finally:
            self._waiting.remove(ticket)
            self._moved.set()
            self._moved = asyncio.Event()

    def feed(self, status: int, headers: Mapping[str, str]) -> None:
        """Learn from an answer's headers (lower-case names)."""
        self._budget = feed(self._budget, self._clock(), status, headers)
