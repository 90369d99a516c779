"""A rule webhook may send previews: what happened to what, by id alone (facts 3.3)."""

import base64
import hmac
import json
from typing import Any

import pytest

from tests.simulator.conftest import Front, Receiver, eventually

Json = dict[str, Any]
SECRET = "api-secret"


@pytest.fixture
async def told(front: Front, receiver: Receiver) -> Front:
    """A stand-in whose rule webhook sends previews."""
    hook = {"url": receiver.url, "secret": SECRET, "body": "preview"}
    await front.act("webhooks", rule=hook)
    return front


async def previews(receiver: Receiver, count: int) -> dict[str, Json]:
    """By core type."""
    await eventually(lambda: len(receiver.received) == count)
    bodies = [json.loads(got.body) for got in receiver.received]
    return {body["type"]: body for body in bodies}


async def test_a_preview_has_the_keys_of_an_event_without_their_data(
    told: Front, receiver: Receiver
) -> None:
    conversation = await told.customer()
    await told.act("assign", conversation=conversation, teammate="leo", by="mia")
    shown = (await previews(receiver, 2))["assign"]
    full = next(e for e in told.simulator.desk.workspace.events if e.type == "assign").data
    assert set(shown) == set(full)
    for end, teammate in (("source", "tea_1mia"), ("target", "tea_1leo")):
        assert shown[end] == {
            "_meta": {"type": "teammate"},
            "_links": {"self": f"{told.url}/teammates/{teammate}"},
            "id": teammate,
        }
    assert set(shown["conversation"]) == {"_links", "id"}
    assert shown["conversation"]["id"] == conversation
    assert all(shown[key] == full[key] for key in ("_links", "id", "type", "emitted_at"))


async def test_sources_and_targets_without_an_id_are_left_with_their_type(
    told: Front, receiver: Receiver
) -> None:
    conversation, gone = await told.customer(), await told.customer()
    await told.api.patch(f"/conversations/{conversation}", json={"status": "archived"})
    await told.act("merge", **{"from": gone, "into": conversation})
    shown = await previews(receiver, 3)
    assert shown["inbound"]["source"] == {"_meta": {"type": "inboxes"}}
    assert shown["inbound"]["target"]["id"].startswith("msg_")
    assert shown["archive"]["source"] == {"_meta": {"type": "api"}}
    assert "target" not in shown["archive"]


async def test_nothing_that_was_written_is_in_a_preview(told: Front, receiver: Receiver) -> None:
    conversation = await told.customer("a secret of mine", subject="My secret", name="Kim Secret")
    await told.act("comment", conversation=conversation, text="their secret")
    await previews(receiver, 2)
    assert not [got for got in receiver.received if b"secret" in got.body.lower()]


async def test_a_preview_is_signed_like_any_rule_webhook(told: Front, receiver: Receiver) -> None:
    await told.customer()
    await previews(receiver, 1)
    got = receiver.received[0]
    digest = hmac.digest(SECRET.encode(), got.body, "sha1")
    assert got.headers["x-front-signature"] == base64.b64encode(digest).decode()
    assert b'": ' not in got.body


async def test_an_application_webhook_is_always_full(told: Front, receiver: Receiver) -> None:
    await told.act("webhooks", rule=None, app={"url": receiver.url, "secret": SECRET})
    await told.customer("in full")
    await eventually(lambda: receiver.received)
    payload = json.loads(receiver.received[0].body)["payload"]
    assert payload["target"]["data"]["text"] == "in full"
    assert payload["conversation"]["last_message"] == payload["target"]["data"]
    given = {"url": receiver.url, "secret": SECRET, "body": "preview"}
    refused = await told.control.post("/_control/webhooks", json={"app": given})
    assert (refused.status_code, refused.json()["error"][:4]) == (400, "app:")


async def test_another_body_than_full_and_preview_is_refused(front: Front) -> None:
    given = {"url": "http://127.0.0.1:9/x", "secret": SECRET, "body": "short"}
    refused = await front.control.post("/_control/webhooks", json={"rule": given})
    assert (refused.status_code, refused.json()["error"][:5]) == (400, "body:")
