"""Where in Front's event list a reading is, and where the next one begins."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

OVERLAP = timedelta(seconds=60)
"""An event may be listed late, with the time at which it happened: so much is read again."""

GRAIN = timedelta(seconds=1)
"""Where a reading broke off, the next begins a little earlier: others may have the same time."""


@dataclass(frozen=True)
class Place:
    """Where in the list a reading is. Front's clock need not be ours: all times are Front's."""

    after: datetime
    floor: datetime
    """What happened up to here was before the connection, and is not ours."""
    front_now: datetime
    """Front's clock stands here or later."""
    ended: bool = False
    """There was no more."""

    @property
    def cursor(self) -> datetime:
        """The next reading begins an overlap before this: where this one ended, or earlier if
        something may still be listed late. Never later, whatever a clock says."""
        read_to = self.after if self.ended else self.after - GRAIN
        return min(read_to + OVERLAP, self.front_now)

    def read_to(self, at: datetime) -> "Place":
        return replace(self, after=at, front_now=max(self.front_now, at))
