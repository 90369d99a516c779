"""Answers, bodies and scopes against Front's official description, where it is at hand."""

import base64
from collections.abc import AsyncIterator, Mapping

import pytest

from frontmate.simulator import Config
from frontmate.simulator.wire.happenings import TYPES
from frontmate.simulator.wire.scopes import REQUIRED
from tests.contract import official
from tests.contract.official import Operation
from tests.simulator.conftest import Front, eventually
from tests.simulator.judging import good, judged_front, read_all

CHANNEL = "alt:address:support@example.com"


@pytest.fixture
async def judged() -> AsyncIterator[Front]:
    async with judged_front(Config(message_delay=0, ratelimit=0)) as front:
        yield front


def test_each_call_needs_the_scope_that_front_asks_for() -> None:
    described = operations()
    for call, scope in REQUIRED.items():
        assert described[official.anonymous(call)].scope == scope, call


def test_the_event_list_knows_every_type_that_front_has() -> None:
    operations()
    event = official.named_schema("EventResponse")
    assert set(event["properties"]["type"]["enum"]) == TYPES


def operations() -> Mapping[str, Operation]:
    if not official.is_here():
        pytest.skip(official.ABSENT)
    return official.operations()


async def test_the_directory_answers_as_described(judged: Front) -> None:
    await judged.customer(name="Kim Doe", handle="kim@example.org")
    tag = await good(judged.api.post("/company/tags", json={"name": "one"}))
    await read_all(
        judged,
        "/me",
        "/teammates",
        "/teammates/tea_1mia",
        "/inboxes",
        "/inboxes/inb_1mail",
        "/inboxes/inb_1mail/channels",
        "/channels",
        f"/channels/{CHANNEL}",
        "/company/tags",
        "/tags",
        f"/tags/{tag['id']}",
        "/contacts",
        "/contacts/alt:email:kim@example.org",
    )


@pytest.mark.parametrize("channel", ["email", "chat", "sms"])
async def test_a_conversation_with_all_in_it_answers_as_described(
    judged: Front, channel: str
) -> None:
    id_ = await judged.customer("Hello", channel=channel, cc=["boss@example.org"])
    one = f"/conversations/{id_}"
    tag = (await good(judged.api.post("/tags", json={"name": "x"})))["id"]
    await good(judged.api.post(f"{one}/comments", json={"body": "n", "author_id": "tea_1ada"}))
    await good(judged.api.post(f"{one}/tags", json={"tag_ids": [tag]}))
    await good(judged.api.patch(one, json={"assignee_id": "tea_1mia"}))
    await good(judged.api.put(f"{one}/assignee", json={"assignee_id": "tea_1ada"}))
    body = {"body": "x", "author_id": "tea_1ada", "options": {"archive": False, "tag_ids": [tag]}}
    uid = (await good(judged.api.post(f"{one}/messages", json=body)))["message_uid"]
    await eventually(lambda: "out_reply" in judged.event_types())
    await judged.act("snooze", conversation=id_)
    comment = (await good(judged.api.get(f"{one}/comments")))["_results"][0]["id"]
    await read_all(
        judged,
        "/conversations",
        one,
        f"{one}/messages",
        f"{one}/followers",
        f"{one}/inboxes",
        f"/messages/alt:uid:{uid}",
        f"/comments/{comment}",
    )
    await good(judged.api.request("DELETE", f"{one}/tags", json={"tag_ids": [tag]}))


async def test_drafts_answer_as_described(judged: Front) -> None:
    id_ = await judged.customer("Hello", cc=["boss@example.org"])
    body = {"body": "<p>x</p>", "author_id": "tea_1ada", "channel_id": CHANNEL, "mode": "shared"}
    draft = await good(judged.api.post(f"/conversations/{id_}/drafts", json=body))
    await good(
        judged.api.patch(
            f"/drafts/{draft['id']}/",
            json={"body": "<p>y</p>", "channel_id": CHANNEL, "version": draft["version"]},
        )
    )
    await judged.act("draft", conversation=id_, teammate="mia", text="me too")
    listed = (await good(judged.api.get(f"/conversations/{id_}/drafts")))["_results"]
    await read_all(judged, f"/conversations/{id_}/messages", f"/messages/{draft['id']}")
    version = {"version": listed[1]["version"]}
    await good(judged.api.request("DELETE", f"/drafts/{draft['id']}", json=version))


async def test_knowledge_bases_answer_as_described(judged: Front) -> None:
    kb = (await judged.act("kb_put", name="Help", locales=["en", "de"]))["kb"]
    file = {"filename": "a.txt", "base64": base64.b64encode(b"hello").decode()}
    put = {"kb": kb, "title": "Billing", "html": "<p>How</p>", "category": "Money"}
    article = (await judged.act("kb_article_put", **put, attachments=[file], editor="mia"))[
        "article"
    ]
    await judged.act("kb_article_put", **put | {"category": None}, locale="de", slug="zwei")
    category = (await good(judged.api.get(f"/knowledge_bases/{kb}/categories")))["_results"][0]
    for owner in (
        f"/knowledge_bases/{kb}",
        f"/knowledge_base_categories/{category['id']}",
        f"/knowledge_base_articles/{article}",
    ):
        await read_all(judged, owner, f"{owner}/content", f"{owner}/locales/en/content")
    await read_all(
        judged,
        "/knowledge_bases",
        f"/knowledge_bases/{kb}/articles",
        f"/knowledge_base_categories/{category['id']}/articles",
    )


async def test_events_have_the_described_frame(judged: Front) -> None:
    id_ = await judged.customer()
    await judged.act("assign", conversation=id_, teammate="mia", by="rul_1")
    await judged.act("archive", conversation=id_)
    newest = (await good(judged.api.get(f"/conversations/{id_}/events")))["_results"][0]
    await read_all(judged, "/events", f"/events/{newest['id']}")
