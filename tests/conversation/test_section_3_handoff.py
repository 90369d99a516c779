"""Behaviour, section 3: the hand-off, its steps, and its reasons."""

from typing import get_args

import pytest

from frontmate.conversation.actions import (
    NotifyCustomer,
    Saga,
    WriteHandoffNote,
)
from frontmate.conversation.decision import Reason, Withdraw
from frontmate.conversation.events import Obstacle, Step, TimerKind
from frontmate.conversation.outcome import HandOff, HandoffReason, Outcome, Sentiment
from frontmate.conversation.policy import Policy
from frontmate.conversation.session import Holder, Status
from tests.conversation.build import (
    ANSWERED,
    ASKED,
    HAND_OFF,
    HANDED_OFF,
    NOBODY,
    READING,
    REPLYING,
    SAM,
    SOURCE,
    UNASSIGNED,
    UNASSIGNED_TOO,
    Row,
    agent_fails,
    archived,
    at,
    check,
    done,
    failed,
    judge,
    late,
    proposes,
    refused,
    sent,
    session_after,
    table,
    wrote,
)

STEPS = (Step.HANDOFF_NOTE, Step.NOTICE, Step.UNASSIGN, Step.TAGS)
QUIET = (Step.HANDOFF_NOTE, Step.UNASSIGN, Step.TAGS)
REMIND, FALL_BACK = TimerKind.HANDOFF_REMINDER, TimerKind.HANDOFF_FALLBACK
TEAM = Holder.TEAM
DROPPED = Withdraw.ANSWERS


@table(
    Row(
        "3.1 comment, notice, unassign, and the tags last",
        ASKED,
        proposes(HAND_OFF),
        Reason.HANDED_OFF,
        STEPS,
        TEAM,
        timers=(REMIND,),
        withdraw=DROPPED,
    ),
    Row(
        "3.1 without the customer notice, by setting",
        ASKED,
        proposes(HAND_OFF),
        Reason.HANDED_OFF,
        QUIET,
        TEAM,
        timers=(REMIND,),
        policy=Policy(customer_notice=False),
    ),
    Row(
        "3.1 without tags, by setting",
        ASKED,
        proposes(HAND_OFF),
        Reason.HANDED_OFF,
        STEPS[:-1],
        TEAM,
        timers=(REMIND,),
        policy=Policy(sync_tags=False),
    ),
    Row(
        "3.1 each step is recorded when it is done",
        HANDED_OFF,
        done(Step.HANDOFF_NOTE),
        Reason.HANDOFF_STEP,
        holder=TEAM,
        note="handoff_note",
    ),
    Row(
        "3.1 a notice that the fence refuses is skipped, the rest goes on",
        HANDED_OFF,
        refused(Step.NOTICE, Obstacle.CUSTOMER_WROTE),
        Reason.STEP_REFUSED,
        holder=TEAM,
        withdraw=Withdraw.NOTHING,
    ),
    Row(
        "3.1 a hand-off that has begun is finished although the customer writes again",
        HANDED_OFF,
        wrote("m2", 2),
        Reason.WITH_TEAM,
        holder=TEAM,
        timers=(REMIND,),
        withdraw=DROPPED,
    ),
)
def test_the_steps(row: Row) -> None:
    check(row)


def test_every_step_of_a_hand_off_belongs_to_it() -> None:
    """3.1 and 11.3: none of them is withdrawn with an answer."""
    decision = judge(session_after(ASKED), proposes(HAND_OFF))
    assert {action.saga for action in decision.actions} == {Saga.HANDOFF}
    assert {action.turn for action in decision.actions} == {session_after(HANDED_OFF).turn}


@table(
    Row(
        "3.2 unassigned by us: known at once",
        HANDED_OFF,
        done(Step.UNASSIGN),
        Reason.HANDOFF_STEP,
        holder=TEAM,
    ),
    Row(
        "3.2 unassigned already: no call, and nothing else changes",
        HANDED_OFF,
        refused(Step.UNASSIGN, Obstacle.ALREADY_DONE, seen=NOBODY),
        Reason.STEP_REFUSED,
        holder=TEAM,
    ),
    Row(
        "3.2 a person: left alone",
        HANDED_OFF,
        refused(Step.UNASSIGN, Obstacle.PERSON_HOLDS, seen=SAM),
        Reason.STEP_REFUSED,
        holder=TEAM,
    ),
)
def test_unassigning(row: Row) -> None:
    check(row)


def test_after_unassigning_nobody_is_the_assignee() -> None:
    assert session_after(UNASSIGNED).assignee == NOBODY
    refusal = refused(Step.UNASSIGN, Obstacle.ALREADY_DONE, seen=NOBODY)
    assert session_after((*HANDED_OFF, refusal)).assignee == NOBODY


