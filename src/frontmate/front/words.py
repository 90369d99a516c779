"""Front's words and ours, side by side."""

from enum import StrEnum

from frontmate.conversation.events import Author
from frontmate.conversation.message import Channel
from frontmate.conversation.session import By


class What(StrEnum):
    """What happened to a conversation."""

    MESSAGE_RECEIVED = "message_received"
    MESSAGE_SENT = "message_sent"
    DELIVERY_FAILED = "delivery_failed"
    ARCHIVED = "archived"
    SNOOZED = "snoozed"
    SNOOZE_ENDED = "snooze_ended"
    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"
    TRASHED = "trashed"
    TRANSCRIBED = "transcribed"
    """A call that is known has its words now; `detail` says which."""
    MERGED = "merged"
    RECORDED = "recorded"
    """History and nothing else; `detail` says what (behaviour 1.7, 1.8)."""


EVENTS: dict[str, tuple[What, str]] = {
    # The outer names of application webhooks (facts 3.2) and the core names (3.1), in one.
    "inbound_received": (What.MESSAGE_RECEIVED, ""),
    "inbound": (What.MESSAGE_RECEIVED, ""),
    "outbound_sent": (What.MESSAGE_SENT, ""),
    "outbound": (What.MESSAGE_SENT, ""),
    "out_reply": (What.MESSAGE_SENT, ""),
    "message_delivery_failed": (What.DELIVERY_FAILED, ""),
    "sending_error": (What.DELIVERY_FAILED, "sending_error"),
    "message_bounce_error": (What.DELIVERY_FAILED, "bounced"),
    "conversation_archived": (What.ARCHIVED, ""),
    "archive": (What.ARCHIVED, ""),
    "conversation_snoozed": (What.SNOOZED, ""),
    "conversation_snooze_expired": (What.SNOOZE_ENDED, ""),
    "reminder": (What.SNOOZE_ENDED, ""),
    "assignee_changed": (What.ASSIGNED, ""),
    "assign": (What.ASSIGNED, ""),
    "unassign": (What.UNASSIGNED, ""),
    "conversation_deleted": (What.TRASHED, ""),
    "trash": (What.TRASHED, ""),
    "conversations_merged": (What.MERGED, ""),
    "conversation_reopened": (What.RECORDED, "reopened"),
    "reopen": (What.RECORDED, "reopened"),
    "conversation_restored": (What.RECORDED, "restored"),
    "restore": (What.RECORDED, "restored"),
    "conversation_moved": (What.RECORDED, "moved"),
    "move": (What.RECORDED, "moved"),
    "forward": (What.RECORDED, "forwarded"),
    "new_comment_added": (What.RECORDED, "commented"),
    "comment": (What.RECORDED, "commented"),
    "mention": (What.RECORDED, "mentioned"),
    "tag_added": (What.RECORDED, "tag_added"),
    "tag": (What.RECORDED, "tag_added"),
    "tag_removed": (What.RECORDED, "tag_removed"),
    "untag": (What.RECORDED, "tag_removed"),
    "link_added": (What.RECORDED, "link_added"),
    "link_removed": (What.RECORDED, "link_removed"),
    "custom_field_updated": (What.RECORDED, "custom_field_changed"),
    "macro_triggered": (What.RECORDED, "macro_run"),
    "topic_identified": (What.RECORDED, "topic_identified"),
    "ticket_status_update": (What.RECORDED, "ticket_status_changed"),
    "call_started": (What.RECORDED, "call_started"),
    "call_abandoned": (What.RECORDED, "call_abandoned"),
    "call_queued": (What.RECORDED, "call_queued"),
    "call_on_hold": (What.RECORDED, "call_on_hold"),
    "call_parked": (What.RECORDED, "call_parked"),
    "call_resumed": (What.RECORDED, "call_resumed"),
    "call_connected": (What.RECORDED, "call_connected"),
    "call_missed": (What.RECORDED, "call_missed"),
    "call_hangup": (What.RECORDED, "call_ended"),
    "call_transferred": (What.RECORDED, "call_transferred"),
    "call_transcript_added": (What.TRANSCRIBED, "call_transcript_added"),
    "call_voicemail_transcript_added": (What.TRANSCRIBED, "voicemail_transcript_added"),
}

