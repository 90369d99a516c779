"""Webhooks made by hand: shapes as Front describes them, signed without our own code."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import httpx2

Json = dict[str, Any]
HOST = "https://example-company.api.frontapp.com"


def compact(body: object) -> bytes:
    """JSON as Front sends it."""
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()


def app_headers(body: bytes, key: str, *, age: float = 0.0) -> dict[str, str]:
    """Headers of an application webhook signed `age` seconds ago."""
    timestamp = str(int((time.time() - age) * 1000))
    digest = hmac.digest(key.encode(), timestamp.encode() + b":" + body, hashlib.sha256)
    return {
        "content-type": "application/json",
        "x-front-request-timestamp": timestamp,
        "x-front-signature": base64.b64encode(digest).decode(),
    }


def rule_headers(body: bytes, secret: str) -> dict[str, str]:
    """Headers of a rule webhook, which has no timestamp."""
    digest = hmac.digest(secret.encode(), body, hashlib.sha1)
    return {
        "content-type": "application/json",
        "x-front-signature": base64.b64encode(digest).decode(),
    }


async def post_app(http: httpx2.AsyncClient, url: str, body: Json, key: str) -> httpx2.Response:
    raw = compact(body)
    return await http.post(url, content=raw, headers=app_headers(raw, key))


async def post_rule(http: httpx2.AsyncClient, url: str, body: Json, secret: str) -> httpx2.Response:
    raw = compact(body)
    return await http.post(url, content=raw, headers=rule_headers(raw, secret))


def envelope(outer: str, event: Json, company: str = "cmp_1demo") -> Json:
    return {"type": outer, "authorization": {"id": company}, "payload": event}


def inbound(
    words: str,
    *,
    event: str = "evt_hand1",
    conversation: str = "cnv_hand1",
    message: str = "msg_hand1",
    sender: str = "sam@customer.example",
    at: float | None = None,
) -> Json:
    """A customer's mail as a core event, whole."""
    at = time.time() if at is None else at
    mail = {
        "_links": {"self": f"{HOST}/messages/{message}"},
        "id": message,
        "type": "email",
        "is_inbound": True,
        "created_at": at,
        "blurb": words[:100],
        "body": f"<p>{words}</p>",
        "text": words,
        "subject": "A question",
        "author": None,
        "draft_mode": None,
        "error_type": None,
        "version": None,
        "signature": None,
        "metadata": {},
        "attachments": [],
        "recipients": [_recipient(sender, "from"), _recipient("support@example.com", "to")],
    }
    inbox = {"id": "inb_1mail", "name": "Support", "address": "support@example.com", "type": "smtp"}
    return {
        "_links": {"self": f"{HOST}/events/{event}"},
        "id": event,
        "type": "inbound",
        "emitted_at": at,
        "conversation": _conversation(conversation, at, mail),
        "source": {"_meta": {"type": "inboxes"}, "data": [inbox]},
        "target": {"_meta": {"type": "message"}, "data": mail},
    }


def preview(event: Json) -> Json:
    """The same event as a rule's event preview: ids without data."""
    message = event["target"]["data"]["id"]
    return {
        "_links": event["_links"],
        "id": event["id"],
        "type": event["type"],
        "emitted_at": event["emitted_at"],
        "source": {"_meta": {"type": "inboxes"}, "_links": {}, "id": "inb_1mail"},
        "target": {"_meta": {"type": "message"}, "_links": {}, "id": message},
        "conversation": {"_links": {}, "id": event["conversation"]["id"]},
    }


def _conversation(id_: str, at: float, last: Json) -> Json:
    link = f"{HOST}/messages/{last['id']}?referer=conversation"
    return {
        "_links": {"self": f"{HOST}/conversations/{id_}", "related": {"last_message": link}},
        "id": id_,
        "type": "conversation",
        "subject": "A question",
        "status": "unassigned",
        "assignee": None,
        "recipient": last["recipients"][0],
        "tags": [],
        "links": [],
        "custom_fields": {},
        "last_message": last,
        "created_at": at,
        "is_private": False,
        "scheduled_reminders": [],
        "metadata": {},
    }


def _recipient(handle: str, role: str) -> Json:
    return {
        "_links": {"related": {"contact": None}},
        "name": None,
        "handle": handle,
        "role": role,
    }
