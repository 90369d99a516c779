"""What needs a person, and nothing that does not."""

import re
from datetime import timedelta

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.conversation.events import AssigneeChanged, SendUncertain, Step
from frontmate.conversation.outcome import HandoffReason
from frontmate.conversation.session import NOBODY, Assignee, By, Who
from frontmate.store import State, alarms, conversations
from tests.console.build import AI, NOW, answered, begin, handed_off
from tests.console.conftest import Desk, said


def listed(page: httpx2.Response) -> list[str]:
    return re.findall(r'id="need-link-\d+"[^>]*>([^<]*)<', page.text)


async def test_when_nobody_waits_the_page_says_so(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    await answered(engine)
    page = await admin.get("/needs-a-person")
    assert "Nobody waits for a person" in page.text
    assert 'class="badge"' not in page.text


async def test_whoever_has_waited_longest_comes_first(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    for name, minutes in (("Second", 30), ("First", 90), ("Third", 4)):
        await handed_off(
            engine,
            front_id=f"cnv_{name}",
            name=name,
            handle=f"{name}@x.example",
            ago=timedelta(minutes=minutes),
        )
    page = await admin.get("/needs-a-person")
    assert listed(page) == ["First", "Second", "Third"]
    assert "1 h 30 min" in page.text
    assert '<span class="badge">3</span>' in page.text


async def test_a_hand_off_is_listed_until_a_person_has_it(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    story = await handed_off(engine, HandoffReason.FRUSTRATED)
    page = said(await admin.get("/needs-a-person"))
    assert "Handed to the team, and nobody has it: the customer is frustrated" in page
    await story.team("I am on it.")
    assert "Nobody waits" in said(await admin.get("/needs-a-person"))


async def test_a_send_in_doubt_is_listed_once_and_not_as_three_things(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    story = await answered(engine)
    await story.customer("And then?")
    await story.ends(Step.REPLY, State.NEEDS_PERSON, "not found")
    await story.happens(SendUncertain(story.at, Step.REPLY, story.turn))
    async with engine.begin() as db:
        await alarms.raise_one(db, story.number, story.session, "reply_uncertain", story.at)
    page = said(await admin.get("/needs-a-person"))
    assert page.count("Unclear whether") == 1
    assert "it is unclear whether the answer arrived" in page
    assert "Assigned to the AI in Front, but" not in page
    taken = AssigneeChanged(story.at, Assignee(Who.PERSON, "tea_1owen"), By.TEAMMATE)
    await story.happens(taken)
    async with engine.begin() as db:
        await alarms.close(db, story.number, story.at)
    assert "Nobody waits" in said(await admin.get("/needs-a-person"))


async def test_an_open_alarm_is_listed_even_without_a_session(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    async with engine.begin() as db:
        number = await conversations.lock(db, "main", "cnv_lost", NOW)
        await alarms.raise_one(db, number, None, "event_not_understood", NOW - timedelta(hours=1))
    page = await admin.get("/needs-a-person")
    assert "Something arrived that could not be understood" in page.text
    assert "https://app.frontapp.com/open/cnv_lost" in page.text
    assert '<span class="badge">1</span>' in page.text


async def test_assigned_to_the_ai_but_still_the_teams_is_listed(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    story = begin(engine)
    await story.team("Hello, may I help?")
    await story.happens(AssigneeChanged(story.at, AI, By.RULE))
    await story.customer("Yes, please.")
    page = said(await admin.get("/needs-a-person"))
    assert "Assigned to the AI in Front, but still the team's here" in page


async def test_an_answer_in_preparation_is_not_listed_however_long_it_takes(
    engine: AsyncEngine, desk: Desk, admin: httpx2.AsyncClient
) -> None:
    story = begin(engine)
    await story.customer("Hello?")
    desk.clock.go_on(timedelta(hours=1))
    assert listed(await admin.get("/needs-a-person")) == []


async def test_assigned_to_the_ai_and_not_answered_is_listed(
    engine: AsyncEngine, desk: Desk, admin: httpx2.AsyncClient
) -> None:
    story = begin(engine)
    await story.customer("Hello?", assignee=Assignee(Who.NOBODY))
    assert listed(await admin.get("/needs-a-person")) == []
    # Given to the AI by a teammate; `answer_on_assignment` is off.
    await story.happens(AssigneeChanged(story.at, AI, By.TEAMMATE))
    page = await admin.get("/needs-a-person")
    assert "Assigned to the AI, and not being answered" in page.text
    assert "Let the AI answer now" in (await admin.get(f"/sessions/{story.session}")).text


async def test_a_customer_who_waits_for_a_team_that_nobody_is_assigned_of_is_listed(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    story = await handed_off(engine)
    await story.team("I am on it.")
    assert "Nobody waits" in said(await admin.get("/needs-a-person"))
    await story.customer("Hello? Still there?", assignee=NOBODY)
    page = said(await admin.get("/needs-a-person"))
    assert "The team has it, the customer waits, and nobody is assigned" in page
