"""The form of a policy, read and checked: values, or what is wrong at which input."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from frontmate import channels
from frontmate.console import words
from frontmate.console.settings.fields import SETTINGS
from frontmate.console.settings.filled import DAYS, FOR_EVER, NEVER, Typed, fill, inputs_of
from frontmate.console.settings.kinds import Kind, Setting
from frontmate.console.settings.lengths import read_length, write_length
from frontmate.conversation.hours import OfficeHours, Span
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Mode, Policy
from frontmate.setup import Problem, handoff_watch, office

_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_ADDRESS = re.compile(rf"[^\s@<>,;\"]{{1,64}}@{_DOMAIN.pattern}")
_LONGEST, _LONGEST_AREA = 500, 4000
"""Signs of one input."""
_AREAS = frozenset({Kind.INBOXES, Kind.DOMAINS, Kind.ADDRESSES, Kind.TEMPLATE, Kind.HOURS})
"""What has an input of several lines."""
_MOST_REPLIES = 1000
_MOST_SEGMENTS = 10
_MOST_DAYS = 3650
_MONTH = timedelta(days=30)
_LIMITS: dict[str, tuple[timedelta, timedelta]] = {
    "settle": (timedelta(0), timedelta(minutes=5)),
    "max_age": (timedelta(minutes=1), _MONTH),
    "silence": (timedelta(minutes=1), 2 * _MONTH),
    "reopen_window": (timedelta(0), timedelta(days=365)),
    "handoff_clock": (handoff_watch.SHORTEST_CLOCK, handoff_watch.LONGEST_CLOCK),
}
_SHIFTS = "Enter shifts as 09:00-17:00 or 09:00-12:30, 13:00-17:00, or nothing for a closed day."
_HOURS_HELP = {
    "unreadable_hours": _SHIFTS,
    "backward_hours": "Enter a night shift in two: until 24:00 here, and from 00:00 the next day.",
    "overlapping_hours": "Enter each hour once.",
}


@dataclass
class Reading:
    """What was entered. A teammate and inboxes are as typed: only Front knows them."""

    values: dict[str, Any] = field(default_factory=dict)
    """By field of the policy."""
    faults: dict[str, str] = field(default_factory=dict)
    """By input."""


def read(typed: Typed, present: Policy) -> Reading:
    """Read every input. What was not touched keeps its value, also one that could not be
    entered today."""
    reading, untouched = Reading(), fill(present)
    for setting in SETTINGS.values():
        if all(typed.get(name, "") == untouched[name] for name in inputs_of(setting)):
            reading.values[setting.field] = getattr(present, setting.field)
        elif not _too_long(reading, setting, typed):
            _READERS[setting.kind](reading, setting, typed)
    return reading


def _too_long(reading: Reading, setting: Setting, typed: Typed) -> bool:
    names = inputs_of(setting)
    for name in names:
        # Of the hours the holidays alone have several lines.
        area = setting.kind in _AREAS and name in (f"{setting.field}.holidays", names[-1])
        most = _LONGEST_AREA if area else _LONGEST
        if len(typed.get(name, "")) > most:
            reading.faults[name] = f"That is too long. Enter at most {most:,} characters."
    return any(name in reading.faults for name in names)


def typed_in(form: Typed) -> dict[str, str]:
    """The inputs of a form that was sent; a box that is not ticked is not sent at all."""
    names = [name for setting in SETTINGS.values() for name in inputs_of(setting)]
    return {name: "\n".join(_lines(form.get(name, ""))) for name in names}


def _lines(value: str) -> list[str]:
    return [line.strip() for line in value.splitlines() if line.strip()]


def _switch(reading: Reading, setting: Setting, typed: Typed) -> None:
    reading.values[setting.field] = bool(typed[setting.field])


def _mode(reading: Reading, setting: Setting, typed: Typed) -> None:
    value = typed[setting.field]
    if value in set(Mode):
        reading.values[setting.field] = Mode(value)
    else:
        reading.faults[setting.field] = "There is no such mode. Choose one of the list."


def _channel_modes(reading: Reading, setting: Setting, typed: Typed) -> None:
    modes = dict[Channel, Mode]()
    for channel, name in zip(Channel, inputs_of(setting), strict=True):
        if typed[name] in set(Mode):
            modes[channel] = Mode(typed[name])
        elif typed[name]:
            reading.faults[name] = "There is no such mode. Choose one of the list."
    reading.values[setting.field] = modes


def _number(reading: Reading, setting: Setting, typed: Typed) -> None:
    value = _whole(typed[setting.field])
    most = _MOST_SEGMENTS if setting.field == "sms_segments" else _MOST_REPLIES
    if value is None or not 1 <= value <= most:
        reading.faults[setting.field] = (
            f"{_quoted(typed[setting.field])} is no such number. Enter 1 to {most}."
        )
    else:
        reading.values[setting.field] = value


def _whole(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def _quoted(value: str) -> str:
    return f"“{value[:60]}”" if value else "Nothing"


def _length(reading: Reading, setting: Setting, typed: Typed) -> None:
    found = _one_length(reading, setting.field, setting.field, typed)
    if found is not None:
        reading.values[setting.field] = found


def _channel_lengths(reading: Reading, setting: Setting, typed: Typed) -> None:
    lengths = dict[Channel, timedelta | None]()
    for channel, name in zip(Channel, inputs_of(setting), strict=True):
        never = setting.field == "silence" and typed[name].casefold() == NEVER
        lengths[channel] = None if never else _one_length(reading, setting.field, name, typed)
    reading.values[setting.field] = lengths


def _one_length(reading: Reading, of: str, name: str, typed: Typed) -> timedelta | None:
    shortest, longest = _LIMITS[of]
    or_never = ", or “never”" if of == "silence" else ""
    allowed = f"{write_length(shortest)} to {write_length(longest)}{or_never}"
    found = read_length(typed[name])
    if found is None:
        reading.faults[name] = (
            f"{_quoted(typed[name])} is no length of time. Enter a number with its unit, such as "
            f"30 s, 10 min, 24 h or 7 days: {allowed}."
        )
    elif not shortest <= found <= longest:
        reading.faults[name] = f"{write_length(found)} is out of bounds. Enter {allowed}."
    else:
        return found
    return None


def _inboxes(reading: Reading, setting: Setting, typed: Typed) -> None:
    which, listed = inputs_of(setting)
    if typed[which] == "all":
        reading.values[setting.field] = None
    elif not typed[listed]:
        reading.faults[listed] = (
            "No inbox is named. Enter at least one, or choose all; to answer nowhere, switch the "
            "AI off."
        )
    else:
        reading.values[setting.field] = frozenset(_lines(typed[listed]))


def _domains(reading: Reading, setting: Setting, typed: Typed) -> None:
    lines = [line.casefold().removeprefix("@") for line in _lines(typed[setting.field])]
    wrong = [line for line in lines if not _DOMAIN.fullmatch(line)]
    if wrong:
        reading.faults[setting.field] = (
            f"“{wrong[0][:60]}” is no domain. Enter one on each line, such as example.com."
        )
    reading.values[setting.field] = frozenset(lines)


def _addresses(reading: Reading, setting: Setting, typed: Typed) -> None:
    lines = [line.casefold() for line in _lines(typed[setting.field])]
    wrong = [line for line in lines if not _ADDRESS.fullmatch(line)]
    if wrong:
        reading.faults[setting.field] = (
            f"“{wrong[0][:60]}” is no address. Enter one on each line, such as forms@example.com."
        )
    reading.values[setting.field] = frozenset(lines)


def _named(reading: Reading, setting: Setting, typed: Typed) -> None:
    reading.values[setting.field] = typed[setting.field] or None


def _language(reading: Reading, setting: Setting, typed: Typed) -> None:
    value = typed[setting.field]
    if value not in words.LANGUAGES:
        reading.faults[setting.field] = "There are no texts in it. Choose a language of the list."
    reading.values[setting.field] = value


def _template(reading: Reading, setting: Setting, typed: Typed) -> None:
    value = typed[setting.field]
    fault = channels.template_fault(value)
    if fault is not None:
        reading.faults[setting.field] = fault
    reading.values[setting.field] = value or None


def _region(reading: Reading, setting: Setting, typed: Typed) -> None:
    code = typed[setting.field].upper()
    if not channels.is_region(code):
        reading.faults[setting.field] = (
            f"{_quoted(typed[setting.field])} is no country. Enter its two letters, such as US."
        )
    reading.values[setting.field] = code


def _days(reading: Reading, setting: Setting, typed: Typed) -> None:
    words_ = typed[setting.field].casefold()
    if words_ in (FOR_EVER, "forever"):
        reading.values[setting.field] = None
        return
    days = _whole(words_.removesuffix("s").removesuffix("day").rstrip())
    if days is None or not 1 <= days <= _MOST_DAYS:
        reading.faults[setting.field] = (
            f"{_quoted(typed[setting.field])} is no number of days. Enter 1 to {_MOST_DAYS} days, "
            "or “for ever”."
        )
    else:
        reading.values[setting.field] = days


def _hours(reading: Reading, setting: Setting, typed: Typed) -> None:
    of = setting.field
    zone = office.read_zone(typed[f"{of}.zone"])
    if isinstance(zone, Problem):
        reading.faults[f"{of}.zone"] = str(zone)
        zone = OfficeHours().zone
    holidays = office.read_holidays(_lines(typed[f"{of}.holidays"]))
    if isinstance(holidays, Problem):
        reading.faults[f"{of}.holidays"] = str(holidays)
        holidays = frozenset()
    week = [_day(reading, f"{of}.{day}", day, typed) for day in DAYS]
    if not any(week) and not any(f"{of}.{day}" in reading.faults for day in DAYS):
        reading.faults[f"{of}.mon"] = (
            "The office would never open. Enter hours for one day at least; 00:00-24:00 on every "
            "day if hand-offs may be taken at any time."
        )
    reading.values[of] = OfficeHours(zone, tuple(week), holidays)


def _day(reading: Reading, name: str, day: str, typed: Typed) -> tuple[Span, ...]:
    shifts = typed[name].replace("–", "-").replace("\n", ", ")
    if not shifts:
        return ()
    week = office.read_week([f"{day} {shifts}"])
    if isinstance(week, Problem):
        what = week.what.replace(f"{day} {shifts.casefold()}", shifts).replace(f"“{day} ", "“")
        reading.faults[name] = f"{what} {_HOURS_HELP[week.word]}"
        return ()
    return week[list(DAYS).index(day)]


_READERS: dict[Kind, Callable[[Reading, Setting, Typed], None]] = {
    Kind.SWITCH: _switch,
    Kind.MODE: _mode,
    Kind.CHANNEL_MODES: _channel_modes,
    Kind.NUMBER: _number,
    Kind.LENGTH: _length,
    Kind.CHANNEL_LENGTHS: _channel_lengths,
    Kind.INBOXES: _inboxes,
    Kind.DOMAINS: _domains,
    Kind.ADDRESSES: _addresses,
    Kind.TEAMMATE: _named,
    Kind.CHANNEL: _named,
    Kind.LANGUAGE: _language,
    Kind.DAYS: _days,
    Kind.TEMPLATE: _template,
    Kind.REGION: _region,
    Kind.HOURS: _hours,
}
