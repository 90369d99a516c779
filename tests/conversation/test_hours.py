"""Office hours: how long people have really had (3.6)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.conversation.hours import OfficeHours, Span

NINE_TO_FIVE: tuple[Span, ...] = ((time(9), time(17)),)
WEEKDAYS = (NINE_TO_FIVE,) * 5 + ((), ())
WITH_LUNCH = (((time(9), time(12)), (time(13), time(17))),) * 5 + ((), ())
NEVER: tuple[tuple[Span, ...], ...] = ((),) * 7
HOUR = timedelta(hours=1)

OFFICE = OfficeHours("UTC", WEEKDAYS)
BERLIN = OfficeHours("Europe/Berlin", WEEKDAYS)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        # 2 March 2026 is a Monday.
        ("2026-03-02T09:00", 1, "2026-03-02T10:00"),
        ("2026-03-02T06:00", 1, "2026-03-02T10:00"),
        ("2026-03-02T16:30", 1, "2026-03-03T09:30"),
        ("2026-03-02T17:00", 1, "2026-03-03T10:00"),
        ("2026-03-02T23:59", 1, "2026-03-03T10:00"),
        ("2026-03-06T16:30", 1, "2026-03-09T09:30"),
        ("2026-03-07T12:00", 1, "2026-03-09T10:00"),
        ("2026-03-02T09:00", 8, "2026-03-02T17:00"),
        ("2026-03-02T09:00", 20, "2026-03-04T13:00"),
        ("2026-03-02T12:00", 40, "2026-03-09T12:00"),
    ],
)
def test_only_open_hours_count(start: str, hours: float, end: str) -> None:
    assert OFFICE.after(utc(start), timedelta(hours=hours)) == utc(end)


def test_an_office_without_a_calendar_is_always_open() -> None:
    always = OfficeHours()
    assert always.after(utc("2026-03-07T23:30"), HOUR) == utc("2026-03-08T00:30")
    assert always.after(utc("2026-03-07T23:30"), timedelta(days=90)) == utc("2026-06-05T23:30")


def test_lunch_does_not_count() -> None:
    office = OfficeHours("UTC", WITH_LUNCH)
    assert office.after(utc("2026-03-02T11:30"), HOUR) == utc("2026-03-02T13:30")
    assert office.after(utc("2026-03-02T12:30"), HOUR) == utc("2026-03-02T14:00")


def test_holidays_do_not_count() -> None:
    days = frozenset({date(2026, 3, 3), date(2026, 3, 4)})
    office = OfficeHours("UTC", WEEKDAYS, days)
    assert office.after(utc("2026-03-02T16:30"), HOUR) == utc("2026-03-05T09:30")
    assert office.after(utc("2026-03-03T10:00"), HOUR) == utc("2026-03-05T10:00")


def test_a_holiday_is_a_day_of_the_offices_zone() -> None:
    """At 23:30 UTC it is tomorrow in Berlin, and tomorrow is the holiday."""
    always = OfficeHours().week
    office = OfficeHours("Europe/Berlin", always, frozenset({date(2026, 3, 3)}))
    assert office.after(utc("2026-03-02T23:30"), HOUR) == utc("2026-03-04T00:00")


def test_hours_are_the_offices_own() -> None:
    tokyo = OfficeHours("Asia/Tokyo", WEEKDAYS)
    # Sunday evening in UTC is Monday morning there.
    assert tokyo.after(utc("2026-03-01T23:00"), HOUR) == utc("2026-03-02T01:00")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        # Clocks go forward on Sunday, 29 March 2026: nine o'clock is 08:00, then 07:00 in UTC.
        ("2026-03-27T16:30", "2026-03-30T08:00"),
        ("2026-03-27T15:30", "2026-03-30T07:30"),
        # Clocks go back on Sunday, 25 October 2026: 07:00, then 08:00.
        ("2026-10-23T15:30", "2026-10-26T09:00"),
        ("2026-10-23T14:30", "2026-10-26T08:30"),
    ],
)
def test_nine_oclock_stays_nine_oclock_when_the_clocks_change(start: str, end: str) -> None:
    assert BERLIN.after(utc(start), HOUR) == utc(end)


@pytest.mark.parametrize(
    ("day", "real_hours"),
    [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)],
)
def test_a_whole_day_has_the_hours_that_it_has(day: str, real_hours: int) -> None:
    """Open all day on that day only: the next hour after them is a week later."""
    only = date.fromisoformat(day)
    week = [()] * 7
    open_on = tuple(
        ((time.min, time.max),) if n == only.weekday() else shifts for n, shifts in enumerate(week)
    )
    office = OfficeHours("Europe/Berlin", open_on)
    midnight = datetime.combine(only, time.min, ZoneInfo("Europe/Berlin")).astimezone(UTC)
    full = office.after(midnight, timedelta(hours=real_hours))
    assert full == midnight + timedelta(hours=real_hours)
    assert office.after(midnight, timedelta(hours=real_hours, minutes=1)) > full + timedelta(days=5)


def test_a_shift_over_the_changed_hour_has_the_time_that_it_has() -> None:
    """One to four in the night: two hours in March, four in October."""
    night: tuple[tuple[Span, ...], ...] = (((time(1), time(4)),),) * 7
    office = OfficeHours("Europe/Berlin", night)
    spring = utc("2026-03-28T23:00")
    assert office.after(spring, 2 * HOUR) == utc("2026-03-29T02:00")
    assert office.after(spring, 3 * HOUR) == utc("2026-03-30T00:00")
    autumn = utc("2026-10-24T22:00")
    assert office.after(autumn, 4 * HOUR) == utc("2026-10-25T03:00")


def test_an_office_that_never_opens_is_treated_as_open() -> None:
    assert OfficeHours("UTC", NEVER).after(utc("2026-03-02T09:00"), HOUR) == utc("2026-03-02T10:00")
    holidays = frozenset(date(2026, 3, 1) + timedelta(days=n) for n in range(90))
    closed = OfficeHours("UTC", WEEKDAYS, holidays)
    assert closed.after(utc("2026-03-02T09:00"), HOUR) == utc("2026-03-02T10:00")


def test_a_zone_that_this_machine_does_not_know_is_read_as_utc() -> None:
    """The hours may be wrong by some; the hand-off must not get lost over it."""
    for zone in ("Mars/Olympus", "", "../etc/passwd", "Europe"):
        moment = OfficeHours(zone, WEEKDAYS).after(utc("2026-03-02T09:00"), HOUR)
        assert moment == utc("2026-03-02T10:00")


def test_a_long_closure_is_waited_for() -> None:
    holidays = frozenset(date(2026, 3, 1) + timedelta(days=n) for n in range(30))
    office = OfficeHours("UTC", WEEKDAYS, holidays)
    assert office.after(utc("2026-03-02T09:00"), HOUR) == utc("2026-03-31T10:00")


def test_a_shift_that_ends_before_it_begins_is_no_shift() -> None:
    slip: tuple[tuple[Span, ...], ...] = (((time(17), time(9)), (time(10), time(11))),) * 7
    office = OfficeHours("UTC", slip)
    assert office.after(utc("2026-03-02T00:00"), HOUR) == utc("2026-03-02T11:00")


ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)).map(
    lambda naive: naive.replace(tzinfo=UTC)
)
SPANS = st.tuples(st.times(), st.times()).map(lambda pair: (min(pair), max(pair)))
WEEKS = st.lists(st.lists(SPANS, max_size=2), min_size=7, max_size=7).map(
    lambda week: tuple(tuple(sorted(day)) for day in week)
)
LENGTHS = st.timedeltas(timedelta(minutes=1), timedelta(hours=30))


@given(st.sampled_from(ZONES), WEEKS, MOMENTS, LENGTHS)
def test_people_never_get_less_than_their_time(
    zone: str, week: tuple[tuple[Span, ...], ...], start: datetime, length: timedelta
) -> None:
    end = OfficeHours(zone, week).after(start, length)
    assert end.utcoffset() == timedelta(0)
    # Overlapping shifts would be counted twice; a calendar has none.
    if all(len(day) < 2 or day[0][1] <= day[1][0] for day in week):
        assert end >= start + length
    assert end <= start + timedelta(days=61) + length


@given(st.sampled_from(ZONES), MOMENTS, LENGTHS, LENGTHS)
def test_more_time_is_never_over_sooner(
    zone: str, start: datetime, some: timedelta, more: timedelta
) -> None:
    office = OfficeHours(zone, WEEKDAYS)
    assert office.after(start, some + more) >= office.after(start, some)
    assert office.after(start, some + more) == office.after(office.after(start, some), more)
