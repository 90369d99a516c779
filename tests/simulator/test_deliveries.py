"""What was sent is kept, so that it can be looked at, and sent once more, byte for byte."""

import base64
import hmac
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from frontmate.simulator import Config, WebhookConfig
from tests.simulator.conftest import Front, Receiver, eventually, served

SECRET = "signing-key"
SIGNING = ("x-front-signature", "x-front-request-timestamp", "content-type")


@pytest.fixture
async def told(receiver: Receiver) -> AsyncIterator[Front]:
    config = Config(
        app_webhook=WebhookConfig(receiver.url, SECRET),
        rule_webhook=WebhookConfig(receiver.url, SECRET, events=()),
        message_delay=0,
        webhook_retry_delays=(0,),
    )
    async with served(config) as front:
        await eventually(lambda: front.simulator.webhooks.handshake_result)
        yield front


async def delivered(told: Front, number: int = 1) -> Any:
    await eventually(lambda: told.simulator.webhooks.deliveries[number - 1].state == "delivered")
    return await told.look(f"deliveries/{number}")


async def test_a_delivery_shows_the_bytes_and_headers_that_were_sent(
    told: Front, receiver: Receiver
) -> None:
    await told.customer("Grüße ☕ <b>")
    shown = await delivered(told)
    got = receiver.received[0]
    assert shown["body"].encode() == got.body
    (attempt,) = shown["attempts"]
    assert attempt["url"] == receiver.url
    assert {name: got.headers[name] for name in SIGNING} == attempt["headers"]
    assert SECRET not in json.dumps(shown)
    assert 0 < attempt["seconds"] < 5


async def test_the_list_of_deliveries_is_without_bodies(told: Front) -> None:
    await told.customer()
    await delivered(told)
    (shown,) = await told.look("deliveries")
    assert {"body", "headers"}.isdisjoint({*shown, *shown["attempts"][0]})


async def test_each_attempt_has_its_own_timestamp_and_signature(
    told: Front, receiver: Receiver
) -> None:
    receiver.statuses = [500]
    await told.customer()
    await delivered(told)
    first, second = receiver.received
    assert first.body == second.body
    for got in (first, second):
        base = got.headers["x-front-request-timestamp"].encode() + b":" + got.body
        digest = hmac.digest(SECRET.encode(), base, "sha256")
        assert got.headers["x-front-signature"] == base64.b64encode(digest).decode()
    times = [int(got.headers["x-front-request-timestamp"]) for got in (first, second)]
    assert times[0] <= times[1]


async def test_a_delivery_is_repeated_byte_for_byte(told: Front, receiver: Receiver) -> None:
    await told.customer("Grüße ☕")
    await delivered(told)
    done = await told.act("deliveries/1/again")
    first, second = receiver.received
    assert first.body == second.body
    assert [first.headers[n] for n in SIGNING] == [second.headers[n] for n in SIGNING]
    assert (done["n"], done["again_of"], done["state"]) == (2, 1, "delivered")


async def test_a_delivery_is_repeated_under_a_new_signature(
    told: Front, receiver: Receiver
) -> None:
    await told.customer()
    await delivered(told)
    # Another key is certain to give another signature; another millisecond is not.
    told.simulator.webhooks.app = WebhookConfig(receiver.url, "another-key")
    await told.act("deliveries/1/again", fresh=True)
    first, second = receiver.received
    assert first.body == second.body
    assert first.headers["x-front-signature"] != second.headers["x-front-signature"]


async def test_a_repeated_delivery_is_not_retried(told: Front, receiver: Receiver) -> None:
    await told.customer()
    await delivered(told)
    receiver.statuses = [500]
    done = await told.act("deliveries/1/again")
    assert (done["state"], len(done["attempts"]), len(receiver.received)) == ("failed", 1, 2)


async def test_one_that_was_never_sent_can_only_be_sent_fresh(
    told: Front, receiver: Receiver
) -> None:
    await told.fault(webhook="drop")
    await told.customer()
    refused = await told.control.post("/_control/deliveries/1/again")
    assert (refused.status_code, "never sent" in refused.json()["error"]) == (400, True)
    assert (await told.act("deliveries/1/again", fresh=True))["state"] == "delivered"
    assert len(receiver.received) == 1


@pytest.mark.parametrize("path", ["deliveries/0", "deliveries/7", "deliveries/7/again"])
async def test_a_delivery_that_is_not_there_is_a_400(told: Front, path: str) -> None:
    method = "POST" if path.endswith("again") else "GET"
    answer = await told.control.request(method, f"/_control/{path}")
    assert (answer.status_code, answer.json()["error"][:2]) == (400, "n:")


async def test_without_a_webhook_nothing_is_repeated(told: Front) -> None:
    await told.customer()
    await delivered(told)
    await told.act("webhooks", app=None)
    answer = await told.control.post("/_control/deliveries/1/again")
    assert (answer.status_code, "no app webhook" in answer.json()["error"]) == (400, True)


async def test_no_connection_is_retried_like_no_answer(front: Front) -> None:
    await front.act("webhooks", app={"url": "http://127.0.0.1:9/hook", "secret": SECRET})
    webhooks = front.simulator.webhooks
    await front.customer()
    await eventually(lambda: webhooks.deliveries[0].attempts)
    assert webhooks.deliveries[0].state == "retrying"
    (attempt,) = (await front.look("deliveries/1"))["attempts"]
    assert (attempt["status"], "Connect" in attempt["problem"]) == (None, True)
