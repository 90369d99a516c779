"""Bodies in the shapes of facts 3, written by hand for these tests."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from frontmate.front import Identity

ME = Identity(company="cmp_a1", ai_teammate="tea_bot")
NOON = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC)
HOST = "https://acme.api.frontapp.com"
SHARED = Path(__file__).parents[3] / "shared" / "front"

Json = dict[str, Any]


def from_shared(name: str) -> Any:
    """A file of ../shared/front; skips where it is absent."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"../shared/front/{name} is not here")
    return json.loads(path.read_text(encoding="utf-8"))


def teammate(id_: str = "tea_ann", **more: Any) -> Json:
    return {"id": id_, "email": f"{id_}@acme.example", "username": id_, **more}


def inbox(id_: str = "inb_1", name: str = "Support") -> Json:
    return {"id": id_, "name": name, "address": "help@acme.example", "type": "smtp"}


def recipient(handle: str, role: str, contact: str | None = None) -> Json:
    link = f"{HOST}/contacts/{contact}" if contact else None
    return {
        "_links": {"related": {"contact": link}},
        "name": None,
        "handle": handle,
        "role": role,
    }


def message(id_: str = "msg_1", *, inbound: bool = True, **more: Any) -> Json:
    sides = ("from", "to") if inbound else ("to", "from")
    return {
        "id": id_,
        "type": "email",
        "is_inbound": inbound,
        "created_at": NOON.timestamp(),
        "subject": "Where is it?",
        "body": "<p>Where is my order?</p>",
        "text": "Where is my order?",
        "author": None if inbound else teammate(),
        "draft_mode": None,
        "error_type": None,
        "recipients": [
            recipient("kim@shop.example", sides[0], "crd_kim"),
            recipient("help@acme.example", sides[1]),
        ],
        "attachments": [],
        **more,
    }


def conversation(**more: Any) -> Json:
    related = {"last_message": f"{HOST}/messages/msg_1?referer=conversation"}
    return {
        "_links": {"self": f"{HOST}/conversations/cnv_1", "related": related},
        "id": "cnv_1",
        "type": "conversation",
        "subject": "Where is it?",
        "status": "unassigned",
        "assignee": None,
        "tags": [],
        "scheduled_reminders": [],
        "created_at": NOON.timestamp(),
        **more,
    }


def by(type_: str, data: Any = None) -> Json:
    return {"_meta": {"type": type_}, "data": data}


ANN = by("teammate", teammate())
INBOXES = by("inboxes", [inbox()])


def event(
    type_: str, source: Json = ANN, target: Json | None = None, /, **of_conversation: Any
) -> Json:
    body = {
        "_links": {"self": f"{HOST}/events/evt_1"},
        "id": "evt_1",
        "type": type_,
        "emitted_at": NOON.timestamp(),
        "conversation": conversation(**of_conversation),
        "source": source,
    }
    return body if target is None else {**body, "target": target}


def inbound(**of_message: Any) -> Json:
    return event("inbound", INBOXES, by("message", message(**of_message)))


def outbound(source: Json = INBOXES, **of_message: Any) -> Json:
    sent = message(**{"inbound": False, **of_message})
    return event("out_reply", source, by("message", sent))


def preview(type_: str, source: str, source_id: str, target: str, target_id: str) -> Json:
    return {
        "id": "evt_1",
        "type": type_,
        "emitted_at": NOON.timestamp(),
        "source": {"_meta": {"type": source}, "_links": {}, "id": source_id},
        "target": {"_meta": {"type": target}, "_links": {}, "id": target_id},
        "conversation": {"_links": {}, "id": "cnv_1"},
    }


def compact(body: Any) -> bytes:
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
