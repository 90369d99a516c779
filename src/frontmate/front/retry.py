"""Sans I/O: whether to try a call again, and how long to wait first (facts 4.3)."""

from dataclasses import dataclass

from frontmate.front.errors import FrontError
from frontmate.front.requests import Request

MOST_TRIES = 4
LONGEST_WAIT = 20.0
"""Seconds that one call may spend waiting; a longer wait is for a job, not for a call."""


@dataclass(frozen=True)
class Patience:
    """What one call has used up so far."""

    tries: int = 1
    waited: float = 0.0

    def spent(self, seconds: float) -> "Patience":
        return Patience(self.tries + 1, self.waited + seconds)


def pause_before_retry(
    request: Request, error: FrontError, patience: Patience, random: float
) -> float | None:
    """Seconds to wait before trying again; None: do not.

    A call that may have taken effect is repeated only if twice is the same as once. `random` is
    in [0, 1) and spreads the waits of many callers; never below what Front asked for.
    """
    if error.permanent or patience.tries >= MOST_TRIES:
        return None
    if error.reached and not request.repeatable:
        return None
    if error.status is not None and 300 <= error.status < 400:
        return None  # It will lead there again.
    pause = 0.5 * 2 ** (patience.tries - 1) * (0.5 + random)
    if error.retry_after is not None:
        pause = error.retry_after + random * 0.5
    return pause if patience.waited + pause <= LONGEST_WAIT else None
