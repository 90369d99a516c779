"""The newcomer's three minutes, in headless Chromium: the demo as a person plays it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from frontmate.demo import Stage, stage
from tests.browsing import needs_chromium

pytestmark = needs_chromium
PATIENCE = 60_000
"""Milliseconds that the page may take to show what must happen."""


@pytest.fixture
async def demo(server_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path, server_url) as demo:
        yield demo


async def write(
    page: Page,
    demo: Stage,
    channel: str,
    text: str,
    subject: str = "",
    paper: FilePayload | None = None,
) -> None:
    """Start a conversation as a customer, by the form."""
    await page.goto(f"{demo.front.url}/new")
    await page.locator(f'input[name=channel][value="{channel}"]').check(force=True)
    await page.get_by_label("Your name").fill("Robin Falk")
    if channel == "email":
        await page.get_by_label("Subject").fill(subject)
    await page.locator("textarea[name=text]").fill(text)
    if paper is not None:
        await page.locator("input[name=files]").set_input_files(paper)
    await page.get_by_role("button", name="Send", exact=True).click()


async def say(page: Page, text: str) -> None:
    await page.locator("#say").fill(text)
    await page.get_by_role("button", name="Send", exact=True).click()


async def test_the_newcomers_three_minutes(demo: Stage, browser: Browser) -> None:
    page = await browser.new_page(viewport={"width": 1280, "height": 860})
    page.set_default_timeout(PATIENCE)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    await an_answer_with_its_source(page, demo)
    await a_note_and_the_archive(page)
    await the_reasons(page)
    await a_person_is_asked_for(page, demo)
    await a_teammate_answers_and_the_ai_stays_silent(page, demo)
    await a_text_message(page, demo)
    await a_chat_with_a_paper(page, demo)
    await a_call(page, demo)
    assert complaints == []


async def an_answer_with_its_source(page: Page, demo: Stage) -> None:
    await write(page, demo, "email", "How do I return my Heron and get a refund?", "Return")
    answer = page.locator(".entry.ai").first
    await expect(answer).to_contain_text("press Return items", timeout=PATIENCE)
    await expect(answer.get_by_role("link")).to_have_attribute(
        "href", "https://help.quernby.example/articles/returns-and-refunds"
    )


async def a_note_and_the_archive(page: Page) -> None:
    await say(page, "Thanks, that solved it!")
    await expect(page.get_by_text("Pip resolved this.")).to_be_visible(timeout=PATIENCE)
    await expect(page.locator(".badge.status")).to_contain_text("Archived", timeout=PATIENCE)


async def the_reasons(page: Page) -> None:
    """On the other page: why each thing happened."""
    why = page.get_by_role("link", name="Why?")
    target = await why.get_attribute("href")
    assert target is not None
    conversation = page.url
    await page.goto(target)
    await expect(page.get_by_role("heading", name="Robin Falk")).to_be_visible()
    await expect(page.get_by_text("The AI found an answer")).to_be_visible()
    await expect(page.get_by_text("Archived by the AI")).to_be_visible()
    await page.goto(conversation)


async def a_person_is_asked_for(page: Page, demo: Stage) -> None:
    await write(page, demo, "chat", "I want to talk to a human")
    await expect(page.locator("#thread").get_by_text("talk to a human")).to_be_visible()
    conversation = page.url.rsplit("/", 1)[-1].split("?")[0]
    # Given to the AI, as a rule of the workspace would: the hand-off takes it off again.
    given = {"conversation": conversation, "teammate": demo.company.ai_teammate}
    await demo.front.act("assign", **given, by="rul_1new")
    await expect(page.get_by_text("Pip hands over:")).to_be_visible(timeout=PATIENCE)
    await expect(page.locator(".entry.ai").last).to_contain_text("A person from our team")
    await expect(page.locator("#assignee")).to_have_value("", timeout=PATIENCE)
    await expect(page.get_by_text("ai-handed-off").first).to_be_visible(timeout=PATIENCE)


async def a_teammate_answers_and_the_ai_stays_silent(page: Page, demo: Stage) -> None:
    conversation = page.url.rsplit("/", 1)[-1].split("?")[0]
    await page.locator('input[name=as][value="reply"]').check(force=True)
    await say(page, "Hello Robin, this is Marit. What can I do for you?")
    await expect(page.locator("#thread").get_by_text("this is Marit")).to_be_visible(
        timeout=PATIENCE
    )
    await page.locator('input[name=as][value="customer"]').check(force=True)
    before = await page.locator(".entry.ai").count()
    await say(page, "How do I return my Heron and get a refund?")
    await page.goto(f"{demo.console_url}/conversations/{conversation}")
    await expect(page.get_by_text("2.2").first).to_be_visible(timeout=PATIENCE)
    await page.goto(f"{demo.front.url}/c/{conversation}")
    assert await page.locator(".entry.ai").count() == before


async def a_text_message(page: Page, demo: Stage) -> None:
    await write(page, demo, "sms", "how do i skip my next bean round delivery?")
    await expect(page.locator(".entry.ai").first).to_contain_text("skip", timeout=PATIENCE)
    text = await page.locator(".entry.ai").first.inner_text()
    assert "**" not in text


async def a_chat_with_a_paper(page: Page, demo: Stage) -> None:
    """The question stands in the file: it is fetched, read and answered."""
    question = b"How do I return my Heron and get a refund?"
    paper = FilePayload(name="my question.txt", mimeType="text/plain", buffer=question)
    await write(page, demo, "chat", "Hello, please see the attached note.", paper=paper)
    await expect(page.get_by_role("link", name="my question.txt")).to_be_visible()
    answer = page.locator(".entry.ai").first
    await expect(answer).to_contain_text("press Return items", timeout=PATIENCE)
    # On chat there is neither greeting nor sign-off.
    assert "Kind regards" not in await answer.inner_text()


async def a_call(page: Page, demo: Stage) -> None:
    """The record holds what was said; the answer is for the people who call back."""
    said = "Hello, how do I return my Heron and get a refund?"
    done = await demo.front.act("call", text=said, handle="+18045550177", name="Robin Falk")
    await page.goto(f"{demo.front.url}/c/{done['conversation']}")
    await expect(page.locator("#thread").get_by_text(said)).to_be_visible()
    note = page.locator(".entry.comment", has_text="press Return items")
    await expect(note).to_be_visible(timeout=PATIENCE)
    await expect(page.locator("#thread .entry.ai")).to_have_count(await note.count())
