"""When something in the past was: at a time, some time ago, or some time after what was before."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

_UNITS: Final = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
_SHORT: Final = {"s": "second", "sec": "second", "m": "minute", "min": "minute", "h": "hour"}
_SPAN: Final = re.compile(r"(?P<sign>\+?)\s*(?P<count>\d{1,6})\s*(?P<unit>[a-z]+?)s?\b(?P<rest>.*)")
TIME_REMEDY: Final = "Write a time as 2026-07-06 10:15, 3 days ago, or 2 hours later."


@dataclass(frozen=True, slots=True)
class When:
    """`kind` is at (Unix seconds), ago or later (seconds)."""

    kind: str
    seconds: float

    def resolved(self, now: float, before: float) -> float:
        """In Unix seconds, never after now and never before what was before."""
        at = {"at": self.seconds, "ago": now - self.seconds, "later": before + self.seconds}
        return min(now, max(before, at[self.kind]))


def when_of(given: object) -> When:
    """From YAML or JSON; ValueError if it is no time. Without a zone it is UTC."""
    if isinstance(given, datetime):
        return When("at", given.replace(tzinfo=given.tzinfo or UTC).timestamp())
    if isinstance(given, date):
        return When("at", datetime(given.year, given.month, given.day, tzinfo=UTC).timestamp())
    if isinstance(given, int | float) and not isinstance(given, bool):
        return When("at", float(given))
    if not isinstance(given, str):
        raise ValueError("no time")
    return _span(given.strip().casefold()) or when_of(datetime.fromisoformat(given.strip()))


def _span(given: str) -> When | None:
    found = _SPAN.fullmatch(given)
    if found is None:
        return None
    length = _UNITS.get(_SHORT.get(found["unit"], found["unit"]))
    kinds = {"ago": "ago", "later": "later", "": "later" if found["sign"] else ""}
    kind = kinds.get(found["rest"].strip(), "")
    if length is None or not kind:
        return None
    return When(kind, int(found["count"]) * float(length))
