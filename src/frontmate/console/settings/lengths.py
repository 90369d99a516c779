"""Lengths of time as people write them: 30 min, 24 h, 7 days."""

import re
from datetime import timedelta

_SECONDS = {"s": 1, "min": 60, "h": 3600, "day": 86400, "week": 7 * 86400}
_UNITS = {
    "s": "s",
    "sec": "s",
    "second": "s",
    "m": "min",
    "min": "min",
    "minute": "min",
    "h": "h",
    "hour": "h",
    "d": "day",
    "day": "day",
    "week": "week",
}
_PART = re.compile(r"(\d{1,9}(?:[.,]\d{1,3})?)\s*([a-z]+)")
_A_WEEK = timedelta(days=7)


def write_length(length: timedelta) -> str:
    """24 h, 90 min, 7 days: one unit, so that what is shown can be entered again."""
    if length >= _A_WEEK and not length % timedelta(days=1):
        return f"{length.days} days"
    seconds = length.total_seconds()
    if seconds and not seconds % 3600:
        return f"{seconds / 3600:.0f} h"
    if seconds and not seconds % 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds:.3f}".rstrip("0").rstrip(".") + " s"


def read_length(words: str) -> timedelta | None:
    """None for what is no length of time. A number needs its unit, except for 0."""
    words = words.strip().casefold()
    if words == "0":
        return timedelta(0)
    total, end = 0.0, 0
    for part in _PART.finditer(words):
        unit = _UNITS.get(part[2]) or _UNITS.get(part[2].removesuffix("s"))
        if unit is None or words[end : part.start()].strip(" ,"):
            return None
        total += float(part[1].replace(",", ".")) * _SECONDS[unit]
        end = part.end()
    if not end or words[end:].strip():
        return None
    try:
        return timedelta(seconds=total)
    except OverflowError:
        return None
