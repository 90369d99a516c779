"""The page as a person sees it, in headless Chromium: nothing moves, all can be read, all fits."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from frontmate.simulator import Config
from tests.browsing import needs_chromium, open_browser
from tests.simulator.browsed import LONG, filled, opened
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


SHIFTS = """() => {
  window.shifts = [];
  const observer = new PerformanceObserver((list) => window.shifts.push(...list.getEntries()
    .map((e) => [e.value, e.sources.map((s) => s.node && (s.node.id || s.node.className))])));
  observer.observe({ type: "layout-shift", buffered: true });
}"""
BOXES = """() => Object.fromEntries([...document.querySelectorAll(
  ".top, .list, .filters, .rows, .head, .tools, .tags, .thread, .composer, #say")]
  .map((e) => [e.id || e.className, JSON.stringify(e.getBoundingClientRect())]))"""
GRID = """() => [...document.querySelectorAll("#rows .row")].slice(0, 8)
  .map((e) => e.getBoundingClientRect()).map((r) => [r.left, r.top, r.width, r.height])"""


@pytest.mark.parametrize("width", [390, 768, 1280])
async def test_nothing_moves_while_messages_arrive(
    shop: Front, browser: Browser, width: int
) -> None:
    conversation = await filled(shop)
    page = await opened(browser, f"{shop.url}/c/{conversation}", width)
    await page.evaluate(SHIFTS)
    boxes, grid = await page.evaluate(BOXES), await page.evaluate(GRID)

    await shop.customer("Are you there?", conversation=conversation)
    await shop.customer("Somebody new", name="Nia New", subject="Something else")
    await shop.act("tag", conversation=conversation, tag="a-tag-with-a-name-of-some-length")
    await shop.act("assign", conversation=conversation, teammate="ada")
    await shop.reply(conversation, options={"archive": False})
    await shop.act("comment", conversation=conversation, text="A note", by="mia")
    await shop.act("snooze", conversation=conversation)
    await shop.act("draft", conversation=conversation, teammate="ada", text="Not yet")
    await expect(page.locator(".entry.draft")).to_be_attached()
    await expect(page.locator(".badge.status").last).to_contain_text("Snoozed until")

    assert await page.evaluate("shifts") == []
    assert await page.evaluate(BOXES) == boxes
    assert await page.evaluate(GRID) == grid
    await page.evaluate("document.body.style.paddingTop = '90px'")
    await page.wait_for_function("shifts.length > 0")


# What an element with a scroll bar or an ellipsis of its own cuts off is not outside.
OUTSIDE = """() => [...document.querySelectorAll("body *")].filter((e) => {
  const box = e.getBoundingClientRect();
  if (!e.checkVisibility() || e.closest(".skip") || box.width < 2) return false;
  if (box.right <= innerWidth + 1 && box.left >= -1) return false;
  for (let p = e.parentElement; p; p = p.parentElement)
    if (getComputedStyle(p).overflowX !== "visible" && p !== document.body) return false;
  return true;
}).map((e) => e.className || e.tagName)"""
UNREADABLE = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const seen = new Set();
  function over(colour, below) {
    canvas.fillStyle = below; canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return "rgb(" + [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).join(",") + ")";
  }
  const ground = (e) => e
    ? over(getComputedStyle(e).backgroundColor, ground(e.parentElement)) : "white";
  function light(colour) {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((c) => c / 255)
      .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }
  function ratio(one, other) {
    const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  }
  const bad = [];
  let count = 0;
  for (const e of document.querySelectorAll("body *")) {
    const says = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    const holds = e.matches("input:not([type=file], [type=radio]), textarea, select");
    if (!(says || holds) || !e.checkVisibility() || e.closest(".hidden, .skip, noscript")) continue;
    const style = getComputedStyle(e), below = ground(e);
    const inks = [style.color];
    if (e.placeholder) inks.push(getComputedStyle(e, "::placeholder").color);
    count += 1;
    const large = parseFloat(style.fontSize) >= 24;
    for (const ink of inks) {
      const found = ratio(over(ink, below), below);
      const words = e.textContent.trim().slice(0, 30);
      if (found < (large ? 3 : 4.5)) bad.push([e.className || e.tagName, words, ink, below, found]);
    }
    const around = ground(e.parentElement), edge = over(style.borderTopColor, around);
    if (holds && ratio(edge, around) < 3) bad.push([e.name, "edge", edge, around]);
  }
  return [count, bad];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_all_text_can_be_read(shop: Front, browser: Browser, scheme: str) -> None:
    conversation = await filled(shop)
    await shop.act("assign", conversation=conversation, teammate="ada")
    await shop.act("tag", conversation=conversation, tag="urgent")
    await shop.reply(conversation, options={"archive": False})
    await shop.act("other_bot_reply", conversation=conversation, author_type="rule")
    await shop.act("teammate_reply", conversation=conversation, teammate="mia", text="Hi")
    await shop.act(
        "comment", conversation=conversation, by="leo", text="> said\n\n`code` [x](http://a)"
    )
    await shop.act("draft", conversation=conversation, teammate="mia", text="Soon")
    shop.simulator.desk.workspace.conversations[conversation].messages[-1].error_type = "full"
    page = await opened(browser, shop.url, color_scheme=scheme)
    for path in ("/", "/new", "/keys", "/?show=trashed", f"/c/{conversation}", "/c/cnv_none"):
        await page.goto(shop.url + path)
        await page.evaluate("""() => {
          for (const menu of document.querySelectorAll("details")) menu.open = true;
          for (const p of document.querySelectorAll("#problem, #offline")) p.textContent = "Wrong";
        }""")
        for saying in ("customer", "reply", "comment"):
            radio = page.locator(f"[name=as][value={saying}]")
            if await radio.count():
                await radio.check(force=True)
            count, bad = await page.evaluate(UNREADABLE)
            assert bad == [], path
            assert count > 20


@pytest.mark.parametrize("width", [360, 390, 768, 1024, 1440])
async def test_no_width_cuts_or_scrolls_sideways(shop: Front, browser: Browser, width: int) -> None:
    await shop.customer("w" * 300, name=LONG, handle=LONG, channel="chat")
    conversation = await shop.customer("w" * 300, name=LONG, subject=f"About {LONG} " * 3)
    for number in range(9):
        await shop.act("tag", conversation=conversation, tag=f"tag {number} {LONG}")
    await shop.act(
        "comment", conversation=conversation, text=f"```\n{'x' * 400}\n```\n{LONG}{LONG}"
    )
    page = await opened(browser, shop.url, width)
    for path in ("/", "/new", "/keys", "/?show=all", f"/c/{conversation}", "/c/cnv_none"):
        await page.goto(shop.url + path)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert await page.evaluate(OUTSIDE) == [], path


async def test_a_long_subject_is_broken_between_the_parts_of_a_word_at_most(
    shop: Front, browser: Browser
) -> None:
    subject = "Your message to support@subdomain.of.a.longwinded.company.example came back"
    conversation = await shop.customer("Hello", name=LONG, subject=subject)
    page = await opened(browser, f"{shop.url}/c/{conversation}", 390)
    lines_of_each_part = """() => {
      const found = [], nodes = document.createTreeWalker(document.querySelector("h1"), 4);
      while (nodes.nextNode()) for (const part of nodes.currentNode.data.matchAll(/\\S+/g)) {
        const range = document.createRange();
        range.setStart(nodes.currentNode, part.index);
        range.setEnd(nodes.currentNode, part.index + part[0].length);
        found.push([part[0], new Set([...range.getClientRects()].map((r) => r.top)).size]);
      }
      return found;
    }"""
    found = await page.evaluate(lines_of_each_part)
    assert "".join(part for part, _ in found) == subject.replace(" ", "")
    assert [part for part, lines in found if lines > 1] == []
    assert await page.evaluate("document.querySelector('h1').clientHeight") > 40, "it has two lines"
