"""Behaviour, section 4: what counts as resolved, and how it is closed."""

import pytest

from frontmate.conversation.actions import Archive, WriteResolutionNote
from frontmate.conversation.decision import Reason, Withdraw
from frontmate.conversation.events import Author, Obstacle, Step, TimerKind
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Policy
from frontmate.conversation.session import Holder, Resolution, Status
from tests.conversation.build import (
    AI,
    ANSWERED,
    ASKED,
    ASSUMED,
    CONFIRMING,
    GREETED,
    NOBODY,
    NOTHING,
    READING,
    RESOLVING,
    SAM,
    SOLVED,
    UNASSIGNED_TOO,
    Row,
    archived,
    assigned,
    check,
    days,
    done,
    due,
    fires,
    held_by,
    hours,
    judge,
    late,
    on,
    proposes,
    refused,
    sent,
    session_after,
    table,
    wrote,
)

RESOLVE = (Step.RESOLUTION_NOTE, Step.ARCHIVE, Step.TAGS)
NOTE, ARCHIVE = Step.RESOLUTION_NOTE, Step.ARCHIVE
SILENCE = TimerKind.SILENCE
TEAM = Holder.TEAM
DONE = Status.RESOLVED
DROPPED = Withdraw.ANSWERS
LATER = days(4) + 10
"""Ten minutes after the resolution of `ASSUMED` began."""


@table(
    Row(
        "4.1 note, then archive, then the tag",
        ANSWERED,
        fires(SILENCE, days(4)),
        Reason.RESOLVING,
        RESOLVE,
        withdraw=DROPPED,
    ),
    Row(
        "4.1 the session is resolved once the note is written",
        RESOLVING,
        done(NOTE, LATER),
        Reason.RESOLVED,
        status=DONE,
        note="assumed",
    ),
    Row(
        "4.1 a person holds it: no note, not counted, the team's",
        RESOLVING,
        refused(NOTE, Obstacle.PERSON_HOLDS, LATER, seen=SAM),
        Reason.PERSON_TOOK_OVER,
        holder=TEAM,
        withdraw=DROPPED,
    ),
    Row(
        "4.1 a person replied: the same",
        RESOLVING,
        refused(NOTE, Obstacle.PERSON_REPLIED, LATER),
        Reason.PERSON_TOOK_OVER,
        holder=TEAM,
        withdraw=DROPPED,
    ),
    Row(
        "4.1 the customer wrote again: no note",
        RESOLVING,
        refused(NOTE, Obstacle.CUSTOMER_WROTE, LATER),
        Reason.CUSTOMER_WROTE,
        timers=(SILENCE,),
        withdraw=DROPPED,
    ),
    Row(
        "4.1 archived only if the AI still owns it, else skipped and recorded",
        ASSUMED,
        refused(ARCHIVE, Obstacle.PERSON_HOLDS, LATER, seen=SAM),
        Reason.ARCHIVE_SKIPPED,
        status=DONE,
        note="person_holds",
    ),
    Row(
        "4.1 archived",
        ASSUMED,
        done(ARCHIVE, LATER),
        Reason.STEP_DONE,
        status=DONE,
    ),
    Row(
        "4.1 the customer writes while the note is on its way: taken back",
        RESOLVING,
        wrote("m2", LATER),
        Reason.ASKED_AGENT,
        (Step.ASK_AGENT,),
        withdraw=DROPPED,
    ),
    Row(
        "4.1 the note of a resolution that was taken back resolves nothing",
        (*RESOLVING, wrote("m2", LATER)),
        late(done(NOTE, LATER + 1), 2),
        Reason.STALE,
        waiting=("m2",),
    ),
    Row(
        "4.1 between note and archive the customer writes, and the burst settles: no archive",
        on(Channel.CHAT, ASSUMED),
        wrote("m2", LATER, channel=Channel.CHAT),
        Reason.SETTLING,
        (Step.TAGS,),
        timers=(TimerKind.SETTLE,),
        withdraw=DROPPED,
    ),
    Row(
        "4.1 a person takes it while the note is on its way",
        RESOLVING,
        assigned(SAM, LATER),
        Reason.PERSON_TOOK_OVER,
        holder=Holder.TEAM,
        withdraw=DROPPED,
    ),
)
def test_resolving(row: Row) -> None:
    check(row)


def test_the_archive_carries_its_guard() -> None:
    """4.2: whether an unassigned conversation can be ours is pinned with the decision."""
    for policy in (Policy(), UNASSIGNED_TOO):
        decision = judge(session_after(ANSWERED), fires(SILENCE, days(4)), policy)
        (archive,) = [action for action in decision.actions if isinstance(action, Archive)]
        assert archive.handle_unassigned is policy.handle_unassigned


FREE = held_by(NOBODY, ANSWERED)


@table(
    Row(
        "4.2 owned: unassigned, handled by the AI, and the newest outbound is ours",
        FREE,
        fires(SILENCE, days(4)),
        Reason.RESOLVING,
        RESOLVE,
        policy=UNASSIGNED_TOO,
    ),
    Row(
        "4.2 not owned: unassigned and not handled",
        (*ANSWERED, assigned(NOBODY, 5)),
        fires(SILENCE, days(4)),
        Reason.UNASSIGNED,
    ),
    Row(
        "4.2 not owned: a person's",
        (*ANSWERED, assigned(SAM, 5)),
        fires(SILENCE, days(4)),
        Reason.ASSIGNED_TO_PERSON,
    ),
    Row(
        "4.2 not owned: the team's",
        (*FREE, sent(minutes=5)),
        fires(SILENCE, days(4)),
        Reason.WITH_TEAM,
        holder=TEAM,
        policy=UNASSIGNED_TOO,
    ),
)
def test_owning(row: Row) -> None:
    check(row)


