"""Behaviour, section 9.3: each message as its channel is, in and out."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from frontmate.channels import segments
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Mode
from frontmate.simulator import Config, InboxConfig
from frontmate.workflow import read_events
from tests.journeys.house import House
from tests.journeys.said import DIMMER, PERSON, RETURNS, SHIPPING, UNKNOWN

pytestmark = pytest.mark.asyncio(loop_scope="module")

INBOXES = (
    *Config().inboxes,
    InboxConfig("inb_1wha", "WhatsApp", "twilio_whatsapp", "+12025550160"),
    InboxConfig("inb_1tel", "Phone", "truly", "+12025550150"),
)
A_MONTH = dict.fromkeys(Channel, timedelta(days=30))
A_DAY = 24 * 3600
LINK = "https://help.lamp.example/returns"
SENT = (
    "You can return any lamp within 30 days of delivery. Send an email with your order number "
    "and we reply with a free return label. The refund reaches your card within 5 working "
    "days after the lamp has arrived at our warehouse. More:"
)


@pytest_asyncio.fixture(loop_scope="module")
async def house(one_house: House) -> AsyncIterator[House]:
    yield one_house
    await one_house.tidy()


async def test_9_3_a_mail_is_greeted_and_signed_by_the_policy(house: House) -> None:
    await house.set_policy(
        greeting="Hi {name},", sign_off="Yours,\n{ai_name} of Lamp Ltd", says_it_is_ai=False
    )
    conversation = await house.customer(DIMMER, name="Kim", handle="kim@shop.example")
    (reply,) = await house.until_replies(conversation, 1)
    assert reply["body"].startswith('<div lang="en">\n<p>Hi Kim,</p>')
    assert reply["text"].endswith("Yours,\nAda of Lamp Ltd")
    assert "AI assistant" not in reply["text"]
    assert "(https://help.lamp.example/dimmer)" in reply["text"]
    assert '<a href="https://help.lamp.example/dimmer">' in reply["body"]
    to = [r["handle"] for r in reply["recipients"] if r["role"] == "to"]
    assert to == ["kim@shop.example"]


async def test_9_3_a_mail_says_that_an_ai_writes_unless_the_policy_says_otherwise(
    house: House,
) -> None:
    conversation = await house.customer(DIMMER, name="Lou")
    (reply,) = await house.until_replies(conversation, 1)
    assert reply["text"].startswith("Hello Lou,")
    assert "I am an AI assistant." in reply["text"]


async def test_9_3_a_burst_on_chat_gets_one_answer_in_short_paragraphs(house: House) -> None:
    await house.set_policy(
        settle=dict.fromkeys(Channel, timedelta(seconds=1)), introduces_itself=True
    )
    conversation = await house.customer("Hi", channel="chat", handle="visitor-5", name="Kim")
    await house.customer("I have a question", conversation=conversation)
    await house.customer(DIMMER, conversation=conversation)
    (first,) = await house.until_replies(conversation, 1)
    assert first["text"].startswith("I am Ada, an AI assistant.\n\nTo reset the dimmer")
    assert "<p>" not in first["body"]
    assert all(len(paragraph) <= 400 for paragraph in first["text"].split("\n\n"))
    await house.customer(RETURNS, conversation=conversation)
    replies = await house.until_replies(conversation, 2)
    await house.until_quiet()
    assert len(replies) == 2
    assert "AI assistant" not in replies[1]["text"]


@pytest.mark.parametrize("most", [1, 2, 3])
async def test_9_3_a_text_message_keeps_to_its_segments(house: House, most: int) -> None:
    await house.set_policy(sms_segments=most)
    handle = f"+1202555018{most}"
    conversation = await house.customer(RETURNS, channel="sms", handle=handle)
    await house.until_replies(conversation, 1)
    (text,) = await house.delivered(conversation)
    assert 0 < segments(text) <= most
    # No word of the article, and no link, is cut.
    assert {word.strip(".") for word in text.split()} <= set(SENT.replace(".", "").split()) | {LINK}


async def test_2_2_a_stop_is_left_to_the_carrier_and_later_words_are_judged_anew(
    house: House,
) -> None:
    handle = "+12025550171"
    conversation = await house.customer(DIMMER, channel="sms", handle=handle)
    await house.until_replies(conversation, 1)
    await house.customer("STOP", conversation=conversation)
    await house.until_reason(conversation, "opted_out")
    await house.until_quiet()
    assert len(await house.replies(conversation)) == 1
    assert await house.comments(conversation) == []
    assert (await house.history(conversation))[-1][:2] == ("opted_out", "2.2")
    await house.customer(RETURNS, conversation=conversation)
    await house.until_replies(conversation, 2)


async def test_2_2_what_was_asked_before_a_stop_is_not_answered_after_it(house: House) -> None:
    await house.set_policy(settle=dict.fromkeys(Channel, timedelta(seconds=2)))
    conversation = await house.customer(DIMMER, channel="sms", handle="+12025550172")
    await house.until_reason(conversation, "settling")
    await house.customer("Stop.", conversation=conversation)
    await house.until_state(conversation, "reply", "refused")
    await house.until_quiet()
    assert await house.replies(conversation) == []
    assert await house.comments(conversation) == []


async def test_3_1_nobody_who_opted_out_is_told_that_a_person_takes_over(house: House) -> None:
    await house.set_policy(settle=dict.fromkeys(Channel, timedelta(seconds=2)))
    conversation = await house.customer(PERSON, channel="sms", handle="+12025550173")
    await house.until_reason(conversation, "settling")
    await house.customer("STOP", conversation=conversation)
    await house.until_state(conversation, "tags", "confirmed")
    await house.until_quiet()
    assert await house.state_of(conversation, "notice") == "refused"
    assert await house.replies(conversation) == []
    assert len(await house.comments(conversation)) == 1


async def test_9_3_within_24_hours_a_whatsapp_message_is_answered(house: House) -> None:
    await house.set_policy(max_age=A_MONTH)
    conversation = await house.customer(
        DIMMER, channel="whatsapp", handle="+12025550175", created_seconds_ago=A_DAY - 300
    )
    await house.until_replies(conversation, 1)


async def test_9_3_after_24_hours_whatsapp_takes_no_reply_and_a_person_has_it(
    house: House,
) -> None:
    await house.set_policy(max_age=A_MONTH)
    conversation = await house.customer(
        DIMMER, channel="whatsapp", handle="+12025550176", created_seconds_ago=A_DAY + 1
    )
    await house.until_state(conversation, "tags", "confirmed")
    await house.until_quiet()
    assert (await house.history(conversation))[2] == ("handed_off", "3.1", "too_old")
    assert await house.replies(conversation) == []
    assert await house.state_of(conversation, "reply") == "refused"
    assert await house.state_of(conversation, "notice") is None
    assert "ai-handed-off" in await house.tags(conversation)
    (note,) = await house.comments(conversation)
    assert "too old" in note


async def test_11_1_after_24_hours_no_draft_is_left_on_whatsapp(house: House) -> None:
    await house.set_policy(max_age=A_MONTH, mode=Mode.DRAFT)
    conversation = await house.customer(
        DIMMER, channel="whatsapp", handle="+12025550179", created_seconds_ago=A_DAY + 1
    )
    await house.until_state(conversation, "tags", "confirmed")
    assert await house.state_of(conversation, "draft") == "refused"
    assert (await house.history(conversation))[2] == ("handed_off", "3.1", "too_old")


async def test_3_1_after_24_hours_whatsapp_takes_no_notice_of_a_hand_off_either(
    house: House,
) -> None:
    await house.set_policy(max_age=A_MONTH)
    for words in (PERSON, UNKNOWN):
        conversation = await house.customer(
            words,
            channel="whatsapp",
            handle="+12025550177" if words is PERSON else "+12025550178",
            created_seconds_ago=A_DAY + 1,
        )
        await house.until_state(conversation, "tags", "confirmed")
        await house.until_quiet()
        assert await house.state_of(conversation, "notice") == "refused"
        assert await house.replies(conversation) == []


async def voicemail_of(house: House, words: str, handle: str) -> str:
    """A call that nobody answered, and later what was said on its voicemail."""
    call = await house.control("call", answered=False, handle=handle, name="Kim")
    conversation = str(call["conversation"])
    await house.until_reason(conversation, "settling")
    await house.until_quiet()
    assert await house.comments(conversation) == []
    await house.control("voicemail", message=call["message"], text=words)
    await told_by_the_list(house, conversation)
    return conversation


async def told_by_the_list(house: House, conversation: str) -> None:
    """No webhook tells of a transcript: the product reads Front's event list."""
    events = await house.events_of(conversation)
    assert events[0]["type"] == "call_voicemail_transcript_added"
    shell = house.app.shell
    await read_events(shell, shell.connections["main"], source="poll", limit=150)


async def test_9_3_a_voicemail_is_answered_once_when_its_words_are_there(house: House) -> None:
    conversation = await voicemail_of(house, SHIPPING, "+12025550181")

    async def answered() -> bool:
        return bool(await house.comments(conversation))

    await house.until(answered)
    await house.until_quiet()
    (comment,) = await house.comments(conversation)
    assert "European Union" in comment
    assert await house.replies(conversation) == []
    steps = [step for step, _ in await house.steps(conversation)]
    assert steps.count("ask_agent") == steps.count("reply") == 1
    (event, *_) = await house.events_of(conversation)
    await house.tell("call_voicemail_transcript_added", {**event, "id": "evt_1again"})
    await house.until_quiet()
    assert len(await house.comments(conversation)) == 1


async def test_9_3_a_voicemail_that_wants_a_person_is_handed_off(house: House) -> None:
    conversation = await voicemail_of(house, PERSON, "+12025550182")
    await house.until_reason(conversation, "handed_off")
    await house.until_quiet()
    comments = await house.comments(conversation)
    assert any(PERSON in comment for comment in comments)
