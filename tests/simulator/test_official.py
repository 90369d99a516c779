"""Answers, bodies and scopes against Front's official description, where it is at hand."""

import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from frontmate.simulator import Config
from frontmate.simulator.wire.happenings import TYPES
from frontmate.simulator.wire.scopes import REQUIRED
from tests.simulator import official
from tests.simulator.conftest import Front, eventually, served

CHANNEL = "alt:address:support@example.com"


@pytest.fixture
async def judged() -> AsyncIterator[Front]:
    """A stand-in each of whose good answers is held against the description."""
    official.description()
    async with served(Config(message_delay=0, ratelimit=0)) as front:

        async def judge(answer: httpx2.Response) -> None:
            await answer.aread()
            if answer.status_code >= 300:
                return
            path, method = answer.request.url.path, answer.request.method
            body = answer.json() if answer.content else None
            found = official.problems_of_answer(method, path, answer.status_code, body)
            assert not found, f"{method} {path}: {found}"
            if answer.request.content:
                found = official.problems_of_body(method, path, json.loads(answer.request.content))
                assert not found, f"{method} {path}: {found}"

        front.api.event_hooks["response"] = [judge]
        yield front


async def good(answering: Any) -> Any:
    answer = await answering
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


async def read_all(front: Front, *paths: str) -> None:
    for path in paths:
        await good(front.api.get(path))


def test_each_call_needs_the_scope_that_front_asks_for() -> None:
    described = official.operations()
    for call, scope in REQUIRED.items():
        method, path = call.split(" ", 1)
        needed = described[f"{method} {official.anonymous(path)}"].get("x-required-scopes")
        assert needed == (None if scope is None else [scope]), call


def test_the_event_list_knows_every_type_that_front_has() -> None:
    event = official.description()["components"]["schemas"]["EventResponse"]
    assert set(event["properties"]["type"]["enum"]) == TYPES


def test_the_judge_sees_what_is_wrong() -> None:
    wrong = {"_links": {}, "id": 5, "type": "public", "locales": "en"}
    assert len(official.problems_of_answer("GET", "/knowledge_bases/knb_1", 200, wrong)) == 3
    assert official.problems_of_answer("GET", "/knowledge_bases/knb_1", 204, None)
    edit = {"body": "x", "mode": "private"}
    named = " ".join(official.problems_of_body("PATCH", "/drafts/msg_1/", edit))
    assert "channel_id" in named
    assert "mode" in named


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
