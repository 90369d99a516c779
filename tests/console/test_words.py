"""Everything that can happen has words, and none of them is a word of the machinery."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest

from frontmate.console import words
from frontmate.console.phrases import (
    alarm_words,
    entry_note,
    event_title,
    last_reason,
    note_words,
    reason_words,
)
from frontmate.console.promises import PROMISES
from frontmate.console.times import Times, span
from frontmate.conversation.decision import Reason
from frontmate.conversation.events import (
    Archived,
    AssigneeChanged,
    Author,
    Event,
    GivenBack,
    Obstacle,
    Recorded,
    Step,
    TimerKind,
)
from frontmate.conversation.message import Channel
from frontmate.conversation.outcome import HandoffReason, Outcome, Sentiment
from frontmate.conversation.session import Assignee, By, Holder, Resolution, Status, Who
from frontmate.store import State, troubles

NOW = datetime(2026, 11, 12, 15, 30, tzinfo=UTC)

TABLES: list[tuple[dict[Any, Any], Iterable[Any]]] = [
    (words.REASONS, Reason),
    (words.STEPS, Step),
    (words.STATES, State),
    (words.EVENTS, [event.__name__ for event in get_args(Event)]),
    (words.OUTCOMES, [outcome.__name__ for outcome in get_args(Outcome)]),
    (words.AUTHORS, Author),
    (words.OBSTACLES, Obstacle),
    (words.HANDOFFS, HandoffReason),
    (words.TIMERS, TimerKind),
    (words.TROUBLES, troubles.TroubleKind),
    (words.STATUSES, Status),
    (words.HOLDERS, Holder),
    (words.CHANNELS, Channel),
    (words.ASSIGNEES, Who),
    (words.RESOLUTIONS, Resolution),
    (words.SENTIMENTS, Sentiment),
    (words.BY, By),
]


@pytest.mark.parametrize(("table", "names"), TABLES)
def test_no_name_of_the_core_is_without_words(table: dict[Any, Any], names: Iterable[Any]) -> None:
    assert set(table) == set(names)


@pytest.mark.parametrize(("table", "_"), TABLES)
def test_no_words_are_names_of_the_machinery(table: dict[Any, Any], _: object) -> None:
    for said in table.values():
        for sentence in said if isinstance(said, tuple) else (said,):
            assert not re.search(r"[a-z]_[a-z]|\bcnv\b|\bwebhook\b", sentence), sentence


def test_no_two_reasons_read_the_same() -> None:
    assert len(set(words.REASONS.values())) == len(Reason)


def test_every_number_beside_a_reason_is_explained() -> None:
    assert {reason.promise for reason in Reason} <= set(PROMISES)


@pytest.mark.parametrize(
    ("event", "title"),
    [
        (Archived(NOW, By.RULE), "Archived by a rule"),
        (Archived(NOW, By.UNKNOWN), "Archived"),
        (Archived(NOW, By.TEAMMATE, parked=True), "Snoozed by a teammate"),
        (
            AssigneeChanged(NOW, Assignee(Who.AI), By.TEAMMATE),
            "Assigned to the AI teammate by a teammate",
        ),
        (AssigneeChanged(NOW, Assignee(Who.NOBODY), By.API), "Unassigned through Front's API"),
        (Recorded(NOW, "tag_added"), "A tag was added"),
        (Recorded(NOW, "tag_added: billing"), "A tag was added: billing"),
        (Recorded(NOW, "something_new"), "In Front: something new"),
        (GivenBack(NOW, "ada"), "ada gave the conversation back on this console"),
    ],
)
def test_a_title_says_what_happened_and_who_did_it(event: Event, title: str) -> None:
    assert event_title(type(event).__name__, event) == title


def test_an_event_that_is_no_longer_known_still_has_a_title() -> None:
    assert event_title("MessageReceived", None) == "The customer wrote"
    assert event_title("Gone_by", None) == "Gone by"
    assert reason_words("long_gone") == "long gone"


@pytest.mark.parametrize(
    ("reason", "note", "said"),
    [
        ("handed_off", "budget", "the spending limit was reached"),
        ("step_refused", "unassign: person_holds", "Take the AI off the conversation: "),
        ("resolved", "confirmed", "the customer said so"),
        ("given_back", "off", "Left alone: the AI is switched off"),
        ("recorded", "not understood: ValueError", "not understood: ValueError"),
        ("handed_off", "reply: Front said: no", "Reply to the customer: Front said: no"),
    ],
)
def test_a_note_is_said_in_words(reason: str, note: str, said: str) -> None:
    assert note_words(reason, note).startswith(said)


def test_a_note_does_not_repeat_the_title() -> None:
    assert entry_note("ActionDone", "handoff_step", "unassign") == ""
    assert entry_note("TimerFired", "stale", "settle timer") == ""
    assert entry_note("ActionFailed", "handed_off", "reply: 500") == "Reply to the customer: 500"


def test_a_list_says_why_somebody_was_handed_over() -> None:
    said = last_reason("handed_off", "asked_for_human")
    assert said == "Handed to the team: the customer asked for a person"
    assert last_reason("", "") == "Nothing has been decided yet"


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("ending", ["failed", "uncertain"])
def test_every_alarm_of_a_step_is_said_in_words(step: Step, ending: str) -> None:
    assert "_" not in alarm_words(f"{step.value}_{ending}")


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=59), "under 1 min"),
        (timedelta(minutes=12, seconds=59), "12 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=2, minutes=5), "2 h 5 min"),
        (timedelta(days=1, hours=1), "1 day 1 h"),
        (timedelta(days=3, minutes=7), "3 days"),
    ],
)
def test_a_span_has_two_units_at_most(length: timedelta, said: str) -> None:
    assert span(length) == said


def test_times_are_shown_in_the_zone_of_the_workspace() -> None:
    times = Times(ZoneInfo("Asia/Kathmandu"), NOW)
    assert times.short(NOW) == "21:15"
    assert times.full(NOW) == "Thursday, 12 November 2026, 21:15:00 +0545"
    assert times.day(NOW) == "Today"
    # Past midnight there, not yet in UTC.
    assert times.day(NOW + timedelta(hours=3)) == "Friday, 13 November"
    assert times.day(NOW - timedelta(days=1)) == "Yesterday"
    assert times.short(NOW - timedelta(days=400)) == "8 Oct 2025, 21:15"
