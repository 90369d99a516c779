"""The words of the health page: what arrived, by which way, and what became of it."""

from frontmate.console.phrases import reason_words, spaced
from frontmate.store import deliveries

LEVELS = {
    "bad": "Wrong",
    "warn": "Look at it",
    "unknown": "Not looked at",
    "ok": "Well",
}

WAYS = {
    "webhook": "webhook",
    "poll": "polled",
    "recovered": "found in Front's list",
}

REFUSED = {
    "bad_signature": "Signed with another key than the one that is stored here",
    "wrong_kind": "Of a kind that no key is stored for",
    "stale_timestamp": "More than five minutes off this machine's clock",
    "wrong_company": "Of another company",
}

ROLES = {
    "run": "Everything in one (run)",
    "serve": "Webhooks and console (serve)",
    "work": "Worker (work)",
}

# Front's outer names of application webhooks, and the names of its event list.
_HAPPENED = (
    (("inbound_received", "inbound"), "A customer wrote"),
    (("outbound_sent", "outbound", "out_reply"), "A message went out"),
    (("message_delivery_failed", "sending_error"), "A message could not be sent"),
    (("message_bounce_error",), "A message bounced"),
    (("conversation_archived", "archive"), "Archived"),
    (("conversation_snoozed",), "Snoozed"),
    (("conversation_snooze_expired", "reminder"), "A snooze ended"),
    (("assignee_changed", "assign"), "The assignee changed"),
    (("unassign",), "Unassigned"),
    (("conversation_deleted", "trash"), "Moved to the trash"),
    (("conversations_merged",), "Merged"),
    (("conversation_reopened", "reopen"), "Reopened"),
    (("conversation_restored", "restore"), "Restored from the trash"),
    (("conversation_moved", "move"), "Moved to another inbox"),
    (("forward",), "Forwarded"),
    (("new_comment_added", "comment"), "A comment was added"),
    (("mention",), "Somebody was mentioned"),
    (("tag_added", "tag"), "A tag was added"),
    (("tag_removed", "untag"), "A tag was removed"),
)
_BY_TYPE = {name: told for names, told in _HAPPENED for name in names}


def happened(type_: str) -> str:
    """What Front's name of an event says."""
    return _BY_TYPE.get(type_) or spaced(type_).capitalize()


def became(arrival: deliveries.Arrival) -> str:
    """What became of an event."""
    match arrival.state:
        case "open":
            return "Waiting to be decided"
        case "handled":
            return reason_words(arrival.why) if arrival.why else "Decided"
        case "duplicate":
            return f"Dropped: {spaced(arrival.why) or 'the same once more'}"
        case "ignored":
            return f"Kept, not judged: {spaced(arrival.why) or 'of no conversation'}"
    return spaced(arrival.state).capitalize()


def refused(why: str) -> str:
    """Why webhooks were not believed."""
    return REFUSED.get(why) or "Could not be read"
