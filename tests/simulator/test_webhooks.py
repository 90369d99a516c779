"""Webhooks out: signatures (worked out here, independently), handshake, retries, faults."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from frontmate.simulator import Config, WebhookConfig
from frontmate.simulator.webhooks import sign_application, sign_rule
from tests.simulator.conftest import Front, Received, Receiver, eventually, served

SECRET = "signing-key"


@pytest.fixture
async def told(receiver: Receiver) -> AsyncIterator[Front]:
    """A stand-in whose application webhook goes to the receiver."""
    config = Config(
        app_webhook=WebhookConfig(receiver.url, SECRET),
        message_delay=0,
        webhook_retry_delays=(0, 0, 0),
        webhook_timeout=0.2,
    )
    async with served(config) as front:
        await eventually(lambda: receiver.shaken)
        yield front


def is_signed_by_the_application(got: Received) -> bool:
    base = got.headers["x-front-request-timestamp"].encode() + b":" + got.body
    digest = hmac.new(SECRET.encode(), base, hashlib.sha256).digest()
    return got.headers["x-front-signature"] == base64.b64encode(digest).decode()


def outer_types(receiver: Receiver) -> list[str]:
    return [json.loads(got.body)["type"] for got in receiver.received]


def test_both_signatures_match_vectors_made_with_openssl() -> None:
    plain = b'{"type":"sync","authorization":{"id":"cmp_abc"}}'
    other = '{"type":"inbound","conversation":{"subject":"Café ☕ <b>"}}'.encode()
    key = "app-signing-key"
    assert sign_application(key, "1700000000000", plain) == (
        "XHWOuT4Y8MGaYyYmgc4HrYSnp8m8XyrR4zilD3m/kVA="
    )
    assert sign_application(key, "1700000000001", other) == (
        "+sLaNtl5fnTJpMmiyYN96me7oJFOrujz8gLTU6+Bjm4="
    )
    assert sign_rule("api-secret", plain) == "xRYnI0a1RVaUQl1LaVr6J7pKlCU="
    assert sign_rule("api-secret", other) == "R/Agm+3rakAbrlxnHc7gmX7ZTjo="


async def test_the_handshake_is_signed_and_its_result_shown(
    told: Front, receiver: Receiver
) -> None:
    got = receiver.shaken[0]
    assert is_signed_by_the_application(got)
    assert json.loads(got.body) == {"type": "sync", "authorization": {"id": "cmp_1demo"}}
    await eventually(lambda: told.simulator.webhooks.handshake_result)
    assert (await told.look("state"))["handshake"]["ok"] is True


async def test_a_handshake_that_fails_is_told_and_does_not_stop_anything(front: Front) -> None:
    unreachable = {"url": "http://127.0.0.1:9/hook", "secret": "x"}
    done = await front.act("webhooks", app=unreachable)
    assert done["handshake"]["ok"] is False
    assert done["handshake"]["detail"]


async def test_an_application_webhook_is_an_envelope_with_a_fresh_signature(
    told: Front, receiver: Receiver
) -> None:
    await told.customer("Schöne Grüße ☕")
    await eventually(lambda: receiver.received)
    got = receiver.received[0]
    body = json.loads(got.body)
    assert is_signed_by_the_application(got)
    assert len(got.headers["x-front-request-timestamp"]) == 13
    assert (body["type"], body["payload"]["type"]) == ("inbound_received", "inbound")
    assert body["authorization"] == {"id": "cmp_1demo"}
    assert body["payload"]["target"]["data"]["text"] == "Schöne Grüße ☕"


async def test_a_rule_webhook_is_a_bare_event_signed_with_sha1(
    front: Front, receiver: Receiver
) -> None:
    await front.act("webhooks", rule={"url": receiver.url, "secret": SECRET})
    await front.customer()
    await eventually(lambda: receiver.received)
    got = receiver.received[0]
    digest = hmac.new(SECRET.encode(), got.body, hashlib.sha1).digest()
    assert got.headers["x-front-signature"] == base64.b64encode(digest).decode()
    assert "x-front-request-timestamp" not in got.headers
    assert json.loads(got.body)["id"].startswith("evt_")


async def test_every_kind_of_change_is_told_under_its_outer_name(
    told: Front, receiver: Receiver
) -> None:
    conversation, other = await told.customer(), await told.customer()
    steps: list[tuple[str, dict[str, Any]]] = [
        ("assign", {"teammate": "ada"}),
        ("assign", {"teammate": None}),
        ("tag", {"tag": "x"}),
        ("untag", {"tag": "x"}),
        ("comment", {"text": "note"}),
        ("teammate_reply", {"teammate": "mia", "text": "Hi"}),
        ("archive", {}),
        ("reopen", {}),
        ("trash", {}),
        ("reopen", {}),
        ("merge", {"from": other, "into": conversation}),
    ]
    for name, more in steps:
        await told.act(name, **({"conversation": conversation} | more))
    expected = [
        "assignee_changed",
        "assignee_changed",
        "conversation_archived",
        "conversation_deleted",
        "conversation_reopened",
        "conversation_restored",
        "inbound_received",
        "inbound_received",
        "new_comment_added",
        "outbound_sent",
        "tag_added",
        "tag_removed",
    ]
    await eventually(lambda: len(receiver.received) == len(expected))
    assert sorted(outer_types(receiver)) == expected


@pytest.mark.parametrize(
    ("statuses", "attempts", "state"),
    [
        ([500, 429, 408], 4, "delivered"),
        ([500, 500, 500, 500], 4, "failed"),
        ([503], 1, "failed"),
        ([401], 1, "failed"),
    ],
)
async def test_only_408_429_and_500_are_retried_and_three_times_at_most(
    told: Front, receiver: Receiver, statuses: list[int], attempts: int, state: str
) -> None:
    receiver.statuses = list(statuses)
    await told.customer()
    deliveries = told.simulator.webhooks.deliveries
    await eventually(lambda: deliveries and deliveries[0].state in {"delivered", "failed"})
    assert (len(receiver.received), deliveries[0].state) == (attempts, state)
    assert len({json.loads(got.body)["payload"]["id"] for got in receiver.received}) == 1


async def test_a_receiver_that_is_silent_too_long_is_asked_again(
    told: Front, receiver: Receiver
) -> None:
    receiver.silent = 1
    await told.customer()
    await eventually(lambda: told.simulator.webhooks.deliveries[0].state == "delivered")
    first, second = told.simulator.webhooks.deliveries[0].attempts
    assert (first.status, second.status) == (None, 200)


async def test_a_rule_webhook_is_never_retried(front: Front, receiver: Receiver) -> None:
    await front.act("webhooks", rule={"url": receiver.url, "secret": SECRET})
    receiver.statuses = [500]
    await front.customer()
    deliveries = front.simulator.webhooks.deliveries
    await eventually(lambda: deliveries and deliveries[0].state == "failed")
    assert len(receiver.received) == 1


async def faulty(told: Front, receiver: Receiver, count: int, **rule: Any) -> list[str]:
    """The texts that arrive when the customer writes 1, 2, 3 under that rule."""
    await told.fault(**rule)
    conversation = await told.customer("1")
    for text in ("2", "3"):
        await told.customer(text, conversation=conversation)
    await eventually(lambda: len(receiver.received) == count)
    deliveries = told.simulator.webhooks.deliveries
    await eventually(lambda: all(d.state in {"delivered", "dropped"} for d in deliveries))
    return [json.loads(got.body)["payload"]["target"]["data"]["text"] for got in receiver.received]


async def test_a_dropped_webhook_never_arrives(told: Front, receiver: Receiver) -> None:
    assert sorted(await faulty(told, receiver, 2, webhook="drop", nth=2)) == ["1", "3"]


async def test_a_duplicated_webhook_arrives_twice(told: Front, receiver: Receiver) -> None:
    texts = await faulty(told, receiver, 4, webhook="duplicate", nth=2)
    assert sorted(texts) == ["1", "2", "2", "3"]


async def test_a_reordered_webhook_arrives_after_a_later_one(
    told: Front, receiver: Receiver
) -> None:
    texts = await faulty(told, receiver, 3, webhook="reorder", nth=1)
    assert texts.index("1") > 0


async def test_a_delayed_webhook_arrives_all_the_same(told: Front, receiver: Receiver) -> None:
    texts = await faulty(told, receiver, 3, webhook="delay", nth=1, seconds=0.05)
    assert sorted(texts) == ["1", "2", "3"]


async def test_the_same_seed_drops_the_same_webhooks(front: Front, receiver: Receiver) -> None:
    runs = []
    for _ in range(2):
        await front.act("reset")
        await front.act("webhooks", rule={"url": receiver.url, "secret": SECRET})
        await front.fault(webhook="drop", rate=0.5, seed=7)
        for number in range(20):
            await front.customer(str(number))
        runs.append([d["fault"] for d in await front.look("deliveries")])
    assert runs[0] == runs[1]
    assert 0 < runs[0].count("drop") < 20
