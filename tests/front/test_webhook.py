"""Only what Front signed gets in, and nothing hostile inside it raises."""

import base64
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.front import (
    Webhook,
    WebhookKind,
    WebhookRefused,
    WebhookSecrets,
    check_signature,
    open_webhook,
    sign_application,
    sign_rule,
)
from tests.front.payloads import ME, NOON, compact, from_shared, inbound

BOTH = WebhookSecrets(application="app-signing-key", rule="api-secret")
SYNC = b'{"type":"sync","authorization":{"id":"cmp_abc"}}'
CAFE = '{"type":"inbound","conversation":{"subject":"Café ☕ <b>"}}'.encode()
MS = round(NOON.timestamp() * 1000)


def signed(body: bytes, *, at: int = MS, challenge: str | None = None) -> dict[str, str]:
    assert BOTH.application
    return {
        "x-front-signature": sign_application(body, BOTH.application, at),
        "x-front-request-timestamp": str(at),
        **({} if challenge is None else {"x-front-challenge": challenge}),
    }


def rule_signed(body: bytes) -> dict[str, str]:
    assert BOTH.rule
    return {"x-front-signature": sign_rule(body, BOTH.rule)}


def envelope(payload: Any, type_: str = "inbound_received", company: str = ME.company) -> bytes:
    return compact({"type": type_, "authorization": {"id": company}, "payload": payload})


def opened(headers: dict[str, str], body: bytes, secrets: WebhookSecrets = BOTH) -> Webhook:
    return open_webhook(headers, body, secrets=secrets, company=ME.company, now=NOON)


def refusal(
    headers: dict[str, str], body: bytes, secrets: WebhookSecrets = BOTH
) -> tuple[int, str]:
    with pytest.raises(WebhookRefused) as refused:
        opened(headers, body, secrets)
    return refused.value.status, refused.value.reason


@pytest.mark.parametrize(
    ("body", "timestamp", "application", "rule"),
    [
        (
            SYNC,
            1700000000000,
            "XHWOuT4Y8MGaYyYmgc4HrYSnp8m8XyrR4zilD3m/kVA=",
            "xRYnI0a1RVaUQl1LaVr6J7pKlCU=",
        ),
        (
            CAFE,
            1700000000001,
            "+sLaNtl5fnTJpMmiyYN96me7oJFOrujz8gLTU6+Bjm4=",
            "R/Agm+3rakAbrlxnHc7gmX7ZTjo=",
        ),
    ],
)
def test_signatures_are_those_that_openssl_computes(
    body: bytes, timestamp: int, application: str, rule: str
) -> None:
    assert sign_application(body, "app-signing-key", timestamp) == application
    assert sign_rule(body, "api-secret") == rule


def test_each_kind_is_told_by_its_timestamp_header() -> None:
    now = datetime.fromtimestamp(1700000000, UTC)
    headers = signed(SYNC, at=1700000000000)
    assert check_signature(headers, SYNC, secrets=BOTH, now=now) is WebhookKind.APPLICATION
    assert check_signature(rule_signed(CAFE), CAFE, secrets=BOTH, now=now) is WebhookKind.RULE