@table(
    Row(
        "4.3 confirmed: the customer said so",
        (*ANSWERED, wrote("m2", 10)),
        proposes(SOLVED, 11),
        Reason.RESOLVING,
        RESOLVE,
        waiting=(),
        note="confirmed",
    ),
    Row(
        "4.3 confirmed, once noted",
        CONFIRMING,
        done(NOTE, 12),
        Reason.RESOLVED,
        status=DONE,
        note="confirmed",
    ),
    Row(
        "4.3 assumed: a grounded answer, and silence for the channel's window",
        ANSWERED,
        fires(SILENCE, days(4)),
        Reason.RESOLVING,
        RESOLVE,
        note="assumed",
    ),
    Row(
        "4.3 silence after a greeting: abandoned, no note, no archive",
        GREETED,
        fires(SILENCE, days(4)),
        Reason.ABANDONED,
        status=Status.ABANDONED,
    ),
    Row(
        "4.3 silence after nothing was said: abandoned",
        (*ASKED, proposes(NOTHING)),
        fires(SILENCE, days(4)),
        Reason.ABANDONED,
        status=Status.ABANDONED,
    ),
    Row(
        "4.3 silence after another bot's answer is none of ours",
        (*ANSWERED, sent(Author.OTHER_BOT)),
        fires(SILENCE, days(4)),
        Reason.ABANDONED,
        status=Status.ABANDONED,
    ),
    Row(
        "4.3 silence after an answer that was withdrawn counts for the greeting before it",
        (
            *GREETED,
            wrote("m2", 5),
            proposes(minutes=6),
            refused(Step.REPLY, Obstacle.CUSTOMER_WROTE, 7),
            wrote("m3", 7),
            proposes(NOTHING, 8),
        ),
        fires(SILENCE, days(4)),
        Reason.ABANDONED,
        status=Status.ABANDONED,
    ),
    Row(
        "4.3 silence while the customer waits is not the customer's",
        (
            *ANSWERED,
            archived(5, parked=True),
            wrote("m2", 9, parked=True),
            assigned(AI, 12),
        ),
        fires(SILENCE, days(4)),
        Reason.PARKED,
        waiting=("m2",),
    ),
    Row(
        "4.3 a mere thanks after an answer leaves the silence to count",
        (*ANSWERED, wrote("m2", 10), proposes(NOTHING, 11)),
        fires(SILENCE, days(5)),
        Reason.RESOLVING,
        RESOLVE,
        note="assumed",
    ),
    Row(
        "4.3 solved after a greeting alone is not ours to count",
        (*GREETED, wrote("m2", 5)),
        proposes(SOLVED, 6),
        Reason.NOTHING_TO_SAY,
        timers=(SILENCE,),
        waiting=(),
    ),
    Row(
        "4.3 solved by a person is not ours to count",
        (*ANSWERED, sent(minutes=5, to=AI), wrote("m2", 10)),
        proposes(SOLVED, 11),
        Reason.NOTHING_TO_SAY,
        waiting=(),
    ),
    Row(
        "4.3 solved before anybody answered is not ours to count",
        ASKED,
        proposes(SOLVED),
        Reason.NOTHING_TO_SAY,
        timers=(SILENCE,),
    ),
    Row(
        "4.3 confirmed although a further answer was withdrawn for it",
        (
            *ANSWERED,
            wrote("m2", 5),
            proposes(minutes=6),
            refused(Step.REPLY, Obstacle.CUSTOMER_WROTE, 7),
            wrote("m3", 7),
        ),
        proposes(SOLVED, 8),
        Reason.RESOLVING,
        RESOLVE,
        note="confirmed",
    ),
)
def test_what_counts(row: Row) -> None:
    check(row)


def test_the_note_says_whether_it_was_assumed() -> None:
    for past, event, resolution in (
        (ANSWERED, fires(SILENCE, days(4)), Resolution.ASSUMED),
        ((*ANSWERED, wrote("m2", 10)), proposes(SOLVED, 11), Resolution.CONFIRMED),
    ):
        decision = judge(session_after(past), event)
        note = decision.actions[0]
        assert isinstance(note, WriteResolutionNote)
        assert (note.resolution, note.reading) == (resolution, READING)


@pytest.mark.parametrize(
    ("channel", "minutes"),
    [(Channel.EMAIL, hours(72)), (Channel.CHAT, hours(1)), (Channel.SMS, hours(24))],
)
def test_the_silence_window_is_the_channels(channel: Channel, minutes: float) -> None:
    """4.3 and 9.3"""
    past = on(channel, ANSWERED[:-1])
    decision = judge(session_after(past), done(Step.REPLY))
    assert due(decision, SILENCE) == minutes + 2


def test_silence_on_the_phone_never_resolves() -> None:
    """4.3 and 9.3"""
    decision = judge(session_after(on(Channel.PHONE, ANSWERED[:-1])), done(Step.REPLY))
    assert decision.timers == ()
