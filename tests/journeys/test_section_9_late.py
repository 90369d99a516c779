"""Behaviour, sections 2.3 and 9.3: what arrives long after the customer wrote it (facts 9.26)."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from frontmate.conversation.policy import Mode
from frontmate.simulator import Config, InboxConfig
from tests.journeys.house import AI, MIA, House
from tests.journeys.said import DIMMER, RETURNS, SHIPPING

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOUR = 3600.0
INBOXES = (*Config().inboxes, InboxConfig("inb_1tel", "Phone", "truly", "+12025550150"))
OLDEST = {"email": 24 * HOUR, "chat": HOUR, "sms": 6 * HOUR, "call": 24 * HOUR}
HELLO = "My lamp and I say hello."
A_LITTLE = 120.0
"""Seconds: more than a journey takes on a busy machine."""


@pytest_asyncio.fixture(loop_scope="module")
async def house(one_house: House) -> AsyncIterator[House]:
    yield one_house
    await one_house.tidy()


async def answers(house: House, conversation: str) -> list[str]:
    """What was answered, on the phone by an internal comment."""
    replies = [one["text"] for one in await house.replies(conversation)]
    return replies or [c for c in await house.comments(conversation) if "ten seconds" in c]


async def ours(house: House, channel: str, name: str) -> str:
    """A conversation that a teammate has assigned to the AI after its first message."""
    await house.set_policy(handle_unassigned=False)
    conversation = await house.customer(HELLO, channel=channel, name=name)
    await house.until_quiet()
    await house.control("assign", conversation=conversation, teammate=AI, by=MIA)
    await house.until_quiet()
    return conversation


async def last(house: House, conversation: str) -> tuple[str, str, str]:
    return (await house.history(conversation))[-1]


async def test_9_3_what_comes_late_and_is_young_enough_is_answered_once(house: House) -> None:
    conversations = [
        await house.customer(
            DIMMER, channel=channel, name=f"Yve {channel}", created_seconds_ago=oldest - A_LITTLE
        )
        for channel, oldest in OLDEST.items()
    ]
    for conversation in conversations:
        await house.until_state(conversation, "reply", "confirmed")
    await house.until_quiet()
    assert [len(await answers(house, each)) for each in conversations] == [1] * len(OLDEST)


async def test_2_2_what_comes_too_late_and_lies_before_everybody_is_left_to_them(
    house: House,
) -> None:
    # Each channel has a customer of its own: the same words of one customer are twins (8.3).
    for channel, oldest in OLDEST.items():
        conversation = await house.customer(
            DIMMER, channel=channel, name=f"Old {channel}", created_seconds_ago=oldest + 1
        )
        await house.until_reason(conversation, "too_old")
        await house.until_quiet()
        assert await last(house, conversation) == ("too_old", "2.3", "")
        assert await house.steps(conversation) == []
        shown = await house.seen(conversation)
        assert (shown["status"], shown["assignee"]) == ("unassigned", None)


async def test_2_3_what_is_ours_and_comes_too_late_goes_to_a_person_without_a_notice(
    house: House,
) -> None:
    conversations = {each: await ours(house, each, f"Oda {each}") for each in OLDEST}
    for channel, conversation in conversations.items():
        await house.customer(
            RETURNS, conversation=conversation, created_seconds_ago=OLDEST[channel] + 1
        )
    for conversation in conversations.values():
        await house.until_state(conversation, "tags", "confirmed")
    await house.until_quiet()
    for conversation in conversations.values():
        assert ("handed_off", "3.1", "too_old") in await house.history(conversation)
        assert await house.replies(conversation) == []
        assert await house.state_of(conversation, "notice") is None
        assert (await house.seen(conversation))["assignee"] is None
        (note,) = await house.comments(conversation)
        assert "too old" in note
        # 3.4: nobody summed it up, so that the comment shows the words that wait.
        assert RETURNS in note


async def test_11_1_what_comes_too_late_is_not_drafted_either(house: House) -> None:
    await house.set_policy(mode=Mode.DRAFT)
    conversation = await house.customer(DIMMER, name="Dee", created_seconds_ago=OLDEST["email"] + 1)
    await house.until_reason(conversation, "too_old")
    await house.until_quiet()
    assert await house.steps(conversation) == []


async def heard_of_late(house: House, **given: Any) -> str:
    """A mail of which we hear only once a teammate has done what there is to do with it."""
    await house.webhook_fault("delay", seconds=2.0, times=1)
    return await house.customer(DIMMER, created_seconds_ago=2 * HOUR, **given)


async def test_1_2_a_mail_that_was_answered_before_we_heard_of_it_is_left_alone(
    house: House,
) -> None:
    conversation = await heard_of_late(house, name="Ann")
    await house.control(
        "teammate_reply", conversation=conversation, teammate=MIA, text="Hold it for ten seconds."
    )
    await house.until_reason(conversation, "person_wrote")
    await house.until_quiet()
    assert await house.replies(conversation) == []
    assert "ask_agent" not in [step for step, _ in await house.steps(conversation)]


async def test_1_5_a_mail_that_was_archived_before_we_heard_of_it_is_left_alone(
    house: House,
) -> None:
    conversation = await heard_of_late(house, name="Arch")
    await house.control("archive", conversation=conversation, by=MIA)
    await house.until_reason(conversation, "archived_meanwhile")
    await house.until_quiet()
    assert await house.replies(conversation) == []
    assert (await house.seen(conversation))["status"] == "archived"


async def test_1_2_a_mail_from_before_a_persons_answer_that_comes_after_it_is_the_persons(
    house: House,
) -> None:
    """Its event is newer than their answer: only its own date tells."""
    conversation = await house.customer(SHIPPING, name="Bo")
    await house.until_replies(conversation, 1)
    await house.control(
        "teammate_reply", conversation=conversation, teammate=MIA, text="We do, and it is free."
    )
    await house.until_quiet()
    await house.customer(DIMMER, conversation=conversation, created_seconds_ago=HOUR)
    await house.until_quiet()
    assert (await last(house, conversation))[0] == "with_team"
    assert len(await house.replies(conversation)) == 1


async def test_9_3_a_late_mail_does_not_become_the_newest(house: House) -> None:
    """What was written last is what an answer goes to, whatever came last."""
    conversation = await house.customer(SHIPPING, name="Cleo")
    await house.until_replies(conversation, 1)
    await house.customer(RETURNS, conversation=conversation, created_seconds_ago=3 * HOUR)
    await house.until_replies(conversation, 2)
    await house.until_quiet()
    replies = await house.replies(conversation)
    assert "European Union" in replies[0]["text"]
    assert "30 days" in replies[1]["text"]
    assert len(replies) == 2
