"""Which events an application webhook tells of, and under which name (facts 2, 3.2)."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from frontmate.simulator import Config, WebhookConfig
from tests.simulator.conftest import Front, Receiver, eventually, served

Json = dict[str, Any]


@pytest.fixture
async def told(receiver: Receiver) -> AsyncIterator[Front]:
    hook = WebhookConfig(receiver.url, "signing-key")
    async with served(Config(app_webhook=hook, message_delay=0)) as front:
        await eventually(lambda: receiver.shaken)
        yield front


async def names(receiver: Receiver, count: int) -> list[tuple[str, str]]:
    """The outer and the core type of each, by the order of their events."""
    await eventually(lambda: len(receiver.received) == count)
    bodies = [json.loads(got.body) for got in receiver.received]
    bodies.sort(key=lambda body: str(body["payload"]["id"]))
    return [(body["type"], body["payload"]["type"]) for body in bodies]


async def test_a_snooze_and_its_end_have_names_of_their_own(
    told: Front, receiver: Receiver
) -> None:
    conversation = await told.customer()
    await told.act("snooze", conversation=conversation, seconds=3600)
    await told.act("time", advance=3601)
    assert await names(receiver, 3) == [
        ("inbound_received", "inbound"),
        ("conversation_snoozed", "archive"),
        ("conversation_snooze_expired", "reminder"),
    ]


async def test_an_archive_after_a_snooze_is_an_archive(told: Front, receiver: Receiver) -> None:
    conversation = await told.customer()
    await told.act("snooze", conversation=conversation, seconds=3600)
    await told.act("archive", conversation=conversation)
    assert (await names(receiver, 3))[1:] == [
        ("conversation_snoozed", "archive"),
        ("conversation_archived", "archive"),
    ]


async def test_links_are_told(told: Front, receiver: Receiver) -> None:
    conversation = await told.customer()
    path, url = f"/conversations/{conversation}/links", "https://shop.example/order/7"
    await told.api.post(path, json={"link_external_urls": [url]})
    link = told.simulator.desk.workspace.events[-1].data["target"]["data"]["id"]
    await told.api.request("DELETE", path, json={"link_ids": [link]})
    assert (await names(receiver, 3))[1:] == [
        ("link_added", "link_added"),
        ("link_removed", "link_removed"),
    ]


async def test_what_did_not_arrive_is_told(told: Front, receiver: Receiver) -> None:
    conversation = await told.customer()
    said = {"conversation": conversation, "teammate": "mia"}
    sent = await told.act("teammate_reply", **said, text="Soon")
    await told.act("bounce", message=sent["message"])
    await told.act("fail_messages")
    await told.act("teammate_reply", **said, text="Sooner")
    failed = {
        ("message_delivery_failed", kind) for kind in ("message_bounce_error", "sending_error")
    }
    await eventually(lambda: "sending_error" in told.event_types())
    count = len(told.event_types())
    assert failed <= set(await names(receiver, count))


@pytest.mark.parametrize("skip", [True, False])
async def test_imported_messages_are_told_by_no_webhook_and_to_rules_only_if_asked(
    told: Front, receiver: Receiver, skip: bool
) -> None:
    await told.act("rules", on=["inbound"], do=[{"action": "tag", "tag": "seen"}])
    imported = {
        "sender": {"handle": "kim@customer.example"},
        "to": ["support@example.com"],
        "body": "Long ago",
        "external_id": "old-1",
        "created_at": 1_600_000_000,
        "metadata": {"is_inbound": True, "is_archived": False, "should_skip_rules": skip},
    }
    answer = await told.api.post("/inboxes/inb_1mail/imported_messages", json=imported)
    assert answer.status_code == 202, answer.text
    await eventually(lambda: "inbound" in told.event_types())
    await told.customer()
    rules = told.simulator.journal.of_kind("rule")
    # The customer's own message sets the rule off in either case.
    assert len(rules) == (1 if skip else 2)
    tagged = [("tag_added", "tag")] * len(rules)
    assert sorted(await names(receiver, 1 + len(rules))) == [
        ("inbound_received", "inbound"),
        *tagged,
    ]


async def test_private_conversations_are_told_by_rule_webhooks_only(receiver: Receiver) -> None:
    config = Config.from_json(
        {
            "inboxes": [
                {"id": "inb_own", "name": "Mia", "address": "mia@example.com", "owner": "tea_1mia"},
            ],
            "app_webhook": {"url": receiver.url, "secret": "a"},
            "rule_webhook": {"url": receiver.url, "secret": "b"},
        }
    )
    async with served(config) as front:
        await front.customer(inbox="inb_own")
        await eventually(lambda: receiver.received)
        assert [d["kind"] for d in await front.look("deliveries")] == ["rule"]
