"""The button "hand off now": where it is offered, and that one press is one hand-off."""

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.conversation.events import AssigneeChanged
from frontmate.conversation.policy import Mode
from frontmate.conversation.session import Assignee, By, Who
from frontmate.store import audit, connections
from tests.console.build import NOW, answered, begin, handed_off
from tests.console.conftest import Desk, csrf_of


async def test_it_is_offered_while_the_ai_has_it_and_says_what_it_will_do(
    engine: AsyncEngine, desk: Desk, admin: httpx2.AsyncClient
) -> None:
    story = begin(engine)
    await story.customer("How do I descale it?")
    page = await admin.get(f"/sessions/{story.session}")
    assert "Hand off now" in page.text
    assert "The customer is told that a person will write." in page.text
    quiet = await answered(engine, front_id="cnv_2", handle="b@customer.example")
    page = await admin.get(f"/sessions/{quiet.session}")
    assert "Hand off now" in page.text
    assert "The customer is told" not in page.text


async def test_one_press_is_one_hand_off_and_noted_once_whatever_is_clicked(
    engine: AsyncEngine, desk: Desk, admin: httpx2.AsyncClient
) -> None:
    story = begin(engine)
    await story.customer("How do I descale it?")
    path = f"/sessions/{story.session}"
    csrf = csrf_of(await admin.get(path))
    for _ in range(2):
        answer = await admin.post(f"{path}/hand-off", data={"csrf": csrf})
        assert answer.headers["location"] == f"{path}?done=handed-off"
    assert desk.handed_off == [(story.session, "admin")]
    assert "Handed to the team." in (await admin.get(f"{path}?done=handed-off")).text
    async with engine.connect() as db:
        noted = await audit.newest(db, 10)
    assert [(one.who, one.what, one.detail) for one in noted] == [
        ("admin", "handed_over", {"session": story.session})
    ]


async def test_it_is_not_offered_where_people_have_it(
    engine: AsyncEngine, desk: Desk, admin: httpx2.AsyncClient
) -> None:
    team = await handed_off(engine)
    person = begin(engine, "cnv_2", handle="b@customer.example")
    await person.customer("How do I descale it?")
    owen = Assignee(Who.PERSON, "tea_1owen")
    await person.happens(AssigneeChanged(person.at, owen, By.TEAMMATE))
    for story in (team, person):
        page = await admin.get(f"/sessions/{story.session}")
        assert "Hand off now" not in page.text
        csrf = csrf_of(page)
        answer = await admin.post(f"/sessions/{story.session}/hand-off", data={"csrf": csrf})
        assert answer.headers["location"].endswith("?done=not-handed-off")
    assert desk.handed_off == []


async def test_in_shadow_mode_there_is_nothing_to_press(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    story = begin(engine)
    await story.customer("How do I descale it?")
    async with engine.begin() as db:
        await connections.change_policy(db, "main", NOW, mode=Mode.SHADOW)
    assert "Hand off now" not in (await admin.get(f"/sessions/{story.session}")).text


@pytest.mark.parametrize("button", ["hand-off", "give-back"])
async def test_a_viewer_sees_no_button_and_may_press_none(
    engine: AsyncEngine, desk: Desk, viewer: httpx2.AsyncClient, button: str
) -> None:
    story = begin(engine)
    await story.customer("How do I descale it?")
    page = await viewer.get(f"/sessions/{story.session}")
    assert f'id="{button}"' not in page.text
    answer = await viewer.post(f"/sessions/{story.session}/{button}", data={"csrf": csrf_of(page)})
    assert answer.status_code == 403
    assert "This is for administrators" in answer.text
    assert desk.handed_off == desk.given_back == []


async def test_in_draft_mode_it_does_not_say_that_the_customer_is_told(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    story = begin(engine)
    await story.customer("How do I descale it?")
    async with engine.begin() as db:
        await connections.change_policy(db, "main", NOW, mode=Mode.DRAFT)
    page = await admin.get(f"/sessions/{story.session}")
    assert "Hand off now" in page.text
    assert "The customer is told" not in page.text
