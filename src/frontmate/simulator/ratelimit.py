"""The company-wide budget of requests a minute, with the headers that tell of it."""

from collections.abc import Callable
from datetime import datetime
from math import ceil


class RateLimit:
    """A fixed window of 60 s; `limit` 0 means unlimited (and then no headers)."""

    def __init__(self, limit: int, burst: int, clock: Callable[[], datetime]) -> None:
        self.limit = limit
        self.burst = burst
        self._clock = clock
        self._opened = 0.0
        self._used = 0

    def take(self) -> tuple[dict[str, str], int | None]:
        """Count one request: its headers, and how many seconds to wait if it is over."""
        if self.limit <= 0:
            return {}, None
        now = self._clock().timestamp()
        if now - self._opened >= 60:
            self._opened, self._used = now, 0
        is_over = self._used >= self.limit + self.burst
        if not is_over:
            self._used += 1
        reset = self._opened + 60
        headers = {
            "x-ratelimit-limit": str(self.limit),
            "x-ratelimit-remaining": str(max(0, self.limit - self._used)),
            "x-ratelimit-reset": f"{reset:.3f}",
            "x-ratelimit-burst-limit": str(self.burst),
            "x-ratelimit-burst-remaining": str(
                min(self.burst, self.limit + self.burst - self._used)
            ),
        }
        return headers, max(1, ceil(reset - now)) if is_over else None

    def reset(self) -> None:
        self._opened, self._used = 0.0, 0
