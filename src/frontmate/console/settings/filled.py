"""A policy as the fields of its form hold it, and as a sentence says it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from frontmate.console import words
from frontmate.console.settings.fields import SETTINGS
from frontmate.console.settings.kinds import Kind, Setting
from frontmate.console.settings.lengths import write_length
from frontmate.conversation.hours import OfficeHours, Span
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Mode, Policy

Typed = Mapping[str, str]
"""What stands in the inputs of the form, by their names."""

DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
MODES = {Mode.SHADOW: "Shadow", Mode.DRAFT: "Draft", Mode.LIVE: "Live"}
NEVER = "never"
FOR_EVER = "for ever"
ON = "on"


@dataclass(frozen=True)
class Change:
    """One setting that differs between two policies, in words."""

    setting: Setting
    before: str
    after: str


def inputs_of(setting: Setting) -> tuple[str, ...]:
    """The names of the inputs of a setting."""
    field = setting.field
    match setting.kind:
        case Kind.CHANNEL_MODES | Kind.CHANNEL_LENGTHS:
            return tuple(f"{field}.{channel}" for channel in Channel)
        case Kind.INBOXES:
            return (f"{field}.which", field)
        case Kind.HOURS:
            return (f"{field}.zone", *(f"{field}.{day}" for day in DAYS), f"{field}.holidays")
    return (field,)


def fill(policy: Policy) -> dict[str, str]:
    """What the form holds for this policy."""
    filled = dict[str, str]()
    for setting in SETTINGS.values():
        filled |= _fill_one(setting, getattr(policy, setting.field))
    return filled


def _fill_one(setting: Setting, value: object) -> dict[str, str]:
    field = setting.field
    match value:
        case OfficeHours():
            return _fill_hours(field, value)
        case Mapping() if setting.kind is Kind.CHANNEL_MODES:
            return {f"{field}.{channel}": str(value.get(channel, "")) for channel in Channel}
        case Mapping():
            return {
                f"{field}.{channel}": _length_or_never(value.get(channel)) for channel in Channel
            }
    if setting.kind is Kind.INBOXES:
        inboxes = () if value is None else sorted(_strings(value))
        return {f"{field}.which": "all" if value is None else "some", field: "\n".join(inboxes)}
    return {field: _fill_plain(setting, value)}


def _fill_plain(setting: Setting, value: object) -> str:
    if setting.kind is Kind.DAYS:
        return FOR_EVER if value is None else f"{value} days"
    match value:
        case bool():
            return ON if value else ""
        case timedelta():
            return write_length(value)
        case frozenset():
            return "\n".join(sorted(_strings(value)))
    return "" if value is None else str(value)


def _strings(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, Iterable) else []


def _length_or_never(value: object) -> str:
    return write_length(value) if isinstance(value, timedelta) else NEVER


def _fill_hours(field: str, hours: OfficeHours) -> dict[str, str]:
    week = zip(DAYS, hours.week, strict=True)
    return {
        f"{field}.zone": hours.zone,
        **{f"{field}.{day}": ", ".join(map(_span, spans)) for day, spans in week},
        f"{field}.holidays": "\n".join(_ranges(hours.holidays)),
    }


def _span(span: Span) -> str:
    begins, ends = span
    return f"{begins:%H:%M}-{'24:00' if ends == time.max else f'{ends:%H:%M}'}"


def _ranges(days: Iterable[date]) -> list[str]:
    """Days that follow each other as one line, as far as one line may reach."""
    found = list[list[date]]()
    for day in sorted(days):
        if found and day - found[-1][-1] == timedelta(days=1) and len(found[-1]) < 60:
            found[-1].append(day)
        else:
            found.append([day])
    return [f"{one[0]}" if len(one) == 1 else f"{one[0]}..{one[-1]}" for one in found]


def in_words(setting: Setting, policy: Policy) -> str:
    """The value as a sentence says it."""
    filled = _fill_one(setting, getattr(policy, setting.field))
    match setting.kind:
        case Kind.SWITCH:
            return ON if filled[setting.field] else "off"
        case Kind.MODE:
            return MODES[policy.mode].lower()
        case Kind.CHANNEL_MODES:
            own = policy.channel_modes.items()
            named = [f"{words.CHANNELS[at]} {MODES[mode].lower()}" for at, mode in sorted(own)]
            return ", ".join(named) or "none"
        case Kind.CHANNEL_LENGTHS:
            values = [filled[name] for name in inputs_of(setting)]
            named = [f"{words.CHANNELS[at]} {v}" for at, v in zip(Channel, values, strict=True)]
            return ", ".join(named)
        case Kind.INBOXES:
            some = filled[setting.field].replace("\n", ", ") or "none at all"
            return "all" if policy.allowed_inboxes is None else some
        case Kind.HOURS:
            return _hours_in_words(policy.hours)
        case Kind.LANGUAGE:
            return words.LANGUAGES.get(policy.team_language, policy.team_language)
        case Kind.TEAMMATE:
            return filled[setting.field] or "nobody"
        case Kind.CHANNEL:
            return filled[setting.field] or "an internal comment"
        case Kind.TEMPLATE:
            return filled[setting.field].replace("\n", " / ") or "in the customer's language"
    return filled[setting.field].replace("\n", ", ") or "none"


def _hours_in_words(hours: OfficeHours) -> str:
    holidays = ", ".join(_ranges(hours.holidays))
    off = f"; closed on {holidays}" if holidays else ""
    if hours.week == OfficeHours().week:
        return f"always open ({hours.zone}){off}"
    runs = list[tuple[str, str, tuple[Span, ...]]]()
    for day, spans in zip(DAYS, hours.week, strict=True):
        if runs and runs[-1][2] == spans:
            runs[-1] = (runs[-1][0], day, spans)
        elif spans or runs:
            runs.append((day, day, spans))
    said = [
        f"{_days(first, last)} {', '.join(map(_span, spans))}"
        for first, last, spans in runs
        if spans
    ]
    return f"{'; '.join(said) or 'never open'} ({hours.zone}){off}"


def _days(first: str, last: str) -> str:
    return first.title() if first == last else f"{first.title()}-{last.title()}"


def changes_between(before: Policy, after: Policy) -> list[Change]:
    """What differs, in the order of the page."""
    return [
        Change(setting, in_words(setting, before), in_words(setting, after))
        for field, setting in SETTINGS.items()
        if getattr(before, field) != getattr(after, field)
    ]
