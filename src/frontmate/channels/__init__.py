"""What a message is on its channel: reading inbound, forming outbound, canned texts, notes."""

from frontmate.channels.canned import CANNED_LANGUAGES, canned_language
from frontmate.channels.hashes import body_hash, content_hash, twin_hash
from frontmate.channels.identity import Handle, answer_recipients, bare_address, normal_handle
from frontmate.channels.inbound import Incoming, judge, readable_text
from frontmate.channels.notes import (
    handoff_note,
    neutralise_mentions,
    quoted,
    reminder_note,
    resolution_note,
)
from frontmate.channels.outbound import Outgoing, form_greeting, form_notice, form_reply
from frontmate.channels.phrases import asks_for_human, is_greeting, is_mere_thanks, says_solved
from frontmate.channels.plain import plain_of_markdown
from frontmate.channels.quotes import new_text
from frontmate.channels.segments import segments
from frontmate.channels.summary import summarise

__all__ = [
    "CANNED_LANGUAGES",
    "Handle",
    "Incoming",
    "Outgoing",
    "answer_recipients",
    "asks_for_human",
    "bare_address",
    "body_hash",
    "canned_language",
    "content_hash",
    "form_greeting",
    "form_notice",
    "form_reply",
    "handoff_note",
    "is_greeting",
    "is_mere_thanks",
    "judge",
    "neutralise_mentions",
    "new_text",
    "normal_handle",
    "plain_of_markdown",
    "quoted",
    "readable_text",
    "reminder_note",
    "resolution_note",
    "says_solved",
    "segments",
    "summarise",
    "twin_hash",
]
