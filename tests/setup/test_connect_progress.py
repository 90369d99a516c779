"""What a test message's trail says: stages, endings, and a sentence for every silence."""

from datetime import UTC, datetime, timedelta

import pytest

from frontmate.conversation.decision import Reason
from frontmate.conversation.outcome import HandoffReason
from frontmate.setup import Problem
from frontmate.setup.progress import Answered, Stage, ending, stages
from frontmate.setup.silences import silence
from frontmate.setup.trail import Decided, Row, Trail
from frontmate.store import State

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def _decided(reason: Reason, note: str = "") -> Decided:
    return Decided(reason.value, reason.promise, note, NOON)


def _row(step: str, state: State, why: str = "") -> Row:
    return Row(step, state, why, NOON + timedelta(seconds=1))


def _trail(*decisions: Decided, rows: tuple[Row, ...] = ()) -> Trail:
    return Trail("cnv_1", 1, 7, "webhook", NOON, decisions, rows)


def _problem(trail: Trail) -> Problem:
    end = ending(trail, "main")
    assert isinstance(end, Problem)
    return end


ASKED, SURE = _decided(Reason.ASKED_AGENT), _decided(Reason.REPLYING)


def test_a_reply_that_is_seen_back_is_the_end() -> None:
    trail = _trail(ASKED, SURE, rows=(_row("reply", State.CONFIRMED),))
    end = ending(trail, "main")
    assert isinstance(end, Answered)
    assert (end.conversation, end.session) == ("cnv_1", 7)
    assert [passed.stage for passed in stages(trail)] == list(Stage)


def test_a_draft_counts_as_the_reply() -> None:
    trail = _trail(ASKED, _decided(Reason.DRAFTING), rows=(_row("draft", State.CONFIRMED),))
    end = ending(trail, "main")
    assert isinstance(end, Answered)
    assert "draft" in end.words


@pytest.mark.parametrize(
    "state", [State.PLANNED, State.INTENDED, State.ACCEPTED, State.UNCERTAIN, State.WITHDRAWN]
)
def test_what_is_still_open_is_waited_for(state: State) -> None:
    assert ending(_trail(ASKED, SURE, rows=(_row("reply", state),)), "main") is None


def test_a_reply_that_front_has_taken_is_a_stage_and_not_the_end() -> None:
    trail = _trail(ASKED, SURE, rows=(_row("reply", State.ACCEPTED),))
    assert stages(trail)[-1].stage is Stage.WRITTEN


SILENT = sorted(reason for reason in Reason if silence(reason.value, "", "main"))


@pytest.mark.parametrize("reason", SILENT)
def test_a_silence_is_explained_with_its_reason_and_promise(reason: Reason) -> None:
    problem = _problem(_trail(_decided(reason)))
    assert f"({reason.value}, promise {reason.promise})" in problem.what
    assert problem.fix
    assert "{" not in problem.fix


def test_every_reason_to_leave_a_message_alone_is_explained() -> None:
    left_alone = {
        Reason.OFF,
        Reason.UNASSIGNED,
        Reason.ASSIGNED_TO_PERSON,
        Reason.WITH_TEAM,
        Reason.INBOX_NOT_ALLOWED,
        Reason.OWN_ADDRESS,
        Reason.AUTO_REPLY,
        Reason.BOUNCE,
        Reason.LIST_MAIL,
        Reason.TWIN,
        Reason.NOT_A_CONVERSATION,
        Reason.PUBLIC_CHANNEL,
        Reason.OPTED_OUT,
        Reason.PARKED,
        Reason.TOO_OLD,
        Reason.CANNOT_READ,
        Reason.THIRD_PARTY,
        Reason.TOO_MANY_REPLIES,
    }
    assert left_alone <= set(SILENT)


def test_a_switch_that_is_off_names_the_command() -> None:
    assert "frontmate switch main on" in _problem(_trail(_decided(Reason.OFF))).fix


@pytest.mark.parametrize("reason", list(HandoffReason))
def test_a_hand_off_is_explained_once_the_team_has_been_told(reason: HandoffReason) -> None:
    handed = _decided(Reason.HANDED_OFF, reason.value)
    waiting = _trail(ASKED, handed, rows=(_row("handoff_note", State.PLANNED),))
    assert ending(waiting, "main") is None
    told = _trail(ASKED, handed, rows=(_row("handoff_note", State.CONFIRMED),))
    problem = _problem(told)
    assert problem.word == "handed_over"
    assert reason.value in problem.what


def test_a_refused_write_tells_what_front_said() -> None:
    why = "POST /conversations/{conversation_id}/messages: 403 Forbidden"
    problem = _problem(_trail(ASKED, SURE, rows=(_row("reply", State.FAILED, why),)))
    assert why in problem.what


def test_a_doubt_goes_to_a_person() -> None:
    problem = _problem(_trail(ASKED, SURE, rows=(_row("reply", State.NEEDS_PERSON),)))
    assert problem.word == "uncertain_send"


def test_what_the_look_before_the_write_found_is_told() -> None:
    problem = _problem(_trail(ASKED, rows=(_row("reply", State.REFUSED, "person_holds"),)))
    assert "a teammate was assigned" in problem.what


def test_an_answer_that_is_decided_afresh_is_waited_for() -> None:
    rows = (_row("reply", State.REFUSED, "customer_wrote"), _row("reply", State.PLANNED))
    assert ending(_trail(ASKED, rows=rows), "main") is None


def test_a_shadow_is_an_answer_that_stays_here() -> None:
    shadow = _decided(Reason.SHADOW)
    assert ending(_trail(shadow, rows=(_row("ask_shadow", State.PLANNED),)), "main") is None
    end = ending(_trail(shadow, rows=(_row("ask_shadow", State.CONFIRMED),)), "main")
    assert isinstance(end, Answered)
    assert "nothing was written" in end.words


def test_a_shadow_that_would_not_answer_says_why() -> None:
    note = "would not be answered: inbox_not_allowed"
    assert note in _problem(_trail(_decided(Reason.SHADOW, note))).what


def test_a_reason_of_a_later_version_is_waited_out() -> None:
    unknown = Decided("a_reason_of_tomorrow", "12.9", "", NOON)
    assert ending(_trail(unknown), "main") is None


def test_the_way_it_came_is_told() -> None:
    polled = Trail("cnv_1", 1, 7, "poll", NOON, (), ())
    assert "event list" in stages(polled)[0].words
    assert "by webhook" in stages(_trail())[0].words
