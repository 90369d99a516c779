"""Behaviour, section 3: the hand-off that a person orders on the console, now."""

import pytest

from frontmate.conversation.actions import NotifyCustomer
from frontmate.conversation.decision import Reason, Withdraw
from frontmate.conversation.events import Step, TimerKind
from frontmate.conversation.outcome import HandoffReason
from frontmate.conversation.policy import Mode, Policy
from frontmate.conversation.session import Holder, Status
from tests.conversation.build import (
    ANSWERED,
    ASKED,
    HAND_OFF,
    HANDED_OFF,
    REPLYING,
    SAM,
    Row,
    archived,
    assigned,
    check,
    done,
    given_back,
    handoff_ordered,
    judge,
    proposes,
    session_after,
    table,
    wrote,
)

STEPS = (Step.HANDOFF_NOTE, Step.NOTICE, Step.UNASSIGN, Step.TAGS)
QUIET = (Step.HANDOFF_NOTE, Step.UNASSIGN, Step.TAGS)
TEAM, REMIND = Holder.TEAM, TimerKind.HANDOFF_REMINDER


@table(
    Row(
        "3.1 while the agent is asked, the answer is void",
        ASKED,
        handoff_ordered(),
        Reason.HANDED_OFF,
        STEPS,
        TEAM,
        timers=(REMIND,),
        withdraw=Withdraw.ANSWERS,
        note="ordered",
    ),
    Row(
        "3.1 a customer who waits for nothing gets no notice",
        ANSWERED,
        handoff_ordered(),
        Reason.HANDED_OFF,
        QUIET,
        TEAM,
        timers=(REMIND,),
        note="ordered",
    ),
    Row(
        "3.1 with the master switch off people are told, and the customer nothing",
        ASKED,
        handoff_ordered(),
        Reason.HANDED_OFF,
        QUIET,
        TEAM,
        timers=(REMIND,),
        policy=Policy(enabled=False),
    ),
    Row(
        "3.1 what is handed off already is not handed off again",
        HANDED_OFF,
        handoff_ordered(),
        Reason.STALE,
        holder=TEAM,
        timers=(REMIND,),
        note="it is handed off already",
    ),
    Row(
        "3.1 after a give-back it may be handed off again, and the customer is not told twice",
        (*HANDED_OFF, given_back(3)),
        handoff_ordered(),
        Reason.HANDED_OFF,
        QUIET,
        TEAM,
        timers=(REMIND,),
    ),
    Row(
        "3.1 whoever has written anew since then is told anew",
        (*HANDED_OFF, given_back(3), wrote("m2", 4)),
        handoff_ordered(),
        Reason.HANDED_OFF,
        STEPS,
        TEAM,
        timers=(REMIND,),
    ),
    Row(
        "3.1 given back and handed off by the agent again, the customer is not told twice",
        (*HANDED_OFF, given_back(3)),
        proposes(HAND_OFF, minutes=4),
        Reason.HANDED_OFF,
        QUIET,
        TEAM,
        timers=(REMIND,),
    ),
    Row(
        "3.1 a person who has it is left alone",
        (*ASKED, assigned(SAM, 2)),
        handoff_ordered(),
        Reason.STALE,
        note="a person has it",
    ),
    Row(
        "3.1 a closed session is nobody's to hand over",
        (*ANSWERED, archived(4)),
        handoff_ordered(),
        Reason.STALE,
        status=Status.RESOLVED,
        note="the session is closed",
    ),
    Row(
        "11.1 in shadow mode nothing is written",
        ASKED,
        handoff_ordered(),
        Reason.STALE,
        policy=Policy(mode=Mode.SHADOW),
        note="in shadow mode nothing is written",
    ),
)
def test_a_hand_off_that_is_ordered(row: Row) -> None:
    check(row)


def test_the_clock_on_a_hand_off_goes_on_when_it_is_ordered_once_more() -> None:
    """3.6: the press voids no timer without setting it again."""
    decision = judge(session_after(HANDED_OFF), handoff_ordered(3))
    assert [timer.kind for timer in decision.timers] == [REMIND]


def test_a_reply_that_was_on_its_way_still_counts_as_one() -> None:
    """10.1: it went out; the hand-off follows, and nothing is sent for it again."""
    session = session_after((*REPLYING, handoff_ordered(2), done(Step.REPLY, 3)))
    assert len(session.replies) == 1
    assert session.handoff_reason is HandoffReason.ORDERED
    assert session.holder is TEAM


def test_a_proposal_that_comes_after_it_is_stale() -> None:
    decision = judge(session_after((*ASKED, handoff_ordered(2))), proposes(minutes=3))
    assert decision.reason is Reason.STALE
    assert decision.actions == ()


@pytest.mark.parametrize("mode", [Mode.DRAFT])
def test_a_draft_mode_tells_the_customer_nothing(mode: Mode) -> None:
    decision = judge(session_after(ASKED), handoff_ordered(2), Policy(mode=mode))
    assert not any(isinstance(action, NotifyCustomer) for action in decision.actions)
