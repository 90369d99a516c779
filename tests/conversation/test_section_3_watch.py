"""Behaviour, section 3, continued: the watch on a hand-off (3.6)."""

from datetime import date, time

from frontmate.conversation.actions import (
    Assign,
    ChangeTags,
    Tag,
    WriteReminder,
)
from frontmate.conversation.decision import Reason, Withdraw
from frontmate.conversation.events import Author, Obstacle, Step, TimerKind
from frontmate.conversation.hours import OfficeHours
from frontmate.conversation.outcome import HandoffReason
from frontmate.conversation.policy import Policy
from frontmate.conversation.session import Assignee, By, Holder, Who
from tests.conversation.build import (
    AI,
    ASKED,
    HAND_OFF,
    HANDED_OFF,
    NOBODY,
    READING,
    SAM,
    UNASSIGNED,
    Row,
    archived,
    assigned,
    check,
    days,
    done,
    due,
    fires,
    given_back,
    judge,
    proposes,
    refused,
    sent,
    session_after,
    table,
    wrote,
)

REMIND, FALL_BACK = TimerKind.HANDOFF_REMINDER, TimerKind.HANDOFF_FALLBACK
TEAM = Holder.TEAM
WITH_FALLBACK = Policy(fallback_assignee="tea_lee")
LEE_TOO = Policy(fallback_assignee="tea_lee", handle_unassigned=True)
LEE = Assignee(Who.PERSON, "tea_lee")
REMINDED = (*UNASSIGNED, fires(REMIND, 61))


@table(
    Row(
        "3.6 nobody took it in time: a reminder and its tag, and the next clock",
        UNASSIGNED,
        fires(REMIND, 61),
        Reason.NOT_TAKEN,
        (Step.REMINDER, Step.TAGS),
        TEAM,
        timers=(FALL_BACK,),
    ),
    Row(
        "3.6 the reminder without tags, by setting",
        UNASSIGNED,
        fires(REMIND, 61),
        Reason.NOT_TAKEN,
        (Step.REMINDER,),
        TEAM,
        timers=(FALL_BACK,),
        policy=Policy(sync_tags=False),
    ),
    Row(
        "3.6 then the alert and the fallback assignee",
        REMINDED,
        fires(FALL_BACK, 121),
        Reason.FALLBACK,
        (Step.ALARM, Step.ASSIGN),
        TEAM,
        policy=WITH_FALLBACK,
    ),
    Row(
        "3.6 the alert without a fallback assignee",
        REMINDED,
        fires(FALL_BACK, 121),
        Reason.FALLBACK,
        (Step.ALARM,),
        TEAM,
    ),
    Row(
        "3.6 a reminder is written once",
        REMINDED,
        fires(REMIND, 62),
        Reason.STALE,
        holder=TEAM,
    ),
    Row(
        "3.6 a person's reply stops the clock",
        (*UNASSIGNED, sent(minutes=5)),
        fires(REMIND, 61),
        Reason.STALE,
        holder=TEAM,
    ),
    Row(
        "3.6 a person's assignment stops the clock",
        (*UNASSIGNED, assigned(SAM, 5)),
        fires(REMIND, 61),
        Reason.STALE,
        holder=TEAM,
    ),
    Row(
        "3.6 taken and put back unanswered: the clock begins anew",
        (*UNASSIGNED, assigned(SAM, 5)),
        assigned(NOBODY, 40),
        Reason.ASSIGNMENT_RECORDED,
        holder=TEAM,
        timers=(REMIND,),
    ),
    Row(
        "3.6 put back after an answer: nobody waits",
        (*UNASSIGNED, assigned(SAM, 5), sent(minutes=10, to=SAM)),
        assigned(NOBODY, 40),
        Reason.ASSIGNMENT_RECORDED,
        holder=TEAM,
    ),
    Row(
        "3.6 put back and taken again",
        (*UNASSIGNED, assigned(SAM, 5), assigned(NOBODY, 40), assigned(SAM, 50)),
        fires(REMIND, 101),
        Reason.STALE,
        holder=TEAM,
    ),
    Row(
        "3.6 put back after the reminder: reminded once more",
        (*REMINDED, assigned(SAM, 70), assigned(NOBODY, 80)),
        fires(REMIND, 141),
        Reason.NOT_TAKEN,
        (Step.REMINDER, Step.TAGS),
        TEAM,
        timers=(FALL_BACK,),
    ),
    Row(
        "3.6 a person whom a look has found stops the clock",
        (*HANDED_OFF, refused(Step.UNASSIGN, Obstacle.PERSON_HOLDS, seen=SAM)),
        fires(REMIND, 61),
        Reason.STALE,
        holder=TEAM,
    ),
    Row(
        "3.6 a person whom the customer's message shows stops the clock",
        UNASSIGNED,
        wrote("m2", 5, to=SAM),
        Reason.ASSIGNED_TO_PERSON,
        holder=TEAM,
    ),
    Row(
        "3.6 the fallback assignee once assigned has it",
        (*REMINDED, fires(FALL_BACK, 121), done(Step.ASSIGN, 122, to_person=True)),
        wrote("m2", 130, to=NOBODY),
        Reason.WITH_TEAM,
        holder=TEAM,
        timers=(),
        policy=WITH_FALLBACK,
    ),
    Row(
        "3.6 the fallback assignee has it, although it was given back in that moment",
        (*REMINDED, fires(FALL_BACK, 121), given_back(121), proposes(minutes=122)),
        assigned(LEE, 123, By.API, echo_of=9),
        Reason.ASSIGNED_TO_PERSON,
        withdraw=Withdraw.ANSWERS,
        policy=LEE_TOO,
    ),
    Row(
        "3.6 a customer who writes again does not restart the clock",
        UNASSIGNED,
        wrote("m2", 30, to=NOBODY),
        Reason.WITH_TEAM,
        holder=TEAM,
        timers=(REMIND,),
    ),
    Row(
        "3.6 a rule's reassignment does not stop it",
        UNASSIGNED,
        assigned(AI, 5, By.RULE),
        Reason.RULE_REASSIGNED,
        (Step.UNASSIGN, Step.ALARM),
        TEAM,
        timers=(REMIND,),
    ),
    Row(
        "3.6 nor an unassignment",
        UNASSIGNED,
        assigned(NOBODY, 5, By.RULE),
        Reason.ASSIGNMENT_RECORDED,
        holder=TEAM,
        timers=(REMIND,),
    ),
    Row(
        "3.6 nor an automatic message",
        (*UNASSIGNED, sent(Author.AUTOMATIC)),
        fires(REMIND, 61),
        Reason.NOT_TAKEN,
        (Step.REMINDER, Step.TAGS),
        TEAM,
        timers=(FALL_BACK,),
    ),
    Row(
        "3.6 nor a rule that snoozes it",
        UNASSIGNED,
        archived(5, By.RULE, parked=True),
        Reason.SNOOZED,
        holder=TEAM,
        timers=(REMIND,),
    ),
    Row(
        "3.6 a person who snoozes it has seen it",
        UNASSIGNED,
        archived(5, parked=True),
        Reason.SNOOZED,
        holder=TEAM,
    ),
    Row(
        "3.6 archived by a rule, and the customer is back: still nobody's",
        (*UNASSIGNED, archived(5, By.RULE)),
        wrote("m2", 90, to=NOBODY),
        Reason.WITH_TEAM,
        holder=TEAM,
        timers=(REMIND,),
    ),
    Row(
        "3.6 archived by a person: taken",
        (*UNASSIGNED, archived(5)),
        wrote("m2", 90, to=NOBODY),
        Reason.WITH_TEAM,
        holder=TEAM,
    ),
)
def test_the_watch(row: Row) -> None:
    check(row)


