"""Behaviour, section 10, as far as it is `decide`'s: what became of an action."""

from frontmate.conversation.actions import AskAgent, RaiseAlarm
from frontmate.conversation.decision import Reason, Withdraw
from frontmate.conversation.events import ActionDone, Event, Obstacle, Step, TimerKind
from frontmate.conversation.outcome import HandoffReason
from frontmate.conversation.session import Holder, Session, Status
from tests.conversation.build import (
    ANSWER,
    ANSWERED,
    ASKED,
    ASSUMED,
    GREETED,
    HANDED_OFF,
    REPLYING,
    RESOLVING,
    UNASSIGNED,
    Row,
    agent_fails,
    archived,
    at,
    check,
    days,
    done,
    failed,
    given_back,
    judge,
    late,
    proposes,
    refused,
    sent,
    session_after,
    table,
    trashed,
    uncertain,
    undelivered,
    wrote,
)


def m1_is_out(session: Session) -> Event:
    """The result of the first turn's reply, whatever is being prepared now."""
    return ActionDone(at(2), Step.REPLY, 1, ("m1",))


NOTICED = (Step.HANDOFF_NOTE, Step.NOTICE, Step.UNASSIGN, Step.TAGS)
QUIET = (Step.HANDOFF_NOTE, Step.UNASSIGN, Step.TAGS)
WATCHED = (TimerKind.HANDOFF_REMINDER,)
TEAM = Holder.TEAM
DROPPED = Withdraw.ANSWERS
ALARM = (Step.ALARM,)
LATER = days(4) + 10


@table(
    Row(
        "10.1 a reply that is out answers its messages",
        REPLYING,
        done(Step.REPLY),
        Reason.REPLY_SENT,
        timers=(TimerKind.SILENCE,),
        waiting=(),
    ),
    Row(
        "10.1 an older turn's reply leaves the newer message to the newer turn",
        (*REPLYING, wrote("m2", 1.5)),
        m1_is_out,
        Reason.REPLY_SENT,
        actions=(Step.ASK_AGENT,),
        withdraw=DROPPED,
        waiting=("m2",),
    ),
    Row(
        "10.1 a proposal for an older turn is not sent",
        (*ASKED, wrote("m2", 0.5)),
        late(proposes()),
        Reason.STALE,
        waiting=("m1", "m2"),
    ),
    Row(
        "10.1 a second proposal for the same turn is not sent",
        ANSWERED,
        proposes(minutes=3),
        Reason.STALE,
    ),
    Row(
        "10.1 still in doubt: a person is told, without a second message to the customer",
        REPLYING,
        uncertain(Step.REPLY),
        Reason.UNCERTAIN,
        QUIET,
        TEAM,
        timers=WATCHED,
        withdraw=DROPPED,
        note="uncertain_send",
    ),
    Row(
        "10.1 in doubt although it was accepted: the same",
        ANSWERED,
        uncertain(Step.REPLY),
        Reason.UNCERTAIN,
        QUIET,
        TEAM,
        timers=WATCHED,
    ),
    Row(
        "10.1 in doubt about a reply that the team has overtaken: the alarm",
        (*REPLYING, sent(minutes=2)),
        uncertain(Step.REPLY),
        Reason.UNCERTAIN,
        ALARM,
        TEAM,
    ),
    Row(
        "10.1 in doubt about a reply in a closed session: the alarm, and it stays closed",
        (*REPLYING, archived(2)),
        uncertain(Step.REPLY),
        Reason.UNCERTAIN,
        ALARM,
        status=Status.RESOLVED,
    ),
    Row(
        "10.1 in doubt about a reply in a trashed conversation: the alarm",
        (*REPLYING, trashed(2)),
        uncertain(Step.REPLY),
        Reason.UNCERTAIN,
        ALARM,
        status=Status.ABANDONED,
    ),
    Row(
        "10.1 in doubt about the resolution's note: nothing is archived or counted",
        RESOLVING,
        uncertain(Step.RESOLUTION_NOTE, LATER),
        Reason.UNCERTAIN,
        ALARM,
        withdraw=DROPPED,
    ),
    Row(
        "10.1 in doubt about a note that is over: what came after goes on",
        (*RESOLVING, wrote("m2", LATER)),
        late(uncertain(Step.RESOLUTION_NOTE, LATER + 1), 2),
        Reason.UNCERTAIN,
        ALARM,
        withdraw=Withdraw.NOTHING,
        waiting=("m2",),
    ),
    Row(
        "10.1 in doubt about the hand-off's comment: the alarm",
        HANDED_OFF,
        uncertain(Step.HANDOFF_NOTE),
        Reason.UNCERTAIN,
        ALARM,
        TEAM,
    ),
    Row(
        "10.1 the provider refused the message: a person takes over",
        ANSWERED,
        undelivered(),
        Reason.DELIVERY_FAILED,
        QUIET,
        TEAM,
        timers=WATCHED,
        withdraw=DROPPED,
    ),
    Row(
        "10.1 the provider refused it after the resolution: that is taken back",
        ASSUMED,
        undelivered(LATER),
        Reason.DELIVERY_FAILED,
        (Step.TAGS, *QUIET),
        TEAM,
        timers=WATCHED,
    ),
    Row(
        "10.1 the provider refused it in a session that is over",
        (*GREETED, trashed(5)),
        undelivered(6),
        Reason.DELIVERY_FAILED,
        status=Status.ABANDONED,
    ),
    Row(
        "10.1 the provider refused a message of the team's",
        ANSWERED,
        undelivered(echo_of=None),
        Reason.DELIVERY_FAILED,
    ),
    Row(
        "10.1 the provider refused the notice: the team has it already",
        UNASSIGNED,
        undelivered(),
        Reason.DELIVERY_FAILED,
        holder=TEAM,
    ),
)
def test_once(row: Row) -> None:
    check(row)


