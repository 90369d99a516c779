"""Phone calls: messages that nobody can answer, events of their own, transcripts later."""

from typing import Any

import pytest

from frontmate.simulator import Config, InboxConfig, WebhookConfig
from tests.simulator.conftest import Front, Receiver, eventually, served

Json = dict[str, Any]
PHONE = InboxConfig("inb_1tel", "Phone", "truly", "+12025550150")
DESK = InboxConfig("inb_2tel", "Desk", "talkdesk", "+12025550151")


async def messages(front: Front, conversation: str) -> list[Json]:
    found = await front.api.get(f"/conversations/{conversation}/messages")
    return list(found.json()["_results"])


@pytest.mark.parametrize(("inbox", "kind"), [(PHONE, "call"), (DESK, "phone-call")])
async def test_a_call_is_a_message_with_a_duration(inbox: InboxConfig, kind: str) -> None:
    async with served(Config(message_delay=0, inboxes=(inbox,))) as front:
        done = await front.act("call", name="Kim", duration=95)
        (message,) = await messages(front, done["conversation"])
        assert (message["type"], message["is_inbound"]) == (kind, True)
        assert message["metadata"] == {"duration": 95, "have_been_answered": True}
        assert message["recipients"][0]["handle"].startswith("+1202555")
        assert front.event_types() == ["call_started", "call_connected", "call_hangup", "inbound"]
        event = front.simulator.desk.workspace.events[0].data
        assert event["source"]["_meta"]["type"] == "inboxes"
        assert event["target"]["data"]["id"] == message["id"]


async def test_a_call_that_nobody_answers_is_missed_and_may_leave_words() -> None:
    async with served(Config(message_delay=0, inboxes=(PHONE,))) as front:
        done = await front.act("call", answered=False)
        await front.act("voicemail", conversation=done["conversation"], text="Call me back")
        (message,) = await messages(front, done["conversation"])
        assert message["metadata"] == {"duration": 0, "have_been_answered": False}
        assert (message["text"], message["body"]) == ("Call me back", "Call me back")
        assert front.event_types() == [
            "call_started",
            "call_missed",
            "inbound",
            "call_voicemail_transcript_added",
        ]


async def test_a_transcript_comes_later_and_by_the_event_list_alone(receiver: Receiver) -> None:
    config = Config(message_delay=0, inboxes=(PHONE,), app_webhook=WebhookConfig(receiver.url, "s"))
    async with served(config) as front:
        first = await front.act("call", name="Kim")
        again = await front.act("call", conversation=first["conversation"])
        assert again["conversation"] == first["conversation"]
        await front.act("transcript", message=first["message"], text="My lamp flickers.")
        texts = {m["id"]: m["text"] for m in await messages(front, first["conversation"])}
        assert texts[first["message"]] == "My lamp flickers."
        assert texts[again["message"]] == "Incoming call"
        query = {"q[types][]": "call_transcript_added"}
        (event,) = (await front.api.get("/events", params=query)).json()["_results"]
        assert event["target"]["data"]["text"] == "My lamp flickers."
        await front.act("archive", conversation=first["conversation"])
        await eventually(lambda: any(b"conversation_archived" in r.body for r in receiver.received))
        assert not any(b"call_" in r.body for r in receiver.received if b"inbound" not in r.body)


async def test_a_call_is_answered_by_no_message_and_no_draft() -> None:
    async with served(Config(message_delay=0, inboxes=(PHONE,))) as front:
        conversation = (await front.act("call"))["conversation"]
        refused = await front.reply(conversation)
        assert refused.status_code == 400
        assert "channel_id" in refused.json()["_error"]["details"][0]
        channel = "alt:address:+12025550150"
        new = {"body": "x", "to": ["+12025550111"], "channel_id": channel}
        for path in (f"/channels/{channel}/messages", f"/conversations/{conversation}/drafts"):
            assert (await front.api.post(path, json=new)).status_code == 400


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("call", {}),
        ("call", {"duration": -1}),
        ("call", {"inbox": "inb_1mail"}),
        ("call", {"channel": "email"}),
        ("transcript", {"message": "msg_none", "text": "x"}),
        ("transcript", {"text": "x"}),
    ],
)
async def test_what_is_no_call_is_a_400(front: Front, name: str, arguments: Json) -> None:
    answer = await front.control.post(f"/_control/{name}", json=arguments)
    assert answer.status_code == 400
    mail = await front.customer()
    body = {"conversation": mail, "text": "x"}
    assert (await front.control.post("/_control/transcript", json=body)).status_code == 400
