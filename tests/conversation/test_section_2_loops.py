"""Behaviour, section 2, continued: no exchange between machines goes on for ever (2.2, 2.3)."""

import pytest

from frontmate.conversation.decision import Reason
from frontmate.conversation.events import Author, Kind, Step, TimerKind
from frontmate.conversation.inbound import might_answer
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Mode, Policy
from frontmate.conversation.session import Assignee, Holder
from tests.conversation.build import (
    AI,
    ANSWERED,
    GREET,
    GREETED,
    NOBODY,
    OFF,
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
    proposes,
    sent,
    session_after,
    table,
    wrote,
)

WITH_NOTICE = (Step.HANDOFF_NOTE, Step.NOTICE, Step.UNASSIGN, Step.TAGS)
WATCHED = (TimerKind.HANDOFF_REMINDER,)


@table(
    Row(
        "2.2 a greeting for a greeting: a person takes over",
        (*GREETED, wrote("m2", 5)),
        proposes(GREET, 6),
        Reason.HANDED_OFF,
        WITH_NOTICE,
        Holder.TEAM,
        timers=WATCHED,
        note="no_answer_found",
    ),
    Row(
        "2.2 the same the next day is a greeting",
        (*GREETED, wrote("m2", days(1))),
        proposes(GREET, days(1) + 1),
        Reason.GREETED,
        (Step.REPLY,),
    ),
    Row(
        "2.2 a greeting after an answer is greeted",
        (*ANSWERED, wrote("m2", 5)),
        proposes(GREET, 6),
        Reason.GREETED,
        (Step.REPLY,),
    ),
    Row(
        "2.2 a greeting after another bot's words is greeted",
        (*GREETED, sent(Author.OTHER_BOT, 3, to=AI), wrote("m2", 5)),
        proposes(GREET, 6),
        Reason.GREETED,
        (Step.REPLY,),
    ),
    Row(
        "2.2 in draft mode as well",
        (*GREETED, wrote("m2", 5)),
        proposes(GREET, 6),
        Reason.HANDED_OFF,
        (Step.HANDOFF_NOTE, Step.UNASSIGN, Step.TAGS),
        Holder.TEAM,
        timers=WATCHED,
        policy=Policy(mode=Mode.DRAFT),
    ),
)
def test_two_that_greet_each_other(row: Row) -> None:
    check(row)


@pytest.mark.parametrize(
    ("past", "shown", "policy", "expected"),
    [
        ((), AI, Policy(), True),
        ((), NOBODY, Policy(), False),
        ((), NOBODY, UNASSIGNED_TOO, True),
        ((), SAM, UNASSIGNED_TOO, False),
        ((), AI, OFF, False),
        # What would have been answered is worth knowing in the shadow too.
        ((), AI, Policy(mode=Mode.SHADOW), True),
        (ANSWERED, AI, Policy(), True),
        (UNASSIGNED, NOBODY, UNASSIGNED_TOO, False),
        # The snapshot is older than what we know.
        ((*ANSWERED, assigned(SAM, 60)), AI, Policy(), False),
        ((*ANSWERED, archived(5)), AI, Policy(), False),
    ],
)
def test_a_mails_headers_are_worth_a_call_only_where_it_would_be_answered(
    past: Past, shown: Assignee, policy: Policy, expected: bool
) -> None:
    session = session_after(past, policy) if past else None
    seen = wrote("m2", 30, to=shown).seen
    assert might_answer(session, seen, Channel.EMAIL, at(30), policy) is expected


def test_headers_of_discussions_and_of_what_is_parked_are_not_worth_a_call() -> None:
    for seen in (wrote(kind=Kind.DISCUSSION).seen, wrote(parked=True).seen):
        assert not might_answer(None, seen, Channel.EMAIL, at(0), Policy())
