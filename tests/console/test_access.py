"""Nobody sees anything without a login, and no form works from elsewhere."""

import json
import re
from base64 import b64encode
from html.parser import HTMLParser
from urllib.parse import urlsplit

import httpx2
import itsdangerous
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from starlette.routing import Route

from frontmate.console import check_password, ensure_admin, hash_password
from frontmate.console.access import COOKIE, COOKIE_SECONDS, safe_next
from frontmate.console.door.attempts import PER_ADDRESS, PER_NAME_AND_ADDRESS, WINDOW
from frontmate.store import people
from tests.console.build import NOW, answered, handed_off
from tests.console.conftest import PASSWORD, Clock, Desk, MakeDesk, csrf_of, log_in

OPEN = {"/login", "/enter"}


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("a", "link", "script", "img"):
            self.found |= {value for name, value in attrs if name in ("href", "src") and value}


def links_of(page: httpx2.Response) -> set[str]:
    links = Links()
    links.feed(page.text)
    return {link.split("#")[0] for link in links.found if link.startswith("/")} - {""}


async def test_nothing_but_the_login_answers_without_a_login(desk: Desk) -> None:
    nobody = desk.visitor()
    guarded = [r for r in desk.app.routes if isinstance(r, Route) and r.path not in OPEN]
    assert len(guarded) > 5
    for route in guarded:
        path = re.sub(r"\{\w+(:path)?\}", "x", re.sub(r"\{\w+:int\}", "1", route.path))
        for method in route.methods or ():
            answer = await nobody.request(method, path)
            assert answer.status_code == 302, (method, path)
            assert answer.headers["location"].startswith("/login"), (method, path)
            assert answer.text == ""


async def test_every_page_that_the_admin_can_click_to_is_closed_to_nobody(
    engine: AsyncEngine, desk: Desk, admin: httpx2.AsyncClient
) -> None:
    await answered(engine)
    await handed_off(engine, front_id="cnv_2")
    seen, waiting = set[str](), {"/"}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        page = await admin.get(path)
        if page.status_code == 302:
            waiting |= {page.headers["location"]} - seen
            continue
        assert page.status_code == 200, path
        if "text/html" in page.headers["content-type"]:
            waiting |= links_of(page) - seen
    assert any(path.startswith("/sessions/") for path in seen)
    nobody = desk.visitor()
    for path in seen:
        answer = await nobody.get(path)
        assert (answer.status_code == 200) == path.startswith("/static/console/"), path


async def test_after_the_login_the_page_that_was_asked_for_is_shown(desk: Desk) -> None:
    visitor = desk.visitor()
    first = await visitor.get("/needs-a-person?x=1")
    assert first.headers["location"] == "/login?next=%2Fneeds-a-person%3Fx%3D1"
    answer = await log_in(visitor, "admin", PASSWORD, "/needs-a-person?x=1")
    assert answer.headers["location"] == "/needs-a-person?x=1"
    assert (await visitor.get("/needs-a-person")).status_code == 200


@pytest.mark.parametrize("name", ["admin", "nobody", "x" * 5000, "a\x00b"])
async def test_a_wrong_password_and_an_unknown_name_are_refused_alike(
    desk: Desk, name: str
) -> None:
    visitor = desk.visitor()
    answer = await log_in(visitor, name, "not the password")
    assert answer.status_code == 401
    assert "Name or password is wrong." in answer.text
    assert (await visitor.get("/")).status_code == 302


async def test_a_login_form_without_its_token_is_refused(desk: Desk) -> None:
    visitor = desk.visitor()
    await visitor.get("/login")
    answer = await visitor.post("/login", data={"name": "admin", "password": PASSWORD})
    assert answer.status_code == 403
    assert (await visitor.get("/")).status_code == 302


async def test_the_tries_of_one_address_at_one_name_are_limited(desk: Desk) -> None:
    visitor = desk.visitor()
    for _ in range(PER_NAME_AND_ADDRESS):
        assert (await log_in(visitor, "admin", "wrong")).status_code == 401
    refused = await log_in(visitor, "admin", PASSWORD)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    elsewhere = desk.visitor("10.0.0.2")
    assert (await log_in(elsewhere, "admin", PASSWORD)).status_code == 303
    desk.clock.go_on(WINDOW)
    assert (await log_in(visitor, "admin", PASSWORD)).status_code == 303


