"""Behaviour, section 4, continued: returns, stale timers, and what is counted."""

import pytest

from frontmate.conversation.actions import ChangeTags, Tag
from frontmate.conversation.decision import Reason, Withdraw
from frontmate.conversation.events import Author, Step, TimerKind
from frontmate.conversation.policy import Policy
from frontmate.conversation.session import By, Holder, Resolution, Status
from tests.conversation.build import (
    AI,
    ANSWERED,
    ASSUMED,
    BOB,
    CONFIRMED,
    GREETED,
    NOBODY,
    OFF,
    RESOLVING,
    SAM,
    UNASSIGNED,
    UNASSIGNED_TOO,
    Move,
    Past,
    Row,
    archived,
    assigned,
    check,
    days,
    fires,
    given_back,
    judge,
    sent,
    session_after,
    table,
    trashed,
    wrote,
)

NOTE, ARCHIVE = Step.RESOLUTION_NOTE, Step.ARCHIVE
SILENCE = TimerKind.SILENCE
TEAM = Holder.TEAM
DONE = Status.RESOLVED
DROPPED = Withdraw.ANSWERS


BACK = days(5)
CLOSED_BY_TEAM: Past = (*ANSWERED, archived(5))


@table(
    Row(
        "4.4 the customer is back: the resolution is taken back, its tag too",
        ASSUMED,
        wrote("m2", BACK),
        Reason.ASKED_AGENT,
        (Step.TAGS, Step.ASK_AGENT),
        withdraw=DROPPED,
        waiting=("m2",),
    ),
    Row(
        "4.4 closed by the team: the team's when it comes back",
        CLOSED_BY_TEAM,
        wrote("m2", BACK, to=NOBODY),
        Reason.WITH_TEAM,
        holder=TEAM,
        policy=UNASSIGNED_TOO,
    ),
    Row(
        "4.4 closed by a rule: the holder it had",
        (*ANSWERED, archived(5, By.RULE)),
        wrote("m2", BACK),
        Reason.ASKED_AGENT,
        (Step.ASK_AGENT,),
    ),
    Row(
        "4.4 handed off before it was closed by a rule: the team's",
        (*UNASSIGNED, sent(minutes=5), archived(6, By.RULE)),
        wrote("m2", BACK, to=NOBODY),
        Reason.WITH_TEAM,
        holder=TEAM,
        policy=UNASSIGNED_TOO,
    ),
    Row(
        "4.4 the last moment of the window",
        CLOSED_BY_TEAM,
        wrote("m2", 5 + days(7), to=NOBODY),
        Reason.WITH_TEAM,
        holder=TEAM,
        policy=UNASSIGNED_TOO,
    ),
    Row(
        "4.4 later: a new session",
        CLOSED_BY_TEAM,
        wrote("m2", 6 + days(7), to=NOBODY),
        Reason.ASKED_AGENT,
        (Step.ASK_AGENT,),
        policy=UNASSIGNED_TOO,
    ),
    Row(
        "4.4 what was abandoned starts anew at once",
        (*GREETED, fires(SILENCE, days(4))),
        wrote("m2", BACK),
        Reason.ASKED_AGENT,
        (Step.ASK_AGENT,),
    ),
    Row(
        "4.4 a mere thanks: no reply, no second note, archived again",
        ASSUMED,
        wrote("m2", BACK, thanks=True),
        Reason.THANKS_AFTER_RESOLUTION,
        (Step.ARCHIVE,),
        status=DONE,
        waiting=(),
    ),
    Row(
        "4.4 a mere thanks in a person's conversation: not archived",
        ASSUMED,
        wrote("m2", BACK, thanks=True, to=SAM),
        Reason.THANKS_AFTER_RESOLUTION,
        status=DONE,
    ),
    Row(
        "4.4 a mere thanks in a conversation that is nobody's and not ours: not archived",
        ASSUMED,
        wrote("m2", BACK, thanks=True, to=NOBODY),
        Reason.THANKS_AFTER_RESOLUTION,
        status=DONE,
    ),
    Row(
        "4.4 a mere thanks while a person has parked it: not archived",
        ASSUMED,
        wrote("m2", BACK, thanks=True, parked=True),
        Reason.THANKS_AFTER_RESOLUTION,
        status=DONE,
    ),
    Row(
        "4.4 a mere thanks after the team closed it is the team's",
        CLOSED_BY_TEAM,
        wrote("m2", BACK, thanks=True),
        Reason.WITH_TEAM,
        holder=TEAM,
    ),
    Row(
        "4.4 a mere thanks from somebody else confirms nothing",
        ASSUMED,
        wrote("m2", BACK, thanks=True, by=BOB),
        Reason.HANDED_OFF,
        (Step.TAGS, Step.HANDOFF_NOTE, Step.UNASSIGN, Step.TAGS),
        TEAM,
        timers=(TimerKind.HANDOFF_REMINDER,),
    ),
    Row(
        "4.4 a mere thanks before any resolution is a message",
        ANSWERED,
        wrote("m2", 9, thanks=True),
        Reason.ASKED_AGENT,
        (Step.ASK_AGENT,),
    ),
)
def test_the_customer_returns(row: Row) -> None:
    check(row)


