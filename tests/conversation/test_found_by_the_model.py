"""What `tests/model` has found: each the shortest way to it, once and for all."""

from frontmate.conversation.actions import AskAgent
from frontmate.conversation.decision import Reason, Withdraw
from frontmate.conversation.events import ActionDone, Author, Obstacle, Step, TimerKind
from frontmate.conversation.outcome import HandoffReason
from frontmate.conversation.policy import Mode, Policy
from frontmate.conversation.session import By, Holder, Status
from tests.conversation.build import (
    AI,
    ANSWERED,
    ASKED,
    BOB,
    CONFIRMED,
    HANDED_OFF,
    NOBODY,
    REPLYING,
    SAM,
    SOLVED,
    UNASSIGNED,
    UNASSIGNED_TOO,
    archived,
    assigned,
    at,
    days,
    done,
    fires,
    given_back,
    held_by,
    judge,
    merged_from,
    proposes,
    refused,
    sent,
    session_after,
    trashed,
    uncertain,
    woke,
    wrote,
)

CLAIMS = Policy(handle_unassigned=True, claim_on_reply=True)
WATCHED = [TimerKind.HANDOFF_REMINDER]


def kinds(timers: object) -> list[TimerKind]:
    return [timer.kind for timer in timers]  # type: ignore[attr-defined] # of a decision


def test_3_6_a_person_whom_our_unassignment_took_off_leaves_the_hand_off_watched() -> None:
    """They took it between our last look and our write."""
    past = (*HANDED_OFF, assigned(SAM, 2))
    for step in (done(Step.UNASSIGN, 3), assigned(NOBODY, 3, By.API, echo_of=7)):
        decision = judge(session_after(past), step)
        assert decision.session is not None
        assert decision.session.unattended
        assert kinds(decision.timers) == WATCHED


def test_3_6_an_unassignment_that_took_nobody_off_sets_no_second_clock() -> None:
    for step in (done(Step.UNASSIGN, 3), assigned(NOBODY, 3, By.API, echo_of=7)):
        assert judge(session_after(HANDED_OFF), step).timers == ()


def test_2_4_what_is_given_back_is_not_unassigned_by_the_hand_off_under_way() -> None:
    """Nor is the customer told that a person takes over."""
    decision = judge(session_after(HANDED_OFF), given_back(2))
    assert decision.withdraw is Withdraw.ALL
    assert Step.ASK_AGENT in [action.step for action in decision.actions]


def test_2_4_what_a_teammate_gives_back_is_not_unassigned_either() -> None:
    past = held_by(NOBODY, HANDED_OFF)
    policy = Policy(handle_unassigned=True)
    decision = judge(session_after(past, policy), assigned(AI, 3), policy)
    assert decision.reason is Reason.GIVEN_BACK
    assert decision.withdraw is Withdraw.ALL


def test_2_6_give_back_does_not_ask_again_for_what_is_being_answered() -> None:
    decision = judge(session_after(REPLYING), given_back(2))
    assert decision.reason is Reason.GIVEN_BACK
    assert decision.actions == ()
    assert decision.withdraw is Withdraw.NOTHING


def test_4_3_an_answer_that_is_ours_again_by_our_own_claim_is_watched_for_silence() -> None:
    """A person took it between our last look and the claim."""
    past = (*held_by(NOBODY, ANSWERED), assigned(SAM, 3))
    for step in (done(Step.ASSIGN, 4), assigned(AI, 4, By.API, echo_of=7)):
        decision = judge(session_after(past, CLAIMS), step, CLAIMS)
        assert kinds(decision.timers) == [TimerKind.SILENCE]


def test_1_4_another_bot_stands_only_for_what_came_before_it() -> None:
    """The customer has written since; only the bot's event is late."""
    past = (*ASKED, wrote("m2", 5))
    decision = judge(session_after(past), sent(Author.OTHER_BOT, 3))
    assert decision.reason is Reason.OTHER_BOT
    assert decision.actions == (AskAgent(4, ("m1", "m2")),)


def test_1_10_what_came_with_a_merge_is_not_answered_by_what_was_said_before_it() -> None:
    past = (*ASKED, merged_from(5, waiting=("n1",), since=4))
    spoken = judge(session_after(past), sent(Author.PERSON, 3, to=AI))
    assert spoken.session is not None
    assert spoken.session.waiting == ("m1", "n1")
    closed = judge(session_after(past), archived(3, By.RULE))
    assert closed.session is not None
    assert (closed.session.status, closed.session.holder) == (Status.OPEN, Holder.AI)


