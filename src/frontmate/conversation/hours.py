"""Office hours: how long people have really had (behaviour 3.6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[time, time]
"""Opening and closing time of one shift, in the office's zone."""

_LONGEST_CLOSURE = timedelta(days=60)


def _every_day() -> tuple[tuple[Span, ...], ...]:
    return (((time.min, time.max),),) * 7


@dataclass(frozen=True)
class OfficeHours:
    """Weekly shifts in an IANA zone, less holidays. The default is always open."""

    zone: str = "UTC"
    week: tuple[tuple[Span, ...], ...] = _every_day()
    """Shifts of Monday to Sunday; a day may have several, or none."""
    holidays: frozenset[date] = frozenset()

    def after(self, start: datetime, office_time: timedelta) -> datetime:
        """The moment by which `office_time` of open hours has passed since `start`, in UTC.

        An office that never opens within sixty days is treated as open: a hand-off must not
        wait for ever for a calendar that somebody filled in wrongly.
        """
        left = office_time
        for opens, closes in self._shifts(start):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
        return start + office_time

    def _shifts(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        zone = _zone(self.zone)
        day = start.astimezone(zone).date()
        last = day + _LONGEST_CLOSURE
        while day <= last:
            for opens, closes in () if day in self.holidays else self.week[day.weekday()]:
                # Converted one by one: a daylight saving change may lie between the two.
                opened = datetime.combine(day, opens, zone).astimezone(UTC)
                closed = _end_of(day, closes, zone)
                # A shift that ends before it begins is a slip of whoever filled it in.
                if max(opened, start) < closed:
                    yield max(opened, start), closed
            day += timedelta(days=1)


def _zone(name: str) -> ZoneInfo:
    # A zone that this machine does not know shifts the hours; it must not lose the hand-off.
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def _end_of(day: date, closes: time, zone: ZoneInfo) -> datetime:
    if closes == time.max:
        return datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)
    return datetime.combine(day, closes, zone).astimezone(UTC)