@given(bit=st.integers(0, len(CAFE) * 8 - 1))
def test_one_flipped_bit_anywhere_is_refused(bit: int) -> None:
    flipped = bytearray(CAFE)
    flipped[bit // 8] ^= 1 << bit % 8
    assert refusal(signed(CAFE), bytes(flipped)) == (401, "bad_signature")
    assert refusal(rule_signed(CAFE), bytes(flipped)) == (401, "bad_signature")


@pytest.mark.parametrize("signature", ["", "AAAA", "ü☕", "x" * 100_000])
def test_a_wrong_signature_is_refused(signature: str) -> None:
    body = envelope(inbound())
    headers = {**signed(body), "x-front-signature": signature}
    assert refusal(headers, body) == (401, "bad_signature")
    assert refusal({"x-front-signature": signature}, body) == (401, "bad_signature")


def test_a_missing_signature_is_refused() -> None:
    assert refusal({}, b"{}") == (401, "bad_signature")
    assert refusal({"x-front-request-timestamp": str(MS)}, b"{}") == (401, "bad_signature")


def test_another_timestamp_than_the_signed_one_is_refused() -> None:
    body = envelope(inbound())
    headers = {**signed(body), "x-front-request-timestamp": str(MS + 1)}
    assert refusal(headers, body) == (401, "bad_signature")


@pytest.mark.parametrize("minutes", [-5, -1, 0, 1, 5])
def test_five_minutes_either_way_are_fresh(minutes: int) -> None:
    body = envelope(inbound())
    assert opened(signed(body, at=MS + minutes * 60_000), body).event_id == "evt_1"


@pytest.mark.parametrize("off", [-300_001, 300_001, 86_400_000])
def test_a_stale_or_future_timestamp_is_refused(off: int) -> None:
    body = envelope(inbound())
    assert refusal(signed(body, at=MS + off), body) == (401, "stale_timestamp")


def test_a_small_timestamp_is_taken_as_seconds() -> None:
    body = envelope(inbound())
    assert opened(signed(body, at=MS // 1000), body).kind is WebhookKind.APPLICATION
    assert refusal(signed(body, at=MS // 1000 - 301), body) == (401, "stale_timestamp")


@pytest.mark.parametrize("timestamp", ["", "soon", "-1", "1e12", "²", "9" * 400])
def test_a_signed_timestamp_that_is_no_number_is_stale(timestamp: str) -> None:
    body = envelope(inbound())
    base = timestamp.encode("latin-1") + b":" + body
    signature = base64.b64encode(hmac.digest(b"app-signing-key", base, "sha256")).decode()
    headers = {"x-front-request-timestamp": timestamp, "x-front-signature": signature}
    assert refusal(headers, body) == (401, "stale_timestamp")


@pytest.mark.parametrize("nothing", [None, ""])
def test_the_weaker_signature_is_refused_where_only_the_applications_secret_is_set(
    nothing: str | None,
) -> None:
    body = envelope(inbound())
    only = WebhookSecrets(application="app-signing-key", rule=nothing)
    forged = {"x-front-signature": sign_rule(body, "app-signing-key")}
    assert refusal(forged, body, only) == (401, "wrong_kind")
    # An empty secret is no secret: anyone could sign with it.
    assert refusal({"x-front-signature": sign_rule(body, "")}, body, only) == (401, "wrong_kind")


def test_an_application_webhook_is_refused_where_only_the_rules_secret_is_set() -> None:
    body = envelope(inbound())
    only = WebhookSecrets(application="", rule="api-secret")
    headers = {**signed(body), "x-front-signature": sign_application(body, "", MS)}
    assert refusal(headers, body, only) == (401, "wrong_kind")


def test_secrets_are_not_printed() -> None:
    assert "key" not in repr(BOTH)
    assert "api-secret" not in repr(BOTH)


def test_an_application_webhook_is_opened() -> None:
    body = envelope(inbound())
    webhook = opened(signed(body), body)
    assert (webhook.kind, webhook.type) == (WebhookKind.APPLICATION, "inbound_received")
    assert (webhook.event_id, webhook.conversation_id) == ("evt_1", "cnv_1")
    assert webhook.emitted_at == NOON
    assert webhook.event["type"] == "inbound"
    assert not webhook.is_sync


def test_a_rule_webhook_is_opened_without_an_envelope() -> None:
    body = compact(inbound())
    webhook = opened(rule_signed(body), body)
    assert (webhook.kind, webhook.type) == (WebhookKind.RULE, "inbound")
    assert (webhook.event_id, webhook.conversation_id) == ("evt_1", "cnv_1")


@pytest.mark.parametrize("company", ["cmp_other", "", ME.company.upper()])
def test_another_companys_webhook_is_refused(company: str) -> None:
    body = envelope(inbound(), company=company)
    assert refusal(signed(body), body) == (401, "wrong_company")


@pytest.mark.parametrize("authorization", [None, "cmp_a1", [], {"id": None}, {"id": ["cmp_a1"]}])
def test_an_envelope_that_names_no_company_is_refused(authorization: object) -> None:
    body = compact({"type": "x", "authorization": authorization, "payload": {}})
    assert refusal(signed(body), body) == (401, "wrong_company")


def test_the_handshake_gives_the_challenge() -> None:
    body = compact({"type": "sync", "authorization": {"id": ME.company}})
    webhook = opened(signed(body, challenge="abc123"), body)
    assert webhook.is_sync
    assert webhook.challenge == "abc123"
    assert webhook.event == {}


def test_a_sync_without_a_challenge_is_taken() -> None:
    body = compact({"type": "sync", "authorization": {"id": ME.company}})
    webhook = opened(signed(body), body)
    assert webhook.is_sync
    assert webhook.challenge is None


def test_a_challenge_with_a_bad_signature_is_not_answered() -> None:
    body = compact({"type": "sync", "authorization": {"id": ME.company}})
    headers = {"x-front-challenge": "abc", "x-front-request-timestamp": str(MS)}
    assert refusal(headers, body) == (401, "bad_signature")


def test_a_handshake_of_another_company_is_refused() -> None:
    assert refusal(signed(SYNC, challenge="abc"), SYNC) == (401, "wrong_company")


def test_a_challenge_on_an_ordinary_event_is_not_echoed() -> None:
    body = envelope(inbound())
    assert opened(signed(body, challenge="abc"), body).challenge is None


HOSTILE = {
    "empty": b"",
    "no JSON": b"<html>",
    "not UTF-8": b'{"type":"\xff"}',
    "a list": b"[]",
    "a string": b'"type"',
    "null": b"null",
    "NaN": b'{"type":"x","n":NaN}',
    "infinite": b'{"type":"x","n":1e999}',
    "very long number": b'{"type":"x","n":' + b"9" * 10_000 + b"}",
    "deep": b'{"type":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deeper than we take": b'{"type":"x","n":' + b"[" * 70 + b"]" * 70 + b"}",
    "no type": b"{}",
    "type of a wrong type": b'{"type":{"a":1}}',
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_body_is_a_400(body: bytes) -> None:
    assert refusal(signed(body), body) == (400, "unparsable")
    assert refusal(rule_signed(body), body) == (400, "unparsable")


@pytest.mark.parametrize("payload", [None, [], "evt_1", 7])
def test_an_envelope_without_an_event_is_a_400(payload: object) -> None:
    body = envelope(payload)
    assert refusal(signed(body), body) == (400, "unparsable")


def test_characters_that_no_database_takes_are_replaced() -> None:
    body = rb'{"type":"inbound","id":"evt_1","a\u0000":["x\u0000y","\ud800 z","\ud83d\ude00"]}'
    assert opened(rule_signed(body), body).event["a\ufffd"] == [
        "x\ufffdy",
        "\ufffd z",
        "\U0001f600",
    ]


NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(id_=JSON, at=JSON, conversation=JSON)
def test_fields_of_any_type_are_survived(id_: object, at: object, conversation: object) -> None:
    event = {"type": "x", "id": id_, "emitted_at": at, "conversation": conversation}
    body = compact(event)
    webhook = opened(rule_signed(body), body)
    assert webhook.event_id is None or isinstance(webhook.event_id, str)
    assert webhook.conversation_id is None or isinstance(webhook.conversation_id, str)
    assert webhook.emitted_at is None or webhook.emitted_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize("name", ["app_inbound_received", "app_conversation_archived"])
def test_real_application_webhooks_are_opened(name: str) -> None:
    recorded = from_shared(f"fixtures/{name}.json")
    body = compact(recorded)
    webhook = open_webhook(
        signed(body), body, secrets=BOTH, company=recorded["authorization"]["id"], now=NOON
    )
    assert webhook.event_id == recorded["payload"]["id"]
    assert webhook.conversation_id == recorded["payload"]["conversation"]["id"]
    assert webhook.emitted_at is not None
    assert webhook.emitted_at.timestamp() == pytest.approx(recorded["payload"]["emitted_at"])


@pytest.mark.parametrize("name", ["rule_archive", "rule_assign", "rule_out_reply", "rule_tag"])
def test_real_rule_webhooks_are_opened(name: str) -> None:
    recorded = from_shared(f"fixtures/{name}.json")
    body = compact(recorded)
    webhook = opened(rule_signed(body), body)
    assert (webhook.kind, webhook.type) == (WebhookKind.RULE, recorded["type"])
    assert webhook.conversation_id == recorded["conversation"]["id"]
