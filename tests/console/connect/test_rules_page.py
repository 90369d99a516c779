"""Inboxes, unassigned conversations, tags and the mode, in one form."""

from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.conversation.policy import Mode
from tests.console.connect.conftest import INBOXES, Admin
from tests.console.settings.forms import policy_of


async def test_everything_is_saved_as_one_version(connected: Admin, engine: AsyncEngine) -> None:
    page = await connected.see("/main/rules")
    assert "Website chat" in page
    went = await connected.done(
        "/main/rules",
        listed=INBOXES,
        inbox=["inb_1mail", "inb_1sms"],
        handle_unassigned="on",
        mode="shadow",
    )
    assert went == "/main?done=rules"
    saved = await policy_of(engine)
    assert saved.allowed_inboxes == frozenset({"inb_1mail", "inb_1sms"})
    assert (saved.handle_unassigned, saved.sync_tags, saved.mode) == (True, False, Mode.SHADOW)
    assert (saved.version, saved.enabled) == (2, False)
    assert "2 of the inboxes" in await connected.see("/main")


async def test_all_inboxes_ticked_are_all_also_later_ones(
    connected: Admin, engine: AsyncEngine
) -> None:
    await connected.done("/main/rules", listed=INBOXES, inbox=INBOXES.split(), mode="draft")
    assert (await policy_of(engine)).allowed_inboxes is None
    told = await connected.told("/main/rules", listed=INBOXES, mode="draft")
    assert "No inbox is ticked" in told


async def test_live_before_it_is_calibrated_must_be_meant(
    connected: Admin, engine: AsyncEngine
) -> None:
    told = await connected.told("/main/rules", listed=INBOXES, inbox=INBOXES.split(), mode="live")
    assert "has learnt from 0 of about 100" in told
    assert "with “Go live all the same”" in told
    assert "--override" not in told
    await connected.done(
        "/main/rules", listed=INBOXES, inbox=INBOXES.split(), mode="live", override="on"
    )
    assert (await policy_of(engine)).mode is Mode.LIVE


async def test_inboxes_that_cannot_be_listed_stay_as_they_were(
    connected: Admin, engine: AsyncEngine
) -> None:
    await connected.done("/main/rules", listed=INBOXES, inbox="inb_1mail", mode="draft")
    await connected.here.control("faults", rules=[{"effect": "status", "status": 429}])
    page = await connected.see("/main/rules")
    assert "look again" in page
    assert "used up its requests" in page
    await connected.done("/main/rules", mode="shadow")
    saved = await policy_of(engine)
    assert saved.allowed_inboxes == frozenset({"inb_1mail"})
    assert saved.mode is Mode.SHADOW
