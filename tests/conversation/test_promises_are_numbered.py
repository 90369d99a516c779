"""Every reason names its promise, every promise has its row, every event has its line."""

import re
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

from frontmate.conversation.actions import Action
from frontmate.conversation.decision import Reason
from frontmate.conversation.events import Event, MergedInto, Obstacle, Recorded, Step, TimerKind
from frontmate.conversation.hours import OfficeHours
from frontmate.conversation.message import Channel
from frontmate.conversation.outcome import HandoffReason
from frontmate.conversation.policy import Policy
from tests.conversation.build import (
    AI,
    ANSWERED,
    Move,
    agent_fails,
    archived,
    as_event,
    assigned,
    at,
    done,
    failed,
    fires,
    given_back,
    handoff_ordered,
    judge,
    merged_from,
    proposes,
    refused,
    sent,
    session_after,
    trashed,
    uncertain,
    undelivered,
    woke,
    wrote,
)

HERE = Path(__file__).parent
BEHAVIOUR = HERE.parents[2] / "shared" / "design" / "behaviour.md"
NUMBER = re.compile(r"^(?:\| )?(\d+\.\d+)\b", re.MULTILINE)
ROW = re.compile(r'(?:"(\d+)\.(\d+) |def test_(\d+)_(\d+)_)')


@pytest.fixture(scope="module")
def promised() -> set[str]:
    if not BEHAVIOUR.exists():
        pytest.skip("behaviour.md is not beside this checkout")
    return set(NUMBER.findall(BEHAVIOUR.read_text(encoding="utf-8")))


def covered() -> set[str]:
    numbers = set()
    for file in sorted(HERE.glob("test_section_*.py")):
        for match in ROW.finditer(file.read_text(encoding="utf-8")):
            section, promise = (part for part in match.groups() if part)
            numbers.add(f"{section}.{promise}")
    return numbers


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_names_a_promise(reason: Reason) -> None:
    assert re.fullmatch(r"(?:[1-9]|1[01])\.\d{1,2}", reason.promise)


def test_every_named_promise_was_made(promised: set[str]) -> None:
    assert {reason.promise for reason in Reason} <= promised


def test_every_promise_of_the_first_five_sections_has_a_row(promised: set[str]) -> None:
    wanted = {number for number in promised if number[0] in "12345" and number[1] == "."}
    assert len(wanted) > 30
    assert wanted | {"10.1", "10.2", "10.4", "11.3", "11.4"} <= covered()


ONE_OF_EACH: tuple[Move, ...] = (
    wrote("m2", 5),
    sent(),
    undelivered(),
    merged_from(),
    Recorded(at(5), "comment"),
    archived(),
    woke(),
    assigned(AI),
    trashed(),
    MergedInto(at(5), "cnv_2"),
    given_back(),
    handoff_ordered(),
    proposes(minutes=5),
    agent_fails(5),
    done(Step.REPLY, 5),
    refused(Step.REPLY, Obstacle.PERSON_HOLDS, 5),
    failed(Step.REPLY, 5),
    uncertain(Step.REPLY, 5),
    fires(TimerKind.SETTLE, 5),
)


def test_every_event_is_judged_in_every_state() -> None:
    answered = session_after(ANSWERED)
    kinds = {type(as_event(answered, move)) for move in ONE_OF_EACH}
    assert kinds == set(get_args(Event))
    for move in ONE_OF_EACH:
        assert isinstance(judge(answered, move).reason, Reason)
        event = as_event(answered, move)
        assert isinstance(judge(None, event).reason, Reason)


def test_every_step_has_its_action() -> None:
    assert {kind.step for kind in get_args(Action)} == set(Step)


def test_the_reasons_of_a_hand_off_exist() -> None:
    """3.5; an inbox that is not allowed is 2.3's, and what was ordered on the console is ours."""
    assert {reason.value for reason in HandoffReason} == {
        "asked_for_human",
        "no_answer_found",
        "topic_for_humans",
        "frustrated",
        "cannot_read",
        "third_party",
        "too_many_replies",
        "too_old",
        "agent_failed",
        "outage",
        "uncertain_send",
        "budget",
        "inbox_not_allowed",
        "ordered",
    }


@pytest.mark.parametrize(
    ("channel", "settle", "max_age", "silence"),
    [
        (Channel.EMAIL, 0, 24, 72),
        (Channel.CHAT, 2, 1, 1),
        (Channel.SMS, 5, 6, 24),
        (Channel.PHONE, 0, 24, None),
    ],
)
def test_the_defaults_of_a_channel(
    channel: Channel, settle: int, max_age: int, silence: int | None
) -> None:
    """9.3"""
    policy = Policy()
    assert policy.settle[channel] == timedelta(seconds=settle)
    assert policy.max_age[channel] == timedelta(hours=max_age)
    assert policy.silence[channel] == (None if silence is None else timedelta(hours=silence))


def test_the_defaults() -> None:
    """11.4, and the settings that the promises call on or off."""
    policy = Policy()
    assert (policy.reply_cap_hour, policy.reply_cap_session) == (5, 15)
    assert policy.reopen_window == timedelta(days=7)
    assert policy.handoff_clock == timedelta(hours=1)
    assert policy.hours == OfficeHours()
    assert (policy.enabled, policy.customer_notice, policy.sync_tags) == (True, True, True)
    off = (policy.handle_unassigned, policy.claim_on_reply, policy.answer_on_assignment)
    assert off == (False, False, False)
    assert (policy.rule_gives_back, policy.fence_on_drafts) == (False, False)
    assert (policy.allowed_inboxes, policy.fallback_assignee) == (None, None)
    assert policy.team_language == "en"
    assert policy.own_domains == frozenset()
    assert policy.form_senders == frozenset()
