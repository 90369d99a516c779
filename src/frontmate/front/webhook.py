"""Sans I/O: is this webhook from Front, and what does it carry? (facts 2)"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from frontmate.front.tolerant import UnreadableError, a_mapping, mapping, moment, parse_json, text

SIGNATURE = "x-front-signature"
TIMESTAMP = "x-front-request-timestamp"
CHALLENGE = "x-front-challenge"

FRESH_MS = 5 * 60 * 1000
"""How far a timestamp may lie from our clock, either way, in milliseconds (facts 2.1)."""

_SECONDS_BELOW = 10**12
_LONGEST_TIMESTAMP = 16


class WebhookKind(StrEnum):
    """The two kinds of webhook; each has its own secret and signature (facts 2)."""

    APPLICATION = "application"
    RULE = "rule"


@dataclass(frozen=True)
class WebhookSecrets:
    """The connection's secrets; a kind without one is refused. None and "" mean the same."""

    application: str | None = field(default=None, repr=False)
    """The app's signing key: not its OAuth secret, not an API token."""
    rule: str | None = field(default=None, repr=False)
    """The API secret of Front's Webhooks integration."""


class WebhookRefused(Exception):  # noqa: N818 - named by what happened to the webhook
    """Not taken. `status` is the HTTP answer, `reason` one fixed word that may be shown."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}")
        self.status = status
        self.reason = reason


@dataclass(frozen=True)
class Webhook:
    """A webhook that Front signed. `event` is the core event; empty for a `sync`."""

    kind: WebhookKind
    type: str
    """The outer name for an application webhook, the core type for a rule's (facts 3.2)."""
    event: Mapping[str, Any]
    event_id: str | None
    conversation_id: str | None
    emitted_at: datetime | None
    challenge: str | None
    """What the handshake wants back, within ten seconds (facts 2.2)."""
    is_sync: bool


def sign_application(body: bytes, secret: str, timestamp_ms: int) -> str:
    """`X-Front-Signature` of an application webhook sent at `timestamp_ms`."""
    return _sign(f"{timestamp_ms}:".encode() + body, secret, hashlib.sha256)


def sign_rule(body: bytes, secret: str) -> str:
    """`X-Front-Signature` of a rule webhook."""
    # SHA-1 is Front's choice for this kind (facts 2.3); HMAC does not rest on collisions.
    return _sign(body, secret, hashlib.sha1)


def check_signature(
    headers: Mapping[str, str], body: bytes, *, secrets: WebhookSecrets, now: datetime
) -> WebhookKind:
    """The kind of a genuine webhook; `WebhookRefused` (401) for any other.

    `headers` have lower-case names, `body` is the raw bytes. The kind is read off the timestamp
    header, and each kind is checked with its own secret only: a connection that has just the
    application's never takes the weaker signature.
    """
    timestamp = headers.get(TIMESTAMP)
    kind = WebhookKind.RULE if timestamp is None else WebhookKind.APPLICATION
    secret = secrets.rule if timestamp is None else secrets.application
    if not secret:
        raise WebhookRefused(401, "wrong_kind")
    if timestamp is None:
        expected = sign_rule(body, secret)
    else:
        expected = _sign(_octets(timestamp) + b":" + body, secret, hashlib.sha256)
    if not hmac.compare_digest(_octets(headers.get(SIGNATURE, "")), expected.encode()):
        raise WebhookRefused(401, "bad_signature")
    if timestamp is not None and not _is_fresh(timestamp, now):
        raise WebhookRefused(401, "stale_timestamp")
    return kind


def open_webhook(
    headers: Mapping[str, str],
    body: bytes,
    *,
    secrets: WebhookSecrets,
    company: str,
    now: datetime,
) -> Webhook:
    """Check, then read. Raises `WebhookRefused`: 401, or 400 for what cannot be read."""
    kind = check_signature(headers, body, secrets=secrets, now=now)
    try:
        outer = parse_json(body)
    except UnreadableError:
        raise WebhookRefused(400, "unparsable") from None
    type_ = text(a_mapping(outer), "type")
    if type_ is None:
        raise WebhookRefused(400, "unparsable")
    if kind is WebhookKind.RULE:
        return _webhook(kind, type_, outer)
    return _open_envelope(type_, outer, company, headers.get(CHALLENGE))


def _open_envelope(
    type_: str, outer: Mapping[str, Any], company: str, challenge: str | None
) -> Webhook:
    authorized = text(mapping(outer, "authorization"), "id")
    # The key belongs to the app, and a published app serves many companies (facts 2).
    if authorized is None or authorized != company:
        raise WebhookRefused(401, "wrong_company")
    if type_ == "sync":
        return Webhook(WebhookKind.APPLICATION, type_, {}, None, None, None, challenge, True)
    if not isinstance(outer.get("payload"), Mapping):
        raise WebhookRefused(400, "unparsable")
    return _webhook(WebhookKind.APPLICATION, type_, outer["payload"])


def _webhook(kind: WebhookKind, type_: str, event: Mapping[str, Any]) -> Webhook:
    return Webhook(
        kind=kind,
        type=type_,
        event=event,
        event_id=text(event, "id"),
        conversation_id=text(mapping(event, "conversation"), "id"),
        emitted_at=moment(event, "emitted_at"),
        challenge=None,
        is_sync=False,
    )


def _sign(signed: bytes, secret: str, algorithm: Any) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), signed, algorithm)).decode()


def _octets(header: str) -> bytes:
    """A header as it came over the wire: servers decode them as Latin-1."""
    return header.encode("latin-1", "replace")


def _is_fresh(timestamp: str, now: datetime) -> bool:
    # `isdigit` alone also takes digits of other scripts, which `int` would read.
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _LONGEST_TIMESTAMP):
        return False
    sent = int(timestamp)
    if sent < _SECONDS_BELOW:
        sent *= 1000  # Front's pages once said seconds (facts 2.1).
    return abs(now.timestamp() * 1000 - sent) <= FRESH_MS
