"""Times as the pages write them: stored in UTC, shown in the workspace's zone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_SECONDS = {"day": 86400, "h": 3600, "min": 60}


@dataclass(frozen=True)
class Times:
    """How one page, shown at `now`, writes moments."""

    zone: ZoneInfo
    now: datetime

    def clock(self, at: datetime) -> str:
        """16:14:44"""
        return self._local(at).strftime("%H:%M:%S")

    def short(self, at: datetime) -> str:
        """16:14 today, else 12 Nov, 16:14; the year only where it is another."""
        local = self._local(at)
        if local.date() == self._local(self.now).date():
            return local.strftime("%H:%M")
        year = "" if local.year == self._local(self.now).year else f" {local.year}"
        return f"{local.day} {local:%b}{year}, {local:%H:%M}"

    def full(self, at: datetime) -> str:
        """Thursday, 12 November 2026, 16:14:44 CET"""
        local = self._local(at)
        return f"{local:%A}, {local.day} {local:%B %Y, %H:%M:%S %Z}"

    def day(self, at: datetime) -> str:
        """Today, Yesterday, or Thursday, 12 November."""
        local, today = self._local(at), self._local(self.now).date()
        if local.date() == today:
            return "Today"
        if local.date() == today - timedelta(days=1):
            return "Yesterday"
        year = "" if local.year == today.year else f" {local.year}"
        return f"{local:%A}, {local.day} {local:%B}{year}"

    def since(self, at: datetime) -> str:
        return span(max(self.now - at, timedelta(0)))

    def until(self, at: datetime) -> str:
        """in 50 min, or now where the moment is past."""
        return f"in {span(at - self.now)}" if at > self.now else "now"

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)


def span(length: timedelta) -> str:
    """3 days 4 h, 2 h 5 min, under 1 min: two units at most. No seconds, so that a page that stays
    open changes once a minute and not all the time."""
    left = int(length.total_seconds())
    if left < 60:
        return "under 1 min"
    parts: list[str] = []
    for unit, seconds in _SECONDS.items():
        number, left = divmod(left, seconds)
        if number or parts:
            parts.append(f"{number} {unit}{'s' if unit == 'day' and number != 1 else ''}")
    return " ".join(part for part in parts[:2] if not part.startswith("0 "))
