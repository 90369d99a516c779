"""Behaviour, section 10, continued: what the look before a write has stopped (10.2)."""

import pytest

from frontmate.conversation.decision import Reason, Withdraw
from frontmate.conversation.events import Obstacle, Step, TimerKind
from frontmate.conversation.message import Verdict
from frontmate.conversation.session import Holder, Side
from tests.conversation.build import (
    ASKED,
    NOBODY,
    REPLYING,
    SAM,
    Row,
    assigned,
    check,
    fires,
    late,
    proposes,
    refused,
    session_after,
    table,
    wrote,
)

TEAM = Holder.TEAM
DROPPED = Withdraw.ANSWERS
ALARM = (Step.ALARM,)
AFRESH = (Obstacle.CUSTOMER_WROTE, Obstacle.RULES_CHANGED, Obstacle.SOURCE_CHANGED)


WITHDRAWN = {
    Obstacle.PERSON_HOLDS: (Reason.ASSIGNED_TO_PERSON, Holder.AI, ("m1",)),
    Obstacle.PERSON_REPLIED: (Reason.PERSON_WROTE, Holder.AI, ()),
    Obstacle.OTHER_BOT: (Reason.OTHER_BOT, Holder.AI, ()),
    Obstacle.CUSTOMER_WROTE: (Reason.CUSTOMER_WROTE, Holder.AI, ("m1",)),
    Obstacle.NOT_OWNED: (Reason.UNASSIGNED, Holder.AI, ("m1",)),
    Obstacle.ARCHIVED: (Reason.ARCHIVED_MEANWHILE, Holder.AI, ("m1",)),
    Obstacle.PARKED: (Reason.PARKED, Holder.AI, ("m1",)),
    Obstacle.TRASHED: (Reason.TRASHED, Holder.AI, ("m1",)),
    Obstacle.MERGED: (Reason.MERGED, Holder.AI, ("m1",)),
    Obstacle.DRAFT_BY_PERSON: (Reason.WITH_TEAM, Holder.TEAM, ("m1",)),
    Obstacle.ALREADY_DONE: (Reason.STALE, Holder.AI, ("m1",)),
    Obstacle.RULES_CHANGED: (Reason.OFF, Holder.AI, ("m1",)),
    Obstacle.OPTED_OUT: (Reason.OPTED_OUT, Holder.AI, ()),
    Obstacle.SOURCE_CHANGED: (Reason.SOURCE_CHANGED, Holder.AI, ("m1",)),
}


# What they asked before is nobody's to answer, so that their silence ends the session.
WAITS = {**dict.fromkeys(AFRESH, (TimerKind.SETTLE,)), Obstacle.OPTED_OUT: (TimerKind.SILENCE,)}


def test_every_obstacle_of_a_reply_has_its_row() -> None:
    """9.3: after WhatsApp's 24 hours a person has it, see section 3."""
    assert set(WITHDRAWN) | {Obstacle.WINDOW_OVER} == set(Obstacle)


@pytest.mark.parametrize("why", WITHDRAWN, ids=lambda why: f"10.2 {why}")
def test_a_reply_that_the_look_stops_is_withdrawn(why: Obstacle) -> None:
    reason, holder, waiting = WITHDRAWN[why]
    row = Row(
        "10.2",
        REPLYING,
        refused(Step.REPLY, why),
        reason,
        holder=holder,
        # Should that message be nobody's question, what waits is asked again.
        timers=WAITS.get(why, ()),
        withdraw=DROPPED,
        waiting=waiting,
    )
    decision = check(row)
    assert decision.session is not None
    assert not decision.session.preparing
    assert decision.session.newest_outbound is not Side.OURS


@table(
    Row(
        "10.2 a person replied in an unassigned conversation: the team's",
        REPLYING,
        refused(Step.REPLY, Obstacle.PERSON_REPLIED, seen=NOBODY),
        Reason.PERSON_WROTE,
        holder=TEAM,
        withdraw=DROPPED,
    ),
    Row(
        "10.2 what the customer wrote meanwhile is decided afresh, with what waits",
        (*REPLYING, refused(Step.REPLY, Obstacle.CUSTOMER_WROTE)),
        wrote("m2", 2.5),
        Reason.ASKED_AGENT,
        (Step.ASK_AGENT,),
        waiting=("m1", "m2"),
    ),
    Row(
        "10.2 what the look found was an auto-reply: what waits is asked again",
        (
            *REPLYING,
            refused(Step.REPLY, Obstacle.CUSTOMER_WROTE),
            wrote("m2", 2.5, verdict=Verdict.AUTO_REPLY),
        ),
        fires(TimerKind.SETTLE, 3),
        Reason.ASKED_AGENT,
        (Step.ASK_AGENT,),
        waiting=("m1",),
    ),
    Row(
        "10.2 the refusal of an older turn does not stop the newer one",
        (*REPLYING, wrote("m2", 1.5)),
        late(refused(Step.REPLY, Obstacle.CUSTOMER_WROTE), 1),
        Reason.STEP_REFUSED,
        withdraw=Withdraw.NOTHING,
        waiting=("m1", "m2"),
    ),
    Row(
        "10.2 a proposal for a conversation that is a person's now is not sent",
        (*ASKED, assigned(SAM, 0.5)),
        late(proposes(), 1),
        Reason.STALE,
        waiting=("m1",),
    ),
    Row(
        "10.2 an assignment that a look has seen first: its event is history",
        (*REPLYING, refused(Step.REPLY, Obstacle.PERSON_HOLDS, seen=SAM)),
        assigned(SAM, 1.5),
        Reason.ASSIGNMENT_RECORDED,
    ),
)
def test_never_over_a_person(row: Row) -> None:
    check(row)


def test_what_a_look_has_shown_is_believed() -> None:
    """10.2"""
    session = session_after((*REPLYING, refused(Step.REPLY, Obstacle.PERSON_HOLDS, seen=SAM)))
    assert session.assignee == SAM