async def test_the_tries_of_one_address_at_many_names_are_limited(desk: Desk) -> None:
    visitor = desk.visitor()
    for number in range(PER_ADDRESS):
        assert (await log_in(visitor, f"name{number}", "wrong")).status_code == 401
    assert (await log_in(visitor, "admin", PASSWORD)).status_code == 429


async def test_the_many_addresses_of_one_network_count_as_one(desk: Desk) -> None:
    for number in range(PER_NAME_AND_ADDRESS):
        visitor = desk.visitor(f"2001:db8::{number + 1:x}")
        assert (await log_in(visitor, "admin", "wrong")).status_code == 401
    same = desk.visitor("2001:db8::ffff")
    assert (await log_in(same, "admin", PASSWORD)).status_code == 429
    other = desk.visitor("2001:db8:1::1")
    assert (await log_in(other, "admin", PASSWORD)).status_code == 303


async def test_a_form_that_is_sent_after_the_login_has_ended_says_that_nothing_was_saved(
    desk: Desk,
) -> None:
    visitor = desk.visitor()
    came_from = {"referer": "http://console/settings/policy"}
    answer = await visitor.post("/settings/policy/main", data={"x": "y"}, headers=came_from)
    assert answer.headers["location"] == "/login?next=%2Fsettings%2Fpolicy&ended=1"
    page = await visitor.get(answer.headers["location"])
    assert "Your login had ended, so nothing was saved." in page.text
    elsewhere = {"referer": "https://evil.example/x"}
    answer = await visitor.post("/settings/policy/main", data={"x": "y"}, headers=elsewhere)
    assert answer.headers["location"] == "/login?ended=1"


async def test_an_address_that_there_is_not_has_a_page_with_the_menu(
    desk: Desk, admin: httpx2.AsyncClient
) -> None:
    for path in ("/needs", "/sessions/abc", "/settings/people/role"):
        page = await admin.get(path)
        assert page.status_code == 404, path
        assert "There is no such page" in page.text
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert (await desk.visitor().get(path)).headers["location"].startswith("/login")


async def test_who_logs_in_often_is_not_shut_out(desk: Desk) -> None:
    visitor = desk.visitor()
    for _ in range(PER_NAME_AND_ADDRESS + 1):
        assert (await log_in(visitor, "admin", PASSWORD)).status_code == 303


@pytest.mark.parametrize("path", ["/sessions/1/give-back", "/logout"])
async def test_a_form_without_its_token_changes_nothing(
    engine: AsyncEngine, desk: Desk, admin: httpx2.AsyncClient, path: str
) -> None:
    await handed_off(engine)
    for form in ({}, {"csrf": ""}, {"csrf": "wrong"}, {"csrf": "ünrecht"}):
        assert (await admin.post(path, data=form)).status_code == 403, form
    assert desk.given_back == []
    assert (await admin.get("/")).status_code == 200


async def test_a_form_of_another_login_is_refused(desk: Desk, admin: httpx2.AsyncClient) -> None:
    other = await desk.admin()
    csrf = csrf_of(await other.get("/"))
    assert (await admin.post("/logout", data={"csrf": csrf})).status_code == 403


async def test_a_form_that_is_too_large_is_refused(admin: httpx2.AsyncClient) -> None:
    assert (await admin.post("/logout", data={"csrf": "x" * 100_000})).status_code == 413


async def test_logging_out_ends_the_login(admin: httpx2.AsyncClient) -> None:
    csrf = csrf_of(await admin.get("/"))
    assert (await admin.post("/logout", data={"csrf": csrf})).headers["location"] == "/login"
    assert (await admin.get("/")).status_code == 302