def test_1_10_a_hand_off_that_a_rule_closed_is_watched_again_when_a_question_is_merged_in() -> None:
    past = (*HANDED_OFF, done(Step.UNASSIGN), archived(5, By.RULE))
    decision = judge(session_after(past), merged_from(6, waiting=("n1",), since=5.5, to=NOBODY))
    assert decision.session is not None
    assert decision.session.unattended
    assert kinds(decision.timers) == WATCHED


def test_4_3_a_resolution_under_our_own_archive_ends_the_session() -> None:
    """The message was buried by it: the note is refused as archived, and nobody else closes it."""
    past = (
        *CONFIRMED,
        wrote("m3", 12.5),
        done(Step.ARCHIVE, 13),
        proposes(SOLVED, 14),
        refused(Step.RESOLUTION_NOTE, Obstacle.ARCHIVED, 15),
    )
    session = session_after(past)
    assert (session.status, session.closed_by) == (Status.RESOLVED, By.AI)
    assert session.resolution is None


def test_4_1_a_message_under_our_own_archive_is_brought_up_after_a_crash_too() -> None:
    """The archive's answer was lost: only its event tells that it was ours."""
    past = (*CONFIRMED, wrote("m3", 12.5), proposes(minutes=13))
    withdrawn = (*past, refused(Step.REPLY, Obstacle.ARCHIVED, 14))
    decision = judge(session_after(withdrawn), archived(12.6, By.AI, echo_of=7))
    assert [action.step for action in decision.actions] == [Step.ALARM]
    earlier = (*past, archived(12.6, By.AI, echo_of=7))
    decision = judge(session_after(earlier), refused(Step.REPLY, Obstacle.ARCHIVED, 14))
    assert [action.step for action in decision.actions] == [Step.ALARM]


def test_11_1_a_draft_that_a_person_was_faster_than_is_taken_away() -> None:
    drafting = Policy(mode=Mode.DRAFT)
    session = session_after((*REPLYING, sent(Author.PERSON, 1.5, to=AI)), drafting)
    written = ActionDone(at(2), Step.DRAFT, session.turn - 1, ("m1",))
    decision = judge(session, written, drafting)
    assert [action.step for action in decision.actions] == [Step.DROP_DRAFT, Step.TAGS]
    assert decision.session is not None
    assert decision.session.drafted == ()


def test_2_7_what_is_given_back_while_we_unassign_it_is_taken_again() -> None:
    session = session_after((*HANDED_OFF, given_back(2)))
    decision = judge(session, ActionDone(at(3), Step.UNASSIGN, session.turn - 1))
    assert [action.step for action in decision.actions] == [Step.ASSIGN, Step.ASK_AGENT]
    assert decision.withdraw is Withdraw.ANSWERS


def test_2_7_what_comes_before_the_claim_of_a_give_back_is_answered_after_it() -> None:
    past = (*UNASSIGNED, given_back(5), wrote("m2", 6, to=NOBODY))
    session = session_after(past)
    assert not session.preparing
    decision = judge(session, done(Step.ASSIGN, 7))
    assert [action.step for action in decision.actions] == [Step.ASK_AGENT]


def test_10_4_a_customer_who_waits_when_a_snooze_ends_is_brought_up() -> None:
    for past in (ASKED, REPLYING):
        decision = judge(session_after((*past, archived(parked=True))), woke(10))
        assert [action.step for action in decision.actions] == [Step.ALARM]
    in_sight = judge(session_after((*held_by(NOBODY, ASKED), archived(parked=True))), woke(10))
    assert in_sight.actions == ()


def test_1_9_what_the_customer_wrote_after_it_was_trashed_is_answered() -> None:
    """Only the event of it is late."""
    decision = judge(session_after((*ASKED, wrote("m2", 8))), trashed(6))
    assert decision.session is not None
    assert decision.session.preparing
    assert decision.session.waiting == ("m1", "m2")


def test_11_1_a_draft_that_lies_there_is_watched_when_a_newer_answer_is_dropped() -> None:
    drafting = Policy(mode=Mode.DRAFT)
    past = (*REPLYING, done(Step.DRAFT), given_back(5), assigned(NOBODY, 6))
    *before, last = past
    decision = judge(session_after(before, drafting), last, drafting)
    assert kinds(decision.timers) == [TimerKind.DRAFT_WAITING]


def test_10_2_a_person_whom_our_claim_took_off_is_told_and_not_answered_over() -> None:
    past = (*UNASSIGNED, given_back(5), assigned(SAM, 6))
    decision = judge(session_after(past), done(Step.ASSIGN, 7))
    assert [action.step for action in decision.actions] == [Step.ALARM]


