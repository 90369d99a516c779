"""Behaviour, section 1, continued: two conversations that have become one (1.10)."""

from frontmate.conversation.decision import Reason, Withdraw
from frontmate.conversation.events import MergedInto, Step, TimerKind
from frontmate.conversation.policy import Policy
from frontmate.conversation.session import By, Holder, Status
from tests.conversation.build import (
    AI,
    ANSWERED,
    BOB,
    NOBODY,
    REPLYING,
    SAM,
    UNASSIGNED,
    UNASSIGNED_TOO,
    Row,
    archived,
    assigned,
    at,
    check,
    days,
    held_by,
    hours,
    judge,
    merged_from,
    sent,
    session_after,
    table,
    wrote,
)

WITH_TEAM = Holder.TEAM
DROPPED = Withdraw.ANSWERS


@table(
    Row(
        "1.10 merged away: what was pending was not sent",
        REPLYING,
        MergedInto(at(5), "cnv_2"),
        Reason.MERGED,
        status=Status.ABANDONED,
        withdraw=Withdraw.ALL,
        waiting=(),
    ),
    Row(
        "1.10 what waits in either conversation is decided afresh",
        REPLYING,
        merged_from(waiting=("n1",), since=-3),
        Reason.MERGED,
        (Step.ASK_AGENT,),
        waiting=("n1", "m1"),
        withdraw=DROPPED,
    ),
    Row(
        "1.10 the newest of both comes last",
        REPLYING,
        merged_from(waiting=("n1",), since=3),
        Reason.MERGED,
        (Step.ASK_AGENT,),
        waiting=("m1", "n1"),
    ),
    Row(
        "1.10 a message that both hold is answered once",
        REPLYING,
        merged_from(waiting=("m1",), since=0),
        Reason.MERGED,
        (Step.ASK_AGENT,),
        waiting=("m1",),
    ),
    Row(
        "1.10 the team's if the other was",
        REPLYING,
        merged_from(waiting=("n1",), since=3, team=True),
        Reason.MERGED,
        holder=WITH_TEAM,
        withdraw=DROPPED,
    ),
    Row(
        "1.10 the team's if this one was",
        UNASSIGNED,
        merged_from(waiting=("n1",), since=3),
        Reason.MERGED,
        holder=WITH_TEAM,
        timers=(TimerKind.HANDOFF_REMINDER,),
    ),
    Row(
        "1.10 the team's if this one was, although it is closed",
        (*UNASSIGNED, sent(minutes=6), archived(7)),
        merged_from(9, waiting=("n1",), since=8),
        Reason.MERGED,
        holder=WITH_TEAM,
    ),
    Row(
        "1.10 a person's conversation is left alone",
        (*ANSWERED, assigned(SAM, minutes=4)),
        merged_from(waiting=("n1",), since=3),
        Reason.MERGED,
    ),
    Row(
        "1.10 a merge tells nothing new of who has it: what is older and heard later counts",
        (*ANSWERED, assigned(SAM, minutes=3), merged_from(9, waiting=("n1",), since=2, to=SAM)),
        assigned(AI, minutes=5),
        Reason.ANSWER_ON_ASSIGNMENT,
        (Step.ASK_AGENT,),
        policy=Policy(answer_on_assignment=True),
    ),
    Row(
        "1.10 parked by a person: nothing is sent",
        ANSWERED,
        merged_from(waiting=("n1",), since=3, parked=True),
        Reason.MERGED,
        note="parked",
    ),
    Row(
        "1.10 another customer's conversation: not the contact, a third party",
        ANSWERED,
        merged_from(waiting=("n1",), since=3, contact=BOB),
        Reason.MERGED,
        (Step.HANDOFF_NOTE, Step.UNASSIGN, Step.TAGS),
        holder=WITH_TEAM,
        timers=(TimerKind.HANDOFF_REMINDER,),
    ),
    Row(
        "1.10 what waits there is too old to answer",
        ANSWERED,
        merged_from(waiting=("n1",), since=-hours(30)),
        Reason.MERGED,
        (Step.HANDOFF_NOTE, Step.UNASSIGN, Step.TAGS),
        holder=WITH_TEAM,
        timers=(TimerKind.HANDOFF_REMINDER,),
    ),
    Row(
        "1.10 nothing waits: the customer's silence goes on",
        ANSWERED,
        merged_from(),
        Reason.MERGED,
        timers=(TimerKind.SILENCE,),
    ),
    Row(
        "1.10 into a conversation we know nothing of",
        (),
        merged_from(waiting=("n1",), since=3),
        Reason.MERGED,
        (Step.ASK_AGENT,),
        waiting=("n1",),
    ),
)
def test_a_merge(row: Row) -> None:
    check(row)