CHANNELS: dict[str, Channel] = {
    "email": Channel.EMAIL,
    "sms": Channel.SMS,
    "call": Channel.PHONE,
    "phone-call": Channel.PHONE,
    "truly-call": Channel.PHONE,
    "custom": Channel.CHAT,
    "front_chat": Channel.CHAT,
    "smooch": Channel.CHAT,
    "intercom": Channel.CHAT,
    "whatsapp": Channel.CHAT,
    "yalo_wha": Channel.CHAT,
    "facebook": Channel.CHAT,
    "tweet_dm": Channel.CHAT,
    # Public, and left alone for it (behaviour 2.2): `channel_name` keeps which one it was.
    "tweet": Channel.CHAT,
    "googleplay": Channel.CHAT,
    "internal": Channel.CHAT,
}
"""Front's message types (facts 1.2); an unknown one is chat (behaviour 9.3)."""

CARRIERS: dict[str, frozenset[str]] = {
    "email": frozenset({"gmail", "imap", "office365", "smtp", "front_mail", "form"}),
    "sms": frozenset({"twilio"}),
    "whatsapp": frozenset({"twilio_whatsapp"}),
    "front_chat": frozenset({"front_chat"}),
    "facebook": frozenset({"facebook"}),
    "intercom": frozenset({"intercom"}),
    "custom": frozenset({"custom"}),
}
"""Message type -> the channel types that can carry it (facts 1.3); for others, any may."""

AUTHORS: dict[str, Author] = {
    "user": Author.PERSON,
    "visitor": Author.PERSON,
    "macro": Author.PERSON,
    "ai": Author.OTHER_BOT,
    "api": Author.OTHER_BOT,
    "application": Author.OTHER_BOT,
    "integration": Author.OTHER_BOT,
    "rule": Author.AUTOMATIC,
    "csat": Author.AUTOMATIC,
    "smart_csat": Author.AUTOMATIC,
    "bulk_reply": Author.AUTOMATIC,
}
"""Teammate types (facts 1.2). A new one names a new kind of bot: people are `user`."""

AUTHORS_BY_SOURCE: dict[str, Author] = {
    "rule": Author.AUTOMATIC,
    "api": Author.OTHER_BOT,
    "oauth_client": Author.OTHER_BOT,
}
"""Who wrote it when no author type says so (behaviour 1.4); any other source is a person."""

SOURCES: dict[str, By] = {
    "teammate": By.TEAMMATE,
    "rule": By.RULE,
    "api": By.API,
    "oauth_client": By.API,
}

CUSTOMER_SOURCES = frozenset({"inboxes", "recipient", "gmail", "imap"})
"""Sources that mean the customer, but only where a message came in."""

BOTS: dict[str, By] = {
    "ai": By.API,
    "api": By.API,
    "application": By.API,
    "integration": By.API,
    "rule": By.RULE,
    "csat": By.RULE,
    "smart_csat": By.RULE,
    "bulk_reply": By.RULE,
}
"""A source that is a teammate only in form: bots are teammates too (facts 1.2)."""

STATUSES: dict[str, str] = {
    "unassigned": "open",
    "assigned": "open",
    "open": "open",
    "archived": "archived",
    "deleted": "trashed",
    "trashed": "trashed",
    "spam": "trashed",
}
"""Front's three vocabularies for one thing (facts 1.1)."""

# fmt: off
WANTED_EVENTS = [
    "inbound", "outbound", "out_reply", "sending_error", "message_bounce_error",
    "archive", "reopen", "trash", "restore", "reminder", "assign", "unassign",
    "conversations_merged", "move", "forward", "tag", "untag", "comment", "mention",
    "link_added", "link_removed", "call_transcript_added", "call_voicemail_transcript_added",
]
# fmt: on
"""Core types of the event list that `decide` or the history wants; the rest (how calls go, topics,
fields, macros) would only use up pages."""
