"""Behaviour, section 2: who is answered, who is left alone, and who is never stranded."""

import pytest

from frontmate.conversation.decision import Reason, Withdraw
from frontmate.conversation.events import Author, Kind, Step, TimerKind
from frontmate.conversation.message import Channel, Verdict
from frontmate.conversation.policy import Policy
from frontmate.conversation.session import Holder
from tests.conversation.build import (
    AI,
    ANSWERED,
    ASKED,
    BOB,
    NOBODY,
    OFF,
    REPLYING,
    SAM,
    UNASSIGNED,
    UNASSIGNED_TOO,
    Move,
    Past,
    Row,
    archived,
    assigned,
    check,
    done,
    held_by,
    hours,
    judge,
    proposes,
    sent,
    session_after,
    table,
    wrote,
)

ASK = (Step.ASK_AGENT,)
SILENT_HAND_OFF = (Step.HANDOFF_NOTE, Step.UNASSIGN, Step.TAGS)
WATCHED = (TimerKind.HANDOFF_REMINDER,)
DROPPED = Withdraw.ANSWERS
ONE_INBOX = Policy(allowed_inboxes=frozenset({"inb_2"}))
ONE_INBOX_UNASSIGNED = Policy(allowed_inboxes=frozenset({"inb_2"}), handle_unassigned=True)


def replied(times: int, every: float) -> Past:
    """Questions and answers, `every` so many minutes."""
    past: list[Move] = []
    for n in range(times):
        start = n * every
        past += [wrote(f"q{n}", start), proposes(minutes=start), done(Step.REPLY, start)]
    return tuple(past)


@table(
    Row("2.1 assigned to the AI teammate", (), wrote(), Reason.ASKED_AGENT, ASK),
    Row(
        "2.1 unassigned, with handle_unassigned on",
        (),
        wrote(to=NOBODY),
        Reason.ASKED_AGENT,
        ASK,
        policy=UNASSIGNED_TOO,
    ),
    Row("2.1 unassigned, with it off", (), wrote(to=NOBODY), Reason.UNASSIGNED),
    Row(
        "2.1 the holder must be the AI besides",
        (sent(Author.PERSON, 0, to=NOBODY),),
        wrote("m1", 1, to=AI),
        Reason.WITH_TEAM,
        holder=Holder.TEAM,
    ),
    Row(
        "2.1 what is unassigned meanwhile is not answered",
        ASKED,
        assigned(NOBODY, 0.5),
        Reason.UNASSIGNED,
        withdraw=DROPPED,
    ),
)
def test_answered_only_when(row: Row) -> None:
    check(row)


@table(
    Row("2.2 another person's", (), wrote(to=SAM), Reason.ASSIGNED_TO_PERSON),
    Row(
        "2.2 with the team",
        UNASSIGNED,
        wrote("m2", 5, to=NOBODY),
        Reason.WITH_TEAM,
        holder=Holder.TEAM,
        timers=WATCHED,
        policy=UNASSIGNED_TOO,
    ),
    Row("2.2 the master switch is off", (), wrote(), Reason.OFF, policy=OFF),
    Row(
        "2.2 an inbox that is not allowed",
        (),
        wrote(to=NOBODY),
        Reason.INBOX_NOT_ALLOWED,
        policy=ONE_INBOX_UNASSIGNED,
    ),
    Row(
        "2.2 one allowed inbox of several is enough",
        (),
        wrote(inbox="inb_2"),
        Reason.ASKED_AGENT,
        ASK,
        policy=ONE_INBOX,
    ),
    Row(
        "2.2 a teammate's or channel's address",
        (),
        wrote(verdict=Verdict.OWN_ADDRESS),
        Reason.OWN_ADDRESS,
        holder=None,
    ),
    Row(
        "2.2 an auto-reply",
        ANSWERED,
        wrote("m2", 5, verdict=Verdict.AUTO_REPLY),
        Reason.AUTO_REPLY,
        waiting=(),
    ),
    Row(
        "2.2 a bounce",
        ANSWERED,
        wrote("m2", 5, verdict=Verdict.BOUNCE),
        Reason.BOUNCE,
        waiting=(),
    ),
    Row(
        "2.2 list mail",
        (),
        wrote(verdict=Verdict.LIST_MAIL),
        Reason.LIST_MAIL,
        holder=None,
    ),
    Row(
        "2.2 a twin of a mail that another conversation holds (8.3)",
        (),
        wrote(twin_of="cnv_9"),
        Reason.TWIN,
        holder=None,
        note="cnv_9",
    ),
    Row(
        "2.2 a discussion",
        (),
        wrote(kind=Kind.DISCUSSION),
        Reason.NOT_A_CONVERSATION,
        holder=None,
    ),
    Row("2.2 a task", (), wrote(kind=Kind.TASK), Reason.NOT_A_CONVERSATION, holder=None),
    Row(
        "2.2 a public channel",
        (),
        wrote(verdict=Verdict.PUBLIC_CHANNEL),
        Reason.PUBLIC_CHANNEL,
        holder=None,
    ),
    Row(
        "2.2 a word for the phone carrier",
        (),
        wrote(verdict=Verdict.OPTED_OUT, channel=Channel.SMS),
        Reason.OPTED_OUT,
        holder=None,
    ),
)
def test_left_alone_with_a_reason(row: Row) -> None:
    check(row)