def test_the_reminder_repeats_the_hand_off() -> None:
    decision = judge(session_after(UNASSIGNED), fires(REMIND, 61))
    reminder, tags = decision.actions
    assert reminder == WriteReminder(2, HandoffReason.ASKED_FOR_HUMAN, READING)
    assert isinstance(tags, ChangeTags)
    assert (tags.add, tags.remove) == ((Tag.HANDOFF_WAITING.value,), ())


def test_the_fallback_goes_to_the_teammate_of_the_policy() -> None:
    session = session_after(REMINDED, WITH_FALLBACK)
    decision = judge(session, fires(FALL_BACK, 121), WITH_FALLBACK)
    # After the alert: an assignment that Front refuses must not hold it up.
    assert decision.actions[-1] == Assign(2, "tea_lee")


def test_the_clock_is_one_hour_then_another() -> None:
    first = judge(session_after(ASKED), proposes(HAND_OFF))
    assert due(first, REMIND) == 61
    second = judge(session_after(UNASSIGNED), fires(REMIND, 61))
    assert due(second, FALL_BACK) == 121
    again = judge(session_after(UNASSIGNED), wrote("m2", 30, to=NOBODY))
    assert due(again, REMIND) == 61


def test_the_clock_of_what_was_put_back_counts_from_then() -> None:
    past = (*UNASSIGNED, assigned(SAM, 5))
    again = judge(session_after(past), assigned(NOBODY, 40))
    assert due(again, REMIND) == 100
    later = judge(session_after((*past, assigned(NOBODY, 40))), wrote("m2", 50, to=NOBODY))
    assert due(later, REMIND) == 100
    reminded = judge(session_after((*past, assigned(NOBODY, 40))), fires(REMIND, 101))
    assert due(reminded, FALL_BACK) == 160


def test_the_clock_runs_in_office_hours() -> None:
    """Handed off on Friday at 16:30, open until 17:00, and Monday is a holiday."""
    week = (((time(9), time(17)),),) * 5 + ((), ())
    hours = OfficeHours("UTC", week, frozenset({date(2026, 3, 9)}))
    policy = Policy(hours=hours)
    friday = days(4) + 7.5 * 60
    decision = judge(session_after((wrote(minutes=friday),)), proposes(HAND_OFF, friday), policy)
    assert due(decision, REMIND) == days(8) + 30
