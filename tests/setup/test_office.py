"""Office hours as an operator writes them, and what is said of those that cannot be (3.6)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from frontmate.conversation.hours import OfficeHours
from frontmate.setup import Problem, office

DAY = ((time(9), time(17)),)
LUNCH = ((time(9), time(12, 30)), (time(13), time(17)))
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"])
def test_a_zone_is_one_of_the_iana_database(zone: str) -> None:
    assert office.read_zone(zone) == zone


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("Europe/Berln", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("Berlin", "Europe/Berlin"),
        ("Europe", "Europe/"),
        ("../etc/passwd", "For example"),
        ("+02:00", "For example"),
        ("", "For example"),
    ],
)
def test_a_zone_that_is_none_is_refused_with_what_may_be_meant(word: str, meant: str) -> None:
    problem = office.read_zone(word)
    assert isinstance(problem, Problem)
    assert problem.word == "unknown_zone"
    assert f"“{word}” is no IANA time zone" in problem.what
    assert meant in problem.fix


@pytest.mark.parametrize(
    ("openings", "week"),
    [
        (["mon-fri 09:00-17:00"], (DAY,) * 5 + ((), ())),
        (["Mon - Fri 9:00 - 17:00"], (DAY,) * 5 + ((), ())),
        (["mon-thu 09:00-12:30,13:00-17:00", "fri 09:00-17:00"], (LUNCH,) * 4 + (DAY, (), ())),
        (["mon 13:00-17:00", "mon 09:00-12:30"], (LUNCH,) + ((),) * 6),
        (["mon,wed,sat-sun 09:00-17:00"], (DAY, (), DAY, (), (), DAY, DAY)),
        (["mon-sun 00:00-24:00"], OfficeHours().week),
    ],
)
def test_a_week_is_read(openings: list[str], week: office.Week) -> None:
    assert office.read_week(openings) == week


@pytest.mark.parametrize(
    ("opening", "word"),
    [
        ("mon-fri", "unreadable_hours"),
        ("09:00-17:00", "unreadable_hours"),
        ("monday 09:00-17:00", "unreadable_hours"),
        ("fri-mon 09:00-17:00", "unreadable_hours"),
        ("mon 9-17", "unreadable_hours"),
        ("mon 09:00-25:00", "unreadable_hours"),
        ("mon 09:00-17:60", "unreadable_hours"),
        ("mon 09:00", "unreadable_hours"),
        ("mon, 09:00-17:00", "unreadable_hours"),
        ("", "unreadable_hours"),
        ("mon 22:00-06:00", "backward_hours"),
        ("mon 09:00-09:00", "backward_hours"),
        ("mon 09:00-12:00,11:00-17:00", "overlapping_hours"),
    ],
)
def test_hours_that_are_none_are_refused_by_name(opening: str, word: str) -> None:
    problem = office.read_week([opening])
    assert isinstance(problem, Problem)
    assert problem.word == word
    assert problem.fix


def test_the_same_hours_twice_overlap() -> None:
    problem = office.read_week(["mon-fri 09:00-17:00", "fri 16:00-20:00"])
    assert isinstance(problem, Problem)
    assert "fri overlap at 16:00" in problem.what


def test_holidays_are_days_and_ranges() -> None:
    days = [date(2026, 12, 25), date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)]
    assert office.read_holidays(["2026-12-25", "2026-12-31..2027-01-02"]) == frozenset(days)


@pytest.mark.parametrize(
    "word", ["2026-02-30", "25.12.2026", "christmas", "2027-01-02..2026-12-31", "", "..2026-01-01"]
)
def test_a_date_that_is_none_is_refused(word: str) -> None:
    problem = office.read_holidays(["2026-12-25", word])
    assert isinstance(problem, Problem)
    assert (problem.word, f"“{word}”" in problem.what) == ("unreadable_date", True)


def test_a_range_of_years_is_a_slip() -> None:
    assert isinstance(office.read_holidays(["2026-12-24..2027-12-24"]), Problem)


def test_hours_are_shown_as_they_are_written() -> None:
    week = office.read_week(["mon-tue 09:00-12:30,13:00-17:00", "sat 22:00-24:00"])
    assert not isinstance(week, Problem)
    hours = OfficeHours("Europe/Berlin", week, frozenset({date(2026, 12, 25)}))
    zone, shown, holidays = office.in_words(hours)
    assert (zone, holidays) == ("zone Europe/Berlin", "holidays 2026-12-25")
    lines = shown.removeprefix("hours ").split("; ")
    assert lines == [
        "mon 09:00-12:30,13:00-17:00",
        "tue 09:00-12:30,13:00-17:00",
        "sat 22:00-24:00",
    ]
    assert office.read_week(lines) == week
    assert office.in_words(OfficeHours()) == ("zone UTC", "hours always open", "holidays none")


def test_a_night_shift_in_two_is_one_to_the_clock() -> None:
    week = office.read_week(["mon 22:00-24:00", "tue 00:00-06:00"])
    assert not isinstance(week, Problem)
    office_hours = OfficeHours("Europe/Berlin", week)
    # 2 March 2026 is a Monday; 22:00 there is 21:00 in UTC.
    start = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)
    assert office_hours.after(start, HOUR) == start + HOUR
