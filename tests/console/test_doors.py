"""Every address of the product, tried by nobody, a viewer and an administrator.

What is tried is read from the route tables, so that a new page cannot slip by.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html.parser import HTMLParser

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.routing import Mount, Route

from frontmate.app.build import App, build
from frontmate.app.options import Options
from frontmate.console.routes import PAGES
from frontmate.store import Role
from tests.console.build import answered, handed_off
from tests.console.conftest import SECRET, Desk, csrf_of
from tests.console.settings.forms import connect

OPEN = {"/login", "/enter", "/healthz", "/readyz", "/webhooks/front/{connection}"}
"""The demo's way in is none where there is no demo: it is not found then."""
TABLES = ("people", "policies", "connections", "pending_connections", "secrets", "audit", "events")


def address(path: str) -> str:
    """An address of the pattern; whether what it names is there does not matter at the door."""
    for part in path.split("/"):
        if part.startswith("{"):
            path = path.replace(part, "1" if ":int" in part else "main")
    return path


async def contents(engine: AsyncEngine) -> list[object]:
    async with engine.connect() as db:
        counted = (text(f"select * from {table}") for table in TABLES)
        return [sorted(map(str, (await db.execute(rows)).all())) for rows in counted]


async def ask(
    visitor: httpx2.AsyncClient, method: str, path: str, csrf: str = ""
) -> httpx2.Response:
    form = {"csrf": csrf} if method == "POST" else None
    return await visitor.request(method, address(path), data=form)


async def test_nobody_is_sent_to_the_login_and_changes_nothing(
    engine: AsyncEngine, desk: Desk
) -> None:
    await connect(engine)
    before = await contents(engine)
    visitor = desk.visitor()
    csrf = csrf_of(await visitor.get("/login"))
    for method, path, _, _ in PAGES:
        answer = await ask(visitor, method, path, csrf)
        assert answer.status_code == 302, (method, path)
        assert answer.headers["location"].startswith("/login"), (method, path)
        assert answer.text == "", (method, path)
    assert await contents(engine) == before
    assert desk.given_back == desk.handed_off == []


async def test_a_viewer_is_refused_what_is_for_administrators_and_changes_nothing(
    engine: AsyncEngine, desk: Desk, viewer: httpx2.AsyncClient
) -> None:
    await connect(engine)
    before = await contents(engine)
    csrf = csrf_of(await viewer.get("/settings/account"))
    for method, path, _, role in PAGES:
        if role is Role.ADMIN:
            answer = await ask(viewer, method, path, csrf)
            assert answer.status_code == 403, (method, path)
            assert "This is for administrators" in answer.text, (method, path)
    assert await contents(engine) == before
    assert desk.given_back == desk.handed_off == []


async def test_a_viewer_may_open_every_page_that_is_for_viewers(
    engine: AsyncEngine, viewer: httpx2.AsyncClient
) -> None:
    await connect(engine)
    for method, path, _, role in PAGES:
        if role is Role.VIEWER and method == "GET":
            answer = await ask(viewer, method, path)
            assert answer.status_code != 403, path
            assert answer.status_code < 500, path


async def test_an_administrator_is_refused_no_page(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    await connect(engine)
    for method, path, _, _ in PAGES:
        if method == "GET":
            answer = await ask(admin, method, path)
            assert answer.status_code != 403, path
            assert answer.status_code < 500, path


async def test_every_form_without_its_token_is_refused_and_changes_nothing(
    engine: AsyncEngine, desk: Desk, admin: httpx2.AsyncClient
) -> None:
    await connect(engine)
    before = await contents(engine)
    for method, path, _, _ in PAGES:
        for csrf in ("", "wrong") if method == "POST" else ():
            answer = await ask(admin, method, path, csrf)
            assert answer.status_code == 403, path
            assert "This form has expired" in answer.text, path
    assert await contents(engine) == before
    assert desk.given_back == desk.handed_off == []
    assert (await admin.get("/")).status_code == 200


async def test_every_form_with_its_token_is_open_to_an_administrator(
    engine: AsyncEngine, desk: Desk
) -> None:
    await connect(engine)
    for method, path, _, _ in PAGES:
        if method == "POST":
            # Anew for each, since logging out and disconnecting are among them.
            admin = await desk.admin()
            csrf = csrf_of(await admin.get("/settings/account"))
            answer = await ask(admin, method, path, csrf)
            assert answer.status_code != 403, path
            assert answer.status_code < 500, path
            await admin.aclose()


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        link = dict(attrs).get("href") or ""
        if tag == "a" and link.startswith("/"):
            self.found.add(link.partition("#")[0])


@pytest.mark.parametrize("who", ["admin", "vera"])
async def test_no_link_of_any_page_leads_to_a_closed_or_a_missing_one(
    engine: AsyncEngine, desk: Desk, who: str
) -> None:
    await answered(engine)
    await handed_off(engine, front_id="cnv_2")
    await connect(engine)
    await connect(engine, name="second")
    visitor = await desk.person(who)
    seen, waiting = set[str](), {"/"}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        page = await visitor.get(path, follow_redirects=True)
        assert page.status_code == 200, path
        links = _Links()
        links.feed(page.text)
        waiting |= links.found - seen
    assert {"/", "/settings/policy/second", "/settings/policy/main/history"} <= seen
    assert ("/settings/people" in seen) == (who == "admin")
    assert len(seen) > 12


@asynccontextmanager
async def _the_product(database_url: str) -> AsyncIterator[App]:
    options = Options(public_url="https://mate.example", secret_key=SECRET)
    async with build(database_url, [], options) as app:
        yield app


async def test_nothing_of_the_product_but_what_is_named_answers_without_a_login(
    database_url: str,
) -> None:
    async with _the_product(database_url) as app:
        transport = httpx2.ASGITransport(app=app.web)
        nobody = httpx2.AsyncClient(transport=transport, base_url="https://mate.example")
        guarded = 0
        for route in app.web.routes:
            if isinstance(route, Mount):
                assert route.path == "/static/console"
                continue
            assert isinstance(route, Route), f"a route of another kind: {route}"
            if route.path in OPEN:
                continue
            guarded += 1
            for method in route.methods or ():
                answer = await nobody.request(method, address(route.path))
                assert answer.status_code == 302, (method, route.path)
                assert answer.headers["location"].startswith("/login"), (method, route.path)
                assert answer.text == ""
        assert guarded >= len({path for _, path, _, _ in PAGES})
        for path in ("/nothing", "/settings/nothing", "/docs", "/metrics", "/enter"):
            assert (await nobody.get(path)).status_code in (302, 404), path
        await nobody.aclose()
