"""Every page that can be clicked to, of the running demo, in headless Chromium: axe-core finds
nothing, all of it is readable, nothing sticks out, and nothing is complained of."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, expect

from frontmate.console import hash_password
from frontmate.demo import Stage, stage
from frontmate.store import people
from tests.browsing import complaints_of, log_in, measured, needs_chromium, violations
from tests.console.build import NOW
from tests.console.conftest import PASSWORD

pytestmark = needs_chromium
PATIENCE = 30_000
MOST_PAGES = 120
WIDTHS = {"light": 390, "dark": 1280}
"""Each scheme in one width and for one person: each group of pages has a browser test of its own,
which shows them in both."""
LEAST = {
    "admin": {
        "/",
        "/sessions/N",
        "/sessions/N/again",
        "/needs-a-person",
        "/promises",
        "/knowledge/demo",
        "/health",
        "/settings/connections",
        "/settings/policy",
        "/settings/people",
        "/settings/audit",
        "/settings/account",
    },
    "viewer": {"/", "/sessions/N", "/needs-a-person", "/knowledge/demo", "/health"},
}
"""What must be found, so that a menu that has gone does not make the test pass."""


@pytest.fixture
async def demo(server_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path, server_url) as demo:
        async with demo.app.engine.begin() as db:
            for name in ("admin", "viewer"):
                await people.add(db, name, hash_password(PASSWORD), name, NOW)
        yield demo


async def a_day_at_the_desk(demo: Stage, page: Page) -> None:
    """One answer, one hand-off, each to be found in the list."""
    chat = {"channel": "chat", "name": "Tom Okafor"}
    hums = "My Heron just hums since this morning and doesn't grind. What can I do?"
    await demo.front.act("customer_message", **chat, text=hums)
    mail = {"channel": "email", "name": "Amélie Rousset", "subject": "Internship"}
    asks = "Do you have internships for students, and whom should my professor call?"
    await demo.front.act("customer_message", **mail, text=asks)
    await page.goto(f"{demo.console_url}/")
    await expect(page.locator(".row-why", has_text="Handed to the team")).to_be_visible(
        timeout=PATIENCE
    )
    await expect(page.locator(".row-why", has_text="Answered, and waiting")).to_be_visible(
        timeout=PATIENCE
    )


def kind_of(path: str) -> str:
    """Pages that differ by a number alone are one."""
    return re.sub(r"(?<=/)[\da-f-]{6,}(?=/|$)|(?<=/)\d+(?=/|$)", "N", path)


async def walk(page: Page, start: str) -> AsyncIterator[str]:
    """Each kind of page once, opened; the address without its host."""
    waiting, known = [start], {kind_of(urlsplit(start).path)}
    host = urlsplit(start).netloc
    while waiting:
        url = waiting.pop(0)
        answer = await page.goto(url)
        assert answer is not None
        assert answer.status == 200, f"{answer.status} {url}"
        if "text/html" not in answer.headers["content-type"]:
            continue
        yield urlsplit(url).path
        links = await page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href)")
        for link in links:
            parts = urlsplit(link)
            kind = kind_of(parts.path)
            if parts.netloc == host and kind not in known:
                known.add(kind)
                waiting.append(link.partition("#")[0])
    assert len(known) < MOST_PAGES, sorted(known)


@pytest.mark.parametrize(("name", "scheme"), [("admin", "light"), ("viewer", "dark")])
async def test_every_page_is_sound(demo: Stage, browser: Browser, name: str, scheme: str) -> None:
    context = await browser.new_context(
        viewport={"width": WIDTHS[scheme], "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = await context.new_page()
    page.set_default_timeout(PATIENCE)
    complaints = complaints_of(page)
    await log_in(page, demo.console_url, PASSWORD, name)
    await a_day_at_the_desk(demo, page)
    wrong: dict[str, list[str]] = {}
    seen: set[str] = set()
    async for path in walk(page, f"{demo.console_url}/"):
        seen.add(kind_of(path))
        await page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
        found = [*await violations(page), *await measured(page)]
        if found:
            wrong[path] = found
    await context.close()
    assert wrong == {}
    assert complaints == []
    assert LEAST[name] - seen == set()
    if name == "viewer":
        assert not {path for path in seen if "connections" in path or "people" in path}
