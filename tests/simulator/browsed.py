"""Pages of the stand-in as opened in a browser, and an inbox to look at in them."""

from typing import Any

from playwright.async_api import Browser, Page

from tests.simulator.conftest import Front

PATIENCE = 60_000
"""Milliseconds that the page may take to show what must happen."""
LONG = "bartholomew.featherstonehaugh-wellington.the.third@subdomain.of.a.long.company.example"


async def opened(
    browser: Browser, url: str, width: int = 1280, height: int = 800, **more: Any
) -> Page:
    """A window of its own; `more` is for the browser's context."""
    viewport = {"width": width, "height": height}
    context = await browser.new_context(viewport=viewport, **more)  # type: ignore[arg-type] # a ViewportSize is such a dict
    page = await context.new_page()
    page.set_default_timeout(PATIENCE)
    await page.goto(url)
    return page


async def filled(front: Front) -> str:
    """An inbox with a past; the conversation that is read."""
    for number in range(12):
        name, subject = f"Customer {number}", f"No. {number}"
        await front.customer(f"Question {number}", name=name, subject=subject)
    conversation = await front.customer("Hello", name="Kim Doe", subject="Parcel", handle=LONG)
    for number in range(8):
        await front.customer(f"And one more thing, {number}", conversation=conversation)
    return conversation
