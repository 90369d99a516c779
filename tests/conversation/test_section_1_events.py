"""Behaviour, section 1: what Front says, and what we make of it."""

from frontmate.conversation.decision import Reason, Withdraw
from frontmate.conversation.events import Author, Kind, Step, TimerKind
from frontmate.conversation.message import Verdict
from frontmate.conversation.session import Holder, Side, Status
from tests.conversation.build import (
    AI,
    ANSWERED,
    ASKED,
    ASSUMED,
    HANDED_OFF,
    NOBODY,
    REPLYING,
    SAM,
    UNASSIGNED,
    UNASSIGNED_TOO,
    Row,
    assigned,
    check,
    given_back,
    held_by,
    hours,
    judge,
    sent,
    session_after,
    table,
    trashed,
    wrote,
)

TEAM_FIRST = (sent(Author.PERSON, 0, to=SAM),)
FREE = held_by(NOBODY, ANSWERED)
WITH_TEAM = Holder.TEAM
DROPPED = Withdraw.ANSWERS


@table(
    Row("1.1 a first message starts a session", (), wrote(), Reason.ASKED_AGENT, (Step.ASK_AGENT,)),
    Row(
        "1.1 a later message joins the open session",
        ANSWERED,
        wrote("m2", 9),
        Reason.ASKED_AGENT,
        (Step.ASK_AGENT,),
        waiting=("m2",),
    ),
    Row(
        "1.1 a message that does not concern us leaves no session behind",
        (),
        wrote(verdict=Verdict.BOUNCE),
        Reason.BOUNCE,
        holder=None,
    ),
)
def test_an_inbound_message(row: Row) -> None:
    check(row)


@table(
    Row(
        "1.2 in an unassigned conversation the team holds it from now on",
        FREE,
        sent(to=NOBODY),
        Reason.PERSON_WROTE,
        holder=WITH_TEAM,
        withdraw=DROPPED,
        policy=UNASSIGNED_TOO,
    ),
    Row(
        "1.2 where the team wrote first the session is the team's",
        (),
        sent(to=NOBODY),
        Reason.PERSON_WROTE,
        holder=WITH_TEAM,
    ),
    Row(
        "1.2 the customer's answer to a team that wrote first is the team's",
        TEAM_FIRST,
        wrote(to=NOBODY),
        Reason.WITH_TEAM,
        holder=WITH_TEAM,
        policy=UNASSIGNED_TOO,
    ),
    Row(
        "1.2 in a person's conversation the team holds it too",
        (*ANSWERED, assigned(SAM, 4)),
        sent(to=SAM),
        Reason.PERSON_WROTE,
        holder=WITH_TEAM,
    ),
    Row(
        "1.2 still explicitly assigned to the AI: the AI keeps it",
        ANSWERED,
        sent(to=AI),
        Reason.PERSON_WROTE,
    ),
    Row(
        "1.2 a person's reply ends the answer in preparation",
        REPLYING,
        sent(to=AI),
        Reason.PERSON_WROTE,
        withdraw=DROPPED,
        waiting=(),
    ),
    Row(
        "1.2 a person's reply after a hand-off leaves the floor to the team",
        HANDED_OFF,
        sent(to=AI),
        Reason.PERSON_WROTE,
        holder=WITH_TEAM,
    ),
    Row(
        "1.2 a person's message in a closed conversation makes it the team's when it comes back",
        (*held_by(NOBODY, ASSUMED), sent(minutes=hours(97), to=NOBODY)),
        wrote("m9", hours(98), to=NOBODY),
        Reason.WITH_TEAM,
        (Step.TAGS,),
        holder=WITH_TEAM,
        policy=UNASSIGNED_TOO,
    ),
    Row(
        "1.2 a comment in a discussion is nobody's reply",
        ASKED,
        sent(kind=Kind.DISCUSSION),
        Reason.NOT_A_CONVERSATION,
        waiting=("m1",),
    ),
    Row(
        "1.2 a late reply from before the newest message: read, then that message is answered",
        (wrote("m1", 9),),
        sent(minutes=8, to=AI),
        Reason.PERSON_WROTE,
        (Step.ASK_AGENT,),
        waiting=("m1",),
    ),
    Row(
        "1.2 a late reply of the team's answers nothing that was written after it",
        (wrote("m1", 9, to=NOBODY),),
        sent(minutes=8, to=NOBODY),
        Reason.PERSON_WROTE,
        holder=WITH_TEAM,
        waiting=("m1",),
        policy=UNASSIGNED_TOO,
    ),
    Row(
        "2.7 what was written after it is answered once it is given back",
        (wrote("m1", 9, to=NOBODY), sent(minutes=8, to=NOBODY)),
        given_back(12),
        Reason.GIVEN_BACK,
        (Step.ASK_AGENT,),
        policy=UNASSIGNED_TOO,
    ),
    Row(
        "1.2 a message from before a person's reply is theirs to answer, however late it comes",
        (sent(minutes=9, to=AI),),
        wrote("m1", 8, to=AI),
        Reason.PERSON_WROTE,
        waiting=(),
    ),
    Row(
        "1.2 a person's message from before the trash, delivered after it, starts nothing",
        (*ANSWERED, trashed(9)),
        sent(minutes=8),
        Reason.PERSON_WROTE,
        status=Status.ABANDONED,
    ),
    Row(
        "1.2 an older reply of the team still makes an unassigned conversation the team's",
        (wrote("m1", 9, to=NOBODY),),
        sent(minutes=8, to=NOBODY),
        Reason.PERSON_WROTE,
        holder=WITH_TEAM,
        withdraw=DROPPED,
        policy=UNASSIGNED_TOO,
    ),
)
def test_an_outbound_by_a_person(row: Row) -> None:
    check(row)