async def test_a_new_password_ends_every_login(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    async with engine.begin() as db:
        await people.add(db, "admin", hash_password("another"), "admin", NOW)
    assert (await admin.get("/")).status_code == 302


async def test_the_cookie_is_for_this_site_and_not_for_scripts(make_desk: MakeDesk) -> None:
    desk = await make_desk(secure_cookies=True)
    cookie = (await desk.visitor().get("/login")).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" in cookie
    assert f"max-age={COOKIE_SECONDS}" in cookie


async def test_a_cookie_of_our_own_making_is_refused(desk: Desk) -> None:
    visitor = desk.visitor()
    value = b64encode(json.dumps({"person": "admin", "proof": "x", "csrf": "y"}).encode())
    signed = itsdangerous.TimestampSigner("guessed").sign(value).decode()
    for cookie in (signed, value.decode(), "%00", "a.b.c"):
        answer = await visitor.get("/", headers={"cookie": f"{COOKIE}={cookie}"})
        assert answer.status_code == 302


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "\n//evil.example",
        "javascript:alert(1)",
        "evil.example",
        "//[",
    ],
)
async def test_a_login_never_leads_to_another_site(desk: Desk, target: str) -> None:
    answer = await log_in(desk.visitor(), "admin", PASSWORD, target)
    assert answer.headers["location"] == "/"


@given(st.text(alphabet=st.sampled_from("/\\:@ab.?#[]\t\n \x00é"), max_size=12) | st.text())
def test_where_a_login_leads_to_is_always_a_path_of_ours(target: str) -> None:
    kept = safe_next(target)
    assert kept.startswith("/")
    assert not kept.startswith("//")
    assert urlsplit(kept).netloc == ""


async def test_the_demo_link_opens_the_page_that_it_names(make_desk: MakeDesk) -> None:
    desk = await make_desk(demo_key="the-key")
    visitor = desk.visitor()
    answer = await visitor.get("/enter?key=the-key&next=/needs-a-person")
    assert (answer.status_code, answer.headers["location"]) == (302, "/needs-a-person")
    assert (await visitor.get("/needs-a-person")).status_code == 200


@pytest.mark.parametrize("key", ["the-key", None, ""])
async def test_without_the_demo_key_there_is_no_such_page(
    make_desk: MakeDesk, key: str | None
) -> None:
    desk = await make_desk(demo_key=key)
    visitor = desk.visitor()
    for query in ("", "?key=", "?key=wrong", "?key=the-key%00", "?key=%C3%BC"):
        assert (await visitor.get(f"/enter{query}")).status_code == 404, query
    assert (await visitor.get("/")).status_code == 302


async def test_the_first_start_makes_one_admin_and_says_the_password_once(
    engine: AsyncEngine,
) -> None:
    clock = Clock()
    assert await ensure_admin(engine, clock, lambda: "made-up") == "made-up"
    assert await ensure_admin(engine, clock, lambda: "another") is None
    async with engine.connect() as db:
        admin = await people.get(db, "admin")
    assert admin is not None
    stored = admin.password_hash
    assert "made-up" not in stored
    assert check_password("made-up", stored)
    assert not check_password("another", stored)


@pytest.mark.parametrize("stored", [None, "", "not a hash", "$argon2id$v=19$broken"])
def test_no_password_fits_what_is_not_a_hash(stored: str | None) -> None:
    assert not check_password("", stored)
    assert not check_password("x", stored)


async def test_the_headers_let_nothing_foreign_in(admin: httpx2.AsyncClient, desk: Desk) -> None:
    style = next(link for link in links_of(await admin.get("/")) if ".css" in link)
    for path in ("/", "/login", "/sessions/99", "/enter", style):
        headers = (await admin.get(path)).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
        if path.startswith("/static/console/console"):
            assert "immutable" in headers["cache-control"]
        else:
            assert headers["cache-control"] == "no-store", path


async def test_a_database_that_is_away_is_named_and_not_a_crash(
    make_desk: MakeDesk, tmp_path: object
) -> None:
    desk = await make_desk()
    away = create_async_engine(f"postgresql+psycopg://x@/x?host={tmp_path}")
    broken = await make_desk(engine=away)
    visitor = broken.visitor()
    visitor.cookies = (await desk.admin()).cookies
    answer = await visitor.get("/")
    assert answer.status_code == 503
    assert "The database cannot be reached" in answer.text
    await away.dispose()
