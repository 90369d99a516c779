"""Behaviour, section 2, continued: claiming, bursts, and older messages."""

import pytest

from frontmate.conversation.actions import AskAgent, Assign
from frontmate.conversation.decision import Reason, Withdraw
from frontmate.conversation.events import Step, TimerKind
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Policy
from frontmate.conversation.session import By, Status, Who
from tests.conversation.build import (
    AI,
    ANSWERED,
    ASKED,
    GREET,
    NOBODY,
    NOTHING,
    REPLYING,
    SAM,
    UNASSIGNED,
    UNASSIGNED_TOO,
    Move,
    Past,
    Row,
    archived,
    assigned,
    at,
    check,
    done,
    due,
    fires,
    given_back,
    held_by,
    judge,
    play,
    proposes,
    sent,
    session_after,
    table,
    trashed,
    wrote,
)

ASK = (Step.ASK_AGENT,)
DROPPED = Withdraw.ANSWERS


@table(
    Row(
        "2.5 answering does not assign",
        held_by(NOBODY, REPLYING),
        done(Step.REPLY),
        Reason.REPLY_SENT,
        timers=(TimerKind.SILENCE,),
        policy=UNASSIGNED_TOO,
    ),
    Row(
        "2.5 claim_on_reply: assigned once the reply is out",
        held_by(NOBODY, REPLYING),
        done(Step.REPLY),
        Reason.REPLY_SENT,
        (Step.ASSIGN,),
        timers=(TimerKind.SILENCE,),
        policy=Policy(handle_unassigned=True, claim_on_reply=True),
    ),
    Row(
        "2.5 claim_on_reply: nothing is claimed by a reply that may still be withdrawn",
        held_by(NOBODY, ASKED),
        proposes(),
        Reason.REPLYING,
        (Step.REPLY,),
        policy=Policy(handle_unassigned=True, claim_on_reply=True),
    ),
    Row(
        "2.5 claim_on_reply: what the AI has already is not claimed again",
        REPLYING,
        done(Step.REPLY),
        Reason.REPLY_SENT,
        timers=(TimerKind.SILENCE,),
        policy=Policy(handle_unassigned=True, claim_on_reply=True),
    ),
)
def test_claiming(row: Row) -> None:
    check(row)


CHAT, SMS = Channel.CHAT, Channel.SMS


@table(
    Row(
        "2.6 a burst settles before the agent is asked",
        (),
        wrote(channel=CHAT),
        Reason.SETTLING,
        timers=(TimerKind.SETTLE,),
    ),
    Row(
        "2.6 one answer for the burst",
        (wrote("m1", 0, channel=CHAT), wrote("m2", 0.02, channel=CHAT)),
        fires(TimerKind.SETTLE, 1),
        Reason.ASKED_AGENT,
        ASK,
        waiting=("m1", "m2"),
    ),
    Row("2.6 email does not settle", (), wrote(), Reason.ASKED_AGENT, ASK),
    Row(
        "2.6 a message that comes late has settled already",
        (),
        wrote(minutes=10, sent=0, channel=CHAT),
        Reason.ASKED_AGENT,
        ASK,
    ),
    Row(
        "2.6 a message during the answer starts a new turn on both",
        REPLYING,
        wrote("m2", 5),
        Reason.ASKED_AGENT,
        ASK,
        withdraw=DROPPED,
        waiting=("m1", "m2"),
    ),
    Row(
        "2.6 a burst during the answer withdraws it although the new one still settles",
        (wrote(channel=CHAT), fires(TimerKind.SETTLE, 0.04), proposes(minutes=0.05)),
        wrote("m2", 0.06, channel=CHAT),
        Reason.SETTLING,
        timers=(TimerKind.SETTLE,),
        withdraw=DROPPED,
        waiting=("m1", "m2"),
    ),
    Row(
        "2.6 a message that arrives after a younger one is the older one still",
        (wrote("m2", 3),),
        wrote("m1", 4, sent=1),
        Reason.ASKED_AGENT,
        ASK,
        waiting=("m1", "m2"),
    ),
    Row(
        "2.6 nothing to say is said by nobody",
        ASKED,
        proposes(NOTHING),
        Reason.NOTHING_TO_SAY,
        timers=(TimerKind.SILENCE,),
        waiting=(),
    ),
    Row(
        "2.6 nothing to say after an answer: the customer's silence counts from here",
        (*ANSWERED, wrote("m2", 5)),
        proposes(NOTHING, 6),
        Reason.NOTHING_TO_SAY,
        timers=(TimerKind.SILENCE,),
        waiting=(),
    ),
    Row("2.6 a greeting is greeted", ASKED, proposes(GREET), Reason.GREETED, (Step.REPLY,)),
    Row(
        "2.6 an answered message waits no more",
        REPLYING,
        done(Step.REPLY),
        Reason.REPLY_SENT,
        timers=(TimerKind.SILENCE,),
        waiting=(),
    ),
)
def test_one_answer_per_burst(row: Row) -> None:
    check(row)


@pytest.mark.parametrize(
    ("channel", "times", "expected"),
    [
        (CHAT, [0], 2),
        (CHAT, [0, 1], 3),
        (CHAT, [0, 1, 2, 3, 4, 5], 7),
        (CHAT, [0, 1, 2, 3, 4, 5, 6, 7], 8),
        (SMS, [0], 5),
        (SMS, [0, 4, 8, 12, 16, 19], 20),
        # One that arrives after a younger one does not shorten the wait.
        (CHAT, [0, 2, 1], 4),
    ],
)
def test_settling_ends_so_many_seconds_after_the_first(
    channel: Channel, times: list[int], expected: int
) -> None:
    """2.6: newest message + settle, at most 4 x settle after the first."""
    past = tuple(
        wrote(f"m{n}", max(times[: n + 1]) / 60, sent=second / 60, channel=channel)
        for n, second in enumerate(times)
    )
    decision = judge(play(past[:-1]), past[-1])
    assert due(decision, TimerKind.SETTLE) * 60 == pytest.approx(expected)