def test_with_the_switch_off_a_thanks_archives_nothing() -> None:
    """4.4 with 11.3"""
    decision = judge(session_after(ASSUMED), wrote("m2", BACK, thanks=True), OFF)
    assert decision.reason is Reason.THANKS_AFTER_RESOLUTION
    assert decision.actions == ()


def test_a_thanks_turns_assumed_into_confirmed() -> None:
    """4.4"""
    session = session_after((*ASSUMED, wrote("m2", BACK, thanks=True)))
    assert session.resolution is Resolution.CONFIRMED
    assert session.closed_at == session_after(ASSUMED).closed_at


def test_a_session_that_is_reopened_is_the_same_session() -> None:
    """4.4"""
    closed = session_after(ASSUMED)
    session = session_after((*ASSUMED, wrote("m2", BACK)))
    assert session.number == closed.number
    assert (session.resolution, session.closed_at, session.closed_by) == (None, None, None)


def test_a_later_session_is_linked_by_its_number() -> None:
    """4.4: and nothing of the old one looks current in it."""
    old = session_after(CLOSED_BY_TEAM)
    new = session_after((*CLOSED_BY_TEAM, wrote("m2", days(9))))
    assert new.number == old.number + 1
    assert new.holder is Holder.AI
    assert (new.version > old.version, new.turn > old.turn) == (True, True)
    assert new.replies == ()


VOID: dict[str, Move] = {
    "the customer": wrote("m2", 10),
    "a person": sent(minutes=10, to=AI),
    "a person's assignment": assigned(SAM, 10),
    "an assignment to the AI": assigned(AI, 10),
    "an unassignment": assigned(NOBODY, 10),
    "a snooze": archived(10, parked=True),
    "an archive": archived(10),
    "another bot": sent(Author.OTHER_BOT, 10),
    "the trash": trashed(10),
    "a give-back": given_back(10),
}


@pytest.mark.parametrize("newer", VOID, ids=lambda newer: f"4.5 {newer} voids the silence timer")
@pytest.mark.parametrize("policy", [Policy(), UNASSIGNED_TOO], ids=["assigned only", "unassigned"])
def test_whatever_is_newer_voids_a_timer(newer: str, policy: Policy) -> None:
    before = session_after(ANSWERED, policy)
    timer = fires(SILENCE, days(4))(before)
    after = judge(before, VOID[newer], policy).session
    assert after is not None
    decision = judge(after, timer, policy)
    assert decision.reason is Reason.STALE
    assert decision.session == after
    assert decision.actions == ()


def test_a_timer_of_an_older_session_is_void() -> None:
    """4.5"""
    old = session_after(ANSWERED)
    timer = fires(SILENCE, days(20))(old)
    new = session_after((*ANSWERED, archived(5), wrote("m2", days(9))))
    assert judge(new, timer).reason is Reason.STALE


def test_what_is_recorded_voids_no_timer() -> None:
    """4.5: our own echo and an auto-acknowledgement are not newer."""
    past = (*ANSWERED, sent(Author.AI, echo_of=1), sent(Author.AUTOMATIC))
    assert session_after(past).version == session_after(ANSWERED).version


def test_4_6_resolved_never_counts_what_is_trashed_or_abandoned() -> None:
    """4.6"""
    for past in ((*GREETED, fires(SILENCE, days(4))), (*RESOLVING, trashed(days(4) + 1))):
        session = session_after(past)
        assert session.status is Status.ABANDONED
        assert session.resolution is None


def test_4_6_a_teammates_archive_is_no_resolution_of_ours() -> None:
    """4.6: only a note of ours makes a number."""
    session = session_after(CLOSED_BY_TEAM)
    assert (session.status, session.resolution) == (Status.RESOLVED, None)
    assert session_after(CONFIRMED).resolution is Resolution.CONFIRMED


def test_a_taken_back_resolution_loses_its_tag() -> None:
    decision = judge(session_after(ASSUMED), wrote("m2", BACK))
    tags = decision.actions[0]
    assert isinstance(tags, ChangeTags)
    assert (tags.add, tags.remove) == ((), (Tag.RESOLVED.value,))
