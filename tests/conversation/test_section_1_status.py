"""Behaviour, section 1, continued: archive, snooze, assignment, tags, trash."""

import pytest

from frontmate.conversation.decision import Reason, Withdraw
from frontmate.conversation.events import Recorded, Step, TimerKind
from frontmate.conversation.message import Channel
from frontmate.conversation.session import By, Holder, Status
from tests.conversation.build import (
    AI,
    ANSWERED,
    ASKED,
    ASSUMED,
    CONFIRMED,
    GREETED,
    HANDED_OFF,
    NOBODY,
    REPLYING,
    RESOLVING,
    SAM,
    UNASSIGNED,
    UNASSIGNED_TOO,
    Past,
    Row,
    archived,
    assigned,
    at,
    check,
    days,
    done,
    hours,
    judge,
    play,
    proposes,
    session_after,
    table,
    trashed,
    woke,
    wrote,
)

SETTLING = (wrote(channel=Channel.CHAT),)
WITH_TEAM = Holder.TEAM
DROPPED = Withdraw.ANSWERS


@table(
    Row(
        "1.5 archived by a teammate",
        ANSWERED,
        archived(),
        Reason.ARCHIVED,
        status=Status.RESOLVED,
        note="by teammate",
    ),
    Row(
        "1.5 archived by a rule",
        ANSWERED,
        archived(by=By.RULE),
        Reason.ARCHIVED,
        status=Status.RESOLVED,
        note="by rule",
    ),
    Row(
        "1.5 archived through the API by somebody else",
        ANSWERED,
        archived(by=By.API),
        Reason.ARCHIVED,
        status=Status.RESOLVED,
        note="by api",
    ),
    Row(
        "1.5 our own archive, by its send row",
        (*ASSUMED, done(Step.ARCHIVE, hours(97))),
        archived(hours(97), By.AI, echo_of=9),
        Reason.ARCHIVED,
        status=Status.RESOLVED,
        note="by the AI",
    ),
    Row(
        "1.5 a reply in preparation is withdrawn",
        REPLYING,
        archived(),
        Reason.ARCHIVED_MEANWHILE,
        status=Status.RESOLVED,
        withdraw=DROPPED,
        waiting=(),
    ),
    Row(
        "1.5 a resolution in preparation is withdrawn",
        RESOLVING,
        archived(hours(97)),
        Reason.ARCHIVED,
        status=Status.RESOLVED,
        withdraw=DROPPED,
    ),
    Row(
        "1.5 with a reminder set it is snoozed, not resolved",
        REPLYING,
        archived(parked=True),
        Reason.SNOOZED,
        withdraw=DROPPED,
        waiting=("m1",),
    ),
    Row(
        "1.5 nothing is sent while a person has parked it",
        (*ANSWERED, archived(parked=True)),
        wrote("m2", 9, parked=True),
        Reason.PARKED,
    ),
    Row(
        "1.5 a customer's message that Front shows as unparked is answered",
        (*ANSWERED, archived(parked=True)),
        wrote("m2", 9),
        Reason.ASKED_AGENT,
        (Step.ASK_AGENT,),
    ),
    Row(
        "1.5 when the snooze ends the customer's silence counts anew",
        (*ANSWERED, archived(parked=True)),
        woke(),
        Reason.SNOOZE_ENDED,
        timers=(TimerKind.SILENCE,),
    ),
    Row(
        "1.5 when the snooze ends with a customer waiting there is no silence to count",
        (*ANSWERED, archived(parked=True), wrote("m2", 9, parked=True)),
        woke(10),
        Reason.SNOOZE_ENDED,
        (Step.ALARM,),
    ),
    Row(
        "1.5 a second archive of a closed session is only recorded",
        (*ANSWERED, archived()),
        archived(9),
        Reason.ARCHIVED,
        status=Status.RESOLVED,
    ),
    Row(
        "1.5 an archive that the customer's newest message has undone leaves the session open",
        (wrote("m1", 9),),
        archived(8, By.RULE),
        Reason.ARCHIVED,
        waiting=("m1",),
        withdraw=Withdraw.NOTHING,
    ),
    Row(
        "1.5 a team's archive that the customer has undone leaves the session with the team",
        (wrote("m1", 9),),
        archived(8, By.TEAMMATE),
        Reason.ARCHIVED_MEANWHILE,
        holder=WITH_TEAM,
        waiting=("m1",),
        withdraw=DROPPED,
    ),
    Row(
        "1.5 a message from before the archive, delivered after it, reopens nothing",
        (*ANSWERED, archived(9)),
        wrote("m2", 8),
        Reason.ARCHIVED_MEANWHILE,
        status=Status.RESOLVED,
        waiting=(),
    ),
    Row(
        "1.5 a mail that Front took in after the archive reopens, however old it is",
        (*ANSWERED, archived(9, By.RULE)),
        wrote("m2", 10, sent=4),
        Reason.ASKED_AGENT,
        (Step.ASK_AGENT,),
    ),
    Row(
        "1.5 a message from before our own archive is still to be answered",
        ASSUMED,
        wrote("m2", days(4) + 0.5),
        Reason.ASKED_AGENT,
        (Step.TAGS, Step.ASK_AGENT),
    ),
    Row("1.5 nothing to close", (), archived(), Reason.RECORDED, holder=None),
)
def test_an_archive(row: Row) -> None:
    check(row)


