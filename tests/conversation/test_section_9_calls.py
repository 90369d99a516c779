"""Behaviour, section 9.3: a call is answered once its words are there."""

from frontmate.conversation.actions import AskAgent
from frontmate.conversation.decision import Reason, Withdraw
from frontmate.conversation.events import ActionDone, Step, TimerKind
from frontmate.conversation.inbound import WORDS_WITHIN
from frontmate.conversation.message import Channel, Verdict
from frontmate.conversation.policy import Mode, Policy
from tests.conversation.build import (
    Row,
    at,
    check,
    done,
    fires,
    judge,
    proposes,
    session_after,
    table,
    wrote,
)

PHONE, BARE = Channel.PHONE, Verdict.WORDS_TO_COME
CALLED = (wrote("m1", channel=PHONE, verdict=BARE),)
LATE = WORDS_WITHIN.total_seconds() / 60
ASK = (Step.ASK_AGENT,)


@table(
    Row(
        "9.3 a bare record waits for its words",
        (),
        wrote(channel=PHONE, verdict=BARE),
        Reason.SETTLING,
        timers=(TimerKind.SETTLE,),
    ),
    Row(
        "9.3 its words are asked about at once, as the same message",
        CALLED,
        wrote("m1", 2, sent=0, channel=PHONE),
        Reason.ASKED_AGENT,
        ASK,
        withdraw=Withdraw.ANSWERS,
        waiting=("m1",),
    ),
    Row(
        "9.3 words that never come are not waited for any longer",
        CALLED,
        fires(TimerKind.SETTLE, LATE),
        Reason.ASKED_AGENT,
        ASK,
        withdraw=Withdraw.ANSWERS,
    ),
    Row(
        "9.3 a record that is heard of late waits no more",
        (),
        wrote(minutes=LATE, sent=0, channel=PHONE, verdict=BARE),
        Reason.ASKED_AGENT,
        ASK,
        withdraw=Withdraw.ANSWERS,
    ),
    Row(
        "9.3 in shadow mode nothing is asked about a bare record",
        (),
        wrote(channel=PHONE, verdict=BARE),
        Reason.SHADOW,
        policy=Policy(mode=Mode.SHADOW),
    ),
)
def test_calls(row: Row) -> None:
    check(row)


def test_the_answer_to_a_call_is_an_answer_to_its_words_alone() -> None:
    past = (*CALLED, wrote("m1", 2, sent=0, channel=PHONE), proposes(minutes=2))
    answered = session_after((*past, done(Step.REPLY, 2)))
    assert answered.waiting == ()
    assert judge(answered, fires(TimerKind.SETTLE, LATE)).actions == ()
    assert answered.newest_inbound_at == at(0)


def test_what_is_said_while_the_answer_to_an_earlier_call_is_on_its_way_is_answered_next() -> None:
    calls = (*CALLED, wrote("m2", 1, channel=PHONE, verdict=BARE))
    replying = session_after((*calls, wrote("m1", 2, sent=0, channel=PHONE), proposes(minutes=2)))
    sent = ActionDone(at(3), Step.REPLY, replying.turn, replying.waiting)
    heard = judge(replying, wrote("m2", 2.5, sent=1, channel=PHONE)).session
    assert heard is not None
    decision = judge(heard, sent)
    assert decision.session is not None
    assert decision.reason is Reason.REPLY_SENT
    assert decision.session.waiting == ("m2",)
    assert [a.messages for a in decision.actions if isinstance(a, AskAgent)] == [("m2",)]
    # An answer that has heard it is one.
    answered = judge(decision.session, done(Step.REPLY, 4)).session
    assert answered is not None
    assert answered.waiting == ()
