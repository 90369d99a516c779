"""Behaviour, section 9.3, chat and its kin: every type of message that Front knows, and none."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from frontmate.conversation.message import Channel
from tests.journeys.house import AI, MIA, House
from tests.journeys.papers import PNG, attached
from tests.journeys.said import DIMMER, RETURNS, SHIPPING

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANSWER = "hold the round button for ten seconds"
VISITOR_PAGE = "https://shop.example/lamps?session=1"

ANSWERED_AS: dict[str, tuple[str, str]] = {
    # Front's type (facts 1.2; the last three it has no more, or not yet): where it comes in, ours.
    "email": ("email", "email"),
    "sms": ("sms", "sms"),
    "custom": ("chat", "chat"),
    "facebook": ("chat", "chat"),
    "front_chat": ("chat", "chat"),
    "intercom": ("chat", "chat"),
    "whatsapp": ("chat", "chat"),
    "yalo_wha": ("chat", "chat"),
    "smooch": ("chat", "chat"),
    "hologram": ("chat", "chat"),
    "": ("chat", "chat"),
}
CALLS = ("call", "phone-call", "truly-call")
LEFT_ALONE = {
    "tweet": ("public_channel", "2.2"),
    "googleplay": ("public_channel", "2.2"),
    # Among teammates, and not to be answered (facts 6).
    "internal": ("own_address", "2.2"),
    # Front may not pass on what is written on Twitter.
    "tweet_dm": ("cannot_read", "2.3"),
}


@pytest_asyncio.fixture(loop_scope="module")
async def house(one_house: House) -> AsyncIterator[House]:
    yield one_house
    await one_house.control("settings", visitors_are_authors=False)
    await one_house.tidy()


async def comes_as(house: House, kind: str, channel: str = "chat", **given: Any) -> str:
    """A question in a message of a type."""
    handle = f"+1202555{100 + sum(kind.encode()) % 900:04d}" if channel == "sms" else f"v-{kind}"
    handle = f"{handle}@shop.example" if channel == "email" else handle
    told: dict[str, Any] = {"message_type": kind} if kind else {}
    return await house.customer(DIMMER, channel=channel, handle=handle, **told, **given)


async def stored(house: House, conversation: str) -> list[tuple[str, str]]:
    rows = await house.rows(
        "select m.channel, m.channel_name from messages m join conversations c"
        " on c.id = m.conversation where c.front_id = :front and m.inbound order by m.id",
        front=conversation,
    )
    return [(row.channel, row.channel_name) for row in rows]


@pytest.mark.parametrize("kind", list(ANSWERED_AS))
async def test_9_3_a_message_of_every_type_is_answered_as_its_channel_is(
    house: House, kind: str
) -> None:
    channel, ours = ANSWERED_AS[kind]
    conversation = await comes_as(house, kind, channel)
    (reply,) = await house.until_replies(conversation, 1)
    assert ANSWER in reply["text"]
    is_mail = ours == "email"
    assert ("<p>" in reply["body"]) is is_mail
    assert ("assistant" in reply["text"]) is is_mail
    (asked,) = await house.requests("POST", f"/conversations/{conversation}/messages")
    assert ("to" in asked["json"]) is (ours in ("email", "sms"))
    assert not asked["json"].keys() & {"subject", "signature_id"}
    # Front's own name is kept, where ours is coarser.
    assert await stored(house, conversation) == [(ours, kind or "front_chat")]


@pytest.mark.parametrize("kind", CALLS)
async def test_9_3_a_call_of_every_type_is_answered_by_an_internal_comment(
    house: House, kind: str
) -> None:
    conversation = await comes_as(house, kind, "sms")
    await house.until_state(conversation, "reply", "confirmed")
    await house.until_quiet()
    assert await house.replies(conversation) == []
    (comment,) = await house.comments(conversation)
    assert ANSWER in comment
    assert await stored(house, conversation) == [("phone", kind)]


@pytest.mark.parametrize("kind", list(LEFT_ALONE))
async def test_2_2_what_is_public_or_not_a_customers_is_left_alone(house: House, kind: str) -> None:
    conversation = await comes_as(house, kind)
    await house.until_quiet()
    assert (await house.history(conversation))[-1][:2] == LEFT_ALONE[kind]
    assert await house.steps(conversation) == []
    assert await stored(house, conversation) == [("chat", kind)]


async def test_9_3_a_visitor_who_is_an_author_like_a_teammate_is_a_customer(house: House) -> None:
    await house.control("settings", visitors_are_authors=True)
    conversation = await house.customer(
        DIMMER,
        channel="chat",
        handle="visitor-9f3",
        name="Vi",
        metadata={"chat_visitor_url": VISITOR_PAGE},
    )
    await house.until_replies(conversation, 1)
    (seen,) = [m for m in (await house.seen(conversation))["messages"] if m["is_inbound"]]
    assert seen["author"]["type"] == "visitor"
    session = await house.session(conversation)
    (contact,) = await house.rows("select * from contacts where id = :id", id=session.contact)
    assert (contact.kind, contact.handle, contact.name) == ("username", "visitor-9f3", "Vi")
    # And still one when they write on, and no teammate who took it over.
    await house.customer(RETURNS, conversation=conversation)
    await house.until_replies(conversation, 2)
    assert (await house.session(conversation)).holder == "ai"


async def test_6_1_an_address_that_a_visitor_typed_is_no_proof_of_who_they_are(
    house: House,
) -> None:
    mailed = await house.customer(DIMMER, handle="kim@shop.example", name="Kim")
    await house.until_replies(mailed, 1)
    chatted = await house.customer(
        SHIPPING, channel="chat", handle="kim@shop.example", name="Somebody"
    )
    await house.until_replies(chatted, 1)
    first, second = await house.session(mailed), await house.session(chatted)
    assert first.contact != second.contact


async def test_2_6_several_bubbles_get_one_answer(house: House) -> None:
    await house.set_policy(settle=dict.fromkeys(Channel, timedelta(seconds=1)))
    conversation = await house.customer("Hi!", channel="chat", handle="v-bubbles")
    for bubble in ("I have a lamp", "How do I reset", "the dimmer?"):
        await house.customer(bubble, conversation=conversation)
    (reply,) = await house.until_replies(conversation, 1)
    await house.until_quiet()
    assert len(await house.replies(conversation)) == 1
    assert ANSWER in reply["text"]


def pasted(cid: str) -> dict[str, Any]:
    return attached("image.png", "image/png", PNG) | {"inline": True, "cid": cid}


async def test_9_3_a_picture_inside_a_chat_does_not_hide_the_words_beside_it(house: House) -> None:
    conversation = await house.customer(
        DIMMER, channel="chat", handle="v-picture", attachments=[pasted("a1")]
    )
    (reply,) = await house.until_replies(conversation, 1)
    assert ANSWER in reply["text"]
    (row,) = await house.rows(
        "select a.state from attachments a join conversations c on c.id = a.conversation"
        " where c.front_id = :front",
        front=conversation,
    )
    assert row.state == "unreadable"


async def test_9_3_a_picture_alone_in_a_chat_that_is_ours_goes_to_a_person(house: House) -> None:
    await house.set_policy(handle_unassigned=False)
    conversation = await house.customer("Hello, it is me.", channel="chat", handle="v-alone")
    await house.control("assign", conversation=conversation, teammate=AI, by=MIA)
    await house.until_quiet()
    await house.customer("", conversation=conversation, attachments=[pasted("a2")])
    await house.until_reason(conversation, "handed_off")
    await house.until_quiet()
    assert ("handed_off", "3.1", "cannot_read") in await house.history(conversation)
    assert any("image.png" in note for note in await house.comments(conversation))
