"""Section 3 of the promises: what a hand-off does, in which order, and that nobody is stranded."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from frontmate.app import listen, serve
from frontmate.conversation.outcome import Outcome
from frontmate.workflow import Question, Shell
from tests.journeys.house import AI, MIA, QUICK, House, Json, open_house
from tests.journeys.said import DIMMER, PERSON, RETURNS, UNKNOWN

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def house(one_house: House) -> AsyncIterator[House]:
    yield one_house
    await one_house.tidy()


LEO = "tea_1leo"
LOOK = "GET /conversations/{conversation_id}"
COMMENT = "POST /conversations/{conversation_id}/comments"
SEND = "POST /conversations/{conversation_id}/messages"
UPDATE = "PATCH /conversations/{conversation_id}"
TAG = "POST /conversations/{conversation_id}/tags"


async def assigned_to_the_ai(house: House) -> str:
    """A conversation that was answered once and is assigned to the AI."""
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    await house.control("assign", conversation=conversation, teammate=AI, by=MIA)
    await house.until_quiet()
    return conversation


async def changes(house: House, conversation: str) -> list[str]:
    """What has changed at Front, in its order; without what the customer wrote."""
    journal = await house.journal("change")
    ours = [c["type"] for c in journal if c["conversation"] == conversation]
    return [kind for kind in ours if kind != "inbound"]


async def assignee(house: House, conversation: str) -> str | None:
    shown = (await house.seen(conversation))["assignee"]
    return None if shown is None else str(shown["id"])


async def test_3_1_comment_notice_unassign_tags_in_this_order_each_a_send_row(
    house: House,
) -> None:
    conversation = await assigned_to_the_ai(house)
    before = len(await changes(house, conversation))
    await house.customer(PERSON, conversation=conversation)
    await house.until_quiet()
    assert ("handed_off", "3.1", "asked_for_human") in await house.history(conversation)
    assert (await house.steps(conversation))[-4:] == [
        ("handoff_note", "confirmed"),
        ("notice", "confirmed"),
        ("unassign", "confirmed"),
        ("tags", "confirmed"),
    ]
    happened = (await changes(house, conversation))[before:]
    # The notice is accepted in its turn, and visible when Front has sent it.
    assert [kind for kind in happened if kind != "out_reply"] == ["comment", "unassign", "tag"]
    assert await house.calls_for(conversation, "handoff") == [
        COMMENT,
        LOOK,
        SEND,
        LOOK,
        UPDATE,
        TAG,
    ]
    assert "A person from our team is taking over" in (await house.replies(conversation))[1]["text"]
    assert await assignee(house, conversation) is None
    assert "ai-handed-off" in await house.tags(conversation)


async def test_3_1_the_notice_is_in_the_customers_language(house: House) -> None:
    conversation = await house.customer("Kann ich bitte mit einem echten Menschen sprechen?")
    await house.until_quiet()
    (notice,) = await house.replies(conversation)
    assert "Vielen Dank" in notice["text"]
    assert 'lang="de"' in notice["body"]


async def test_3_1_without_the_notice_by_setting(house: House) -> None:
    await house.set_policy(customer_notice=False)
    conversation = await assigned_to_the_ai(house)
    await house.customer(PERSON, conversation=conversation)
    await house.until_quiet()
    assert len(await house.replies(conversation)) == 1
    assert await house.calls_for(conversation, "handoff") == [COMMENT, LOOK, UPDATE, TAG]


async def test_3_1_the_notice_is_skipped_where_the_fence_refuses_and_the_rest_goes_on(
    house: House,
) -> None:
    # The first look of a hand-off is the notice's.
    await house.at_the_look("teammate_reply", teammate=MIA, text="I am here already.")
    conversation = await house.customer(PERSON)
    await house.until_quiet()
    assert await house.replies(conversation) == []
    states = dict(await house.steps(conversation))
    assert (states["handoff_note"], states["notice"]) == ("confirmed", "refused")
    assert await house.tags(conversation) == {"ai-handed-off"}
    assert not (await house.session(conversation)).state["unattended"]


async def test_3_2_an_unassigned_conversation_needs_no_unassignment(house: House) -> None:
    conversation = await house.customer(PERSON)
    await house.until_quiet()
    assert await house.calls_for(conversation, "handoff") == [COMMENT, LOOK, SEND, LOOK, TAG]
    assert ("step_refused", "10.2", "unassign: already_done") in await house.history(conversation)


async def test_3_2_a_person_who_took_it_meanwhile_is_left_alone(house: House) -> None:
    conversation = await assigned_to_the_ai(house)
    await house.at_the_look("assign", nth=2, teammate=MIA, by=MIA)
    await house.customer(PERSON, conversation=conversation)
    await house.until_quiet()
    assert await assignee(house, conversation) == MIA
    assert await house.calls_for(conversation, "handoff") == [COMMENT, LOOK, SEND, LOOK, TAG]
    assert await house.state_of(conversation, "unassign") == "refused"


async def test_3_3_the_session_stays_open_and_the_teams_replies_are_tracked(house: House) -> None:
    conversation = await house.customer(PERSON)
    await house.until_quiet()
    session = await house.session(conversation)
    assert (session.status, session.holder) == ("open", "team")
    await house.control(
        "teammate_reply", conversation=conversation, teammate=MIA, text="Mia here, hello."
    )
    await house.until_quiet()
    session = await house.session(conversation)
    assert (session.status, session.holder) == ("open", "team")
    assert session.state["newest_outbound"] == "team"
    tracked = await house.rows(
        "select m.role, m.session from messages m join conversations c on c.id = m.conversation"
        " where m.role = 'team' and c.front_id = :conversation",
        conversation=conversation,
    )
    assert [(row.role, row.session) for row in tracked] == [("team", session.id)]
    assert (await house.history(conversation))[-1][:2] == ("person_wrote", "1.2")


async def test_3_4_the_comment_tells_what_was_asked_the_mood_the_reason_and_what_was_tried(
    house: House,
) -> None:
    conversation = await house.customer(UNKNOWN)
    await house.until_quiet()
    (comment,) = await house.comments(conversation)
    assert "**Ada hands over:** No article answers the question well enough." in comment
    assert f"> Asked first: {UNKNOWN}" in comment
    assert "- Sentiment: neutral" in comment
    assert "- Language: English (en)" in comment
    session = (await house.session(conversation)).id
    assert f"Session: <{house.url}/sessions/{session}>" in comment


async def test_3_4_what_was_tried_is_named_with_its_sources(house: House) -> None:
    conversation = await house.customer("Which lamp of yours can I return after a wedding?")
    await house.until_quiet()
    (comment,) = await house.comments(conversation)
    assert "[Returns and refunds](https://help.lamp.example/returns), confidence" in comment


async def test_3_4_nothing_in_the_customers_words_acts_inside_the_comment(house: House) -> None:
    conversation = await house.customer(
        "@mia **urgent** [free lamps](https://evil.example) please let me talk to a real person",
        name="@leo",
    )
    await house.until_quiet()
    (comment,) = await house.comments(conversation)
    assert "@" not in comment
    assert "＠mia" in comment
    assert "**urgent**" not in comment
    assert "[free lamps]" not in comment  # escaped, so that no link comes of it


async def test_3_5_every_reason_is_in_the_history_and_in_the_comment(house: House) -> None:
    said = {
        "asked_for_human": (PERSON, "The customer asked for a person."),
        "no_answer_found": (UNKNOWN, "No article answers the question well enough."),
        "topic_for_humans": (
            "My lawyer will write to you about the lamp.",
            "This topic is reserved for people.",
        ),
        "frustrated": (
            "This is ridiculous and unacceptable, your useless lamp is broken AGAIN!!!",
            "The customer is frustrated.",
        ),
        "cannot_read": ("??", "The message or an attachment could not be read."),
    }
    conversations = {
        reason: await house.customer(words, name=f"Case {reason}")
        for reason, (words, _) in said.items()
    }
    await house.until_quiet()
    for reason, conversation in conversations.items():
        assert ("handed_off", "3.1", reason) in await house.history(conversation), reason
        (comment,) = await house.comments(conversation)
        assert f"**Ada hands over:** {said[reason][1]}" in comment
        # What could not even be read is handed over without a notice (2.3).
        told = [notice["text"] for notice in await house.replies(conversation)]
        assert len(told) == (0 if reason == "cannot_read" else 1), reason
        assert all("taking over" in words for words in told)
    assert "legal" in await house.tags(conversations["topic_for_humans"])
    assert "- Sentiment: frustrated" in (await house.comments(conversations["frustrated"]))[0]


async def test_3_5_a_third_party_is_never_obeyed(house: House) -> None:
    conversation = await assigned_to_the_ai(house)
    await house.customer(DIMMER, conversation=conversation, handle="eve@elsewhere.example")
    await house.until_quiet()
    assert ("handed_off", "3.1", "third_party") in await house.history(conversation)
    assert len(await house.replies(conversation)) == 1


async def test_3_5_too_many_replies_go_to_a_person_without_a_notice(house: House) -> None:
    await house.set_policy(reply_cap_hour=1)
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    await house.customer(DIMMER, conversation=conversation)
    await house.until_quiet()
    assert ("handed_off", "3.1", "too_many_replies") in await house.history(conversation)
    assert len(await house.replies(conversation)) == 1
    (comment,) = await house.comments(conversation)
    assert "The limit of automatic replies is reached." in comment


async def test_3_5_an_agent_that_fails_costs_the_customer_nothing(
    database_url: str, help_center: Path
) -> None:
    async def break_down(connection: str, question: Question) -> Outcome:
        raise RuntimeError("the model is away")

    def broken(shell: Shell) -> Shell:
        return replace(shell, answer=break_down)

    async with open_house(database_url, help_center, reshape=broken) as house:
        conversation = await house.customer(RETURNS)
        await house.until_quiet()
        assert ("handed_off", "3.1", "agent_failed") in await house.history(conversation)
        (notice,) = await house.replies(conversation)
        assert "taking over" in notice["text"]


async def test_3_5_an_uncertain_send_is_told_to_a_person_and_not_repeated(
    database_url: str, help_center: Path
) -> None:
    async with open_house(database_url, help_center, visible_within=1.0) as house:
        await house.fault("reset_before", method="POST", path_regex="/messages$", times=1)
        conversation = await house.customer(RETURNS)
        await house.until_reason(conversation, "uncertain_send")
        await house.until_quiet()
        assert (await house.session(conversation)).state["handoff_reason"] == "uncertain_send"
        assert await house.state_of(conversation, "reply") == "needs_person"
        assert len(await house.requests("POST", "/messages")) == 1
        (comment,) = await house.comments(conversation)
        assert "It is not certain whether our reply was sent." in comment


async def test_3_6_a_handoff_that_nobody_takes_is_brought_up_again_and_then_given_to_somebody(
    house: House,
) -> None:
    await house.set_policy(handoff_clock=timedelta(seconds=0.7), fallback_assignee=LEO)
    conversation = await house.customer(PERSON)
    await house.until_reason(conversation, "handoff_fallback")
    await house.until_quiet()
    history = await house.history(conversation)
    assert [h[:2] for h in history if h[1] == "3.6"] == [
        ("handoff_not_taken", "3.6"),
        ("handoff_fallback", "3.6"),
    ]
    assert "**Still waiting for a person:**" in (await house.comments(conversation))[1]
    assert await house.tags(conversation) >= {"ai-handed-off", "ai-handoff-waiting"}
    assert await assignee(house, conversation) == LEO
    assert not (await house.session(conversation)).state["unattended"]


async def test_3_6_without_a_fallback_the_alert_and_the_console_tell_somebody(
    database_url: str, help_center: Path
) -> None:
    told: list[Json] = []

    async def hear(request: Request) -> Response:
        told.append(await request.json())
        return Response(status_code=204)

    listener = listen("127.0.0.1", 0)
    alert_url = f"http://127.0.0.1:{listener.getsockname()[1]}/alert"
    policy = replace(QUICK, handoff_clock=timedelta(seconds=0.7))
    async with (
        serve(Starlette(routes=[Route("/alert", hear, methods=["POST"])]), listener),
        open_house(database_url, help_center, policy=policy, alert_url=alert_url) as house,
    ):
        conversation = await house.customer(PERSON)
        await house.until_reason(conversation, "handoff_fallback")
        await house.until_quiet()
        session = await house.session(conversation)
        link = f"{house.url}/sessions/{session.id}"
        assert told == [{"connection": "main", "why": "handoff_not_taken", "session": link}]
        assert await house.alarms(conversation) == ["handoff_not_taken"]
        # The customer's further messages neither start the clock anew nor hide the wait.
        await house.customer(RETURNS, conversation=conversation)
        await house.until_timers_are_over()
        assert (await house.session(conversation)).state["unattended"]
        assert (await house.reasons(conversation)).count("handoff_not_taken") == 1
        assert len(await house.comments(conversation)) == 2


async def test_3_6_whoever_replies_or_is_assigned_in_time_stops_the_clock(house: House) -> None:
    # Long enough for a busy machine to get so far.
    await house.set_policy(handoff_clock=timedelta(seconds=20))
    replied = await house.customer(PERSON, name="Rhea")
    taken = await house.customer(PERSON, name="Tao")
    left = await house.customer(PERSON, name="Lou")
    await house.until_quiet()
    await house.control("teammate_reply", conversation=replied, teammate=MIA, text="Hello, Mia.")
    await house.control("assign", conversation=taken, teammate=LEO, by=LEO)
    # The clock of the third, which nobody stopped, tells that the others' have run out as well.
    await house.until_reason(left, "handoff_not_taken")
    await house.until_quiet()
    for conversation in (replied, taken):
        assert "handoff_not_taken" not in await house.reasons(conversation)
        assert len(await house.comments(conversation)) == 1
        assert not (await house.session(conversation)).state["unattended"]


async def test_3_6_the_clock_stands_still_outside_office_hours(house: House) -> None:
    closed: dict[str, Any] = {"handoff_clock": timedelta(0.0001)}
    hours = (await house.policy_now()).hours
    today = (await house.rows("select now() as at"))[0].at.date()
    days = frozenset(today + timedelta(days=n) for n in range(-1, 3))
    await house.set_policy(hours=replace(hours, holidays=days), **closed)
    conversation = await house.customer(PERSON)
    await house.until_quiet()
    (timer,) = await house.rows(
        "select t.due from timers t join conversations c on c.id = t.conversation"
        " where t.kind = 'handoff_reminder' and c.front_id = :conversation",
        conversation=conversation,
    )
    first_day: date = timer.due.date()
    assert first_day == today + timedelta(days=3)
    assert "handoff_not_taken" not in await house.reasons(conversation)
