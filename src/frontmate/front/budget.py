"""Sans I/O: a company's budget of requests as a bucket, and what Front says of it (facts 4.2)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import IntEnum

from frontmate.front.errors import LONGEST_RETRY_AFTER, read_retry_after

LONGEST_BLOCK = timedelta(minutes=2)
"""A wrong `x-ratelimit-reset` must not silence us: the real window is a minute."""

_GRAIN = 0.001
_MOST = 1_000_000
"""No plan has more requests a minute: a header may say anything."""
_APART = 4


class Urgency(IntEnum):
    """Who goes first when several wait."""

    CUSTOMER = 0
    HOUSEKEEPING = 1


_LEFT = {Urgency.CUSTOMER: 0.0, Urgency.HOUSEKEEPING: 0.2}
"""The part of the bucket that each leaves to those who are more urgent, whatever their process."""


@dataclass(frozen=True)
class Said:
    """What Front's headers said of the whole company's budget."""

    at: datetime
    limit: int | None = None
    """Requests a minute."""
    remaining: int | None = None
    """In the running minute, whoever uses them."""


@dataclass(frozen=True)
class Budget:
    """A bucket that fills at `rate` and holds half a minute's worth, at least five."""

    per_minute: int
    """What we are allowed to use."""
    tokens: float
    at: datetime
    """When `tokens` was right."""
    blocked_until: datetime | None = None
    said: Said | None = None

    @property
    def rate(self) -> int:
        """Requests a minute: what we are allowed, and never more than Front itself allows."""
        limit = None if self.said is None else self.said.limit
        return self.per_minute if limit is None else min(self.per_minute, limit)

    @property
    def capacity(self) -> float:
        return max(5.0, self.rate / 2)


def full(per_minute: int, now: datetime) -> Budget:
    if per_minute < 1:
        raise ValueError("a budget is at least one request a minute")
    budget = Budget(per_minute, 0.0, now)
    return replace(budget, tokens=budget.capacity)


def filled(budget: Budget, now: datetime) -> Budget:
    """The same budget a while later. A clock that was set back adds nothing."""
    minutes = max(0.0, (now - budget.at).total_seconds() / 60)
    tokens = min(budget.capacity, budget.tokens + minutes * budget.rate)
    return replace(budget, tokens=tokens, at=now)


def take(
    budget: Budget, now: datetime, urgency: Urgency = Urgency.CUSTOMER
) -> tuple[Budget, float]:
    """The budget after one request, and 0; or the same budget filled up, and seconds to wait.

    Housekeeping leaves a fifth of the bucket to customers.
    """
    budget = filled(budget, now)
    missing = 1 + budget.capacity * _LEFT[urgency] - budget.tokens
    seconds = max(_silence(budget, now), missing * 60 / budget.rate)
    if seconds > 0:
        return budget, seconds + _GRAIN
    return replace(budget, tokens=budget.tokens - 1, blocked_until=None), 0.0


def take_many(
    budget: Budget, now: datetime, urgency: Urgency, wanted: int
) -> tuple[Budget, int, float]:
    """The budget after as many of the wanted requests as it gives, how many those are, and the
    seconds to wait for the next; 0 where all were given."""
    for taken in range(wanted):
        budget, seconds = take(budget, now, urgency)
        if seconds > 0:
            return budget, taken, seconds
    return budget, wanted, 0.0


def feed(budget: Budget, now: datetime, status: int, headers: Mapping[str, str]) -> Budget:
    """The budget after an answer. Front's figures never give more than we are allowed.

    The limit is the whole company's, so what others use shows in `remaining` alone. A 429 with
    `x-front-tier` comes from a guard of one resource: the call itself waits, the others do not.
    """
    budget = replace(filled(budget, now), said=_said(budget.said, now, headers))
    remaining = _whole(headers.get("x-ratelimit-remaining"))
    left = budget.capacity if remaining is None else min(remaining, budget.capacity)
    budget = replace(budget, tokens=min(budget.tokens, left))
    if status == 429 and "x-front-tier" not in headers:
        seconds = read_retry_after(headers.get("retry-after"), now)
        return _blocked(budget, now + timedelta(seconds=1.0 if seconds is None else seconds))
    reset = _reset(headers) if remaining == 0 else None
    return budget if reset is None else _blocked(budget, min(reset, now + LONGEST_BLOCK))


def is_tighter(after: Budget, before: Budget) -> bool:
    """Whether the others must know before their next request; both are of the same moment."""
    blocked = after.blocked_until != before.blocked_until
    return blocked or after.rate < before.rate or after.tokens < before.tokens


def informed(budget: Budget, own: Budget, now: datetime) -> Budget:
    """A budget that learns from another view of it: what Front said last, and to be silent."""
    said = [one for one in (own.said, budget.said) if one is not None]
    budget = replace(budget, said=max(said, key=lambda one: one.at, default=None))
    if own.blocked_until is None or own.blocked_until <= now:
        return budget
    return _blocked(budget, own.blocked_until)


def apart(budget: Budget, now: datetime) -> Budget:
    """What one process may use while the processes cannot count together.

    A quarter: each of them does so, and Front counts them all.
    """
    return filled(replace(budget, per_minute=max(1, budget.rate // _APART)), now)


def spent(budget: Budget, requests: int) -> Budget:
    """The budget after requests that were made without asking it."""
    return replace(budget, tokens=max(0.0, budget.tokens - requests))


def _silence(budget: Budget, now: datetime) -> float:
    """Seconds. One that is longer than any that Front asks for was begun by a wrong clock."""
    if budget.blocked_until is None:
        return 0.0
    seconds = (budget.blocked_until - now).total_seconds()
    return seconds if seconds <= LONGEST_RETRY_AFTER else 0.0


def _blocked(budget: Budget, until: datetime) -> Budget:
    return replace(budget, blocked_until=max(until, budget.blocked_until or until))


def _said(before: Said | None, now: datetime, headers: Mapping[str, str]) -> Said | None:
    limit = _whole(headers.get("x-ratelimit-limit"))
    remaining = _whole(headers.get("x-ratelimit-remaining"))
    if not limit and remaining is None:
        return before
    return Said(now, limit or (before.limit if before else None), remaining)


def _reset(headers: Mapping[str, str]) -> datetime | None:
    seconds = _number(headers.get("x-ratelimit-reset"))
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _whole(value: str | None) -> int | None:
    number = _number(value)
    if number is None or not math.isfinite(number) or number < 0:
        return None
    return int(min(number, _MOST))


def _number(value: str | None) -> float | None:
    try:
        return None if value is None else float(value)
    except ValueError:
        return None
