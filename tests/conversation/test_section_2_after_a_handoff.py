"""Behaviour, section 2, continued: what may give a handed-off conversation back (2.4)."""

from frontmate.conversation.decision import Reason
from frontmate.conversation.events import Author, Step, TimerKind
from frontmate.conversation.policy import Policy
from frontmate.conversation.session import By, Holder, Status
from tests.conversation.build import (
    AI,
    HANDED_OFF,
    NOBODY,
    SAM,
    UNASSIGNED,
    UNASSIGNED_TOO,
    Row,
    archived,
    assigned,
    check,
    days,
    given_back,
    judge,
    sent,
    session_after,
    table,
    wrote,
)

ASK = (Step.ASK_AGENT,)
WATCHED = (TimerKind.HANDOFF_REMINDER,)


@table(
    Row(
        "2.4 with handle_unassigned on it is not answered again",
        UNASSIGNED,
        wrote("m2", 5, to=NOBODY),
        Reason.WITH_TEAM,
        holder=Holder.TEAM,
        timers=WATCHED,
        policy=UNASSIGNED_TOO,
    ),
    Row(
        "2.4 until a teammate assigns it to the AI",
        UNASSIGNED,
        assigned(AI, 5),
        Reason.GIVEN_BACK,
        (Step.TAGS,),
    ),
    Row(
        "2.4 or somebody presses give back",
        UNASSIGNED,
        given_back(),
        Reason.GIVEN_BACK,
        (Step.TAGS, Step.ASK_AGENT),
        policy=UNASSIGNED_TOO,
    ),
    Row(
        "2.4 or a new session starts",
        (*UNASSIGNED, sent(minutes=5), archived(6)),
        wrote("m2", days(8), to=NOBODY),
        Reason.ASKED_AGENT,
        ASK,
        policy=UNASSIGNED_TOO,
    ),
    Row(
        "2.4 a rule does not give it back: unassigned once more, and an alarm",
        UNASSIGNED,
        assigned(AI, 5, By.RULE),
        Reason.RULE_REASSIGNED,
        (Step.UNASSIGN, Step.ALARM),
        Holder.TEAM,
        timers=WATCHED,
    ),
    Row(
        "2.4 a rule that insists is not fought",
        (*UNASSIGNED, assigned(AI, 5, By.RULE), assigned(NOBODY, 6, By.API, echo_of=8)),
        assigned(AI, 7, By.RULE),
        Reason.WITH_TEAM,
        holder=Holder.TEAM,
        timers=WATCHED,
    ),
    Row(
        "2.4 a rule gives it back where the setting says so",
        UNASSIGNED,
        assigned(AI, 5, By.RULE),
        Reason.GIVEN_BACK,
        (Step.TAGS,),
        policy=Policy(rule_gives_back=True),
    ),
    Row(
        "2.4 but never within sixty seconds",
        UNASSIGNED,
        assigned(AI, 2.0, By.RULE),
        Reason.RULE_REASSIGNED,
        (Step.UNASSIGN, Step.ALARM),
        Holder.TEAM,
        timers=WATCHED,
        policy=Policy(rule_gives_back=True),
    ),
    Row(
        "2.4 an assignment through the API by somebody else gives nothing back",
        UNASSIGNED,
        assigned(AI, 5, By.API),
        Reason.RULE_REASSIGNED,
        (Step.UNASSIGN, Step.ALARM),
        Holder.TEAM,
        timers=WATCHED,
    ),
    Row(
        "2.4 a rule that assigns what comes after the session is not refused",
        (*UNASSIGNED, sent(minutes=5), archived(6)),
        assigned(AI, days(8), By.RULE),
        Reason.WITH_TEAM,
        holder=Holder.TEAM,
        status=Status.RESOLVED,
    ),
    Row(
        "2.4 inside the reopen window it is still the team's",
        (*UNASSIGNED, sent(minutes=5), archived(6)),
        assigned(AI, days(3), By.RULE),
        Reason.RULE_REASSIGNED,
        (Step.UNASSIGN, Step.ALARM),
        Holder.TEAM,
        status=Status.RESOLVED,
    ),
    Row(
        "2.4 a conversation where the team wrote first is not taken off its assignee",
        (sent(Author.PERSON, 0, to=NOBODY),),
        assigned(AI, 5, By.RULE),
        Reason.WITH_TEAM,
        holder=Holder.TEAM,
    ),
)
def test_after_a_hand_off(row: Row) -> None:
    check(row)


def test_a_handed_off_conversation_never_asks_the_agent() -> None:
    """2.4 over several messages and both settings."""
    for policy in (Policy(), UNASSIGNED_TOO):
        session = session_after(HANDED_OFF, policy)
        for n, assignee in enumerate((AI, NOBODY, SAM, NOBODY)):
            decision = judge(session, wrote(f"m{n}x", 10 + n, to=assignee), policy)
            assert decision.actions == ()
            assert decision.session is not None
            session = decision.session
        assert session.holder is Holder.TEAM
