"""How a time is shown on the page."""

from datetime import UTC, datetime


def moment(seconds: float) -> datetime:
    """In the zone of this machine: the page is only ever seen on the machine that serves it."""
    return datetime.fromtimestamp(seconds, UTC).astimezone()


def day_or_time(seconds: float, now: float) -> str:
    """For the list: the time if it was today, else the day."""
    then = moment(seconds)
    return f"{then:%H:%M}" if then.date() == moment(now).date() else f"{then:%d %b}"


def day_and_time(seconds: float, now: float) -> str:
    """For the thread: the time, with the day if it was not today."""
    then = moment(seconds)
    return f"{then:%H:%M}" if then.date() == moment(now).date() else f"{then:%d %b %H:%M}"
