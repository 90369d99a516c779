"""The pages as a person meets them, in headless Chromium."""

from datetime import timedelta

import pytest
from playwright.async_api import Browser, expect
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.conversation.message import Channel
from tests.browsing import complaints_of, log_in, measured, needs_chromium
from tests.console.build import answered, handed_off
from tests.console.conftest import PASSWORD, Desk
from tests.console.served import served

pytestmark = needs_chromium


async def test_from_the_login_to_the_reason_and_back_to_the_ai_by_keyboard(
    engine: AsyncEngine, desk: Desk, browser: Browser
) -> None:
    story = await handed_off(engine)
    page = await browser.new_page()
    complaints = complaints_of(page)
    async with served(desk) as url:
        await log_in(page, url, PASSWORD)
        await page.get_by_role("link", name="Noor Haddad").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Noor Haddad")).to_be_visible()
        await expect(page.get_by_text("Handed to the team: the customer asked")).to_be_visible()
        await page.get_by_role("button", name="Give back to the AI").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("The AI takes it from here.")).to_be_visible()
        await page.close()
    assert desk.given_back == [(story.session, "admin")]
    assert complaints == []


async def test_what_happens_meanwhile_appears_by_itself_and_nothing_closes(
    engine: AsyncEngine, desk: Desk, browser: Browser
) -> None:
    story = await answered(engine)
    page = await browser.new_page()
    async with served(desk) as url:
        await log_in(page, url, PASSWORD)
        await page.goto(f"{url}/sessions/{story.session}")
        await page.evaluate("window.sameDocument = true")
        await page.get_by_text("What was written").click()
        opened = page.locator(".written", has_text="every three months")
        await expect(opened).to_be_visible()
        await story.customer("Thank you, and where do I buy descaler?")
        arrived = page.locator(".message", has_text="where do I buy descaler?")
        await expect(arrived).to_be_visible()
        await expect(opened).to_be_visible()
        await expect(page.get_by_role("status")).to_have_text("Up to date")
        assert await page.evaluate("window.sameDocument") is True
        await page.close()


async def test_a_login_that_ends_meanwhile_leads_to_the_login(
    engine: AsyncEngine, desk: Desk, browser: Browser
) -> None:
    story = await answered(engine)
    context = await browser.new_context()
    page = await context.new_page()
    async with served(desk) as url:
        await log_in(page, url, PASSWORD)
        await page.goto(f"{url}/sessions/{story.session}")
        await context.clear_cookies()
        await expect(page.get_by_role("heading", name="Log in")).to_be_visible()
        await context.close()


async def test_every_page_works_without_script(
    engine: AsyncEngine, desk: Desk, browser: Browser
) -> None:
    story = await handed_off(engine)
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    async with served(desk) as url:
        await log_in(page, url, PASSWORD)
        await page.get_by_text("More filters").click()
        await page.get_by_label("Holder").select_option("team")
        await page.get_by_role("button", name="Filter").click()
        await page.get_by_role("link", name="Noor Haddad").click()
        await page.get_by_role("button", name="Give back to the AI").click()
        await expect(page.get_by_text("The AI takes it from here.")).to_be_visible()
        await page.get_by_role("button", name="Log out").click()
        await expect(page.get_by_role("heading", name="Log in")).to_be_visible()
        await context.close()
    assert desk.given_back == [(story.session, "admin")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
async def test_everything_is_readable_and_nothing_sticks_out(
    engine: AsyncEngine, desk: Desk, browser: Browser, scheme: str, width: int
) -> None:
    long = "W" * 300
    story = await handed_off(engine, name=long, subject=long, channel=Channel.SMS)
    await story.customer(long)
    await answered(engine, front_id="cnv_2", handle="a@x.example", ago=timedelta(days=1))
    context = await browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = await context.new_page()
    complaints = complaints_of(page)
    async with served(desk) as url:
        await page.goto(f"{url}/login")
        assert await measured(page) == []
        await log_in(page, url, PASSWORD)
        paths = ["/", "/needs-a-person", f"/sessions/{story.session}", "/promises"]
        for path in [*paths, "/?q=nothing", "/conversations/cnv_none"]:
            await page.goto(url + path)
            await page.evaluate(
                "for (const d of document.querySelectorAll('details')) d.open = true"
            )
            assert await measured(page) == [], path
        await context.close()
    assert complaints == []