NOT_A_CUSTOMERS = sorted(set(Verdict) - {"customer", "unreadable", "words_to_come"})


@pytest.mark.parametrize("verdict", NOT_A_CUSTOMERS)
def test_what_is_not_a_customers_message_changes_no_session(verdict: Verdict) -> None:
    """2.2: it neither interrupts an answer nor reopens what is closed."""
    for past in (REPLYING, ANSWERED, UNASSIGNED, (*ANSWERED, archived())):
        before = session_after(past)
        decision = judge(before, wrote("m9", 20, verdict=verdict))
        assert decision.session == before
        assert decision.withdraw is Withdraw.NOTHING
        assert decision.actions == ()


@table(
    Row(
        "2.3 too old",
        (),
        wrote(minutes=hours(25), sent=0),
        Reason.HANDED_OFF,
        SILENT_HAND_OFF,
        Holder.TEAM,
        timers=WATCHED,
        note="too_old",
    ),
    Row(
        "2.3 just not too old",
        (),
        wrote(minutes=hours(24), sent=0),
        Reason.ASKED_AGENT,
        ASK,
    ),
    Row(
        "2.3 too old goes by the channel",
        (),
        wrote(minutes=61, sent=0, channel=Channel.CHAT),
        Reason.HANDED_OFF,
        SILENT_HAND_OFF,
        Holder.TEAM,
        timers=WATCHED,
        note="too_old",
    ),
    Row(
        "2.3 capped",
        replied(5, 10),
        wrote("m9", 55),
        Reason.HANDED_OFF,
        SILENT_HAND_OFF,
        Holder.TEAM,
        timers=WATCHED,
        note="too_many_replies",
    ),
    Row(
        "2.3 unreadable",
        (),
        wrote(verdict=Verdict.UNREADABLE),
        Reason.HANDED_OFF,
        SILENT_HAND_OFF,
        Holder.TEAM,
        timers=WATCHED,
        note="cannot_read",
    ),
    Row(
        "2.3 inbox not allowed",
        (),
        wrote(),
        Reason.HANDED_OFF,
        SILENT_HAND_OFF,
        Holder.TEAM,
        timers=WATCHED,
        policy=ONE_INBOX,
        note="inbox_not_allowed",
    ),
    Row(
        "2.3 somebody who is not the contact (9.3)",
        ANSWERED,
        wrote("m2", 5, by=BOB),
        Reason.HANDED_OFF,
        SILENT_HAND_OFF,
        Holder.TEAM,
        timers=WATCHED,
        note="third_party",
    ),
    Row(
        "2.3 unassigned and too old lies before everybody's eyes",
        (),
        wrote(minutes=hours(25), sent=0, to=NOBODY),
        Reason.TOO_OLD,
        policy=UNASSIGNED_TOO,
    ),
    Row(
        "2.3 unassigned and unreadable too",
        (),
        wrote(verdict=Verdict.UNREADABLE, to=NOBODY),
        Reason.CANNOT_READ,
        policy=UNASSIGNED_TOO,
    ),
    Row(
        "2.3 unassigned and from a third party too",
        held_by(NOBODY, ANSWERED),
        wrote("m2", 5, by=BOB, to=NOBODY),
        Reason.THIRD_PARTY,
        policy=UNASSIGNED_TOO,
    ),
    Row(
        "2.3 unassigned but answered until the cap: handed off",
        held_by(NOBODY, replied(5, 10)),
        wrote("m9", 55, to=NOBODY),
        Reason.HANDED_OFF,
        SILENT_HAND_OFF,
        Holder.TEAM,
        timers=WATCHED,
        policy=UNASSIGNED_TOO,
        note="too_many_replies",
    ),
    Row(
        "2.3 an unanswerable message ends the answer in preparation",
        REPLYING,
        wrote("m2", 5, verdict=Verdict.UNREADABLE),
        Reason.HANDED_OFF,
        SILENT_HAND_OFF,
        Holder.TEAM,
        timers=WATCHED,
        withdraw=DROPPED,
    ),
)
def test_ours_but_unanswerable(row: Row) -> None:
    check(row)
