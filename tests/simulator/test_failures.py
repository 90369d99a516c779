"""Messages that are accepted and come late, fail or bounce."""

from typing import Any

import httpx2
import pytest

from frontmate.simulator import Config, InboxConfig
from tests.simulator.conftest import Front, Receiver, eventually, served

Json = dict[str, Any]
WHATSAPP = InboxConfig("inb_1wa", "WhatsApp", "twilio_whatsapp", "+12025550199")
BROKEN = InboxConfig("inb_1bad", "Broken", "smtp", "broken@example.com", is_valid=False)
DAY = 24 * 3600


async def sent(front: Front, answer: httpx2.Response) -> Json:
    assert answer.status_code == 202, answer.text
    key = f"alt:uid:{answer.json()['message_uid']}"
    await eventually(lambda: front.simulator.desk.workspace.message(key))
    found: Json = (await front.api.get(f"/messages/{key}")).json()
    return found


async def errors(front: Front, conversation: str, count: int) -> list[str | None]:
    """What became of that many replies, one after the other."""
    replies = [await sent(front, await front.reply(conversation)) for _ in range(count)]
    return [reply["error_type"] for reply in replies]


async def test_a_message_that_fails_is_shown_and_was_delivered_to_nobody(
    front: Front, receiver: Receiver
) -> None:
    await front.act("webhooks", app={"url": receiver.url, "secret": "s"})
    conversation = await front.customer(handle="kim@example.org")
    await front.act("fail_messages", error_type="mailbox_full")
    message = await sent(front, await front.reply(conversation))
    assert (message["error_type"], message["draft_mode"]) == ("mailbox_full", None)
    assert front.event_types() == ["inbound", "archive", "sending_error"]
    event = front.simulator.desk.workspace.events[-1].data
    assert event["source"]["_meta"]["type"] == "recipient"
    assert event["source"]["data"]["handle"] == "kim@example.org"
    assert event["target"]["data"]["id"] == message["id"]
    assert event["target"]["data"]["error_type"] == "mailbox_full"
    assert await front.look("journal?kind=delivered") == []
    (failed,) = await front.look("journal?kind=failed")
    assert (failed["type"], failed["error_type"]) == ("sending_error", "mailbox_full")
    assert (failed["uid"], failed["to"]) == (message["message_uid"], ["kim@example.org"])
    await eventually(lambda: any(b"message_delivery_failed" in r.body for r in receiver.received))


async def test_only_the_next_one_fails_unless_more_is_asked_for(front: Front) -> None:
    conversation = await front.customer()
    await front.act("fail_messages")
    assert await errors(front, conversation, 2) == ["provider_error", None]
    await front.act("fail_messages", nth=2, times=2)
    assert await errors(front, conversation, 4) == [None, "provider_error", "provider_error", None]
    await front.act("fail_messages", every=2)
    assert await errors(front, conversation, 3) == ["provider_error", None, "provider_error"]
    await front.act("clear_failures")
    assert await errors(front, conversation, 2) == [None, None]


async def test_failures_can_be_of_one_channel_or_one_customer(front: Front) -> None:
    mail, other = await front.customer(handle="a@b.example"), await front.customer(name="Kim")
    sms = await front.customer("hi", channel="sms")
    await front.act("fail_messages", channel="sms")
    await front.act("fail_messages", handle="A@b.example")
    assert await errors(front, other, 1) == [None]
    assert await errors(front, mail, 2) == ["provider_error", "provider_error"]
    assert await errors(front, sms, 1) == ["provider_error"]


async def test_what_is_sent_on_a_broken_channel_is_accepted_and_fails() -> None:
    async with served(Config(message_delay=0, inboxes=(BROKEN,))) as front:
        conversation = await front.customer(inbox="Broken")
        (channel,) = (await front.api.get("/channels")).json()["_results"]
        assert channel["is_valid"] is False
        assert await errors(front, conversation, 1) == ["invalid_channel"]


async def test_a_channel_breaks_and_is_mended_while_it_is_used(front: Front) -> None:
    conversation = await front.customer()
    await front.act("set_channel", channel="email", is_valid=False)
    assert await errors(front, conversation, 1) == ["invalid_channel"]
    await front.act("set_channel", inbox="inb_1mail", is_valid=True)
    assert await errors(front, conversation, 1) == [None]


async def test_people_fail_on_a_broken_channel_like_anybody(front: Front) -> None:
    conversation = await front.customer()
    await front.act("set_channel", channel="email", is_valid=False)
    await front.act("teammate_reply", conversation=conversation, teammate="mia", text="Hi")
    draft = await front.act("draft", conversation=conversation, teammate="mia", text="Hm")
    await front.act("send_draft", draft=draft["message"], teammate="mia")
    assert front.event_types() == ["inbound", "sending_error", "sending_error"]
    assert await front.look("journal?kind=delivered") == []


async def test_a_bounce_comes_after_the_message_had_gone_out(
    front: Front, receiver: Receiver
) -> None:
    await front.act("webhooks", app={"url": receiver.url, "secret": "s"})
    conversation = await front.customer(handle="kim@example.org")
    message = await sent(front, await front.reply(conversation, options={"archive": False}))
    await front.act("bounce", conversation=conversation)
    after = (await front.api.get(f"/messages/{message['id']}")).json()
    assert after["error_type"] == "bounced"
    assert front.event_types() == ["inbound", "out_reply", "message_bounce_error"]
    (failed,) = await front.look("journal?kind=failed")
    assert (failed["type"], failed["message"]) == ("message_bounce_error", message["id"])
    await eventually(lambda: any(b"message_delivery_failed" in r.body for r in receiver.received))
    again = await front.control.post("/_control/bounce", json={"message": message["id"]})
    assert again.status_code == 400


