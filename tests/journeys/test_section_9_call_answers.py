"""Behaviour, section 9.3: the answer to a call goes to the caller where the admin allows it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio

from frontmate.channels import segments
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Mode
from frontmate.simulator import Config, InboxConfig
from frontmate.workflow import read_events
from tests.journeys.house import MIA, House
from tests.journeys.said import RETURNS, SHIPPING

pytestmark = pytest.mark.asyncio(loop_scope="module")

INBOXES = (*Config().inboxes, InboxConfig("inb_1tel", "Phone", "truly", "+12025550150"))
KIM = "+12025550181"
ANSWER = "European Union"


@pytest_asyncio.fixture(loop_scope="module")
async def house(one_house: House) -> AsyncIterator[House]:
    yield one_house
    await one_house.tidy()


async def channel_of(house: House, kind: str) -> str:
    """The id at Front of the one channel of a type."""
    found = await house.app.shell.connections["main"].client.channels()
    (one,) = [each.id for each in found if each.type == kind]
    return one


async def call_of(house: House, words: str, handle: str) -> str:
    """A call that nobody answered, with a voicemail; returns its conversation."""
    call = await house.control("call", answered=False, handle=handle, name="Kim")
    conversation = str(call["conversation"])
    await house.until_reason(conversation, "settling")
    await house.control("voicemail", message=call["message"], text=words)
    shell = house.app.shell
    await read_events(shell, shell.connections["main"], source="poll", limit=150)
    await house.until_reason(conversation, "asked_agent")
    return conversation


async def sent_to(house: House, handle: str) -> list[dict[str, Any]]:
    """What of ours reached somebody by mail or text message."""
    state = (await house.http.get(f"{house.front}/_control/state")).json()
    return [
        {**message, "conversation": conversation["id"]}
        for conversation in state["conversations"]
        for message in await house.replies(conversation["id"])
        if any(one["handle"] == handle for one in message["recipients"] if one["role"] == "to")
    ]


async def test_9_3_a_caller_is_texted_the_answer_and_the_team_sees_it(house: House) -> None:
    await house.set_policy(call_answers_by=await channel_of(house, "twilio"))
    conversation = await call_of(house, SHIPPING, KIM)
    await house.until_state(conversation, "sent_note", "confirmed")
    await house.until_quiet()
    (message,) = await sent_to(house, KIM)
    assert message["conversation"] != conversation
    assert message["type"] == "sms"
    assert message["body"].startswith("This is Ada, an AI assistant, about your call.\n")
    assert ANSWER in message["body"]
    (comment,) = await house.comments(conversation)
    assert comment.startswith("**Ada has sent the caller this answer by text message:**")
    assert ANSWER in comment
    assert "ai-replied" in await house.tags(message["conversation"])
    # What began there is known to be ours, and nobody's turn.
    assert set(await house.reasons(message["conversation"])) == {"recorded"}
    assert (await house.session(conversation)).holder == "ai"


async def test_9_3_a_text_says_something_however_short_it_must_be(house: House) -> None:
    await house.set_policy(call_answers_by=await channel_of(house, "twilio"), sms_segments=1)
    await call_of(house, SHIPPING, "+12025550187")
    (message,) = await house.until(lambda: sent_to(house, "+12025550187"))
    assert "about your call.\nWe ship to all countries" in message["body"]
    assert segments(message["body"]) == 1


async def test_9_3_what_the_caller_texts_back_is_answered_there(house: House) -> None:
    await house.set_policy(call_answers_by=await channel_of(house, "twilio"))
    await call_of(house, SHIPPING, "+12025550182")
    (message,) = await house.until(lambda: sent_to(house, "+12025550182"))
    texted = message["conversation"]
    await house.until_quiet()
    await house.customer(RETURNS, conversation=texted, channel="sms", handle="+12025550182")
    replies = await house.until_replies(texted, 2)
    assert "30 days" in replies[1]["body"]
    assert (await house.session(texted)).holder == "ai"


async def test_9_3_what_is_said_while_an_answer_is_on_its_way_is_answered_next(
    house: House,
) -> None:
    await house.set_policy(call_answers_by=await channel_of(house, "twilio"))
    calls = [await house.control("call", answered=False, handle="+12025550189", name="Kim")]
    conversation = str(calls[0]["conversation"])
    calls.append(await house.control("call", answered=False, conversation=conversation))
    await house.until_quiet()
    path = "/channels/[^/]+/messages$"
    await house.fault("hold_before", method="POST", path_regex=path, nth=1)
    shell = house.app.shell
    for number, (call, words) in enumerate(zip(calls, (SHIPPING, RETURNS), strict=True)):
        await house.control("voicemail", message=call["message"], text=words)
        await read_events(shell, shell.connections["main"], source="poll", limit=150)
        if number == 0:
            await house.until_held()
    await house.control("release")
    await house.until_reason(conversation, "reply_sent")
    await house.until_quiet()
    first, second = await sent_to(house, "+12025550189")
    assert ANSWER in first["body"]
    assert "30 days" in second["body"]


async def test_9_3_a_caller_is_mailed_at_the_one_address_that_front_knows(house: House) -> None:
    await known_at_front(house, "+12025550183", "lou@home.example")
    await house.set_policy(call_answers_by=await channel_of(house, "smtp"))
    conversation = await call_of(house, SHIPPING, "+12025550183")
    await house.until_state(conversation, "sent_note", "confirmed")
    (message,) = await sent_to(house, "lou@home.example")
    assert message["subject"] == "Your call"
    assert message["body"].startswith('<div lang="en">\n<p>Hello Kim,</p>\n<p>This is Ada, an AI')
    assert "an AI assistant, about your call." in message["text"]
    (comment,) = await house.comments(conversation)
    assert comment.startswith("**Ada has sent the caller this answer by email:**")
    assert "> Hello Kim," in comment


async def known_at_front(house: House, number: str, *mails: str) -> None:
    listed = [{"source": "phone", "handle": number}]
    listed += [{"source": "email", "handle": mail} for mail in mails]
    await house.control("contact", name="Kim", handles=listed)


async def nothing(_: House, __: str) -> None:
    pass


async def several_addresses(house: House, number: str) -> None:
    await known_at_front(house, number, "kim@work.example", "kim@play.example")
    await house.set_policy(call_answers_by=await channel_of(house, "smtp"))


async def no_address(house: House, number: str) -> None:
    await known_at_front(house, number)
    await house.set_policy(call_answers_by=await channel_of(house, "smtp"))


async def our_own_address(house: House, number: str) -> None:
    await known_at_front(house, number, "mia@example.com")
    await house.set_policy(call_answers_by=await channel_of(house, "smtp"))


async def opted_out(house: House, number: str) -> None:
    stopped = await house.customer("STOP", channel="sms", handle=number)
    await house.until_reason(stopped, "opted_out")


async def a_colleague_texts_with_them(house: House, number: str) -> None:
    texted = await house.customer("A person, please.", channel="sms", handle=number)
    await house.until_reason(texted, "handed_off")


async def texts_are_drafts(house: House, _: str) -> None:
    await house.set_policy(channel_modes={Channel.SMS: Mode.DRAFT})


async def no_such_channel(house: House, _: str) -> None:
    await house.set_policy(call_answers_by="cha_gone")


async def a_channel_that_begins_nothing(house: House, _: str) -> None:
    await house.set_policy(call_answers_by=await channel_of(house, "front_chat"))


async def not_allowed(house: House, _: str) -> None:
    await house.set_policy(call_answers_by=None)


async def calls_are_drafts(house: House, _: str) -> None:
    await house.set_policy(channel_modes={Channel.PHONE: Mode.DRAFT})


@pytest.mark.parametrize(
    ("number", "where"),
    [
        ("+12025550110", several_addresses),
        ("+12025550111", no_address),
        ("+12025550112", our_own_address),
        ("+12025550113", opted_out),
        ("+12025550114", a_colleague_texts_with_them),
        ("+12025550115", texts_are_drafts),
        ("+12025550116", no_such_channel),
        ("+12025550117", a_channel_that_begins_nothing),
        ("+12025550118", not_allowed),
        ("+12025550119", calls_are_drafts),
        ("anonymous", nothing),
    ],
)
async def test_9_3_without_a_way_the_answer_is_a_comment(
    house: House, number: str, where: Callable[[House, str], Awaitable[None]]
) -> None:
    await house.set_policy(call_answers_by=await channel_of(house, "twilio"))
    await where(house, number)
    await house.until_quiet()
    begun = len(await house.requests("POST", "/messages"))
    conversation = await call_of(house, SHIPPING, number)
    await house.until_state(conversation, "reply", "confirmed")
    await house.until_quiet()
    (comment,) = await house.comments(conversation)
    assert comment.startswith("We ship to all countries of the European Union.")
    posts = [r for r in await house.requests("POST", "/messages") if "/channels/" in r["path"]]
    assert not [r for r in (await house.requests("POST", "/messages"))[begun:] if r in posts]
    assert await house.state_of(conversation, "sent_note") in (None, "withdrawn")


async def test_10_2_a_person_who_takes_the_call_keeps_it_from_being_answered(house: House) -> None:
    await house.set_policy(call_answers_by=await channel_of(house, "twilio"))
    await house.at_the_look("assign", teammate=MIA)
    conversation = await call_of(house, SHIPPING, "+12025550184")
    await house.until_state(conversation, "reply", "refused")
    await house.until_quiet()
    assert await sent_to(house, "+12025550184") == []
    assert await house.comments(conversation) == []
    assert await house.state_of(conversation, "sent_note") == "withdrawn"


async def test_10_5_an_answer_to_a_call_takes_three_calls(house: House) -> None:
    await house.set_policy(call_answers_by=await channel_of(house, "twilio"), sync_tags=False)
    conversation = await call_of(house, SHIPPING, "+12025550185")
    await house.until_state(conversation, "sent_note", "confirmed")
    await house.until_quiet()
    # A look, which shows the call as the newest message; the answer; what the team is told.
    assert await house.calls_for(conversation, "answer") == [
        "GET /conversations/{conversation_id}",
        "POST /channels/{channel_id}/messages",
    ]
    assert await house.calls_for(conversation, "upkeep") == [
        "POST /conversations/{conversation_id}/comments"
    ]
