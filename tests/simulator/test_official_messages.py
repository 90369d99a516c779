"""Answers of the calls on messages and files against Front's official description."""

from collections.abc import AsyncIterator

import pytest

from frontmate.simulator import Config, InboxConfig
from frontmate.simulator.company import SignatureConfig
from tests.simulator.conftest import Front, eventually
from tests.simulator.judging import good, judged_front, read_all

MAIL = "alt:address:support@example.com"
INBOXES = (
    InboxConfig("inb_1mail", "Support", "smtp", "support@example.com", undo_send_time=5),
    InboxConfig("inb_1app", "App", "custom", "app", is_valid=False),
    InboxConfig("inb_1wa", "WhatsApp", "twilio_whatsapp", "+12025550199"),
    InboxConfig("inb_1tel", "Phone", "truly", "+12025550150"),
    InboxConfig("inb_1chat", "Chat", "front_chat", "chat.example.com"),
)
SIGNATURE = SignatureConfig("sig_ada", "Ada", "<p>Ada</p>", "tea_1ada")
FILE = {"filename": "a.png", "content_type": "image/png", "base64": "iVBO", "cid": "one"}


@pytest.fixture
async def judged() -> AsyncIterator[Front]:
    config = Config(
        message_delay=0, ratelimit=0, inboxes=INBOXES, signatures=(SIGNATURE,), time_rate=1000
    )
    async with judged_front(config) as front:
        yield front


async def test_files_answer_as_described(judged: Front) -> None:
    conversation = await judged.customer(html='<img src="cid:one">', attachments=[FILE])
    await judged.act("comment", conversation=conversation, text="See", attachments=[FILE])
    await read_all(
        judged,
        f"/conversations/{conversation}/messages",
        f"/conversations/{conversation}/comments",
    )


async def test_what_begins_or_brings_in_a_conversation_answers_as_described(
    judged: Front,
) -> None:
    new = {"to": ["a@b.example"], "body": "<p>x</p>", "signature_id": "sig_ada"}
    sent = await good(judged.api.post(f"/channels/{MAIL}/messages", json=new))
    await good(judged.api.post(f"/channels/{MAIL}/drafts", json=new))
    incoming = {"sender": {"handle": "u"}, "body": "*x*", "metadata": {"thread_ref": "t"}}
    came = await good(judged.api.post("/channels/alt:address:app/incoming_messages", json=incoming))
    past = {
        "sender": {"handle": "a@b.example"},
        "to": ["support@example.com"],
        "body": "x",
        "external_id": "1",
        "created_at": 1,
        "metadata": {"is_inbound": True},
    }
    imported = await good(judged.api.post("/inboxes/inb_1mail/imported_messages", json=past))
    workspace = judged.simulator.desk.workspace
    for one in (sent, came, imported):
        key = f"alt:uid:{one['message_uid']}"
        await eventually(lambda key=key: workspace.message(key))  # type: ignore[misc]
        await read_all(judged, f"/messages/{key}")
    await read_all(judged, "/conversations", "/channels", "/events")


async def test_seen_answers_as_described(judged: Front) -> None:
    conversation = await judged.customer(channel="chat")
    sent = await judged.act("teammate_reply", conversation=conversation, teammate="mia", text="x")
    path = f"/messages/{sent['message']}/seen"
    await read_all(judged, path)
    await good(judged.api.post(path, json={}))
    await read_all(judged, path)


async def test_calls_and_failures_answer_as_described(judged: Front) -> None:
    call = await judged.act("call", answered=False)
    await judged.act("voicemail", conversation=call["conversation"], text="Call me")
    await judged.act("settings", visitors_are_authors=True)
    chat = await judged.customer("hi", channel="chat", metadata={"chat_visitor_url": "x"})
    whatsapp = await judged.customer("hi", channel="whatsapp", created_seconds_ago=100_000)
    app = await judged.customer("hi", channel="custom")
    for conversation in (chat, whatsapp, app):
        await judged.act("teammate_reply", conversation=conversation, teammate="mia", text="x")
    await judged.act("bounce", conversation=chat)
    assert judged.event_types().count("sending_error") == 2
    for conversation in (call["conversation"], chat, whatsapp, app):
        await read_all(judged, f"/conversations/{conversation}/messages")
    await read_all(judged, "/events")
