"""Messages that come in through the API, and customers on all kinds of channels."""

from typing import Any

import httpx2
import pytest

from frontmate.simulator import Config, InboxConfig, WebhookConfig
from tests.simulator.conftest import Front, Receiver, eventually, served

Json = dict[str, Any]
CUSTOM = InboxConfig("inb_1app", "App", "custom", "app")
KINDS = ("twilio_whatsapp", "facebook", "intercom", "form", "custom", "anything", "twitter_dm")
INBOXES = (
    *Config().inboxes,
    *(InboxConfig(f"inb_{kind}", kind.upper(), kind, f"our-{kind}") for kind in KINDS),
)


async def served_messages(front: Front, conversation: str) -> list[Json]:
    found = await front.api.get(f"/conversations/{conversation}/messages")
    return list(found.json()["_results"])


def details(answer: httpx2.Response, status: int = 400) -> str:
    assert answer.status_code == status, answer.text
    return " ".join(answer.json()["_error"].get("details", []))


async def incoming(front: Front, **given: Any) -> str:
    """The conversation that a message on the custom channel came into."""
    body = {"sender": {"handle": "user-5"}, "body": "Hello"} | given
    answer = await front.api.post("/channels/alt:address:app/incoming_messages", json=body)
    assert answer.status_code == 202, answer.text
    return await _conversation_of(front, answer)


async def imported(front: Front, **given: Any) -> str:
    body = {
        "sender": {"handle": "kim@example.org"},
        "to": ["support@example.com"],
        "body": "Long ago",
        "external_id": "1",
        "created_at": 1_600_000_000,
        "metadata": {"is_inbound": True},
    } | given
    answer = await front.api.post("/inboxes/inb_1mail/imported_messages", json=body)
    assert answer.status_code == 202, answer.text
    return await _conversation_of(front, answer)


async def _conversation_of(front: Front, answer: httpx2.Response) -> str:
    key = f"alt:uid:{answer.json()['message_uid']}"
    message = await eventually(lambda: front.simulator.desk.workspace.message(key))
    return str(message.conversation_id)


async def test_a_custom_channel_takes_messages_and_threads_them() -> None:
    async with served(Config(message_delay=0, inboxes=(CUSTOM,), guards=False)) as front:
        one = await incoming(
            front, body="*Hi*", metadata={"thread_ref": "t1", "headers": {"a": 1}, "x": 1}
        )
        (message,) = await served_messages(front, one)
        assert (message["type"], message["text"]) == ("custom", "Hi")
        assert message["body"].strip() == "<p><em>Hi</em></p>"
        assert message["metadata"] == {"thread_ref": "t1", "headers": {"a": 1}}
        assert message["recipients"][0]["handle"] == "user-5"
        assert await incoming(front, metadata={"thread_ref": "t1"}) == one
        assert await incoming(front, metadata={"thread_ref": "t2"}) != one
        by_sender = await incoming(front, body="<b>x</b>", body_format="html")
        assert by_sender != one
        assert await incoming(front) == by_sender
        assert await incoming(front, sender={"handle": "user-6"}) != by_sender
        assert front.event_types() == ["inbound"] * 6


async def test_a_custom_sender_can_be_a_known_contact() -> None:
    async with served(Config(message_delay=0, inboxes=(CUSTOM,), guards=False)) as front:
        first = await incoming(front, sender={"handle": "user-5", "name": "Kim"})
        contact = front.simulator.desk.workspace.conversations[first].contact_id
        second = await incoming(front, sender={"handle": "other", "contact_id": contact})
        assert front.simulator.desk.workspace.conversations[second].contact_id == contact
        body = {"sender": {"handle": "x", "contact_id": "crd_none"}, "body": "x"}
        path = "/channels/alt:address:app/incoming_messages"
        assert "sender.contact_id" in details(await front.api.post(path, json=body))


async def test_only_custom_channels_take_messages(front: Front) -> None:
    path = "/channels/alt:address:support@example.com/incoming_messages"
    answer = await front.api.post(path, json={"sender": {"handle": "x"}, "body": "x"})
    assert "channel_id: not custom" in details(answer)


async def test_history_is_imported_once_in_its_own_time_and_told_to_nobody(
    receiver: Receiver,
) -> None:
    config = Config(message_delay=0, app_webhook=WebhookConfig(receiver.url, "s"))
    async with served(config) as front:
        conversation = await imported(front, tags=["old", "old2"], assignee_id="tea_1mia")
        again = await imported(front, body="Another text")
        reply = await imported(
            front,
            external_id="2",
            conversation_id=conversation,
            sender={"handle": "support@example.com", "author_id": "tea_1leo"},
            to=["kim@example.org"],
            created_at=1_600_000_050,
            metadata={"is_inbound": False},
        )
        assert again == reply == conversation
        newest, oldest = await served_messages(front, conversation)
        assert (oldest["text"], oldest["created_at"]) == ("Long ago", 1_600_000_000)
        assert (newest["is_inbound"], newest["author"]["id"]) == (False, "tea_1leo")
        found = (await front.api.get(f"/conversations/{conversation}")).json()
        assert found["status"] == "archived"
        assert [tag["name"] for tag in found["tags"]] == ["old", "old2"]
        assert found["assignee"]["id"] == "tea_1mia"
        assert await front.look("journal?kind=delivered") == []
        await front.customer("Now")
        await eventually(lambda: receiver.received)
        (told,) = receiver.received
        assert b"inbound_received" in told.body
        assert b"Now" in told.body


