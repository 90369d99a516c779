"""Policy, people and audit log as a person meets them, in headless Chromium."""

from playwright.async_api import Browser, Page, expect
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.conversation.policy import Mode, Policy
from tests.browsing import complaints_of, log_in, needs_chromium, violations
from tests.console.conftest import PASSWORD, Desk
from tests.console.served import served
from tests.console.settings.forms import connect, policy_of, send

pytestmark = needs_chromium

POLICY = "/settings/policy/main"
PAGES = (
    POLICY,
    f"{POLICY}/history",
    f"{POLICY}/restore/1",
    "/settings/people",
    "/settings/account",
    "/settings/audit",
)


async def test_a_policy_is_changed_by_keyboard_mended_at_a_field_and_undone(
    engine: AsyncEngine, desk: Desk, browser: Browser
) -> None:
    await connect(engine)
    page = await browser.new_page()
    complaints = complaints_of(page)
    async with served(desk) as url:
        await log_in(page, url, PASSWORD)
        await page.goto(f"{url}{POLICY}")
        field = page.get_by_label("Most replies in an hour")
        await field.fill("many")
        await page.get_by_label("Tell the customer").focus()
        await page.keyboard.press("Space")
        await field.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("1 entry needs another look")
        await expect(field).to_have_value("many")
        await expect(field).to_have_accessible_description(
            "To one conversation. Beyond it a person takes over, which ends a loop with somebody "
            "else's robot. 1 hands over at the second question. “many” is no such number. Enter 1 "
            "to 1000."
        )
        await page.get_by_role("link", name="Most replies in an hour").press("Enter")
        await expect(field).to_be_focused()
        await field.fill("7")
        await page.get_by_role("button", name="Save").press("Enter")
        await expect(page.get_by_text("Saved. Whatever is decided")).to_be_visible()
        changed = await policy_of(engine)
        assert (changed.reply_cap_hour, changed.customer_notice) == (7, False)
        await page.get_by_role("link", name="History and undo").press("Enter")
        await page.get_by_role("link", name="Go back to this version 1").press("Enter")
        await expect(page.get_by_role("heading", name="What will change")).to_be_visible()
        await page.get_by_role("button", name="Restore version 1").press("Enter")
        await expect(page.get_by_text("Restored, as a new version.")).to_be_visible()
        await page.close()
    undone = await policy_of(engine)
    assert (undone.version, undone.reply_cap_hour, undone.customer_notice) == (3, 5, True)
    # Chromium writes down that a form was answered with 422; there is nothing else to complain of.
    assert [one for one in complaints if "422" not in one] == []


async def test_a_viewer_is_added_and_sees_what_a_viewer_sees(
    engine: AsyncEngine, desk: Desk, browser: Browser
) -> None:
    await connect(engine)
    page = await browser.new_page()
    async with served(desk) as url:
        await log_in(page, url, PASSWORD)
        await page.goto(f"{url}/settings/people")
        await page.get_by_label("Name", exact=True).fill("mia")
        await page.get_by_role("button", name="Add", exact=True).click()
        password = await page.locator("#made-password").inner_text()
        context = await browser.new_context()
        theirs = await context.new_page()
        await log_in(theirs, url, password, "mia")
        await theirs.get_by_role("link", name="Settings").click()
        tabs = theirs.get_by_role("navigation", name="Settings").get_by_role("link")
        await expect(tabs).to_have_text(["Policy", "Your account"])
        await expect(theirs.get_by_text("Administrators change these settings")).to_be_visible()
        await expect(theirs.get_by_role("button", name="Save")).to_have_count(0)
        refused = await theirs.goto(f"{url}/settings/people")
        assert refused is not None
        assert refused.status == 403
        await theirs.goto(f"{url}{POLICY}")
        await page.goto(f"{url}/settings/people")
        await page.get_by_text("Change mia").click()
        await page.get_by_label("Yes, mia may no longer log in").check()
        await page.get_by_role("button", name="Remove mia").click()
        await expect(page.get_by_text("Removed. That person's logins")).to_be_visible()
        await theirs.reload()
        await expect(theirs.get_by_role("heading", name="Log in")).to_be_visible()
        await context.close()
        await page.close()


async def test_every_page_can_be_read_by_everybody_and_fits(
    engine: AsyncEngine, desk: Desk, browser: Browser
) -> None:
    await connect(engine, Policy(mode=Mode.DRAFT))
    await connect(engine, name="second")
    await send(await desk.admin(), POLICY, reply_cap_hour="7", own_domains="example.com")
    page = await browser.new_page(viewport={"width": 390, "height": 900})
    async with served(desk) as url:
        await log_in(page, url, PASSWORD)
        for path in PAGES:
            await page.goto(f"{url}{path}")
            if path == "/settings/people":
                await page.get_by_text("Change vera").click()
            await look_closely(page, path)
        await page.goto(f"{url}{POLICY}")
        await page.get_by_label("Most replies in an hour").fill("many")
        await page.get_by_label("Monday").fill("9 to 5")
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_role("alert")).to_contain_text("2 entries need another look")
        await look_closely(page, "with faults")
        await page.close()


async def look_closely(page: Page, what: str) -> None:
    """No rule of axe-core is broken in light or dark, and nothing needs scrolling sideways."""
    await page.emulate_media(color_scheme="light")
    assert await violations(page) == [], what
    await page.emulate_media(color_scheme="dark")
    assert await violations(page) == [], what
    for width in (1440, 1280, 768, 390):
        await page.set_viewport_size({"width": width, "height": 900})
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (what, width, wide)
