"""What the stand-in really sent is let in, and nothing that differs from it by as much as a bit."""

import asyncio
import base64
import hmac
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from frontmate.app import listen
from frontmate.app import serve as serve_receiver
from frontmate.front import (
    Webhook,
    WebhookKind,
    WebhookRefused,
    WebhookSecrets,
    open_webhook,
    translate,
)
from frontmate.simulator import Config, Simulator, WebhookConfig, serve
from tests.front.stand_in import ME

APP_KEY, RULE_KEY = "app-signing-key", "api-secret"
BOTH = WebhookSecrets(APP_KEY, RULE_KEY)
FIVE_MINUTES, ONE_SECOND = timedelta(minutes=5), timedelta(seconds=1)
SIGNATURE, TIMESTAMP = "x-front-signature", "x-front-request-timestamp"

APPLICATION = ["application", "application, not ASCII", "handshake"]
RULE = ["rule", "rule, not ASCII", "preview"]
SENT = [*APPLICATION, *RULE]
ASCII, NOT_ASCII = "Where is my order?", "Où est ma commande ? ☕"


@dataclass(frozen=True)
class Got:
    """A webhook as it came over the wire; `at` is the time that it was signed with, if any."""

    headers: dict[str, str]
    body: bytes
    at: datetime

    def with_header(self, name: str, value: str) -> "Got":
        return replace(self, headers=self.headers | {name: value})

    def without_header(self, name: str) -> "Got":
        return replace(self, headers={k: v for k, v in self.headers.items() if k != name})


def opened(
    got: Got,
    *,
    secrets: WebhookSecrets = BOTH,
    company: str = ME.company,
    late: timedelta = timedelta(),
) -> Webhook:
    now = got.at + late
    return open_webhook(got.headers, got.body, secrets=secrets, company=company, now=now)


def refusal(got: Got, **under: object) -> tuple[int, str]:
    with pytest.raises(WebhookRefused) as refused:
        opened(got, **under)  # type: ignore[arg-type]
    return refused.value.status, refused.value.reason


async def collected() -> dict[str, Got]:
    """One of each, from a stand-in that sends both kinds to a real socket."""
    received: asyncio.Queue[Got] = asyncio.Queue()

    async def take(request: Request) -> Response:
        headers = dict(request.headers)
        ms = int(headers[TIMESTAMP]) if TIMESTAMP in headers else time.time() * 1000
        at = datetime.fromtimestamp(ms / 1000, UTC)
        received.put_nowait(Got(headers, await request.body(), at))
        return PlainTextResponse(request.headers.get("x-front-challenge", "ok"))

    listener = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/hook"
    app, rule = WebhookConfig(url, APP_KEY), WebhookConfig(url, RULE_KEY)
    simulator = Simulator(Config(app_webhook=app))

    async def told(text: str) -> Got:
        simulator.actions.perform("customer_message", {"text": text})
        return await asyncio.wait_for(received.get(), 20)

    receiver = Starlette(routes=[Route("/hook", take, methods=["POST"])])
    async with serve_receiver(receiver, listener), serve(simulator):
        found = {"handshake": await asyncio.wait_for(received.get(), 20)}
        found["application"] = await told(ASCII)
        found["application, not ASCII"] = await told(NOT_ASCII)
        simulator.webhooks.app, simulator.webhooks.rule = None, rule
        found["rule"] = await told(ASCII)
        found["rule, not ASCII"] = await told(NOT_ASCII)
        simulator.webhooks.rule = replace(rule, body="preview")
        found["preview"] = await told(NOT_ASCII)
    return found


@pytest.fixture(scope="module")
def sent() -> dict[str, Got]:
    return asyncio.run(collected())


@pytest.mark.parametrize("name", SENT)
def test_what_the_stand_in_sends_is_let_in(sent: dict[str, Got], name: str) -> None:
    webhook = opened(sent[name])
    assert webhook.kind is (WebhookKind.RULE if name in RULE else WebhookKind.APPLICATION)
    if name == "handshake":
        assert (webhook.is_sync, bool(webhook.challenge)) == (True, True)
    else:
        assert webhook.conversation_id
        event = translate(webhook.event, ME)
        assert event.complete is (name != "preview")
        assert event.conversation.id == webhook.conversation_id


def test_what_is_not_ascii_travels_as_utf_8(sent: dict[str, Got]) -> None:
    for name in ("application, not ASCII", "rule, not ASCII"):
        assert NOT_ASCII.encode() in sent[name].body
    for name in ("application", "rule", "preview"):
        assert sent[name].body.isascii()


def flipped(raw: bytes, bit: int) -> bytes:
    changed = bytearray(raw)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@pytest.mark.parametrize("name", SENT)
