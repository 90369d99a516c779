"""The company-wide budget of requests a minute, with the headers that tell of it."""

from collections.abc import Callable
from datetime import datetime
from math import ceil
from typing import Final

_WINDOW: Final = 60.0
# Facts name no time for the burst allowance; readers of Front's page agree on ten minutes.
_BURST_WINDOW: Final = 600.0


class _Window:
    """Opens with the first use of it and is whole again when it is over."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.reset()

    def reset(self) -> None:
        self.used, self.ends = 0, 0.0

    def at(self, now: float) -> None:
        """Open it anew if the last one is over. It is empty, so the end is only a forecast."""
        if now >= self.ends or not self.used:
            self.used, self.ends = 0, now + self._seconds


class RateLimit:
    """`limit` requests in fixed windows of 60 s, 0 for no limit (and no headers); facts 4.2.

    `burst` more may be made once the limit is used up; they are whole again ten minutes after the
    first of them. Both may be changed at any time.
    """

    def __init__(self, limit: int, burst: int, clock: Callable[[], datetime]) -> None:
        self.limit = limit
        self.burst = burst
        self._clock = clock
        self._minute, self._extra = _Window(_WINDOW), _Window(_BURST_WINDOW)

    def take(self) -> tuple[dict[str, str], int | None]:
        """Count one request: its headers, and how many seconds to wait if it is over."""
        if self.limit <= 0:
            return {}, None
        now = self._clock().timestamp()
        minute, extra = self._minute, self._extra
        minute.at(now)
        extra.at(now)
        is_over = False
        if minute.used < self.limit:
            minute.used += 1
        elif extra.used < self.burst:
            extra.used += 1
        else:
            is_over = True
        return self._headers(), max(1, ceil(minute.ends - now)) if is_over else None

    def reset(self, limit: int, burst: int) -> None:
        """As if nothing had been used, with these limits."""
        self.limit, self.burst = limit, burst
        self._minute.reset()
        self._extra.reset()

    def _headers(self) -> dict[str, str]:
        return {
            "x-ratelimit-limit": str(self.limit),
            "x-ratelimit-remaining": str(max(0, self.limit - self._minute.used)),
            "x-ratelimit-reset": f"{self._minute.ends:.3f}",
            "x-ratelimit-burst-limit": str(self.burst),
            "x-ratelimit-burst-remaining": str(max(0, self.burst - self._extra.used)),
        }
