"""One session: every event with its reason, what was written, what was called, and the button."""

from dataclasses import replace
from datetime import timedelta
from html import unescape

import httpx2
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.conversation.events import (
    AssigneeChanged,
    Event,
    GivenBack,
    Recorded,
    Step,
    Trashed,
)
from frontmate.conversation.outcome import Answer, HandoffReason, Reading
from frontmate.conversation.session import Assignee, By, Who
from frontmate.conversation.text import Text
from frontmate.store import State, calls, texts
from frontmate.store.tables import events
from tests.console.build import AI, DESCALE, NOW, answered, begin, handed_off
from tests.console.conftest import Desk, csrf_of, said


async def test_every_event_stands_with_its_reason_and_its_promise(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    story = await handed_off(engine)
    page = said(await admin.get(f"/sessions/{story.session}"))
    for sentence in (
        "The customer wrote I want to talk to a human.",
        "Asked the AI for an answer promise 1.1 policy 3",
        "The AI asks for a person",
        "Handed to the team: the customer asked for a person promise 3.1 policy 3",
        "The AI is off the conversation One step of the hand-off is done promise 3.1",
        "Handed off because The customer asked for a person; nobody has taken it",
    ):
        assert sentence in page
    assert page.count("confirmed") == 5


async def test_an_answer_shows_the_passages_it_rests_on(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    story = await answered(engine)
    answer = await admin.get(f"/sessions/{story.session}")
    page = said(answer)
    assert "From 1 passage, 91 % sure" in page
    assert DESCALE.quote in page
    assert "score 0.87 · version b81f3c7d" in page
    assert f'href="{DESCALE.url}"' in answer.text


async def test_a_passage_never_becomes_a_link_that_runs(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    story = begin(engine)
    await story.customer("Hello?")
    await story.answers("Yes.", replace(DESCALE, url="javascript:alert(1)"))
    page = await admin.get(f"/sessions/{story.session}")
    assert DESCALE.title in page.text
    assert "javascript:" not in page.text


async def test_what_was_written_and_called_is_shown(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    story = begin(engine)
    await story.customer("Hello?")
    reading = Reading(language="en")
    await story.proposes(Answer(reading, Text("The draft."), (DESCALE,), 0.9))
    planned = said(await admin.get(f"/sessions/{story.session}"))
    assert "Reply to the customer" in planned
    assert "What was written The draft." in planned
    await story.does(Step.REPLY, written="<p>Dear Noor,</p><p>the <b>answer</b>.</p>")
    page = said(await admin.get(f"/sessions/{story.session}"))
    assert "Dear Noor, the answer." in page
    assert "2 requests to Front, 167 ms" in page
    assert "GET /conversations/{conversation_id} 200 83" in page


async def test_requests_outside_of_any_step_are_not_hidden(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    story = await answered(engine)
    async with engine.begin() as db:
        await calls.log(
            db,
            connection="main",
            conversation=story.number,
            action=None,
            method="GET",
            template="/conversations/{conversation_id}/events",
            status=None,
            error="timed out",
            at=NOW,
            seconds=10.0,
        )
    page = said(await admin.get(f"/sessions/{story.session}"))
    assert "1 other request to Front" in page
    assert "no answer timed out 10000" in page


async def test_a_step_that_needs_a_person_says_so_and_why(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    story = await answered(engine)
    await story.ends(Step.REPLY, State.NEEDS_PERSON, "not found when read back")
    page = said(await admin.get(f"/sessions/{story.session}"))
    assert "needs a person Reply to the customer Not found when read back" in page


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"' onload='x {{7*7}} " + "W" * 400


async def test_hostile_words_of_a_customer_are_only_words(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    story = begin(engine, name=HOSTILE, handle=HOSTILE, subject=HOSTILE)
    await story.customer(HOSTILE)
    await story.answers(HOSTILE, replace(DESCALE, title=HOSTILE, quote=HOSTILE))
    await story.happens(Recorded(story.at, "tag_added", Text(HOSTILE)))
    for path in ("/", f"/sessions/{story.session}", f"/?q={'<script>'}"):
        page = await admin.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "onload='x" not in page.text
        assert "{{7*7}}" in page.text
    assert unescape(page.text).count(HOSTILE) >= 2


async def test_erased_words_leave_the_reasons_in_place(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    story = await answered(engine)
    async with engine.begin() as db:
        await texts.erase(db, story.number, NOW)
    page = said(await admin.get(f"/sessions/{story.session}"))
    assert "What do I do?" not in page
    assert "No text, or it was erased." in page
    assert "Asked the AI for an answer" in page


async def test_an_event_in_a_shape_of_old_does_not_close_the_page(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    story = await answered(engine)
    async with engine.begin() as db:
        await db.execute(update(events).values(body={"_type": "MessageReceived", "was": 1}))
    page = said(await admin.get(f"/sessions/{story.session}"))
    assert "The customer wrote" in page
    assert "Asked the AI for an answer" in page


async def test_the_customers_other_sessions_are_linked(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    old = await answered(engine, front_id="cnv_old", subject="Last year", ago=timedelta(days=9))
    new = await answered(engine, front_id="cnv_new")
    page = await admin.get(f"/sessions/{new.session}")
    assert f'<a href="/sessions/{old.session}">Last year</a>' in page.text
    assert "1 other session of this customer" in page.text


async def test_a_later_session_keeps_the_earlier_words_apart(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    story = await answered(engine, ago=timedelta(days=2))
    first = story.session
    await story.happens(Trashed(story.at, By.TEAMMATE))
    story.at += timedelta(days=1)
    await story.customer("It is me again.")
    assert story.session != first
    later = said(await admin.get(f"/sessions/{story.session}"))
    assert "2 messages before this session" in later
    assert "Moved to the trash" not in later.split("Why it happened")[-1]
    earlier = said(await admin.get(f"/sessions/{first}"))
    assert "It is me again." not in earlier
    assert "Moved to the trash by a teammate" in earlier


@pytest.mark.parametrize("number", ["999", "0", str(2**63), "9" * 60])
async def test_a_session_that_is_not_there_is_said_to_be_missing(
    admin: httpx2.AsyncClient, number: str
) -> None:
    page = await admin.get(f"/sessions/{number}")
    assert page.status_code == 404
    assert "There is no such session" in page.text


async def test_fronts_name_of_a_conversation_leads_to_its_newest_session(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    story = await answered(engine, front_id="cnv_abc")
    answer = await admin.get("/conversations/cnv_abc")
    assert answer.headers["location"] == f"/sessions/{story.session}"
    unknown = said(await admin.get("/conversations/cnv_<b>"))
    assert "Nothing happened here yet" in unknown
    assert (await admin.get("/conversations/%00")).status_code == 200


async def test_give_back_is_pressed_once_whatever_is_clicked(
    engine: AsyncEngine, desk: Desk, admin: httpx2.AsyncClient
) -> None:
    story = await handed_off(engine)
    page = await admin.get(f"/sessions/{story.session}")
    assert "Give back to the AI" in page.text
    form = {"csrf": csrf_of(page)}
    for _ in range(3):
        answer = await admin.post(f"/sessions/{story.session}/give-back", data=form)
        assert answer.status_code == 303
    assert desk.given_back == [(story.session, "admin")]
    assert "The AI takes it from here." in (await admin.get(answer.headers["location"])).text


async def test_a_second_hand_off_can_be_given_back_too(
    engine: AsyncEngine, desk: Desk, admin: httpx2.AsyncClient
) -> None:
    story = await handed_off(engine)
    form = {"csrf": csrf_of(await admin.get("/"))}
    await admin.post(f"/sessions/{story.session}/give-back", data=form)
    await story.happens(GivenBack(story.at, "admin"))
    await story.does(Step.TAGS)
    await story.does(Step.ASSIGN)
    await story.happens(AssigneeChanged(story.at, AI, By.API))
    await story.hands_off(HandoffReason.FRUSTRATED, done=False)
    await admin.post(f"/sessions/{story.session}/give-back", data=form)
    assert desk.given_back == [(story.session, "admin")] * 2


async def test_a_press_that_failed_can_be_repeated(
    engine: AsyncEngine, desk: Desk, admin: httpx2.AsyncClient
) -> None:
    story = await handed_off(engine)
    form = {"csrf": csrf_of(await admin.get("/"))}
    desk.fail.append(RuntimeError("the queue is away"))
    with pytest.raises(RuntimeError):
        await admin.post(f"/sessions/{story.session}/give-back", data=form)
    await admin.post(f"/sessions/{story.session}/give-back", data=form)
    assert desk.given_back == [(story.session, "admin")]


TO_A_PERSON = AssigneeChanged(NOW, Assignee(Who.PERSON, "tea_1owen"), By.TEAMMATE)


@pytest.mark.parametrize(
    ("event", "offered"),
    [(Trashed(NOW, By.TEAMMATE), None), (TO_A_PERSON, "A teammate is assigned in Front")],
)
async def test_give_back_is_offered_only_where_it_does_something(
    engine: AsyncEngine,
    desk: Desk,
    admin: httpx2.AsyncClient,
    event: Event,
    offered: str | None,
) -> None:
    story = await handed_off(engine)
    await story.happens(event)
    page = await admin.get(f"/sessions/{story.session}")
    assert ("Give back to the AI" in page.text) == (offered is not None)
    if offered is not None:
        assert offered in page.text
        return
    form = {"csrf": csrf_of(page)}
    answer = await admin.post(f"/sessions/{story.session}/give-back", data=form)
    assert desk.given_back == []
    assert "nothing to give back" in (await admin.get(answer.headers["location"])).text
