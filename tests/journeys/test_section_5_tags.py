"""Tags at Front: found by name or made, added and never replaced, taken off when untrue."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from tests.journeys.house import AI, QUICK, House, open_house

QUESTION = "How do I reset the dimmer?"
FOR_A_PERSON = "I want to talk to a human please."


async def names_at_front(house: House) -> Counter[str]:
    state = (await house.http.get(f"{house.front}/_control/state")).json()
    return Counter(tag["name"] for tag in state["tags"])


async def test_5_1_a_session_tag_that_is_missing_at_front_is_made_once(house: House) -> None:
    first = await house.customer(QUESTION, name="Kim Doe")
    second = await house.customer(QUESTION + " Please.", name="Lou Fox")
    await house.until_replies(first, 1)
    await house.until_replies(second, 1)
    await house.until_quiet()
    assert "ai-replied" in await house.tags(first)
    assert "ai-replied" in await house.tags(second)
    assert (await names_at_front(house))["ai-replied"] == 1


async def test_5_1_a_company_tag_of_that_name_is_used(database_url: str, help_center: Path) -> None:
    async with open_house(database_url, help_center, tags=("ai-replied",)) as house:
        conversation = await house.customer(QUESTION)
        await house.until_replies(conversation, 1)
        await house.until_quiet()
        assert "ai-replied" in await house.tags(conversation)
        assert not await house.requests("POST", "/tags")


async def test_5_1_tags_are_added_and_the_list_is_never_replaced(house: House) -> None:
    conversation = await house.customer(FOR_A_PERSON)
    await house.control("tag", conversation=conversation, tag="vip")
    await house.until_state(conversation, "tags", "confirmed")
    assert {"vip", "ai-handed-off"} <= await house.tags(conversation)
    changes = await house.requests("PATCH", f"/conversations/{conversation}")
    assert not [c for c in changes if "tag_ids" in c["json"]]


async def test_5_1_sync_tags_off_leaves_front_without_tags(
    database_url: str, help_center: Path
) -> None:
    policy = replace(QUICK, sync_tags=False)
    async with open_house(database_url, help_center, policy=policy) as house:
        answered = await house.customer(QUESTION)
        handed_off = await house.customer(FOR_A_PERSON, name="Lou Fox")
        await house.until_replies(answered, 1)
        await house.until_state(handed_off, "unassign", "refused")
        await house.until_quiet()
        assert await house.tags(answered) == set()
        assert await house.tags(handed_off) == set()
        assert not await names_at_front(house)


async def test_5_2_a_reply_is_tagged_by_the_reply_itself(house: House) -> None:
    conversation = await house.customer(QUESTION)
    await house.until_replies(conversation, 1)
    assert await house.tags(conversation) == {"ai-replied"}
    # Within the budget of 10.5: the reply carries its tag, no call of its own.
    assert not await house.requests("POST", f"{conversation}/tags")


async def test_5_2_a_hand_off_is_tagged_with_its_topics(house: House) -> None:
    conversation = await house.customer("Please delete all my personal data under GDPR.")
    await house.until_state(conversation, "tags", "confirmed")
    tags = await house.tags(conversation)
    assert "ai-handed-off" in tags
    topics = (await house.session(conversation)).state["reading"]["topics"]
    assert topics
    assert set(topics) <= tags


async def test_5_2_a_resolution_is_tagged_and_untagged_when_the_customer_returns(
    house: House,
) -> None:
    conversation = await house.customer(QUESTION)
    await house.control("assign", conversation=conversation, teammate=AI, by="mia")
    await house.until_replies(conversation, 1)
    await house.customer("Thank you, that solved it!", conversation=conversation)
    await house.until_state(conversation, "archive", "confirmed")
    await house.until_quiet()
    assert "ai-resolved" in await house.tags(conversation)

    await house.customer("How long does shipping take?", conversation=conversation)
    await house.until_replies(conversation, 2)
    await house.until_quiet()
    assert "ai-resolved" not in await house.tags(conversation)
    assert "ai-replied" in await house.tags(conversation)


async def test_5_2_the_hand_off_tag_comes_off_when_a_teammate_gives_it_back(house: House) -> None:
    conversation = await house.customer(FOR_A_PERSON)
    await house.until_state(conversation, "tags", "confirmed")
    assert "ai-handed-off" in await house.tags(conversation)
    await house.control("assign", conversation=conversation, teammate=AI, by="mia")
    await house.until_reason(conversation, "given_back")
    await house.until_quiet()
    assert "ai-handed-off" not in await house.tags(conversation)
