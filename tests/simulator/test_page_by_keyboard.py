"""The page without a mouse: every control is reached and shown, and every shortcut works."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from frontmate.simulator import Config
from tests.browsing import needs_chromium, open_browser
from tests.simulator.browsed import filled, opened
from tests.simulator.conftest import Front, served

pytestmark = needs_chromium


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as browser:
        yield browser


@pytest.fixture
async def shop() -> AsyncIterator[Front]:
    config = Config(message_delay=0, why_url="http://127.0.0.1:1/why/{conversation}")
    async with served(config) as front:
        yield front


async def test_every_control_is_reached_by_tab_and_shows_it(shop: Front, browser: Browser) -> None:
    conversation = await shop.customer("Hello", name="Kim Doe", subject="Parcel")
    await shop.act("draft", conversation=conversation, teammate="mia", text="Soon")
    await shop.act("tag", conversation=conversation, tag="vip")
    page = await opened(browser, f"{shop.url}/c/{conversation}")
    await page.evaluate("document.body.tabIndex = -1; document.body.focus()")
    await page.evaluate("document.querySelector('.drafting details').open = true")
    reached: list[str] = []
    look = """() => {
      const e = document.activeElement, shown = e.closest(".segments label, .attach label") || e;
      const drawn = [shown, shown.querySelector("span") || shown].some((one) => {
        const style = getComputedStyle(one);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
      });
      return [e.id || e.textContent.trim() || e.name, drawn, e === document.body];
    }"""
    for _ in range(60):
        await page.keyboard.press("Tab")
        name, is_drawn, is_over = await page.evaluate(look)
        if is_over or (reached and name == reached[0]):
            break
        assert is_drawn, f"{name} has the focus and does not show it"
        reached.append(name)
    else:
        pytest.fail(f"the focus went round in circles: {reached}")
    assert reached[0] == "Skip to the conversation"
    wanted = {"standing-button", "keys-button", "find", "inbox", "show-trashed", "assignee"}
    wanted |= {f"row-{conversation}", "archive", "later-button", "tag", "why", "scroller", "say"}
    assert wanted <= set(reached)
    assert {"files", "cc", "as", "Send", "Discard", "Save the draft"} <= set(reached)


async def test_the_skip_link_leads_past_the_list(shop: Front, browser: Browser) -> None:
    page = await opened(browser, f"{shop.url}/c/{await filled(shop)}")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.closest('main') !== null")


async def test_each_listed_shortcut_does_what_it_says(shop: Front, browser: Browser) -> None:
    older = await shop.customer("One", name="Olga Older", subject="Older")
    newer = await shop.customer("Two", name="Nils Newer", subject="Newer")
    page = await opened(browser, shop.url)
    press, focused = page.keyboard.press, "document.activeElement.id"
    await press("j")
    await page.wait_for_url(f"**/c/{newer}")
    await press("j")
    await page.wait_for_url(f"**/c/{older}")
    await press("k")
    await page.wait_for_url(f"**/c/{newer}")
    for key, saying in (("r", "reply"), ("c", "comment"), ("w", "customer")):
        await press(key)
        assert await page.evaluate(focused) == "say"
        await expect(page.locator(f"[name=as][value={saying}]")).to_be_checked()
        await press(key)
        assert (await page.input_value("#say")).endswith(key), "in a field, letters are letters"
        await press("Escape")
    for key, id_ in (("a", "assignee"), ("t", "tag"), ("/", "find")):
        await press(key)
        assert await page.evaluate(focused) == id_
        await press("Escape")
    await press("s")
    await expect(page.locator("#later .item").first).to_be_visible()
    await press("Escape")
    await expect(page.locator("#later .item").first).to_be_hidden()
    assert await page.evaluate(focused) == "later-button"
    await press("e")
    await expect(page.locator(".badge.status").last).to_have_text("Archived")
    assert await page.evaluate(focused) == "archive", "the focus stays on what was pressed"
    await press("?")
    await expect(page.get_by_role("heading", name="Keyboard shortcuts")).to_be_visible()
    await press("Escape")
    await press("n")
    await page.wait_for_url("**/new")
    assert await page.evaluate("document.activeElement.name") == "text"


async def test_letters_can_be_switched_off(shop: Front, browser: Browser) -> None:
    await shop.customer("One", subject="One")
    page = await opened(browser, shop.url)
    await page.keyboard.press("?")
    await page.get_by_label("Use them").uncheck()
    await page.get_by_role("button", name="Close").click()
    await page.reload()
    await page.keyboard.press("j")
    await page.keyboard.press("n")
    await page.keyboard.press("Tab")
    assert page.url == f"{shop.url}/"


async def test_sending_and_archiving_by_keyboard(shop: Front, browser: Browser) -> None:
    conversation = await shop.customer("Hello", subject="Parcel")
    page = await opened(browser, f"{shop.url}/c/{conversation}")
    await page.keyboard.press("r")
    await page.keyboard.type("It is on its way.")
    await page.keyboard.press("Control+Shift+Enter")
    await expect(page.locator(".entry.teammate")).to_contain_text("It is on its way.")
    await expect(page.locator(".badge.status").last).to_have_text("Archived")
    assert await page.input_value("#say") == ""
    assert await page.evaluate("document.activeElement.id") == "say"
    assert shop.event_types() == ["inbound", "out_reply", "archive"]
