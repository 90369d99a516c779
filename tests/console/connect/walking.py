"""Somebody at the console in a real browser, and the real product beside a simulated Front."""

import contextlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from frontmate.app.running import running
from tests.cli.typist import Place

HOME = "/settings/connections"


@dataclass
class Product:
    """The product at work, which can be ended and started again."""

    here: Place
    password: str = ""
    _stack: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)

    async def start(self, role: str = "run") -> None:
        self._stack = contextlib.AsyncExitStack()
        started = await self._stack.enter_async_context(running(self.here.settings, role=role))
        said = re.search(r"admin / (\S+)", started.banner)
        self.password = said[1] if said else self.password

    async def end(self) -> None:
        await self._stack.aclose()


@asynccontextmanager
async def product(here: Place, role: str = "run") -> AsyncIterator[Product]:
    at_work = Product(here)
    await at_work.start(role)
    try:
        yield at_work
    finally:
        await at_work.end()


@dataclass
class Walker:
    """An administrator before the pages."""

    page: Page
    here: Place
    complaints: list[str]
    ills: dict[str, list[str]] = field(default_factory=dict)
    """What axe found, by page and colours."""

    async def go(self, path: str) -> None:
        await self.page.goto(f"{self.here.url}{path}")

    async def press(self, name: str) -> None:
        await self.page.get_by_role("button", name=name, exact=True).click()

    async def follow(self, name: str) -> None:
        await self.page.get_by_role("link", name=name).first.click()

    async def enter(self, label: str, words: str) -> None:
        await self.page.get_by_label(label, exact=True).fill(words)

    async def reads(self, words: str, seconds: float = 15) -> None:
        """Until these words are there, without a press."""
        where = self.page.get_by_text(words).first
        await expect(where).to_be_visible(timeout=seconds * 1000)

    async def is_called(self, name: str) -> None:
        await expect(self.page.get_by_role("heading", level=1, name=name)).to_be_visible()

    async def look_closely(self, name: str) -> None:
        """What axe has to say of this page, light and dark; and whether anything sticks out."""
        result = await Axe().run(self.page)
        self._note(f"{name}, light", result.response["violations"])
        await self.page.emulate_media(color_scheme="dark")
        # Axe is in the page by now; all that is another in the dark is the colours.
        dark = await self.page.evaluate("axe.run({runOnly: ['color-contrast']})")
        self._note(f"{name}, dark", dark["violations"])
        await self.page.emulate_media(color_scheme="light")
        for width in (390, 1440):
            await self.page.set_viewport_size({"width": width, "height": 900})
            wide = await self.page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                self.ills.setdefault(f"{name}, {width}", []).append(f"{wide} px wide")
        await self.page.set_viewport_size({"width": 1280, "height": 900})

    def _note(self, name: str, violations: list[dict[str, Any]]) -> None:
        for one in violations:
            where = [node["target"] for node in one["nodes"]]
            self.ills.setdefault(name, []).append(f"{one['id']} {where}")


@asynccontextmanager
async def walker(browser: Browser, here: Place) -> AsyncIterator[Walker]:
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if "Content Security" in said.text else None,
    )
    try:
        yield Walker(page, here, complaints)
    finally:
        await context.close()