@table(
    Row(
        "10.4 the agent failed: a hand-off",
        ASKED,
        agent_fails(),
        Reason.HANDED_OFF,
        NOTICED,
        TEAM,
        timers=WATCHED,
        note="agent_failed",
    ),
    Row(
        "10.4 the agent could not be asked: a hand-off",
        ASKED,
        failed(Step.ASK_AGENT),
        Reason.HANDED_OFF,
        NOTICED,
        TEAM,
        timers=WATCHED,
    ),
    Row(
        "10.4 the reply was refused by Front: a hand-off",
        REPLYING,
        failed(Step.REPLY),
        Reason.HANDED_OFF,
        NOTICED,
        TEAM,
        timers=WATCHED,
        withdraw=DROPPED,
    ),
    Row(
        "10.4 the resolution could not be noted: a hand-off without notice",
        RESOLVING,
        failed(Step.RESOLUTION_NOTE, LATER),
        Reason.HANDED_OFF,
        QUIET,
        TEAM,
        timers=WATCHED,
        withdraw=DROPPED,
    ),
    Row(
        "10.4 the hand-off failed: needs a person",
        HANDED_OFF,
        failed(Step.HANDOFF_NOTE),
        Reason.STEP_FAILED,
        ALARM,
        TEAM,
    ),
    Row(
        "10.4 the AI could not be unassigned: needs a person",
        HANDED_OFF,
        failed(Step.UNASSIGN),
        Reason.STEP_FAILED,
        ALARM,
        TEAM,
    ),
    Row(
        "10.4 the archive failed: needs a person",
        ASSUMED,
        failed(Step.ARCHIVE, LATER),
        Reason.STEP_FAILED,
        ALARM,
        status=Status.RESOLVED,
    ),
    Row(
        "10.4 a message that our own archive has buried: needs a person",
        (
            *ASSUMED,
            done(Step.ARCHIVE, LATER),
            wrote("m2", LATER + 1),
            proposes(minutes=LATER + 2),
        ),
        refused(Step.REPLY, Obstacle.ARCHIVED, LATER + 3),
        Reason.ARCHIVED_MEANWHILE,
        ALARM,
        waiting=("m2",),
    ),
    Row(
        "10.4 the alarm failed: no alarm about the alarm",
        HANDED_OFF,
        failed(Step.ALARM),
        Reason.STEP_FAILED,
        holder=TEAM,
    ),
    Row(
        "10.4 a claim that failed does not undo the answer",
        (*UNASSIGNED, given_back(5)),
        failed(Step.ASSIGN, 6),
        Reason.STEP_FAILED,
        ALARM,
    ),
)
def test_nobody_is_stranded(row: Row) -> None:
    check(row)


def test_2_6_what_is_answered_meanwhile_is_not_answered_again_with_the_newer_message() -> None:
    """The reply was on its way when the customer wrote again: the newer turn was asked of both."""
    for past in ((*REPLYING, wrote("m2", 1.5)), (*REPLYING, wrote("m2", 1.5), proposes(ANSWER))):
        session = session_after(past)
        decision = judge(session, m1_is_out)
        assert decision.actions == (AskAgent(session.turn + 1, ("m2",)),)
        assert decision.withdraw is DROPPED


def test_2_6_a_newer_turn_about_nothing_but_what_is_answered_is_dropped() -> None:
    session = session_after((*REPLYING, wrote("m2", 1.5)))
    both = ActionDone(at(2), Step.REPLY, 1, ("m1", "m2"))
    decision = judge(session, both)
    assert decision.actions == ()
    assert decision.withdraw is DROPPED
    assert decision.session is not None
    assert not decision.session.preparing


def test_an_outage_is_named_as_one() -> None:
    """3.5 and 10.4"""
    for outage, why in ((True, HandoffReason.OUTAGE), (False, HandoffReason.AGENT_FAILED)):
        decision = judge(session_after(REPLYING), failed(Step.REPLY, outage=outage))
        assert decision.session is not None
        assert decision.session.handoff_reason is why


def test_an_alarm_says_what_has_failed() -> None:
    """10.4"""
    decision = judge(session_after(HANDED_OFF), failed(Step.UNASSIGN))
    (alarm,) = decision.actions
    assert isinstance(alarm, RaiseAlarm)
    assert alarm.why == "unassign_failed"
    assert decision.note == "unassign: HTTP 500"
