"""What comes of a handshake is shown; Front's own dialog says only that it could not validate."""

import json

import pytest

from frontmate.simulator import Config, WebhookConfig
from tests.simulator.conftest import Front, Receiver, eventually, served

SECRET = "signing-key"


@pytest.mark.parametrize(
    ("refusal", "status", "detail"),
    [
        ((401, "bad signature"), 401, "the receiver answered 401"),
        ((500, "oh"), 500, "the receiver answered 500"),
        ((200, "hello"), 200, "the challenge was not in the answer"),
    ],
)
async def test_what_the_receiver_answered_is_shown_with_fronts_words(
    front: Front, receiver: Receiver, refusal: tuple[int, str], status: int, detail: str
) -> None:
    receiver.refusal = refusal
    hook = {"url": receiver.url, "secret": SECRET}
    done = await front.act("webhooks", app=hook)
    shown = done["handshake"]
    assert shown == {
        "ok": False,
        "url": receiver.url,
        "status": status,
        "answer": refusal[1],
        "detail": detail,
        "message": "Could not validate",
    }
    assert (await front.look("webhooks"))["handshake"] == shown
    assert (await front.look("state"))["handshake"] == shown


async def test_no_server_is_shown_as_such(front: Front) -> None:
    done = await front.act("webhooks", app={"url": "http://127.0.0.1:9/x", "secret": SECRET})
    shown = done["handshake"]
    assert (shown["ok"], shown["status"], shown["answer"]) == (False, None, "")
    assert "Connect" in shown["detail"]


async def test_as_in_fronts_dialog_what_could_not_be_validated_is_not_saved(
    front: Front, receiver: Receiver
) -> None:
    good = {"url": receiver.url, "secret": SECRET}
    assert (await front.act("webhooks", app=good, strict=True))["saved"] is True
    receiver.refusal = (401, "")
    done = await front.act("webhooks", app=good | {"secret": "other"}, strict=True)
    assert (done["saved"], done["handshake"]["status"]) == (False, 401)
    kept = front.simulator.webhooks.app
    assert kept == WebhookConfig(receiver.url, SECRET)
    assert (await front.act("webhooks", app=good | {"secret": "other"}))["saved"] is True
    assert "secret" not in json.dumps(await front.look("webhooks"))


async def test_a_refused_handshake_of_the_config_is_shown_and_can_be_tried_again(
    receiver: Receiver,
) -> None:
    receiver.refusal = (401, "no key yet")
    config = Config(app_webhook=WebhookConfig(receiver.url, SECRET), message_delay=0)
    async with served(config) as front:
        await eventually(lambda: front.simulator.webhooks.handshake_result)
        assert (await front.look("webhooks"))["handshake"]["answer"] == "no key yet"
        receiver.refusal = None
        assert (await front.act("handshake"))["handshake"]["ok"] is True


async def test_the_company_is_the_one_of_the_config(receiver: Receiver) -> None:
    hook = WebhookConfig(receiver.url, SECRET)
    config = Config(company_id="cmp_other", app_webhook=hook, message_delay=0)
    async with served(config) as front:
        await eventually(lambda: receiver.shaken)
        await front.customer()
        await eventually(lambda: receiver.received)
        assert (await front.api.get("/me")).json()["id"] == "cmp_other"
    for got in (receiver.shaken[0], receiver.received[0]):
        assert json.loads(got.body)["authorization"] == {"id": "cmp_other"}


async def test_only_the_chosen_events_are_sent(front: Front, receiver: Receiver) -> None:
    chosen = ["conversation_archived"]
    await front.act("webhooks", app={"url": receiver.url, "secret": SECRET, "events": chosen})
    conversation = await front.customer()
    await front.act("archive", conversation=conversation)
    await eventually(lambda: receiver.received)
    sent = [delivery["type"] for delivery in await front.look("deliveries")]
    assert sent == chosen


@pytest.mark.parametrize(
    "hook",
    [{"url": 5, "secret": "x"}, "http://127.0.0.1:1", {"url": "x", "secret": "y", "kind": "z"}],
)
async def test_what_is_no_webhook_is_refused(front: Front, hook: object) -> None:
    answer = await front.control.post("/_control/webhooks", json={"app": hook})
    assert answer.status_code == 400
    assert (await front.look("webhooks"))["app"] is None