async def test_whatsapp_takes_24_hours_and_then_templates_only() -> None:
    config = Config(message_delay=0, inboxes=(WHATSAPP,), whatsapp_templates=("We are back.",))
    async with served(config) as front:
        in_time = await front.customer("hi", channel="whatsapp", created_seconds_ago=DAY - 60)
        late = await front.customer("hi", channel="whatsapp", created_seconds_ago=DAY + 60)
        assert await errors(front, in_time, 1) == [None]
        assert await errors(front, late, 1) == ["outside_messaging_window"]
        template = await sent(front, await front.reply(late, body="We are back."))
        assert template["error_type"] is None
        body = {"to": ["+12025550111"], "body": "Buy this"}
        channel = "/channels/alt:address:+12025550199/messages"
        first = await sent(front, await front.api.post(channel, json=body))
        assert first["error_type"] == "outside_messaging_window"


async def test_time_closes_the_window_of_whatsapp() -> None:
    async with served(Config(message_delay=0, inboxes=(WHATSAPP,), time_rate=0)) as front:
        conversation = await front.customer("hi", channel="whatsapp")
        assert await errors(front, conversation, 1) == [None]
        await front.act("time", advance=DAY + 1)
        assert await errors(front, conversation, 1) == ["outside_messaging_window"]


async def test_the_delay_of_one_message_is_what_was_asked_for() -> None:
    async with served(Config(message_delay=0, time_rate=0)) as front:
        conversation = await front.customer()
        await front.act("delay_messages", seconds=600)
        uid = (await front.reply(conversation)).json()["message_uid"]
        await front.act("time", advance=599)
        assert (await front.api.get(f"/messages/alt:uid:{uid}")).status_code == 404
        await front.act("time", advance=1)
        assert (await front.api.get(f"/messages/alt:uid:{uid}")).status_code == 200


async def test_a_fault_can_delay_just_the_request_that_it_meets() -> None:
    async with served(Config(message_delay=0, time_rate=0)) as front:
        conversation = await front.customer()
        late = {"effect": "on_request", "do": "delay_messages", "with": {"seconds": 60}}
        await front.fault(**late, method="POST", path_regex="/messages$", nth=2)
        first, second = [(await front.reply(conversation)).json()["message_uid"] for _ in range(2)]
        await front.act("time", advance=1)
        assert (await front.api.get(f"/messages/alt:uid:{first}")).status_code == 200
        assert (await front.api.get(f"/messages/alt:uid:{second}")).status_code == 404


async def test_the_time_to_undo_delays_what_is_sent() -> None:
    config = Config(message_delay=0, time_rate=0)
    async with served(config) as front:
        conversation = await front.customer()
        await front.act("set_channel", channel="email", undo_send_time=10)
        channels = (await front.api.get("/channels")).json()["_results"]
        assert channels[0]["settings"]["undo_send_time"] == 10
        uid = (await front.reply(conversation)).json()["message_uid"]
        await front.act("time", advance=9)
        assert (await front.api.get(f"/messages/alt:uid:{uid}")).status_code == 404
        await front.act("time", advance=1)
        assert (await front.api.get(f"/messages/alt:uid:{uid}")).status_code == 200


async def test_what_was_on_its_way_into_a_conversation_that_is_no_more_is_gone() -> None:
    async with served(Config(message_delay=5, time_rate=0)) as front:
        conversation = await front.customer()
        await front.reply(conversation)
        await front.act("trash", conversation=conversation)
        gone = await front.api.delete(f"/conversations/{conversation}")
        assert gone.status_code == 204
        await front.act("time", advance=6)
        assert await front.look("journal?kind=delivered") == []


async def test_a_reset_forgets_what_was_to_fail(front: Front) -> None:
    await front.act("fail_messages", times=0)
    await front.act("reset")
    assert await errors(front, await front.customer(), 1) == [None]


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("fail_messages", {"channel": "pigeon"}),
        ("fail_messages", {"nth": -1}),
        ("fail_messages", {"times": "all"}),
        ("fail_messages", {"error_type": ""}),
        ("delay_messages", {}),
        ("delay_messages", {"seconds": -1}),
        ("set_channel", {}),
        ("set_channel", {"channel": "email", "undo_send_time": 7}),
        ("set_channel", {"channel": "email", "is_valid": "no"}),
        ("bounce", {"message": "msg_none"}),
        ("see", {"conversation": "cnv_none"}),
    ],
)
async def test_what_cannot_go_wrong_so_is_a_400(front: Front, name: str, given: Json) -> None:
    answer = await front.control.post(f"/_control/{name}", json=given)
    assert answer.status_code == 400
    assert answer.json()["error"]


async def test_only_what_was_sent_can_bounce(front: Front) -> None:
    conversation = await front.customer()
    answer = await front.control.post("/_control/bounce", json={"conversation": conversation})
    assert answer.status_code == 400
