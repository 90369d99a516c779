"""What the policy's form holds, and what is read from it."""

from dataclasses import fields, replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.console.promises import PROMISES
from frontmate.console.settings.fields import NO_SETTING, SETTINGS
from frontmate.console.settings.filled import changes_between, fill, in_words, inputs_of
from frontmate.console.settings.lengths import read_length, write_length
from frontmate.console.settings.reading import read
from frontmate.conversation.hours import OfficeHours
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Mode, Policy

HOURS = OfficeHours(
    "Europe/Berlin",
    (
        *(((time(9), time(12, 30)), (time(13), time(17))),) * 4,
        ((time(9), time.max),),
        (),
        (),
    ),
    frozenset({date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 1)}),
)
OTHER = Policy(
    version=9,
    enabled=False,
    mode=Mode.DRAFT,
    channel_modes={Channel.SMS: Mode.SHADOW},
    handle_unassigned=True,
    allowed_inboxes=frozenset({"inb_2", "inb_1"}),
    own_domains=frozenset({"example.com", "mail.example.org"}),
    form_senders=frozenset({"forms@example.com", "no-reply@forms.example.org"}),
    claim_on_reply=True,
    answer_on_assignment=True,
    rule_gives_back=True,
    customer_notice=False,
    sync_tags=False,
    reply_cap_hour=7,
    reply_cap_session=30,
    reopen_window=timedelta(hours=36),
    settle={channel: timedelta(seconds=1.5) for channel in Channel},
    max_age={channel: timedelta(minutes=90) for channel in Channel},
    silence={**dict.fromkeys(Channel, timedelta(hours=5)), Channel.SMS: None},
    hours=HOURS,
    handoff_clock=timedelta(minutes=45),
    fallback_assignee="tea_1leo",
    team_language="de",
    fence_on_drafts=True,
    keeps_copies=False,
    greeting="Hi {name},",
    sign_off="Best,\n{ai_name}",
    says_it_is_ai=False,
    introduces_itself=True,
    sms_segments=2,
    default_region="DE",
    call_answers_by="cha_1sms",
    retention_days=None,
)


def test_no_field_of_the_policy_is_missing_on_the_page() -> None:
    assert set(SETTINGS) | NO_SETTING == {field.name for field in fields(Policy)}
    assert not set(SETTINGS) & NO_SETTING


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=lambda one: one.field)
def test_every_setting_has_help_and_a_promise_that_there_is(setting: Any) -> None:
    assert setting.promise in PROMISES
    assert setting.help.endswith(".")
    assert len(setting.help) > 40


def test_the_other_policy_differs_in_every_field() -> None:
    assert {one.setting.field for one in changes_between(Policy(), OTHER)} == set(SETTINGS)


@pytest.mark.parametrize("present", [Policy(), OTHER])
@pytest.mark.parametrize("wanted", [Policy(), OTHER])
def test_what_the_form_holds_is_read_as_the_same_policy(present: Policy, wanted: Policy) -> None:
    reading = read(fill(wanted), present)
    assert reading.faults == {}
    assert replace(present, **reading.values) == replace(wanted, version=present.version)


def test_a_value_that_could_not_be_entered_today_is_kept_if_it_is_not_touched() -> None:
    odd = replace(Policy(), reply_cap_hour=0, max_age=dict.fromkeys(Channel, timedelta(days=900)))
    reading = read({**fill(odd), "reply_cap_session": "3"}, odd)
    assert reading.faults == {}
    assert replace(odd, **reading.values) == replace(odd, reply_cap_session=3)


