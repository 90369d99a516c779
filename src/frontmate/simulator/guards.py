"""The budgets of single resources, beside the company's own (facts 4.2).

A request that a guard refuses is answered 429 with `retry-after` and `x-front-tier` while the
company's budget is not used up. It has been counted there all the same.
"""

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Final

from frontmate.simulator.ratelimit import RateLimit


@dataclass(frozen=True, slots=True)
class Guard:
    """At most `most` requests in any `seconds` for each resource, which is the pattern's group.

    With `share`, `most` is that part of the company's limit.
    """

    calls: str
    seconds: float
    tier: str
    most: int = 0
    share: float = 0.0


# That five a second is tier 2 is known; how the others are numbered is not.
GUARDS: Final = (
    Guard(r"PATCH /conversations/([^/]+)|PUT /conversations/([^/]+)/assignee", 1, "2", 5),
    Guard(r"(?:POST|DELETE) /conversations/([^/]+)/tags", 1, "2", 5),
    Guard(r"POST /channels/([^/]+)/incoming_messages", 1, "2", 5),
    Guard(r"POST /messages/([^/]+)/seen", 3600, "3", 10),
    Guard(r"POST /links", 60, "3", 60),
    Guard(r"GET /conversations/search/.*", 60, "3", share=0.4),
)


class Guards:
    """The guards of one company; switched off, or without a limit for the company, none acts."""

    def __init__(self, is_on: bool, limit: RateLimit, clock: Callable[[], datetime]) -> None:
        self.is_on = is_on
        self._limit = limit
        self._clock = clock
        self._patterns = [(re.compile(guard.calls), guard) for guard in GUARDS]
        self._taken: dict[tuple[str, str], deque[float]] = {}

    def take(self, method: str, path: str) -> dict[str, str] | None:
        """Count one request; the headers of its refusal if it is one too many."""
        if not self.is_on or self._limit.limit <= 0:
            return None
        call = f"{method} {path.rstrip('/')}"
        for pattern, guard in self._patterns:
            if match := pattern.fullmatch(call):
                resource = next((group for group in match.groups() if group), "")
                return self._refusal(guard, resource)
        return None

    def reset(self, is_on: bool) -> None:
        """As if nothing had been used."""
        self.is_on = is_on
        self._taken.clear()

    def _refusal(self, guard: Guard, resource: str) -> dict[str, str] | None:
        now = self._clock().timestamp()
        taken = self._taken.setdefault((guard.calls, resource), deque())
        while taken and now - taken[0] >= guard.seconds:
            taken.popleft()
        if len(taken) < (guard.most or max(1, int(self._limit.limit * guard.share))):
            taken.append(now)
            return None
        wait = max(1, ceil(taken[0] + guard.seconds - now))
        return {"retry-after": str(wait), "x-front-tier": guard.tier}