@table(
    Row(
        "3.3 the session stays open, and the team's reply is tracked in it",
        UNASSIGNED,
        sent(minutes=5),
        Reason.PERSON_WROTE,
        holder=TEAM,
        waiting=(),
    ),
    Row(
        "3.3 it is closed by whoever closes it",
        (*UNASSIGNED, sent(minutes=5)),
        archived(6),
        Reason.ARCHIVED,
        holder=TEAM,
        status=Status.RESOLVED,
    ),
)
def test_the_session_afterwards(row: Row) -> None:
    check(row)


def test_a_handed_off_session_remembers_when_and_why() -> None:
    session = session_after(HANDED_OFF)
    assert session.handed_off_at == at(1)
    assert session.handoff_reason is HandoffReason.ASKED_FOR_HUMAN
    assert session.tried == (SOURCE,)
    assert session.unattended


def test_3_4_the_comment_carries_summary_sentiment_language_reason_and_sources() -> None:
    decision = judge(session_after(ASKED), proposes(HAND_OFF))
    note = decision.actions[0]
    assert note == WriteHandoffNote(2, HandoffReason.ASKED_FOR_HUMAN, READING, (SOURCE,))


def test_3_4_the_sentiments_are_the_four_of_the_promise() -> None:
    assert {str(s) for s in Sentiment} == {"frustrated", "negative", "neutral", "positive"}


def test_the_notice_names_the_messages_that_it_stands_on() -> None:
    """3.1: the fence needs to know what we knew."""
    decision = judge(session_after((*ASKED, wrote("m2", 0.5))), proposes(HAND_OFF))
    (notice,) = [action for action in decision.actions if isinstance(action, NotifyCustomer)]
    assert notice.messages == ("m1", "m2")
    assert notice.reading == READING


NOTICED = {
    HandoffReason.ASKED_FOR_HUMAN,
    HandoffReason.NO_ANSWER_FOUND,
    HandoffReason.TOPIC_FOR_HUMANS,
    HandoffReason.FRUSTRATED,
    HandoffReason.AGENT_FAILED,
    HandoffReason.OUTAGE,
    HandoffReason.BUDGET,
    HandoffReason.ORDERED,
}


@pytest.mark.parametrize("why", HandoffReason, ids=lambda why: f"3.5 {why}")
def test_every_reason_is_handed_off_with_or_without_notice(why: HandoffReason) -> None:
    decision = judge(session_after(ASKED), proposes(HandOff(READING, why)))
    assert decision.note == why.value
    steps = tuple(action.step for action in decision.actions)
    assert steps == (STEPS if why in NOTICED else QUIET)
    assert decision.session is not None
    assert decision.session.handoff_reason is why


@table(
    Row(
        "3.5 agent_failed",
        ASKED,
        agent_fails(),
        Reason.HANDED_OFF,
        STEPS,
        TEAM,
        timers=(REMIND,),
        note="agent_failed",
    ),
    Row(
        "3.5 too_old: WhatsApp takes no reply after 24 hours, and no notice either (9.3)",
        REPLYING,
        refused(Step.REPLY, Obstacle.WINDOW_OVER),
        Reason.HANDED_OFF,
        QUIET,
        TEAM,
        timers=(REMIND,),
        withdraw=DROPPED,
        note="too_old",
    ),
    Row(
        "3.5 an agent that fails at an older turn concerns nobody",
        (*ASKED, wrote("m2", 0.5)),
        late(agent_fails()),
        Reason.STALE,
        waiting=("m1", "m2"),
    ),
)
def test_reasons_that_are_not_the_agents(row: Row) -> None:
    check(row)


def test_the_cap_is_looked_at_again_when_the_answer_is_there() -> None:
    """3.5 too_many_replies, without a notice"""
    asked = session_after((*ANSWERED, wrote("m2", 5)))
    decision = judge(asked, proposes(minutes=6), Policy(reply_cap_hour=1))
    assert (decision.reason, decision.note) == (Reason.HANDED_OFF, "too_many_replies")
    assert tuple(action.step for action in decision.actions) == QUIET


def test_a_hand_off_takes_the_agents_reading_with_it() -> None:
    assert session_after(HANDED_OFF).reading == READING
    assert session_after((*ANSWERED, wrote("m2", 5, by="eve@example.com"))).reading == READING


def test_no_answer_in_preparation_survives_a_hand_off() -> None:
    decision = judge(session_after(REPLYING), failed(Step.REPLY))
    assert decision.withdraw is DROPPED
    assert decision.session is not None
    assert not decision.session.preparing


def test_the_agent_can_only_propose_what_decide_judges() -> None:
    assert {kind.__name__ for kind in get_args(Outcome)} == {
        "Answer",
        "Greet",
        "HandOff",
        "Solved",
        "NothingToSay",
    }


def test_handling_the_unassigned_changes_no_hand_off() -> None:
    with_it = judge(session_after(ASKED, UNASSIGNED_TOO), proposes(HAND_OFF), UNASSIGNED_TOO)
    without = judge(session_after(ASKED), proposes(HAND_OFF))
    assert with_it == without