WRONG = {
    "mode": ("loud", "Choose one of the list"),
    "channel_modes.sms": ("loud", "Choose one of the list"),
    "reply_cap_hour": ("none", "“none” is no such number. Enter 1 to 1000."),
    "reply_cap_session": ("0", "Enter 1 to 1000."),
    "settle.chat": ("2", "Enter a number with its unit"),
    "max_age.email": ("2 years", "“2 years” is no length of time"),
    "silence.sms": ("0", "Enter 1 min to 60 days, or “never”."),
    "reopen_window": ("400 days", "Enter 0 s to 365 days."),
    "handoff_clock": ("20 s", "Enter 1 min to 7 days."),
    "team_language": ("xx", "Choose a language of the list"),
    "greeting": ("Hi {first_name},", "There is no {first_name} to put in."),
    "sign_off": ("1\n2\n3\n4\n5", "more than 4 lines"),
    "sms_segments": ("11", "Enter 1 to 10."),
    "default_region": ("Germany", "“Germany” is no country."),
    "retention_days": ("", "Enter 1 to 3650 days, or “for ever”."),
    "own_domains": ("example.com\nnot a domain", "“not a domain” is no domain."),
    "form_senders": ("forms@example.com\nexample.com", "“example.com” is no address."),
    "hours.zone": ("Berlin", "Europe/Berlin"),
    "hours.tue": ("9 to 5", "“9 to 5” are no office hours. Enter shifts as 09:00-17:00"),
    "hours.wed": ("22:00-06:00", "ends before it begins. Enter a night shift in two"),
    "hours.thu": ("09:00-12:00, 11:00-13:00", "overlap at 11:00. Enter each hour once."),
    "hours.holidays": ("tomorrow", "“tomorrow” is no day"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_input_is_named_at_its_field_with_what_to_enter(name: str) -> None:
    typed, said = WRONG[name]
    reading = read({**fill(Policy()), name: typed}, Policy())
    assert list(reading.faults) == [name]
    assert said in reading.faults[name]
    assert "--open" not in reading.faults[name]


def test_no_inbox_at_all_is_refused() -> None:
    reading = read({**fill(Policy()), "allowed_inboxes.which": "some"}, Policy())
    assert "No inbox is named" in reading.faults["allowed_inboxes"]


def test_an_office_that_never_opens_is_refused() -> None:
    closed = {name: "" for name in inputs_of(SETTINGS["hours"]) if name != "hours.zone"}
    reading = read({**fill(Policy()), **closed}, Policy())
    assert "would never open" in reading.faults["hours.mon"]


def test_hours_and_times_are_said_in_words() -> None:
    assert in_words(SETTINGS["hours"], OTHER) == (
        "Mon-Thu 09:00-12:30, 13:00-17:00; Fri 09:00-24:00 (Europe/Berlin); "
        "closed on 2026-12-24..2026-12-25, 2027-01-01"
    )
    assert in_words(SETTINGS["hours"], Policy()) == "always open (UTC)"
    assert in_words(SETTINGS["channel_modes"], OTHER) == "SMS shadow"
    assert in_words(SETTINGS["silence"], Policy()) == (
        "Email 72 h, Chat 1 h, SMS 24 h, Phone never"
    )
    assert in_words(SETTINGS["retention_days"], OTHER) == "for ever"


@given(st.integers(0, 40_000_000))
def test_a_length_of_time_that_is_shown_can_be_entered_again(seconds: int) -> None:
    length = timedelta(seconds=seconds)
    assert read_length(write_length(length)) == length


@given(st.text(max_size=20))
def test_whatever_is_typed_as_a_length_is_read_or_refused(words: str) -> None:
    found = read_length(words)
    assert found is None or found >= timedelta(0)


@pytest.mark.parametrize(
    ("words", "seconds"),
    [("1 h 30 min", 5400), ("90min", 5400), ("2 Days", 172800), ("0", 0), ("0,5 s", 0.5)],
)
def test_lengths_may_be_written_as_people_do(words: str, seconds: float) -> None:
    assert read_length(words) == timedelta(seconds=seconds)


@pytest.mark.parametrize("words", ["", "5", "h", "-1 h", "1 h or so", "five min", "1 hx"])
def test_what_is_no_length_of_time_is_none(words: str) -> None:
    assert read_length(words) is None
