"""The doctor beside the running product: it finds what really happened there."""

from importlib import metadata

import pytest

from frontmate.setup.checks import Finding, Level, Premises
from frontmate.setup.doctor import examine
from frontmate.store import Keeper
from tests.journeys.conftest import module_help_center, one_house
from tests.journeys.house import AI, SIGNING_KEY, House
from tests.setup.ward import utc_now

__all__ = ["module_help_center", "one_house"]

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def examined(house: House) -> list[Finding]:
    """What is not well; the address of a test's house is nobody's fault."""
    premises = Premises(
        engine=house.app.engine,
        clock=utc_now,
        version=metadata.version("frontmate"),
        keeper=Keeper("a-cookie-key-for-tests"),
        public_url="https://frontmate.example",
    )
    report = await examine(premises)
    return [f for f in report.findings if f.level is not Level.OK]


async def test_a_house_at_work_is_found_well(one_house: House) -> None:
    answered = await one_house.customer("How do I reset the dimmer?")
    await one_house.until_replies(answered, 1)
    handed_off = await one_house.customer("I want to talk to a human please.")
    await one_house.until_reason(handed_off, "handed_off")
    await one_house.until_quiet()

    async def well() -> bool:
        # What a worker does besides conversations begins a moment after them.
        assert await examined(one_house) == []
        return True

    await one_house.until(well)


async def test_9_4_the_admins_own_address_is_named(one_house: House) -> None:
    test = await one_house.customer("Hello, does it work?", handle="mia@example.com", name="Mia")
    await one_house.until_reason(test, "own_address")
    (found,) = [f for f in await examined(one_house) if f.check == "silences"]
    assert found.ids == (test,)
    assert "own_address" in found.finding


async def test_9_4_the_rule_that_assigns_a_handed_off_conversation_again_is_named(
    one_house: House,
) -> None:
    conversation = await one_house.customer("I want to talk to a human please.")
    await one_house.control("assign", conversation=conversation, teammate=AI)
    await one_house.until_reason(conversation, "handed_off")
    await one_house.until_quiet()
    # Once it is taken off again (2.4); a rule that insists is left to people.
    for reason in ("rule_reassigned", "assignment_recorded"):
        await one_house.control("assign", conversation=conversation, teammate=AI, by="rul_9")
        await one_house.until_reason(conversation, reason)
        await one_house.until_quiet()
    assert (await one_house.seen(conversation))["assignee"]["id"] == AI
    found = [f for f in await examined(one_house) if f.check == "still_assigned"]
    assert [(f.level, f.ids) for f in found] == [(Level.WARN, (conversation,))]
    assert "rul_9" in found[0].finding


async def test_9_4_a_wrong_signing_key_is_named(one_house: House) -> None:
    hook = {"url": f"{one_house.url}/webhooks/front/main", "secret": "another-key"}
    await one_house.control("webhooks", app=hook)
    found = [f for f in await examined(one_house) if f.check == "webhook_signature"]
    assert [f.level for f in found] == [Level.BAD]
    assert "signed with another key" in found[0].finding
    await one_house.control("webhooks", app={**hook, "secret": SIGNING_KEY})
    found = [f for f in await examined(one_house) if f.check == "webhook_signature"]
    assert [f.level for f in found] == [Level.WARN]