def test_a_burst_that_never_ends_is_answered_four_settles_after_its_first_message() -> None:
    past = tuple(wrote(f"m{n}", n / 60, channel=CHAT) for n in range(8))
    decision = judge(session_after(past), wrote("m8", 8 / 60, channel=CHAT))
    assert decision.reason is Reason.ASKED_AGENT
    (ask,) = decision.actions
    assert isinstance(ask, AskAgent)
    assert len(ask.messages) == 9


LEFT = (wrote(to=SAM), assigned(NOBODY, 5))
"""A message that was a person's, and is nobody's now."""


@table(
    Row(
        "2.7 a burst that settled while it was nobody's is not taken up later",
        (
            wrote(channel=CHAT),
            assigned(NOBODY, 0.01, By.API, echo_of=3),
            fires(TimerKind.SETTLE, 1),
        ),
        assigned(AI, 9),
        Reason.ASSIGNMENT_RECORDED,
        waiting=("m1",),
    ),
    Row("2.7 recorded only", LEFT, assigned(AI, 9), Reason.ASSIGNMENT_RECORDED, waiting=("m1",)),
    Row(
        "2.7 with answer_on_assignment it is answered",
        LEFT,
        assigned(AI, 9),
        Reason.ANSWER_ON_ASSIGNMENT,
        ASK,
        policy=Policy(answer_on_assignment=True),
    ),
    Row(
        "2.7 with answer_on_assignment nothing is asked twice",
        ASKED,
        assigned(AI, 9),
        Reason.ASSIGNMENT_RECORDED,
        policy=Policy(answer_on_assignment=True),
    ),
    Row(
        "2.7 with answer_on_assignment a closed session stays closed",
        (*LEFT, archived(6)),
        assigned(AI, 9),
        Reason.ASSIGNMENT_RECORDED,
        status=Status.RESOLVED,
        policy=Policy(answer_on_assignment=True),
    ),
    Row(
        "2.7 give back always answers the newest waiting message",
        (*UNASSIGNED, wrote("m2", 5, to=NOBODY)),
        given_back(9),
        Reason.GIVEN_BACK,
        (Step.TAGS, Step.ASK_AGENT),
        waiting=("m1", "m2"),
        policy=UNASSIGNED_TOO,
    ),
    Row(
        "2.7 give back takes an unassigned conversation where the AI must",
        UNASSIGNED,
        given_back(9),
        Reason.GIVEN_BACK,
        (Step.TAGS, Step.ASSIGN, Step.ASK_AGENT),
    ),
    Row(
        "2.7 and the answer comes although Front has not yet told us of the assignment",
        (*UNASSIGNED, given_back(9), done(Step.ASSIGN, 10)),
        proposes(minutes=11),
        Reason.REPLYING,
        (Step.REPLY,),
    ),
    Row(
        "2.7 give back of a person's conversation sends nothing",
        (*UNASSIGNED, assigned(SAM, 5)),
        given_back(9),
        Reason.GIVEN_BACK,
        (Step.TAGS,),
        note="assigned_to_person",
    ),
    Row(
        "2.7 give back with nothing waiting waits for the next message",
        (*UNASSIGNED, sent(minutes=5)),
        given_back(9),
        Reason.GIVEN_BACK,
        (Step.TAGS,),
        policy=UNASSIGNED_TOO,
    ),
    Row(
        "2.7 give back of a trashed conversation sends nothing",
        (*UNASSIGNED, trashed(5)),
        given_back(9),
        Reason.GIVEN_BACK,
        (Step.TAGS,),
        status=Status.ABANDONED,
        policy=UNASSIGNED_TOO,
    ),
    Row("2.7 give back of nothing", (), given_back(), Reason.RECORDED, holder=None),
)
def test_older_messages(row: Row) -> None:
    check(row)


def test_the_claim_of_a_give_back_assigns_the_ai_itself() -> None:
    decision = judge(session_after(UNASSIGNED), given_back(9))
    claims = [action for action in decision.actions if isinstance(action, Assign)]
    assert [claim.teammate for claim in claims] == [None]


def asked_about(past: Past, move: Move) -> list[tuple[str, ...]]:
    actions = judge(session_after(past, UNASSIGNED_TOO), move, UNASSIGNED_TOO).actions
    return [action.messages for action in actions if isinstance(action, AskAgent)]


def test_2_7_a_give_back_is_about_what_came_after_the_hand_off() -> None:
    """Or else "a person, please" would hand it over at once again."""
    later = (*UNASSIGNED, wrote("m2", 5, to=NOBODY), wrote("m3", 6, to=NOBODY))
    assert asked_about(later, given_back(9)) == [("m2", "m3")]
    assert asked_about(UNASSIGNED, given_back(9)) == [("m1",)]
    assert asked_about((*UNASSIGNED, assigned(AI, 5)), wrote("m2", 9)) == [("m2",)]


def test_where_the_ai_is_assigned_the_assignee_is_known_before_the_webhook() -> None:
    claimed = session_after((*UNASSIGNED, given_back(9), done(Step.ASSIGN, 10)))
    assert claimed.assignee.who is Who.AI
    assert claimed.assignee_at == at(10)