def test_who_closed_a_session_is_remembered() -> None:
    session = session_after((*ANSWERED, archived(5, By.RULE)))
    assert (session.closed_by, session.closed_at) == (By.RULE, at(5))
    assert session_after(ASSUMED).closed_by is By.AI


@table(
    Row(
        "1.6 assigned to a person: a reply in preparation is withdrawn",
        REPLYING,
        assigned(SAM),
        Reason.ASSIGNED_TO_PERSON,
        withdraw=DROPPED,
        waiting=("m1",),
    ),
    Row(
        "1.6 assigned to a person: a resolution in preparation is withdrawn",
        RESOLVING,
        assigned(SAM, hours(97)),
        Reason.PERSON_TOOK_OVER,
        holder=Holder.TEAM,
        withdraw=DROPPED,
    ),
    Row(
        "1.6 a closed session stays closed when somebody is assigned",
        (*ANSWERED, archived()),
        assigned(SAM, 9),
        Reason.ASSIGNMENT_RECORDED,
        status=Status.RESOLVED,
    ),
    Row(
        "1.6 unassigned: without handle_unassigned the reply is not ours to send any more",
        REPLYING,
        assigned(NOBODY),
        Reason.UNASSIGNED,
        withdraw=DROPPED,
    ),
    Row(
        "1.6 unassigned: with handle_unassigned the reply goes on",
        REPLYING,
        assigned(NOBODY),
        Reason.ASSIGNMENT_RECORDED,
        withdraw=Withdraw.NOTHING,
        policy=UNASSIGNED_TOO,
    ),
    Row(
        "1.6 a teammate's assignment to the AI gives a handed-off conversation back",
        UNASSIGNED,
        assigned(AI, 9),
        Reason.GIVEN_BACK,
        (Step.TAGS,),
    ),
    Row(
        "1.6 the next message after that is answered",
        (*UNASSIGNED, assigned(AI, 9)),
        wrote("m2", 12),
        Reason.ASKED_AGENT,
        (Step.ASK_AGENT,),
        waiting=("m1", "m2"),
    ),
    Row(
        "1.6 an assignment from before the hand-off gives nothing back",
        (*ASKED, proposes(minutes=0.5), *HANDED_OFF[1:]),
        assigned(AI, 0.7),
        Reason.ASSIGNMENT_RECORDED,
        holder=WITH_TEAM,
        timers=(TimerKind.HANDOFF_REMINDER,),
    ),
    Row(
        "1.6 a give-back that a message has overtaken still counts",
        (*UNASSIGNED, wrote("m2", 9, to=AI)),
        assigned(AI, 8),
        Reason.GIVEN_BACK,
        (Step.TAGS,),
    ),
    Row(
        "1.6 an assignment that something newer has overtaken is history",
        (*ANSWERED, assigned(SAM, 9)),
        assigned(AI, 8),
        Reason.ASSIGNMENT_RECORDED,
        note="older",
    ),
    Row(
        "1.6 our own assignment comes back as an echo",
        ASKED,
        assigned(AI, 5, By.API, echo_of=4),
        Reason.ASSIGNMENT_RECORDED,
        withdraw=Withdraw.NOTHING,
    ),
    Row(
        "1.6 a rule that assigns the AI while a burst settles does not stop the answer",
        SETTLING,
        assigned(AI, 0.01, By.RULE),
        Reason.ASSIGNMENT_RECORDED,
        timers=(TimerKind.SETTLE,),
    ),
    Row(
        "1.6 unassigned while a burst settles: with handle_unassigned the answer still comes",
        SETTLING,
        assigned(NOBODY, 0.01, By.RULE),
        Reason.ASSIGNMENT_RECORDED,
        timers=(TimerKind.SETTLE,),
        policy=UNASSIGNED_TOO,
    ),
    Row(
        "1.6 assigned to a person while a burst settles: nothing is sent",
        SETTLING,
        assigned(SAM, 0.01, By.RULE),
        Reason.ASSIGNMENT_RECORDED,
        waiting=("m1",),
    ),
    Row(
        "1.6 a burst that a person has interrupted is not taken up by an assignment",
        (*SETTLING, assigned(SAM, 0.01), assigned(AI, 5)),
        assigned(AI, 6),
        Reason.ASSIGNMENT_RECORDED,
    ),
    Row(
        "1.6 the AI's own assignee again: the customer's silence counts anew",
        ANSWERED,
        assigned(AI),
        Reason.ASSIGNMENT_RECORDED,
        timers=(TimerKind.SILENCE,),
    ),
    Row(
        "1.6 nobody's, and the AI handles those: the customer's silence counts anew",
        ANSWERED,
        assigned(NOBODY),
        Reason.ASSIGNMENT_RECORDED,
        timers=(TimerKind.SILENCE,),
        policy=UNASSIGNED_TOO,
    ),
    Row("1.6 nobody's: not ours to close", ANSWERED, assigned(NOBODY), Reason.ASSIGNMENT_RECORDED),
    Row("1.6 nothing was said yet", (), assigned(AI), Reason.RECORDED, holder=None),
)
def test_an_assignment(row: Row) -> None:
    check(row)