MIXED = (*held_by(NOBODY, ANSWERED), merged_from(6, to=NOBODY, contact=BOB))
"""Two customers' conversations in one, which is nobody's; both have their answers."""
BY_BOB = wrote("n1", 7, to=NOBODY, by=BOB)


@table(
    Row(
        "1.10 what another customer waits for is brought up where it is nobody's",
        held_by(NOBODY, ANSWERED),
        merged_from(waiting=("n1",), since=3, to=NOBODY, contact=BOB),
        Reason.MERGED,
        (Step.ALARM,),
        policy=UNASSIGNED_TOO,
        waiting=("n1",),
        note="third_party",
    ),
    Row(
        "1.10 what the other customer writes afterwards is brought up",
        MIXED,
        BY_BOB,
        Reason.THIRD_PARTY,
        (Step.ALARM,),
        policy=UNASSIGNED_TOO,
    ),
    Row(
        "1.10 also in a session that was closed at the merge",
        (*held_by(NOBODY, ANSWERED), archived(5, By.RULE), merged_from(6, to=NOBODY, contact=BOB)),
        BY_BOB,
        Reason.THIRD_PARTY,
        (Step.ALARM,),
        policy=UNASSIGNED_TOO,
    ),
    Row(
        "1.10 also in the session after it",
        (*MIXED, archived(6.5, By.RULE), wrote("m2", days(30), to=NOBODY)),
        wrote("n1", days(30) + 1, to=NOBODY, by=BOB),
        Reason.THIRD_PARTY,
        (Step.ALARM,),
        policy=UNASSIGNED_TOO,
    ),
    Row(
        "1.10 what was left for its sender stays so, when we hear of the merge only afterwards",
        (*held_by(NOBODY, ANSWERED), BY_BOB),
        merged_from(8, to=NOBODY, contact=BOB),
        Reason.MERGED,
        (Step.ALARM,),
        policy=UNASSIGNED_TOO,
        waiting=("n1",),
        note="third_party",
    ),
    Row(
        "1.10 the contact is answered as ever",
        MIXED,
        wrote("m2", 7, to=NOBODY),
        Reason.ASKED_AGENT,
        (Step.ASK_AGENT,),
        policy=UNASSIGNED_TOO,
    ),
)
def test_another_customer_after_a_merge(row: Row) -> None:
    check(row)


def test_a_session_that_begins_with_a_merge_knows_the_old_sessions_turns() -> None:
    old = session_after((*ANSWERED, archived()))
    new = judge(old, merged_from(9, waiting=("n1",), since=8)).session
    assert new is not None
    assert new.number == old.number + 1
    assert new.turn > old.turn
    assert new.version > old.version


def test_a_hand_off_that_nobody_has_taken_stays_watched_through_a_merge() -> None:
    lone = merged_from(5, team=True)
    taken_over = type(lone)(
        lone.at, lone.channel, True, lone.seen, lone.contact, unattended_since=at(-20)
    )
    decision = judge(session_after(ANSWERED), taken_over)
    (timer,) = decision.timers
    assert timer.kind is TimerKind.HANDOFF_REMINDER
    assert timer.due == at(40)
