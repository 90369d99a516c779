"""Who may open the console: added, changed and removed, with nobody locked out by accident."""

import re

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.setup import Problem
from frontmate.setup import people as steps
from frontmate.store import people
from tests.console.build import NOW
from tests.console.conftest import PASSWORD, Desk, csrf_of, log_in
from tests.console.settings.forms import audited, send
from tests.setup.connecting import kit_on

PAGE = "/settings/people"


async def press(visitor: httpx2.AsyncClient, what: str, **form: str) -> httpx2.Response:
    csrf = csrf_of(await visitor.get(PAGE))
    return await visitor.post(f"{PAGE}/{what}", data={"csrf": csrf, **form})


async def add(visitor: httpx2.AsyncClient, **form: str) -> httpx2.Response:
    return await send(visitor, PAGE, **form)


def made_password(page: httpx2.Response) -> str:
    found = re.search(r'id="made-password">([^<]+)<', page.text)
    assert found is not None, page.text
    return found[1]


async def roles(engine: AsyncEngine) -> dict[str, str]:
    async with engine.begin() as db:
        return {one.name: one.role for one in await people.all_of(db)}


async def test_people_are_listed_with_role_and_since_when(admin: httpx2.AsyncClient) -> None:
    page = (await admin.get(PAGE)).text
    assert "Administrator · since" in page
    assert "Viewer · since" in page
    assert NOW.isoformat() in page


async def test_a_person_who_is_added_gets_a_password_that_is_shown_once(
    engine: AsyncEngine, desk: Desk, admin: httpx2.AsyncClient
) -> None:
    answer = await add(admin, name="  Mia  Berg ", role="viewer")
    password = made_password(answer)
    assert len(password) >= steps.SHORTEST_PASSWORD
    assert password not in (await admin.get(PAGE)).text
    assert (await roles(engine))["Mia Berg"] == "viewer"
    assert (await log_in(desk.visitor(), "Mia Berg", password)).status_code == 303
    entry = (await audited(engine))[0]
    assert (entry.who, entry.what) == ("admin", "person_added")
    assert entry.detail == {"person": "Mia Berg", "role": "viewer"}


async def test_a_password_may_be_entered_and_is_not_shown(
    desk: Desk, admin: httpx2.AsyncClient
) -> None:
    answer = await add(admin, name="mia", role="admin", password="twelve signs and more")
    assert "twelve signs" not in answer.text
    assert "made-password" not in answer.text
    assert (await log_in(desk.visitor(), "mia", "twelve signs and more")).status_code == 303


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": ""}, "A name is missing."),
        ({"name": "x" * 61}, "That cannot be a name."),
        ({"name": "<b>"}, "That cannot be a name."),
        ({"name": "Command line (root)"}, "That cannot be a name."),
        ({"name": "VERA"}, "There is a person called vera already."),
        ({"name": "mia", "role": "owner"}, "There is no such role."),
        ({"name": "mia", "password": "eleven sign"}, "The password has 11 characters."),
        ({"name": "mia", "password": "x" * 201}, "Enter at most 200."),
    ],
)
async def test_what_cannot_be_added_is_explained_and_kept(
    engine: AsyncEngine, admin: httpx2.AsyncClient, form: dict[str, str], said: str
) -> None:
    answer = await add(admin, **form)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'id="fault"' in answer.text
    assert set(await roles(engine)) == {"admin", "vera"}
    assert await audited(engine) == ()


async def test_a_new_role_ends_that_persons_logins_at_once(
    engine: AsyncEngine, admin: httpx2.AsyncClient, viewer: httpx2.AsyncClient, desk: Desk
) -> None:
    answer = await press(admin, "role", name="vera", role="admin")
    assert answer.headers["location"] == f"{PAGE}?done=role"
    assert (await viewer.get("/")).status_code == 302
    assert (await (await desk.viewer()).get(PAGE)).status_code == 200
    assert (await audited(engine))[0].detail == {
        "person": "vera",
        "role": "admin",
        "before": "viewer",
    }
    assert (await admin.get("/")).status_code == 200


async def test_a_new_password_ends_that_persons_logins_at_once(
    engine: AsyncEngine, admin: httpx2.AsyncClient, viewer: httpx2.AsyncClient, desk: Desk
) -> None:
    password = made_password(await press(admin, "password", name="vera", password=""))
    assert (await viewer.get("/")).status_code == 302
    assert (await log_in(desk.visitor(), "vera", PASSWORD)).status_code == 401
    assert (await log_in(desk.visitor(), "vera", password)).status_code == 303
    assert (await audited(engine))[0].what == "password_changed"


async def test_a_removal_ends_that_persons_logins_at_once(
    engine: AsyncEngine, admin: httpx2.AsyncClient, viewer: httpx2.AsyncClient
) -> None:
    unsure = await press(admin, "remove", name="vera")
    assert "Tick the box" in unsure.text
    assert "vera" in await roles(engine)
    answer = await press(admin, "remove", name="vera", sure="on")
    assert answer.headers["location"] == f"{PAGE}?done=removed"
    assert (await viewer.get("/")).status_code == 302
    assert await roles(engine) == {"admin": "admin"}
    assert (await audited(engine))[0].detail == {"person": "vera", "role": "viewer"}


async def test_the_last_administrator_stays_one(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    removed = await press(admin, "remove", name="admin", sure="on")
    demoted = await press(admin, "role", name="admin", role="viewer")
    for answer in (removed, demoted):
        assert answer.status_code == 422
        assert "only administrator" in answer.text
    assert (await roles(engine))["admin"] == "admin"


async def test_nobody_removes_or_demotes_themselves_by_accident(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    await press(admin, "role", name="vera", role="admin")
    assert "Only another administrator can remove you" in (await admin.get(PAGE)).text
    removed = await press(admin, "remove", name="admin", sure="on")
    assert "You cannot remove yourself" in removed.text
    demoted = await press(admin, "role", name="admin", role="viewer")
    assert "You cannot give up your own role" in demoted.text
    renewed = await press(admin, "password", name="admin", password="")
    assert "Change it under “Your account”" in renewed.text
    assert await roles(engine) == {"admin": "admin", "vera": "admin"}


async def test_two_administrators_cannot_demote_each_other_at_once(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        await people.add(db, "anna", "hash", "admin", NOW)
        await people.add(db, "bert", "hash", "admin", NOW)
    assert await steps.set_role(kit_on(engine), "anna", "viewer") is None
    refused = await steps.set_role(kit_on(engine), "bert", "viewer")
    assert isinstance(refused, Problem)
    assert refused.word == "last_admin"


@pytest.mark.parametrize("what", ["role", "password", "remove"])
async def test_somebody_who_is_gone_meanwhile_is_named(
    admin: httpx2.AsyncClient, what: str
) -> None:
    answer = await press(admin, what, name="gone", role="admin", sure="on", password="")
    assert answer.status_code == 422
    assert "Nobody is called “gone”." in answer.text


async def test_a_role_that_somebody_has_already_changes_nothing(
    engine: AsyncEngine, admin: httpx2.AsyncClient, viewer: httpx2.AsyncClient
) -> None:
    answer = await press(admin, "role", name="vera", role="viewer")
    assert answer.headers["location"] == f"{PAGE}?done=nothing"
    assert (await viewer.get("/")).status_code == 200
    assert await audited(engine) == ()