def test_the_last_known_assignee_is_updated() -> None:
    assert session_after((*ANSWERED, assigned(SAM))).assignee == SAM
    assert session_after((*ANSWERED, assigned(SAM), assigned(NOBODY, 9))).assignee == NOBODY
    assert session_after((*ANSWERED, assigned(SAM, 9), assigned(NOBODY, 8))).assignee == SAM


RECORDED = ["1.7 tag added", "1.7 tag removed", "1.8 comment", "1.8 moved", "1.8 link added"]
RECORDED += ["1.8 reopened", "1.8 cosmic_ray_detected"]


@pytest.mark.parametrize("what", RECORDED)
@pytest.mark.parametrize(
    "past",
    [(), ASKED, REPLYING, ANSWERED, GREETED, HANDED_OFF, RESOLVING, ASSUMED, CONFIRMED],
)
def test_history_and_nothing_else(what: str, past: Past) -> None:
    before = play(past)
    decision = judge(before, Recorded(at(hours(100)), what, echo_of=5))
    assert decision.reason is Reason.RECORDED
    assert decision.session == before
    assert (decision.actions, decision.timers) == ((), ())
    assert decision.withdraw is Withdraw.NOTHING
    assert (decision.confirms, decision.note) == (5, what)


@table(
    Row(
        "1.9 trashed: timers and pending sends are void",
        REPLYING,
        trashed(),
        Reason.TRASHED,
        status=Status.ABANDONED,
        withdraw=Withdraw.ALL,
        waiting=(),
    ),
    Row(
        "1.9 a handed-off conversation that is trashed is nobody's any more",
        UNASSIGNED,
        trashed(),
        Reason.TRASHED,
        holder=WITH_TEAM,
        status=Status.ABANDONED,
        withdraw=Withdraw.ALL,
    ),
    Row(
        "1.9 a message from before that, delivered after it, starts nothing",
        (*ANSWERED, trashed(9)),
        wrote("m2", 8),
        Reason.TRASHED,
        status=Status.ABANDONED,
    ),
    Row(
        "1.9 a message after that starts a new session",
        (*ANSWERED, trashed()),
        wrote("m2", 9),
        Reason.ASKED_AGENT,
        (Step.ASK_AGENT,),
        waiting=("m2",),
    ),
)
def test_a_trashed_conversation(row: Row) -> None:
    check(row)
