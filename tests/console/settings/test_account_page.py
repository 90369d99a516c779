"""One's own password, and how long a login lasts."""

from datetime import timedelta

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.console.access import LOGIN_LASTS
from frontmate.console.door.attempts import PER_NAME_AND_ADDRESS, WINDOW
from tests.console.conftest import PASSWORD, Desk, log_in
from tests.console.settings.forms import audited, send

PAGE = "/settings/account"
NEW = "quite another password"


async def change(
    visitor: httpx2.AsyncClient, present: str = PASSWORD, new: str = NEW, again: str | None = None
) -> httpx2.Response:
    return await send(
        visitor, PAGE, present=present, new=new, again=new if again is None else again
    )


async def test_a_new_password_ends_all_other_logins_and_keeps_this_one(
    engine: AsyncEngine, desk: Desk, viewer: httpx2.AsyncClient
) -> None:
    elsewhere = await desk.viewer()
    answer = await change(viewer)
    assert answer.headers["location"] == f"{PAGE}?done=changed"
    assert (await elsewhere.get("/")).status_code == 302
    assert "Your password was changed." in (await viewer.get(f"{PAGE}?done=changed")).text
    assert (await log_in(desk.visitor(), "vera", PASSWORD)).status_code == 401
    assert (await log_in(desk.visitor(), "vera", NEW)).status_code == 303
    entry = (await audited(engine))[0]
    assert (entry.who, entry.what, entry.detail) == ("vera", "password_changed", {"person": "vera"})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"present": "not it"}, 'id="e-present">This is not your present password.'),
        ({"new": "too short"}, 'id="e-new">The password has 9 characters. Enter at least 12.'),
        ({"again": "another one"}, 'id="e-again">The two differ.'),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(
    desk: Desk, viewer: httpx2.AsyncClient, given: dict[str, str], said: str
) -> None:
    answer = await change(viewer, **given)
    assert answer.status_code == 422
    assert said in answer.text
    for password in (PASSWORD, NEW):
        assert password not in answer.text
    assert (await log_in(desk.visitor(), "vera", PASSWORD)).status_code == 303


async def test_guessing_at_the_present_password_is_limited_as_at_the_login(
    desk: Desk, viewer: httpx2.AsyncClient
) -> None:
    for _ in range(PER_NAME_AND_ADDRESS):
        assert (await change(viewer, present="a guess")).status_code == 422
    refused = await change(viewer)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert "Too many attempts" in refused.text
    assert (await log_in(desk.visitor(), "vera", PASSWORD)).status_code == 429
    desk.clock.go_on(WINDOW)
    assert (await change(viewer)).status_code == 303


async def test_a_login_ends_after_twelve_hours_however_often_its_page_is_renewed(
    desk: Desk, viewer: httpx2.AsyncClient
) -> None:
    assert timedelta(hours=12) == LOGIN_LASTS
    for _ in range(11):
        desk.clock.go_on(timedelta(hours=1))
        assert (await viewer.get("/")).status_code == 200
    desk.clock.go_on(timedelta(minutes=59))
    assert (await viewer.get("/")).status_code == 200
    desk.clock.go_on(timedelta(minutes=1))
    answer = await viewer.get("/needs-a-person")
    assert (answer.status_code, answer.headers["location"]) == (
        302,
        "/login?next=%2Fneeds-a-person",
    )


async def test_a_new_password_does_not_prolong_the_login(
    desk: Desk, viewer: httpx2.AsyncClient
) -> None:
    desk.clock.go_on(timedelta(hours=11))
    assert (await change(viewer)).status_code == 303
    desk.clock.go_on(timedelta(hours=1))
    assert (await viewer.get("/")).status_code == 302


async def test_the_page_says_when_this_login_ends(desk: Desk, viewer: httpx2.AsyncClient) -> None:
    ends = desk.clock.now + LOGIN_LASTS
    assert f'<time datetime="{ends.isoformat()}"' in (await viewer.get(PAGE)).text
