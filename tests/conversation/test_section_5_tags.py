"""Behaviour, section 5: the session tags, added when true and taken off when untrue."""

from frontmate.conversation.actions import ChangeTags, Reply, Tag
from frontmate.conversation.decision import Decision
from frontmate.conversation.events import TimerKind
from frontmate.conversation.policy import Policy
from tests.conversation.build import (
    AI,
    ANSWERED,
    ASKED,
    ASSUMED,
    GREET,
    HAND_OFF,
    UNASSIGNED,
    UNASSIGNED_TOO,
    Move,
    Past,
    assigned,
    days,
    fires,
    given_back,
    judge,
    proposes,
    session_after,
    undelivered,
    wrote,
)

NO_TAGS = Policy(sync_tags=False)
EVERY_TAGGED_DECISION: tuple[tuple[Past, Move], ...] = (
    (ASKED, proposes()),
    (ASKED, proposes(HAND_OFF)),
    (ANSWERED, fires(TimerKind.SILENCE, days(4))),
    (UNASSIGNED, fires(TimerKind.HANDOFF_REMINDER, 61)),
    (UNASSIGNED, given_back()),
    (UNASSIGNED, assigned(AI, 5)),
    (ASSUMED, wrote("m2", days(5))),
    (ASSUMED, undelivered(days(5))),
)


def tags_of(decision: Decision) -> tuple[str, ...]:
    """Added with +, taken off with -."""
    changes: list[str] = []
    for action in decision.actions:
        if isinstance(action, Reply):
            changes += [f"+{tag}" for tag in action.tags]
        if isinstance(action, ChangeTags):
            changes += [f"+{tag}" for tag in action.add] + [f"-{tag}" for tag in action.remove]
    return tuple(changes)


def after(past: Past, move: Move, policy: Policy = UNASSIGNED_TOO) -> tuple[str, ...]:
    return tags_of(judge(session_after(past, policy), move, policy))


def test_5_1_without_sync_tags_no_decision_touches_a_tag() -> None:
    for past, move in EVERY_TAGGED_DECISION:
        assert after(past, move) != ()
        assert after(past, move, NO_TAGS) == ()


def test_5_2_the_standard_tags() -> None:
    assert {Tag.REPLIED, Tag.RESOLVED, Tag.HANDED_OFF} == {
        "ai-replied",
        "ai-resolved",
        "ai-handed-off",
    }


def test_5_2_a_reply_carries_its_tag_and_the_topics() -> None:
    assert after(ASKED, proposes()) == ("+ai-replied", "+billing")
    assert after(ASKED, proposes(GREET)) == ("+ai-replied", "+billing")


def test_5_2_a_hand_off_adds_its_tag_and_the_topics() -> None:
    assert after(ASKED, proposes(HAND_OFF)) == ("+ai-handed-off", "+billing")


def test_5_2_a_resolution_adds_its_tag() -> None:
    assert after(ANSWERED, fires(TimerKind.SILENCE, days(4))) == ("+ai-resolved",)


def test_5_2_taken_off_when_the_session_reopens() -> None:
    assert after(ASSUMED, wrote("m2", days(5))) == ("-ai-resolved",)


def test_5_2_nothing_to_take_off_where_a_new_session_begins() -> None:
    assert after(ASSUMED, wrote("m2", days(30))) == ()


def test_5_2_taken_off_when_it_is_given_back() -> None:
    assert after(UNASSIGNED, given_back()) == ("-ai-handed-off",)
    assert after(UNASSIGNED, assigned(AI, 5)) == ("-ai-handed-off",)


def test_5_2_the_reminders_tag_goes_with_the_give_back() -> None:
    reminded = (*UNASSIGNED, fires(TimerKind.HANDOFF_REMINDER, 61))
    both = ("-ai-handed-off", "-ai-handoff-waiting")
    assert after(reminded, given_back(70)) == both
    assert after(reminded, assigned(AI, 70)) == both


def test_5_2_taken_off_when_the_answer_never_arrived() -> None:
    assert after(ASSUMED, undelivered(days(5))) == ("-ai-resolved", "+ai-handed-off", "+billing")