def test_3_6_a_hand_off_that_a_look_finds_put_back_is_watched_again() -> None:
    """The look is sooner than the event."""
    past = (*HANDED_OFF, assigned(SAM, 2))
    decision = judge(
        session_after(past), refused(Step.UNASSIGN, Obstacle.ALREADY_DONE, 4, seen=NOBODY)
    )
    assert kinds(decision.timers) == WATCHED


def test_4_3_an_answer_in_doubt_is_no_success_once_it_is_given_back() -> None:
    past = (*ANSWERED, uncertain(Step.REPLY), given_back(5), fires(TimerKind.SILENCE, days(4)))
    session = session_after(past)
    assert session.status is Status.ABANDONED
    assert session.resolution is None


def test_10_2_a_person_whom_our_unassignment_took_off_after_a_give_back_is_told() -> None:
    policy = Policy(handle_unassigned=True)
    past = (*HANDED_OFF, given_back(2), assigned(SAM, 3))
    decision = judge(session_after(past, policy), done(Step.UNASSIGN, 4), policy)
    assert [action.step for action in decision.actions] == [Step.ALARM]


def test_2_7_what_is_given_back_before_we_hear_that_a_person_put_it_back_is_answered() -> None:
    """Also where they have given it to the AI, be it by a rule."""
    past = (*UNASSIGNED, assigned(SAM, 5), given_back(9))
    for step in (assigned(NOBODY, 8), assigned(AI, 8), assigned(AI, 10, By.RULE)):
        decision = judge(session_after(past, UNASSIGNED_TOO), step, UNASSIGNED_TOO)
        assert decision.actions == (AskAgent(3, ("m1",)),)


def test_2_7_what_a_person_put_back_after_it_was_given_back_is_taken_and_answered() -> None:
    """Where the AI answers only what is assigned to it."""
    past = (*UNASSIGNED, assigned(SAM, 5), given_back(9))
    decision = judge(session_after(past), assigned(NOBODY, 8))
    assert [action.step for action in decision.actions] == [Step.ASSIGN]
    assert decision.session is not None
    taken = judge(decision.session, done(Step.ASSIGN, 10))
    assert [action.step for action in taken.actions] == [Step.ASK_AGENT]


def test_2_7_what_was_given_back_is_asked_about_only_once() -> None:
    policy = Policy(handle_unassigned=True)
    past = (*UNASSIGNED, assigned(SAM, 5), given_back(9), assigned(NOBODY, 10), assigned(SAM, 11))
    decision = judge(session_after(past, policy), assigned(NOBODY, 12), policy)
    assert decision.actions == ()


def test_2_7_what_a_person_answered_is_not_answered_because_it_was_given_back() -> None:
    policy = Policy(handle_unassigned=True)
    given = (*UNASSIGNED, assigned(SAM, 5), given_back(9))
    spoken = (*given, sent(Author.PERSON, 10, to=SAM), wrote("m2", 11, to=SAM))
    decision = judge(session_after(spoken, policy), assigned(AI, 12), policy)
    assert decision.reason is Reason.GIVEN_BACK
    assert Step.ASK_AGENT not in [action.step for action in decision.actions]


def test_2_3_what_was_left_to_everybodys_eyes_is_handed_over_once_we_have_claimed_it() -> None:
    """It became too old, or came from somebody else, just before our own claim."""
    answered = held_by(NOBODY, ANSWERED)
    for left, why in (
        (wrote("m2", days(2), to=NOBODY, sent=5), HandoffReason.TOO_OLD),
        (wrote("m2", 5, to=NOBODY, by=BOB), HandoffReason.THIRD_PARTY),
    ):
        session = session_after((*answered, left), CLAIMS)
        assert (session.holder, session.waiting) == (Holder.AI, ("m2",))
        decision = judge(session, done(Step.ASSIGN, days(2) + 1), CLAIMS)
        steps = [action.step for action in decision.actions]
        assert steps == [Step.HANDOFF_NOTE, Step.UNASSIGN, Step.TAGS]
        assert decision.note == why.value
        assert kinds(decision.timers) == WATCHED


def test_2_7_what_a_person_put_back_is_recorded_only_when_we_have_claimed_it() -> None:
    """Once it is the AI's it is listed: nothing of ours had left it alone."""
    past = (*held_by(NOBODY, ANSWERED), assigned(SAM, 3), wrote("m2", 4, to=SAM))
    session = session_after((*past, assigned(NOBODY, 5)), CLAIMS)
    decision = judge(session, done(Step.ASSIGN, 6), CLAIMS)
    assert decision.actions == ()
