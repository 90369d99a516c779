"""How a time is shown on the page."""

from datetime import UTC, datetime, timedelta

_UNITS = (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1))
_MINUTE = 60


def moment(seconds: float) -> datetime:
    """In the zone of this machine: the page is only ever seen on the machine that serves it."""
    return datetime.fromtimestamp(seconds, UTC).astimezone()


def day_or_time(seconds: float, now: float) -> str:
    """For the list: the time if it was today, else the day, with the year if it was another."""
    then, today = moment(seconds), moment(now)
    if then.date() == today.date():
        return f"{then:%H:%M}"
    return f"{then.day} {then:%b}" if then.year == today.year else f"{then:%b %Y}"


def day(seconds: float, now: float) -> str:
    """Between the messages of different days."""
    then, today = moment(seconds).date(), moment(now).date()
    if then == today:
        return "Today"
    if then == today - timedelta(days=1):
        return "Yesterday"
    return f"{then:%A}, {then.day} {then:%B}" + ("" if then.year == today.year else f" {then.year}")


def exact(seconds: float) -> str:
    then = moment(seconds)
    return f"{then:%A}, {then.day} {then:%B %Y, %H:%M:%S}"


def until(seconds: float, now: float) -> str:
    """When something is to happen."""
    then = moment(seconds)
    if then.date() == moment(now).date():
        return f"{then:%H:%M}"
    return f"{then:%a} {then.day} {then:%b}, {then:%H:%M}"


def span(seconds: float) -> str:
    """The largest unit of a duration, from a minute on rounded to minutes: "3 days"."""
    length = abs(seconds)
    whole = round(length) if length < _MINUTE else round(length / _MINUTE) * _MINUTE
    unit, size = next(((u, s) for u, s in _UNITS if whole >= s), _UNITS[-1])
    count = whole // size
    return f"{count} {unit}" + ("" if count == 1 else "s")