@given(data=st.data())
def test_a_flipped_bit_of_the_body_is_refused(
    sent: dict[str, Got], name: str, data: st.DataObject
) -> None:
    got = sent[name]
    bit = data.draw(st.integers(0, len(got.body) * 8 - 1))
    assert refusal(replace(got, body=flipped(got.body, bit))) == (401, "bad_signature")


@pytest.mark.parametrize("name", SENT)
def test_every_flipped_bit_of_the_signature_is_refused(sent: dict[str, Got], name: str) -> None:
    got = sent[name]
    signature = got.headers[SIGNATURE].encode()
    for bit in range(len(signature) * 8):
        forged = got.with_header(SIGNATURE, flipped(signature, bit).decode("latin-1"))
        assert refusal(forged) == (401, "bad_signature")


@pytest.mark.parametrize("name", APPLICATION)
def test_every_flipped_bit_of_the_timestamp_is_refused(sent: dict[str, Got], name: str) -> None:
    got = sent[name]
    timestamp = got.headers[TIMESTAMP].encode()
    for bit in range(len(timestamp) * 8):
        forged = got.with_header(TIMESTAMP, flipped(timestamp, bit).decode("latin-1"))
        # Whatever the time says now, it is not the one that was signed.
        assert refusal(forged) == (401, "bad_signature")


@pytest.mark.parametrize("name", APPLICATION)
@pytest.mark.parametrize("off", [FIVE_MINUTES + ONE_SECOND, -FIVE_MINUTES - ONE_SECOND])
def test_more_than_five_minutes_either_way_are_refused(
    sent: dict[str, Got], name: str, off: timedelta
) -> None:
    assert refusal(sent[name], late=off) == (401, "stale_timestamp")


@pytest.mark.parametrize("name", APPLICATION)
@pytest.mark.parametrize("off", [FIVE_MINUTES, -FIVE_MINUTES])
def test_five_minutes_either_way_are_let_in(
    sent: dict[str, Got], name: str, off: timedelta
) -> None:
    assert opened(sent[name], late=off).kind is WebhookKind.APPLICATION


@pytest.mark.parametrize("name", APPLICATION)
def test_an_application_webhook_is_refused_where_only_a_rules_secret_is_set(
    sent: dict[str, Got], name: str
) -> None:
    assert refusal(sent[name], secrets=WebhookSecrets(rule=RULE_KEY)) == (401, "wrong_kind")


@pytest.mark.parametrize("name", RULE)
def test_a_rule_webhook_is_refused_where_only_a_signing_key_is_set(
    sent: dict[str, Got], name: str
) -> None:
    assert refusal(sent[name], secrets=WebhookSecrets(APP_KEY)) == (401, "wrong_kind")


def sha1(body: bytes, key: str) -> str:
    return base64.b64encode(hmac.digest(key.encode(), body, "sha1")).decode()


@pytest.mark.parametrize("name", APPLICATION)
def test_the_weaker_signature_opens_no_application_webhook(sent: dict[str, Got], name: str) -> None:
    got = sent[name]
    weaker = got.with_header(SIGNATURE, sha1(got.body, APP_KEY))
    assert refusal(weaker) == (401, "bad_signature")
    bare = weaker.without_header(TIMESTAMP)
    assert refusal(bare) == (401, "bad_signature")
    assert refusal(bare, secrets=WebhookSecrets(APP_KEY)) == (401, "wrong_kind")


@pytest.mark.parametrize("name", RULE)
def test_a_rule_webhook_with_a_timestamp_is_taken_for_a_forged_application_webhook(
    sent: dict[str, Got], name: str
) -> None:
    now = round(sent[name].at.timestamp() * 1000)
    assert refusal(sent[name].with_header(TIMESTAMP, str(now))) == (401, "bad_signature")


@pytest.mark.parametrize("name", APPLICATION)
def test_another_companys_application_webhook_is_refused(sent: dict[str, Got], name: str) -> None:
    assert refusal(sent[name], company="cmp_other") == (401, "wrong_company")


@pytest.mark.parametrize("name", SENT)
def test_what_was_signed_with_anothers_secret_is_refused(sent: dict[str, Got], name: str) -> None:
    # A rule webhook names no company: its secret alone says whose it is.
    others = WebhookSecrets("another-key", "another-secret")
    assert refusal(sent[name], secrets=others) == (401, "bad_signature")


@pytest.mark.parametrize("name", RULE)
def test_a_rule_webhook_has_no_time_that_could_be_stale(sent: dict[str, Got], name: str) -> None:
    assert TIMESTAMP not in sent[name].headers
    assert opened(sent[name], late=timedelta(days=365)).kind is WebhookKind.RULE
