"""`make screenshots`: renew every picture of the docs from the running demo."""

import asyncio
import json
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page

from frontmate.app import utc_now
from frontmate.conversation.policy import Mode
from frontmate.demo import Stage, stage
from frontmate.store import connections
from tests.browsing import open_browser

HERE = Path(__file__).parent
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
PATIENCE = 30_000


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="frontmate-pictures-") as folder:
        Path(folder).chmod(0o755)  # noqa: ASYNC240 - as root the server's own user must enter it
        async with stage(Path(folder)) as demo, open_browser() as browser:
            taken = await _take_all(demo, browser)
    print(json.dumps({"pictures": taken}))  # noqa: T201 - the result


async def _take_all(demo: Stage, browser: Browser) -> list[str]:
    page = await browser.new_page(viewport=WIDE, device_scale_factor=1.5)  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE)
    answered = await _play_an_answer(demo, page)
    handed = await _play_a_handoff(demo, page)
    front, console = demo.front.url, demo.console_url
    await _solve(demo, page, answered)
    await page.goto(f"{front}/c/{answered}")
    why = await page.get_by_role("link", name="Why?").get_attribute("href")
    assert why is not None
    taken = [await _take(page, "inbox", f"{front}/c/{answered}")]
    taken.append(await _take(page, "handoff", f"{front}/c/{handed}"))
    taken.append(await _take(page, "why", why))
    taken.append(await _take(page, "sessions", f"{console}/"))
    taken += await _take_the_settings(demo, page)
    taken.append(await _take(page, "draft", f"{front}/c/{await _play_a_draft(demo, page)}"))
    await page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    taken.append(await _take(page, "why-narrow", f"{console}/conversations/{answered}"))
    return taken


async def _take_the_settings(demo: Stage, page: Page) -> list[str]:
    console = demo.console_url
    taken = [await _take(page, "connect", await _play_the_test_message(demo, page))]
    asked = "ask?q=How+do+I+skip+a+delivery%3F"
    taken.append(await _take(page, "ask", f"{console}/knowledge/demo/{asked}"))
    await page.goto(f"{console}/health")
    await page.get_by_role("button", name="Examine now").click()
    await page.get_by_text("Copy as text").first.wait_for()
    taken.append(await _take(page, "health", f"{console}/health"))
    taken.append(await _take(page, "policy", f"{console}/settings/policy"))
    return taken


async def _play_the_test_message(demo: Stage, page: Page) -> str:
    """As the last step of connecting: the own address, and a message followed until it is back."""
    test = f"{demo.console_url}/settings/connections/demo/test"
    await page.goto(test)
    await page.get_by_label("The address that you will write from").fill("ada@quernby.example")
    await page.get_by_role("button", name="Open the test").click()
    await page.get_by_text("ada@quernby.example").first.wait_for()
    await demo.front.act(
        "customer_message",
        channel="email",
        name="Ada",
        handle="ada@quernby.example",
        subject="A test",
        text="How do I skip my next Bean Round delivery?",
    )
    await page.get_by_text("seen in Front").first.wait_for()
    return page.url


async def _play_an_answer(demo: Stage, page: Page) -> str:
    text = "Hi! My Heron just hums since this morning and doesn't grind. What can I do?"
    done = await demo.front.act("customer_message", channel="chat", name="Tom Okafor", text=text)
    await page.goto(f"{demo.front.url}/c/{done['conversation']}")
    await page.locator(".entry.ai").first.wait_for()
    return str(done["conversation"])


async def _solve(demo: Stage, page: Page, conversation: str) -> None:
    thanks = "That did it, it grinds again. Thank you so much!"
    await demo.front.act("customer_message", conversation=conversation, text=thanks)
    await page.goto(f"{demo.front.url}/c/{conversation}")
    await page.get_by_text("ai-resolved").first.wait_for()


async def _play_a_handoff(demo: Stage, page: Page) -> str:
    text = "Do you have internships for students next spring, and whom should my professor call?"
    done = await demo.front.act(
        "customer_message",
        channel="email",
        name="Amélie Rousset",
        subject="Internship in spring",
        text=text,
    )
    await page.goto(f"{demo.front.url}/c/{done['conversation']}")
    await page.get_by_text("ai-handed-off").first.wait_for()
    return str(done["conversation"])


async def _play_a_draft(demo: Stage, page: Page) -> str:
    async with demo.app.engine.begin() as db:
        await connections.change_policy(db, "demo", utc_now(), mode=Mode.DRAFT)
    done = await demo.front.act(
        "customer_message",
        channel="email",
        name="Nora Lind",
        subject="Skipping a delivery",
        text="Hello, we are away next week. How do I skip my next Bean Round delivery?",
    )
    await page.goto(f"{demo.front.url}/c/{done['conversation']}")
    await page.get_by_text("Draft, not sent").first.wait_for()
    return str(done["conversation"])


async def _take(page: Page, name: str, url: str) -> str:
    await page.goto(url)
    await page.wait_for_load_state("load")
    await page.screenshot(path=HERE / f"{name}.png")
    return f"{name}.png"


if __name__ == "__main__":
    asyncio.run(main())