@table(
    Row("1.3 our own echo changes nothing", ANSWERED, sent(Author.AI, echo_of=3), Reason.OUR_ECHO),
    Row(
        "1.3 an echo that arrives before the result of the call changes nothing",
        REPLYING,
        sent(Author.AI, echo_of=3),
        Reason.OUR_ECHO,
        waiting=("m1",),
        withdraw=Withdraw.NOTHING,
    ),
    Row(
        "1.3 somebody logged in as the AI teammate is a person",
        FREE,
        sent(Author.AI, to=NOBODY),
        Reason.PERSON_WROTE,
        holder=WITH_TEAM,
        policy=UNASSIGNED_TOO,
    ),
)
def test_an_outbound_of_the_ai_teammate(row: Row) -> None:
    check(row)


def test_an_echo_confirms_the_row_it_belongs_to() -> None:
    before = session_after(ANSWERED)
    decision = judge(before, sent(Author.AI, echo_of=3))
    assert decision.confirms == 3
    assert decision.session == before


@table(
    Row(
        "1.4 another bot answered: we stand down for that message",
        REPLYING,
        sent(Author.OTHER_BOT),
        Reason.OTHER_BOT,
        waiting=(),
        withdraw=DROPPED,
    ),
    Row(
        "1.4 the message after that is answered again",
        (*REPLYING, sent(Author.OTHER_BOT)),
        wrote("m2", 9),
        Reason.ASKED_AGENT,
        (Step.ASK_AGENT,),
        waiting=("m2",),
    ),
    Row("1.4 another bot wrote first", (), sent(Author.OTHER_BOT), Reason.OTHER_BOT, holder=None),
    Row(
        "1.4 another bot in a handed-off conversation does not stop the clock on it",
        UNASSIGNED,
        sent(Author.OTHER_BOT),
        Reason.OTHER_BOT,
        holder=WITH_TEAM,
        timers=(TimerKind.HANDOFF_REMINDER,),
    ),
    Row(
        "1.4 an auto-acknowledgement does not silence us",
        REPLYING,
        sent(Author.AUTOMATIC),
        Reason.AUTOMATIC_MESSAGE,
        waiting=("m1",),
        withdraw=Withdraw.NOTHING,
    ),
    Row(
        "1.4 an acknowledgement before any session",
        (),
        sent(Author.AUTOMATIC),
        Reason.AUTOMATIC_MESSAGE,
        holder=None,
    ),
)
def test_an_outbound_by_others(row: Row) -> None:
    check(row)


def test_silence_after_another_bots_answer_is_not_our_success() -> None:
    """4.2 with 1.4: the newest outbound is not ours."""
    session = session_after((*ANSWERED, sent(Author.OTHER_BOT, 9)))
    assert session.newest_outbound is Side.BOT
    assert not session.grounded
