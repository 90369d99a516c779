"""The whole wizard in headless Chromium: the real product, its worker, and a simulated Front."""

import re
from dataclasses import replace
from pathlib import Path

from playwright.async_api import Browser
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.front import NEEDED
from tests.browsing import log_in, needs_chromium
from tests.cli.typist import HANDBOOK, HELP, MIA, SIGNING_KEY, TOKEN, Place, place
from tests.console.connect.walking import HOME, Walker, product, walker
from tests.databases import tables_with

pytestmark = needs_chromium

SLOW = r"/knowledge_base_articles/.*/content"


async def enter_token(at: Walker, token: str) -> None:
    await at.enter("API token", token)
    if await at.page.locator("#more[open]").count() == 0:
        await at.page.locator("#more summary").click()
    await at.enter("Address of Front’s API", at.here.front)
    await at.press("Check the token")


async def pick_ada(at: Walker, *, closely: bool = False) -> None:
    await at.follow("Go on: who is the AI?")
    await at.is_called("Who is the AI?")
    if closely:
        await at.look_closely("teammates")
    await at.page.get_by_label("Ada").check()
    await at.press("Save this teammate")
    await at.is_called("How Front’s events come in")


async def set_rules(at: Walker, *, closely: bool = False) -> None:
    await at.is_called("Who is answered")
    if closely:
        await at.look_closely("rules")
    await at.page.get_by_label("Answer conversations that nobody is assigned to").check()
    await at.press("Save the rules")
    await at.reads("The rules are saved.")


async def choose_knowledge(at: Walker, *, closely: bool = False) -> None:
    await at.follow("Go on with Knowledge")
    await at.reads("Lamps & more")
    if closely:
        await at.look_closely("knowledge")
    await at.enter("Where customers find it", "https://help.lamps.example")
    await at.press("Save and read")


async def switch_on(at: Walker, *, closely: bool = False) -> None:
    await at.follow("Go on: Switch on")
    if closely:
        await at.look_closely("connection")
    await at.press("Switch the AI on")
    await at.reads("The AI is switched on")
    await at.follow("Go on with Test message")


async def open_test(at: Walker) -> None:
    await at.enter("The address that you will write from", MIA)
    await at.page.get_by_role("button", name="Open the test").click()
    await at.reads("support@example.com")


async def test_from_connect_a_workspace_to_the_reply_and_the_printed_summary(
    here: Place, browser: Browser
) -> None:
    async with product(here) as at_work, walker(browser, here) as at:
        await log_in(at.page, at.here.url, at_work.password)
        await at.go(HOME)
        await at.look_closely("no connection yet")
        await at.follow("Connect a workspace")
        await at.look_closely("token")
        await enter_token(at, TOKEN)
        await at.reads("The token is accepted")
        await at.look_closely("permissions")
        await pick_ada(at, closely=True)
        await at.look_closely("events")
        await at.enter("Signing key", SIGNING_KEY)
        await at.press("Seal the key")
        await at.reads("Waiting for the handshake")
        await here.save_webhook()
        await at.reads("Handshake seen at")
        await at.follow("Go on: Rules")
        await set_rules(at, closely=True)
        await choose_knowledge(at, closely=True)
        await at.reads("1 article, read")
        await switch_on(at, closely=True)
        await at.look_closely("test")
        await open_test(at)
        await here.write_as(MIA)
        await at.reads("It works: from your message to the answer in Front.", 30)
        await at.look_closely("answered")
        await at.follow("Printable summary")
        await at.is_called("How “main” is connected")
        await at.look_closely("summary")
        await at.page.emulate_media(media="print")
        assert not await at.page.get_by_role("navigation", name="Pages").is_visible()
        assert len(await at.page.pdf()) > 10_000
        assert at.complaints == []
        assert at.ills == {}


async def test_each_sad_path_is_told_while_it_happens_and_can_be_mended(
    here: Place, browser: Browser
) -> None:
    scopes = [need.scope for need in NEEDED if need.scope not in ("messages:send", "tags:read")]
    await here.control("add_token", token="poor", scopes=scopes)
    async with product(here) as at_work, walker(browser, here) as at:
        await log_in(at.page, at.here.url, at_work.password)
        await at.go(f"{HOME}/new")
        await enter_token(at, "wrong-token")
        await at.reads("it is wrong, or it was revoked")
        await at.look_closely("wrong token")
        await at.follow("Enter another token")
        await enter_token(at, "poor")
        await at.reads("The token lacks messages:send.")
        await at.reads("Go on all the same")
        await at.look_closely("missing permissions")
        await at.follow("Enter another token")
        await enter_token(at, TOKEN)
        await at.reads("The token is accepted")
        await pick_ada(at)
        await at.enter("Signing key", "eyJ.to.ken")
        await at.press("Seal the key")
        await at.reads("That looks like an API token")
        await at.enter("Signing key", "not-the-key")
        await at.press("Seal the key")
        await at.reads("Waiting for the handshake")
        await here.save_webhook()
        await at.reads("the key is another one")
        await at.look_closely("wrong key")
        await at.enter("Signing key", SIGNING_KEY)
        await at.press("Seal another key")
        await at.reads("Waiting for the handshake")
        await here.save_webhook()
        await at.reads("Handshake seen at")
        await at.go(f"{HOME}/main/test")
        await open_test(at)
        await here.write_as("somebody@example.org")
        await at.reads("none of them from mia@example.com", 30)
        await at.look_closely("wrong sender")
        await here.write_as(MIA)
        await at.reads("Switch it on (step 6), and test again.", 30)
        assert at.complaints == []
        assert at.ills == {}


async def test_a_restart_in_the_middle_of_the_wizard_and_of_a_sync_loses_nothing(
    database_url: str, tmp_path: Path, engine: AsyncEngine, browser: Browser
) -> None:
    pages = [replace(HELP.articles[0], title=f"Reset the dimmer {n}") for n in range(4)]
    large = replace(HELP, articles=tuple(pages))
    async with (
        place(database_url, tmp_path / "data", help_centers=(large, HANDBOOK)) as here,
        product(here) as at_work,
        walker(browser, here) as at,
    ):
        slow = {"effect": "slow", "seconds": 1.5, "path_regex": SLOW}
        await here.control("faults", rules=[slow])
        await log_in(at.page, at.here.url, at_work.password)
        await at.go(f"{HOME}/new")
        await enter_token(at, TOKEN)
        await at.reads("The token is accepted")
        await at_work.end()
        await at_work.start()
        await at.reads("Example Company")
        await pick_ada(at)
        await at.go(f"{HOME}/main/knowledge")
        await at.page.get_by_text(re.compile(r"[1-3] of 4 articles")).wait_for()
        await at_work.end()
        assert await tables_with(engine, TOKEN) == []
        await at_work.start()
        await at.go(f"{HOME}/main/events")
        await at.enter("Signing key", SIGNING_KEY)
        await at.press("Seal the key")
        await at.reads("Waiting for the handshake")
        # Nobody saves the webhook in Front: it cannot reach this machine.
        await at.press("Read Front’s event list")
        await at.reads("Front’s event list is read; last at")
        await at.follow("Go on: Rules")
        await set_rules(at)
        await choose_knowledge(at)
        await at.reads("4 articles, read", 30)
        await at.follow("Go on: Switch on")
        await at.reads("Next: Switch on")
        assert at.complaints == []
        assert await tables_with(engine, SIGNING_KEY) == []
