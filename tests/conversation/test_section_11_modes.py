"""Behaviour, section 11, as far as it is `decide`'s: the master switch and the caps."""

import pytest

from frontmate.conversation.decision import Reason
from frontmate.conversation.events import Step, TimerKind
from frontmate.conversation.policy import Policy
from frontmate.conversation.session import Holder
from tests.conversation.build import (
    ANSWERED,
    ASKED,
    HANDED_OFF,
    OFF,
    Move,
    Past,
    Row,
    agent_fails,
    check,
    days,
    done,
    fires,
    judge,
    proposes,
    session_after,
    table,
    wrote,
)

TEAM = Holder.TEAM


@table(
    Row("11.3 the switch is off: messages are still taken in", (), wrote(), Reason.OFF, policy=OFF),
    Row(
        "11.3 a hand-off that has begun is finished",
        HANDED_OFF,
        done(Step.HANDOFF_NOTE),
        Reason.HANDOFF_STEP,
        holder=TEAM,
    ),
)
def test_the_master_switch(row: Row) -> None:
    check(row)


@pytest.mark.parametrize(
    ("past", "event"),
    [
        (ASKED, proposes()),
        (ASKED, agent_fails()),
        (ANSWERED, fires(TimerKind.SILENCE, days(4))),
    ],
    ids=["11.3 a proposal", "11.3 a failed agent", "11.3 silence"],
)
def test_with_the_switch_off_nothing_new_begins(past: Past, event: Move) -> None:
    decision = judge(session_after(past), event, OFF)
    assert decision.reason is Reason.OFF
    assert decision.actions == ()
    assert decision.session is not None
    assert decision.session.holder is Holder.AI


@pytest.mark.parametrize(
    ("replies", "per", "capped"),
    [(4, 14, False), (5, 14, False), (5, 11, True), (14, 30, False), (15, 30, True)],
)
def test_11_4_the_caps_are_five_an_hour_and_fifteen_a_session(
    replies: int, per: float, capped: bool
) -> None:
    """The next question comes `per` minutes after the last."""
    past = tuple(
        step
        for n in range(replies)
        for step in (
            wrote(f"q{n}", n * per),
            proposes(minutes=n * per),
            done(Step.REPLY, n * per),
        )
    )
    decision = judge(session_after(past), wrote("next", replies * per))
    assert (decision.note == "too_many_replies") is capped


def test_11_4_a_cap_of_the_policy_is_obeyed() -> None:
    decision = judge(session_after(ANSWERED), wrote("m2", 5), Policy(reply_cap_session=1))
    assert decision.note == "too_many_replies"
