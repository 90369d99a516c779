"""Knowledge and health as a person meets them, in headless Chromium."""

from typing import Literal

import pytest
from playwright.async_api import Browser, Page, expect
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.conversation.outcome import HandoffReason
from frontmate.store import Delivery, conversations, deliveries, examinations, processes, sources
from tests.browsing import complaints_of, log_in, measured, needs_chromium, violations
from tests.console.build import NOW, begin, handed_off
from tests.console.conftest import PASSWORD, Desk, MakeDesk
from tests.console.health.test_health import REPORT
from tests.console.knowledge.stock import DESCALING, Stock, changed, explained, stocked
from tests.console.served import served

pytestmark = needs_chromium

PAGES = (
    "/knowledge/main",
    "/knowledge/main/articles",
    f"/knowledge/main/articles/{DESCALING.key}",
    "/knowledge/main/gone",
    "/knowledge/main/past-answers",
    "/knowledge/main/ask?q=How+do+I+descale+the+Kestrel%3F",
    "/knowledge/main/ask?q=How+long+is+the+warranty+of+refurbished+grinders%3F",
    "/knowledge/main/unanswered",
    "/health",
)


@pytest.fixture
async def desk(make_desk: MakeDesk) -> Desk:
    return await make_desk({"explain": explained})


async def lived_in(engine: AsyncEngine) -> Stock:
    """A bit of everything that the pages show."""
    stock = await stocked(engine)
    story = begin(engine, "cnv_1")
    await story.customer("How do I descale it? The amber light blinks.")
    await story.answers("Run the descaling programme every three months.")
    asked = begin(engine, "cnv_2", handle="b@customer.example")
    await asked.customer("Do you ship to Norway? " + "W" * 120)
    await asked.hands_off(HandoffReason.NO_ANSWER_FOUND)
    await stock.says(changed(DESCALING, "Descale it every month. " + "W" * 200))
    async with engine.begin() as db:
        await processes.beat(db, "p1", "run", "1.2.3", NOW)
        await sources.begin(db, stock.handbook, 120, NOW, done=40)
        await examinations.begin(db, NOW, NOW)
        await examinations.finish(db, REPORT, NOW)
    await arrives(engine, "evt_1", "cnv_1")
    return stock


async def arrives(engine: AsyncEngine, key: str, front_id: str) -> None:
    async with engine.begin() as db:
        number = await conversations.lock(db, "main", front_id, NOW)
        told = Delivery("main", key, "webhook", "application", "inbound", number, NOW, "{}")
        await deliveries.receive(db, told, NOW)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_nothing_is_in_the_way_of_people_who_see_or_hear_the_pages(
    engine: AsyncEngine, desk: Desk, browser: Browser, scheme: Literal["light", "dark"]
) -> None:
    await lived_in(engine)
    width = 390 if scheme == "light" else 1440
    context = await browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    page = await context.new_page()
    complaints = complaints_of(page)
    async with served(desk) as url:
        await log_in(page, url, PASSWORD)
        for path in PAGES:
            await page.goto(url + path)
            await page.evaluate(
                "for (const d of document.querySelectorAll('details')) d.open = true"
            )
            assert await measured(page) == [], path
            assert await violations(page) == [], path
        await context.close()
    assert complaints == []


async def test_health_shows_an_event_as_it_arrives_and_its_report_is_copied(
    engine: AsyncEngine, desk: Desk, browser: Browser
) -> None:
    await lived_in(engine)
    context = await browser.new_context()
    await context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = await context.new_page()
    async with served(desk) as url:
        await log_in(page, url, PASSWORD)
        await page.get_by_role("link", name="Health").press("Enter")
        await expect(page.get_by_role("heading", name="Health", exact=True)).to_be_visible()
        copy = page.get_by_role("button", name="Copy as text")
        before = await copy.bounding_box()
        await copy.press("Enter")
        copied = page.get_by_role("button", name="Copied")
        await expect(copied).to_be_visible()
        assert await copied.bounding_box() == before
        text = await page.evaluate("navigator.clipboard.readText()")
        assert text.startswith("frontmate 9.9.9")
        assert "✗ token" in text
        await handed_off(engine, front_id="cnv_new", handle="new@customer.example")
        await arrives(engine, "evt_2", "cnv_new")
        await expect(page.locator("#events .event")).to_have_count(2)
        # Where the clipboard is closed to us, the text is selected for the person to copy.
        await page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
        await page.get_by_role("button", name="Copy as text").press("Enter")
        await expect(page.get_by_role("button", name="Selected")).to_be_visible()
        assert "✗ token" in await selected(page)
        await context.close()


async def selected(page: Page) -> str:
    return str(await page.evaluate("document.getSelection().toString()"))


async def test_sources_are_chosen_and_the_knowledge_is_asked_by_keyboard_and_without_script(
    engine: AsyncEngine, desk: Desk, browser: Browser
) -> None:
    stock = await lived_in(engine)
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    async with served(desk) as url:
        await log_in(page, url, PASSWORD)
        await page.get_by_role("link", name="Knowledge").press("Enter")
        await page.get_by_label("Handbook", exact=True).press("Space")
        await page.get_by_role("button", name="Answer from what is ticked").press("Enter")
        await expect(page.get_by_text("What is not ticked has left the answers")).to_be_visible()
        assert "margins" not in await stock.keys()
        await page.get_by_role("link", name="Ask the knowledge").press("Enter")
        await page.get_by_label("Question").fill("How do I descale the Kestrel?")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="It would answer")).to_be_visible()
        await page.goto(f"{url}/health")
        await page.get_by_text("The report as text").click()
        await expect(page.get_by_label("The report as text")).to_contain_text("✗ token")
        await page.get_by_role("link", name="Open it by itself").click()
        await expect(page.get_by_text("frontmate 9.9.9")).to_be_visible()
        await context.close()
