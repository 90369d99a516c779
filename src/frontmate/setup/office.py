"""The team's office hours as an operator writes them: a zone, weekly hours, holidays (3.6)."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from difflib import get_close_matches
from itertools import pairwise
from zoneinfo import available_timezones

from frontmate.conversation.hours import OfficeHours, Span
from frontmate.setup.problem import Problem

Week = tuple[tuple[Span, ...], ...]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_OPENING = re.compile(r"([a-z,\s-]+?)\s+([0-9:,\s-]+)")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
_LONGEST = 200
"""Signs of one line. Nobody writes more of hours, and longer ones would take their time to read."""
_LONGEST_HOLIDAY = 60
"""Days. An office that is closed for longer counts as open: nobody may wait for ever."""
_EXAMPLE = 'Write, for example: --open "mon-thu 09:00-12:30,13:00-17:00" --open "fri 09:00-15:00".'


def read_zone(word: str) -> str | Problem:
    """An IANA time zone, as it is spelt there."""
    known = available_timezones()
    word = word[:_LONGEST]
    if word in known:
        return word
    folded = {name.casefold(): name for name in known}
    near = get_close_matches(word.strip().casefold().replace(" ", "_"), folded, n=3, cutoff=0.6)
    meant = ", ".join(folded[name] for name in near) or "Europe/Berlin, America/New_York, UTC"
    return Problem("unknown_zone", f"“{word}” is no IANA time zone.", f"For example: {meant}.")


def read_week(openings: Sequence[str]) -> Week | Problem:
    """Shifts of Monday to Sunday; a day that none of `openings` names is closed."""
    week: list[list[Span]] = [[] for _ in DAYS]
    for words in openings:
        if len(words) > _LONGEST:
            return _unreadable(words)
        match = _OPENING.fullmatch(words.strip().casefold())
        days = None if match is None else _days(match[1])
        if match is None or days is None:
            return _unreadable(words)
        spans = _spans(match[2], words)
        if isinstance(spans, Problem):
            return spans
        for day in days:
            week[day] += spans
    return _in_order(week)


def _days(words: str) -> list[int] | None:
    """None where a word is no day, or a range runs backwards."""
    found = list[int]()
    for part in words.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            return None
        days = range(DAYS.index(first), DAYS.index(last or first) + 1)
        if not days:
            return None
        found += days
    return found


def _spans(words: str, whole: str) -> list[Span] | Problem:
    found = list[Span]()
    for part in words.split(","):
        match = _SPAN.fullmatch(part.strip())
        begins, ends = (_time(match, 1), _time(match, 3)) if match else (None, None)
        if begins is None or ends is None:
            return _unreadable(whole)
        if begins >= ends:
            return Problem(
                "backward_hours",
                f"“{part.strip()}” ends before it begins.",
                'Write a night shift in two: --open "mon 22:00-24:00" --open "tue 00:00-06:00".',
            )
        found.append((begins, ends))
    return found


def _time(match: re.Match[str], group: int) -> time | None:
    hour, minute = int(match[group]), int(match[group + 1])
    if (hour, minute) == (24, 0):
        return time.max
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _in_order(week: Sequence[Sequence[Span]]) -> Week | Problem:
    for name, spans in zip(DAYS, week, strict=True):
        ordered = sorted(spans)
        for (_, ends), (begins, _) in pairwise(ordered):
            if begins < ends:
                return Problem(
                    "overlapping_hours",
                    f"Two shifts of {name} overlap at {begins:%H:%M}.",
                    "Name each hour once.",
                )
    return tuple(tuple(sorted(spans)) for spans in week)


def _unreadable(words: str) -> Problem:
    shown = words if len(words) <= 60 else f"{words[:60]}…"
    return Problem("unreadable_hours", f"“{shown}” are no office hours.", _EXAMPLE)


def read_holidays(words: Iterable[str]) -> frozenset[date] | Problem:
    """Days (`2026-12-25`), or from one to another (`2026-12-24..2027-01-01`)."""
    found = set[date]()
    for word in words:
        days = _holiday(word)
        if not days:
            return Problem(
                "unreadable_date",
                f"“{word[:60]}” is no day, or no range of at most {_LONGEST_HOLIDAY} days.",
                "Write 2026-12-25, or 2026-12-24..2027-01-01 with the earlier day first.",
            )
        found |= days
    return frozenset(found)


def _holiday(word: str) -> set[date]:
    first, _, last = word.strip().partition("..")
    try:
        begins, ends = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        return set()
    length = (ends - begins).days + 1
    if length > _LONGEST_HOLIDAY:
        return set()
    return {begins + timedelta(days=n) for n in range(length)}


def in_words(hours: OfficeHours) -> tuple[str, ...]:
    """Zone, hours and holidays, a line each."""
    if hours.week == OfficeHours().week:
        week = "always open"
    else:
        days = zip(DAYS, hours.week, strict=True)
        week = "; ".join(f"{day} {_shown(spans)}" for day, spans in days if spans) or "never open"
    holidays = ", ".join(day.isoformat() for day in sorted(hours.holidays)) or "none"
    return f"zone {hours.zone}", f"hours {week}", f"holidays {holidays}"


def _shown(spans: Sequence[Span]) -> str:
    return ",".join(f"{begins:%H:%M}-{_end(ends)}" for begins, ends in spans)


def _end(ends: time) -> str:
    return "24:00" if ends == time.max else f"{ends:%H:%M}"
