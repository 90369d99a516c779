"""Faults of webhooks: which deliveries a rule meets, and what several rules do together."""

import json
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from frontmate.simulator import Config, WebhookConfig
from tests.simulator.conftest import Front, Receiver, served

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp()


@pytest.fixture
async def told(receiver: Receiver) -> AsyncIterator[Front]:
    """Both webhooks go to one receiver, and time stands still."""
    target = WebhookConfig(receiver.url, "key")
    config = Config(
        app_webhook=target,
        rule_webhook=target,
        message_delay=0,
        ratelimit=0,
        started_at=NOON,
        time_rate=0,
    )
    async with served(config) as front:
        yield front


async def arrived(front: Front, receiver: Receiver, seconds: float = 0) -> Counter[str]:
    """How often each text came in, by the kind of webhook, since the last time it was asked."""
    await front.act("time", advance=seconds)
    counted: Counter[str] = Counter()
    for got in receiver.received:
        body = json.loads(got.body)
        kind, event = ("app", body["payload"]) if "payload" in body else ("rule", body)
        counted[f"{kind} {event['target']['data']['text']}"] += 1
    receiver.received.clear()
    return counted


async def write(front: Front, *texts: str, to: str | None = None) -> list[str]:
    return [await front.customer(text, conversation=to) for text in texts]


async def test_a_rule_can_be_for_one_kind(told: Front, receiver: Receiver) -> None:
    await told.fault(webhook="drop", kind="rule")
    await write(told, "1", "2")
    assert await arrived(told, receiver) == {"app 1": 1, "app 2": 1}


async def test_a_rule_can_be_for_one_conversation(told: Front, receiver: Receiver) -> None:
    (one,) = await write(told, "1")
    await told.fault(webhook="drop", conversation=one, kind="app")
    await write(told, "2", to=one)
    await write(told, "3")
    assert await arrived(told, receiver) == Counter(
        ["app 1", "rule 1", "rule 2", "app 3", "rule 3"]
    )


async def test_a_rule_can_be_for_one_type(told: Front) -> None:
    await told.fault(webhook="drop", type="assignee_changed")
    (conversation,) = await write(told, "1")
    await told.act("assign", conversation=conversation, teammate="mia")
    await told.act("time", advance=0)
    states = [(d["type"], d["state"]) for d in await told.look("deliveries")]
    assert states == [
        ("inbound_received", "delivered"),
        ("inbound_received", "delivered"),
        ("assignee_changed", "dropped"),
        ("assignee_changed", "dropped"),
    ]


async def test_a_webhook_is_delivered_as_often_as_asked(told: Front, receiver: Receiver) -> None:
    await told.fault(webhook="duplicate", copies=4, kind="app")
    await write(told, "1")
    assert await arrived(told, receiver) == {"app 1": 4, "rule 1": 1}


async def test_copies_can_come_one_after_another(told: Front, receiver: Receiver) -> None:
    await told.fault(webhook="duplicate", copies=3, seconds=60, kind="app")
    await write(told, "1")
    assert await arrived(told, receiver) == {"app 1": 1, "rule 1": 1}
    assert await arrived(told, receiver, 60) == {"app 1": 1}
    assert await arrived(told, receiver, 600) == {"app 1": 1}


async def test_a_delay_is_on_the_dial(told: Front, receiver: Receiver) -> None:
    await told.fault(webhook="delay", seconds=3600)
    await write(told, "1")
    assert await arrived(told, receiver, 3599) == {}
    assert await arrived(told, receiver, 1) == {"app 1": 1, "rule 1": 1}


async def test_a_reordered_webhook_waits_for_a_later_one_of_its_kind(
    told: Front, receiver: Receiver
) -> None:
    await told.fault(webhook="reorder", kind="app", nth=1)
    await write(told, "1")
    assert await arrived(told, receiver) == {"rule 1": 1}
    await write(told, "2")
    await told.act("time", advance=0)
    texts = [json.loads(got.body) for got in receiver.received]
    in_order = [b["payload"]["target"]["data"]["text"] for b in texts if "payload" in b]
    assert in_order == ["2", "1"]


async def test_where_nothing_follows_a_reordered_webhook_is_only_late(
    told: Front, receiver: Receiver
) -> None:
    await told.fault(webhook="reorder", kind="app", seconds=30)
    await write(told, "1")
    assert await arrived(told, receiver, 29) == {"rule 1": 1}
    assert await arrived(told, receiver, 1) == {"app 1": 1}


async def test_several_faults_act_on_one_webhook_and_a_drop_wins(
    told: Front, receiver: Receiver
) -> None:
    await told.fault(webhook="drop", nth=2, kind="app")
    await told.fault(webhook="duplicate", kind="app")
    await told.fault(webhook="delay", seconds=10, kind="app")
    await write(told, "1", "2")
    assert await arrived(told, receiver) == {"rule 1": 1, "rule 2": 1}
    assert await arrived(told, receiver, 10) == {"app 1": 2}
    faults = [(d["state"], d["fault"]) for d in await told.look("deliveries") if d["fault"]]
    assert faults == [
        ("delivered", "duplicate+delay"),
        ("delivered", "duplicate+delay"),
        ("dropped", "drop+duplicate+delay"),
    ]
