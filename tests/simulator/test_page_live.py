"""The page while things happen: what is typed, pressed and focused is kept, and breaks are told."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, expect

from frontmate.simulator import Config, Simulator, serve
from tests.browsing import needs_chromium, open_browser
from tests.simulator.browsed import PATIENCE, filled, opened
from tests.simulator.conftest import Front, served

pytestmark = needs_chromium
FOCUSED = "document.activeElement.id"


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as browser:
        yield browser


@pytest.fixture
async def shop() -> AsyncIterator[Front]:
    async with served() as front:
        yield front


async def test_the_focus_and_what_is_typed_outlive_what_arrives(
    shop: Front, browser: Browser
) -> None:
    conversation = await filled(shop)
    page = await opened(browser, f"{shop.url}/c/{conversation}")
    row = page.locator("#rows .row").nth(3)
    id_ = await row.get_attribute("id")
    assert id_ is not None
    await row.focus()
    await page.fill("#tag", "half a t")
    await row.focus()
    await shop.customer("News", name="Nia New", subject="New")
    await shop.act("tag", conversation=conversation, tag="other")
    await expect(page.locator("#rows .row").first).to_contain_text("Nia New")
    await expect(page.locator(".tag")).to_contain_text("other")
    assert await page.evaluate(FOCUSED) == id_
    assert await page.input_value("#tag") == "half a t"


async def test_what_stays_the_same_in_a_thread_stays_the_same_element(
    shop: Front, browser: Browser
) -> None:
    conversation = await filled(shop)
    page = await opened(browser, f"{shop.url}/c/{conversation}")
    await page.evaluate("window.kept = [...document.querySelectorAll('#thread > li')]")
    await shop.customer("The latest", conversation=conversation)
    await page.wait_for_selector("#thread >> text=The latest")
    assert await page.evaluate("kept.length > 8 && kept.every((entry) => entry.isConnected)")
    assert await page.evaluate("!kept.includes(document.querySelector('#thread').lastElementChild)")


async def test_a_draft_that_is_being_edited_stays_while_another_one_comes(
    shop: Front, browser: Browser
) -> None:
    conversation = await shop.customer("Hello", subject="Parcel")
    await shop.act("draft", conversation=conversation, teammate="ada", text="First")
    page = await opened(browser, f"{shop.url}/c/{conversation}")
    await page.click(".drafting summary")
    await page.fill(".drafting textarea", "Half a sentence")
    await shop.act("draft", conversation=conversation, teammate="leo", text="Second")
    await expect(page.locator(".entry.draft")).to_have_count(2)
    assert await page.input_value(".drafting textarea >> nth=0") == "Half a sentence"
    await expect(page.locator(".drafting textarea").first).to_be_focused()


async def test_a_reader_further_up_is_told_of_what_is_new_and_not_moved(
    shop: Front, browser: Browser
) -> None:
    conversation = await filled(shop)
    page = await opened(browser, f"{shop.url}/c/{conversation}", height=620)
    at_end = """() => { const s = document.getElementById("scroller");
      return s.scrollHeight - s.scrollTop - s.clientHeight < 2; }"""
    assert await page.evaluate(at_end), "a thread opens at its end"
    await page.evaluate("document.getElementById('scroller').scrollTop = 0")
    await shop.customer("The latest", conversation=conversation)
    await page.get_by_role("button", name="New below").wait_for()
    assert await page.evaluate("document.getElementById('scroller').scrollTop") == 0
    await page.get_by_role("button", name="New below").click()
    assert await page.evaluate(at_end)
    await expect(page.get_by_role("button", name="New below")).to_be_hidden()
    await shop.customer("And the very latest", conversation=conversation)
    await page.wait_for_selector("#thread >> text=And the very latest")
    await page.wait_for_function(at_end)


async def test_a_click_is_not_lost_to_what_arrives_meanwhile(shop: Front, browser: Browser) -> None:
    conversation = await filled(shop)
    page = await opened(browser, shop.url)
    row = page.locator(f"#row-{conversation}")
    await row.hover()
    await page.mouse.down()
    await shop.customer("News", name="Nia New", subject="New")
    async with page.expect_response(re.compile("live$|/$"), timeout=PATIENCE):
        await shop.act("tag", conversation=conversation, tag="x")
        await page.mouse.up()
    await page.wait_for_url(f"**/c/{conversation}")


async def test_a_lost_connection_is_told_and_found_again(browser: Browser) -> None:
    async with serve(Simulator(Config())) as url:
        page = await opened(browser, url)
        port = int(url.rsplit(":", 1)[1])
    told = page.get_by_text("Live updates are interrupted")
    await expect(told).to_be_visible(timeout=PATIENCE)
    simulator = Simulator(Config())
    async with serve(simulator, port):
        await expect(told).to_be_hidden(timeout=PATIENCE)
        given = {"text": "Still there?", "name": "Nia New"}
        simulator.actions.perform("customer_message", given)
        await expect(page.locator("#rows")).to_contain_text("Nia New", timeout=PATIENCE)


async def test_a_stand_in_that_says_nothing_for_long_counts_as_lost(
    shop: Front, browser: Browser
) -> None:
    page = await opened(browser, "about:blank")
    await page.clock.install()
    async with page.expect_response("**/_page/live"):
        await page.goto(shop.url)
    told = page.get_by_text("Live updates are interrupted")
    await page.clock.fast_forward(30_000)
    await expect(told).to_be_hidden()
    hung: list[Route] = []

    def hang(route: Route) -> None:
        hung.append(route)

    await page.route("**/_page/live", hang)
    await page.clock.fast_forward(15_000)
    await expect(told).to_be_visible(timeout=PATIENCE)
    await page.unroute("**/_page/live")
    await page.clock.fast_forward(15_000)
    await expect(told).to_be_hidden(timeout=PATIENCE)
    assert hung


async def test_a_conversation_that_goes_with_a_reset_is_said_to_be_gone(
    shop: Front, browser: Browser
) -> None:
    page = await opened(browser, f"{shop.url}/c/{await shop.customer()}")
    shop.simulator.reset()
    await expect(page.get_by_role("heading", name="No such conversation")).to_be_visible()
    await page.get_by_role("link", name="Back to the inbox").click()
    await expect(page.get_by_text("No conversations yet.")).to_be_visible()


@pytest.mark.parametrize("has_script", [True, False])
async def test_a_refused_form_says_what_to_do_and_keeps_what_was_typed(
    shop: Front, browser: Browser, has_script: bool
) -> None:
    conversation = await shop.customer("Hello", subject="Parcel")
    path = f"{shop.url}/c/{conversation}"
    page = await opened(browser, path, java_script_enabled=has_script)
    await page.locator("[name=as][value=reply]").check(force=True)
    await page.fill("#say", "It is on its way.")
    await page.fill("[name=cc]", "not an address")
    await page.get_by_role("button", name="Send", exact=True).click()
    problem = page.get_by_role("alert")
    await expect(problem).to_have_text(
        "“not an address” is no email address. Write copies as a@b.example, c@d.example."
    )
    assert await page.input_value("#say") == "It is on its way."
    assert await page.input_value("[name=cc]") == "not an address"
    await page.fill("[name=cc]", "pascal@lind.example")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator(".entry.teammate")).to_contain_text("It is on its way.")
    await expect(page.locator("#problem")).to_be_hidden()
    assert await page.input_value("#say") == ""


async def test_files_that_are_too_large_are_refused_before_they_are_sent(
    shop: Front, browser: Browser, tmp_path: Path
) -> None:
    large = tmp_path / "large.bin"
    with large.open("wb") as file:
        file.truncate(26 * 1024 * 1024)
    page = await opened(browser, f"{shop.url}/c/{await shop.customer()}")
    await page.fill("#say", "Look at this")
    await page.set_input_files("[name=files]", large)
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("25 MB")
    assert await page.input_value("#say") == "Look at this"
    assert shop.event_types() == ["inbound"]


async def test_an_answer_that_never_comes_is_told_and_nothing_is_lost(browser: Browser) -> None:
    async with served() as front:
        page = await opened(browser, f"{front.url}/c/{await front.customer()}")
        await page.fill("#say", "Are you there?")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("did not answer", timeout=PATIENCE)
    assert await page.input_value("#say") == "Are you there?"


@pytest.mark.parametrize("has_script", [True, False])
async def test_files_go_both_ways(
    shop: Front, browser: Browser, tmp_path: Path, has_script: bool
) -> None:
    photo = tmp_path / "a photo <b>.html"
    photo.write_bytes(b"<script>alert(1)</script>")
    page = await opened(browser, f"{shop.url}/new", java_script_enabled=has_script)
    await page.locator("[name=channel][value=chat]").check(force=True)
    await page.fill("[name=text]", "Look")
    await page.set_input_files("[name=files]", photo)
    await page.get_by_role("button", name="Send", exact=True).click()
    await page.locator(".entry.customer .file").wait_for()
    await answer_with_a_file(page, tmp_path)
    for kind, content in (("customer", photo.read_bytes()), ("teammate", b"bill")):
        async with page.expect_download() as started:
            await page.locator(f".entry.{kind} .file").click()
        saved = await (await started.value).path()
        assert saved.read_bytes() == content


async def answer_with_a_file(page: Page, folder: Path) -> None:
    bill = folder / "bill.pdf"
    bill.write_bytes(b"bill")
    await page.locator("[name=as][value=reply]").check(force=True)
    await page.fill("#say", "Your bill")
    await page.set_input_files("[name=files]", bill)
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator(".entry.teammate .file")).to_contain_text("bill.pdf")


async def test_states_and_tags_are_changed_by_the_named_teammate(
    shop: Front, browser: Browser
) -> None:
    conversation = await shop.customer("Hello", subject="Parcel")
    page = await opened(browser, f"{shop.url}/c/{conversation}")
    await page.click("#standing-button")
    await page.select_option("#me", "tea_1leo")
    await page.fill("#tag", "vip")
    await page.press("#tag", "Enter")
    await expect(page.locator("#thread")).to_contain_text("Tag “vip” added by Leo Park")
    await page.get_by_role("button", name="Remove the tag vip").click()
    await expect(page.locator(".tag")).to_have_count(0)
    assert await page.evaluate(FOCUSED) == "tag"
    await page.click("#later-button")
    await page.get_by_role("button", name="1 day").click()
    status = page.locator(".meta .badge.status")
    await expect(status).to_contain_text("Snoozed until")
    await page.click("#archive")
    await expect(status).to_have_count(0)
    await page.click("#later-button")
    await page.get_by_role("button", name="Move to the trash").click()
    await expect(status).to_have_text("In the trash")
    await page.get_by_role("button", name="Restore").click()
    await expect(status).to_have_count(0)
    await expect(page.locator("#thread")).to_contain_text("Moved to the trash by Leo Park")
    await page.reload()
    await expect(page.locator(".composer .as select")).to_have_value("tea_1leo")


async def test_the_list_follows_the_search_and_keeps_to_it(shop: Front, browser: Browser) -> None:
    conversation = await shop.customer("A parcel", name="Kim Doe", subject="Parcel")
    await shop.customer("An invoice", name="Sam Poe", subject="Invoice")
    page = await opened(browser, f"{shop.url}/c/{conversation}")
    rows = page.locator("#rows .row")
    await page.locator("#find").press_sequentially("invo")
    await expect(rows).to_have_count(1)
    await expect(rows).to_contain_text("Sam Poe")
    await expect(page.locator("#find")).to_be_focused()
    assert page.url.endswith(f"/c/{conversation}?find=invo")
    await page.locator("#archive").click()
    await expect(page.locator(".meta .badge.status")).to_have_text("Archived")
    await expect(rows).to_have_count(1)
    await expect(rows).to_contain_text("Sam Poe")
    await page.fill("#find", "xylophone")
    await expect(page.get_by_text("Nothing here says “xylophone”.")).to_be_visible()


async def test_skipped_time_is_shown_and_ends_a_snooze(shop: Front, browser: Browser) -> None:
    conversation = await shop.customer("Hello", subject="Parcel")
    page = await opened(browser, f"{shop.url}/c/{conversation}")
    await expect(page.locator(".apart")).to_have_count(0)
    await shop.act("snooze", conversation=conversation, seconds=7200)
    await expect(page.locator(".meta .badge.status")).to_contain_text("Snoozed until")
    await page.click("#standing-button")
    await page.get_by_role("button", name="Skip 1 day").click()
    await expect(page.locator(".apart")).to_have_text(re.compile("ahead"))
    await expect(page.locator("#thread")).to_contain_text("The snooze ended")
    await expect(page.locator(".meta .badge.status")).to_have_count(0)


async def test_nothing_is_animated_for_whoever_asks_for_less_motion(
    shop: Front, browser: Browser
) -> None:
    conversation = await shop.customer()
    page = await opened(browser, f"{shop.url}/c/{conversation}", reduced_motion="reduce")
    durations = """() => ["arrived", "waiting"].map((name) => {
      const root = document.documentElement, entry = document.querySelector(".entry");
      (name === "waiting" ? root : entry).classList.add(name);
      const style = getComputedStyle(...(name === "waiting" ? [root, "::before"] : [entry]));
      return [style.animationName, parseFloat(style.animationDuration)];
    })"""
    found = await page.evaluate(durations)
    assert all(name == "none" or seconds < 0.001 for name, seconds in found), found
    await page.emulate_media(reduced_motion="no-preference")
    assert [name for name, seconds in await page.evaluate(durations) if seconds > 0.1] == [
        "arrive",
        "wait",
    ]
