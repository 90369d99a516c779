"""What a webhook carries: an envelope, a bare event, or a preview of it (facts 2, 3.2, 3.3)."""

import json
from typing import Any, Final

from frontmate.simulator.records import Event

Json = dict[str, Any]

# Core event types without an entry here are seen in the event list only (merges, mentions …).
OUTER_TYPES: Final = {
    "inbound": "inbound_received",
    "outbound": "outbound_sent",
    "out_reply": "outbound_sent",
    "sending_error": "message_delivery_failed",
    "message_bounce_error": "message_delivery_failed",
    "archive": "conversation_archived",
    "reopen": "conversation_reopened",
    "trash": "conversation_deleted",
    "restore": "conversation_restored",
    "reminder": "conversation_snooze_expired",
    "move": "conversation_moved",
    "assign": "assignee_changed",
    "unassign": "assignee_changed",
    "comment": "new_comment_added",
    "tag": "tag_added",
    "untag": "tag_removed",
    "link_added": "link_added",
    "link_removed": "link_removed",
}
SNOOZED: Final = "conversation_snoozed"


def outer_type(event: Event) -> str | None:
    """What an application webhook calls it; None for what it does not tell of.

    No core type stands for a snooze: it is an `archive` with a reminder set.
    """
    if event.type == "archive" and event.data["conversation"]["scheduled_reminders"]:
        return SNOOZED
    return OUTER_TYPES.get(event.type)


def envelope(company: str, outer: str, payload: Json | None = None) -> Json:
    """The body of an application webhook; a `sync` has no payload."""
    body: Json = {"type": outer, "authorization": {"id": company}}
    return body if payload is None else body | {"payload": payload}


def preview(event: Json) -> Json:
    """The same keys, but of source, target and conversation only what they are and their ids."""
    short = {key: event[key] for key in ("_links", "id", "type", "emitted_at")}
    for end in ("source", "target"):
        if end in event:
            short[end] = _shortened(event[end])
    conversation = event["conversation"]
    return short | {"conversation": {"_links": conversation["_links"], "id": conversation["id"]}}


def _shortened(end: Json) -> Json:
    """Lists, and whoever has no id (the API, a recipient), are left with their type."""
    data = end["data"]
    if not isinstance(data, dict) or "id" not in data:
        return {"_meta": end["_meta"]}
    return {
        "_meta": end["_meta"],
        "_links": {"self": data["_links"]["self"]},
        "id": data["id"],
    }


def compact(data: Json) -> bytes:
    """As Front writes JSON: no blanks, and UTF-8 for what is not ASCII."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