async def test_imports_thread_by_reference_or_by_sender(front: Front) -> None:
    first = await imported(front)
    assert await imported(front, external_id="2") == first
    meta = {"is_inbound": True, "thread_ref": "t", "is_archived": False}
    other = await imported(front, external_id="3", metadata=meta)
    assert other != first
    assert await imported(front, external_id="4", metadata=meta) == other
    assert (await front.api.get(f"/conversations/{other}")).json()["status"] == "unassigned"
    named = await imported(front, external_id="5", metadata=meta, conversation_id=first)
    assert named == first


async def test_an_answer_to_imported_messages_has_to_name_its_channel(front: Front) -> None:
    conversation = await imported(front)
    assert "channel_id: needed" in details(await front.reply(conversation))
    answer = await front.reply(conversation, channel_id="alt:address:support@example.com")
    assert answer.status_code == 202


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"external_id": " "}, "external_id: empty"),
        ({"created_at": 1.5}, "created_at: integer"),
        ({"created_at": -1}, "created_at: Unix seconds"),
        ({"created_at": 10**15}, "created_at: Unix seconds"),
        ({"type": "sms", "body_format": "html"}, "body_format: for emails only"),
        ({"type": "call"}, "type: one of"),
        ({"conversation_id": "cnv_none"}, "conversation_id: no such"),
        ({"assignee_id": "tea_none"}, "assignee_id: no such"),
        ({"tags": [""]}, "tags[0]: empty"),
        ({"metadata": {}}, "metadata.is_inbound: missing"),
        ({"sender": {}}, "sender.handle: missing"),
        ({"sender": {"handle": ""}}, "handle: empty"),
        ({"to": [""]}, "to[0]: empty"),
    ],
)
async def test_a_wrong_import_is_refused_by_name(front: Front, given: Json, named: str) -> None:
    body = {
        "sender": {"handle": "kim@example.org"},
        "to": ["support@example.com"],
        "body": "x",
        "external_id": "1",
        "created_at": 1,
        "metadata": {"is_inbound": True},
    } | given
    answer = await front.api.post("/inboxes/inb_1mail/imported_messages", json=body)
    assert named in details(answer)
    assert front.event_types() == []


@pytest.mark.parametrize(
    ("channel", "kind", "source"),
    [
        ("whatsapp", "whatsapp", "phone"),
        ("facebook", "facebook", "facebook"),
        ("intercom", "intercom", "intercom"),
        ("form", "email", "email"),
        ("custom", "custom", "custom"),
        ("anything", "anything", "custom"),
        ("twitter_dm", "tweet_dm", "twitter"),
        ("chat", "front_chat", "front_chat"),
    ],
)
async def test_customers_write_on_whatever_channel_there_is(
    channel: str, kind: str, source: str
) -> None:
    async with served(Config(message_delay=0, inboxes=INBOXES)) as front:
        conversation = await front.customer("a < b", channel=channel)
        await front.customer("more", conversation=conversation)
        newest, first = await served_messages(front, conversation)
        text = "[REDACTED]" if channel == "twitter_dm" else "a < b"
        assert (newest["type"], first["type"], first["text"]) == (kind, kind, text)
        contact = front.simulator.desk.workspace.conversations[conversation].contact_id
        handles = (await front.api.get(f"/contacts/{contact}")).json()["handles"]
        assert [handle["source"] for handle in handles] == [source]


async def test_a_message_can_have_any_type_metadata_and_age(front: Front) -> None:
    conversation = await front.customer()
    late = {"message_type": "hologram", "metadata": {"chat_visitor_url": "http://x.example/"}}
    await front.customer("Late", conversation=conversation, created_seconds_ago=7200, **late)
    newest, older = await served_messages(front, conversation)
    assert (older["type"], older["metadata"]) == ("hologram", late["metadata"])
    event = front.simulator.desk.workspace.events[-1]
    assert event.emitted_at - older["created_at"] == pytest.approx(7200, abs=1)
    assert newest["created_at"] > older["created_at"]


async def test_a_chats_visitor_may_be_an_author(front: Front) -> None:
    conversation = await front.customer("hi", channel="chat", name="Sam")
    await front.act("settings", visitors_are_authors=True)
    await front.customer("more", conversation=conversation)
    newest, first = await served_messages(front, conversation)
    assert (first["author"], newest["author"]["type"]) == (None, "visitor")
    assert newest["author"]["first_name"] == "Sam"
    mail = await front.customer()
    assert (await served_messages(front, mail))[0]["author"] is None
    listed = (await front.api.get("/teammates")).json()["_results"]
    assert "visitor" not in {teammate["type"] for teammate in listed}


@pytest.mark.parametrize(
    "given",
    [
        {"channel": "pigeon"},
        {"inbox": "inb_none"},
        {"headers": {"a b": "x"}},
        {"headers": {"X": "a\r\nBcc: b"}},
        {"metadata": [1]},
        {"created_seconds_ago": -1},
        {"reply_to": " "},
        {"message_type": 5},
    ],
)
async def test_what_no_customer_can_send_is_a_400(front: Front, given: Json) -> None:
    answer = await front.control.post("/_control/customer_message", json={"text": "x"} | given)
    assert answer.status_code == 400
    assert front.event_types() == []
