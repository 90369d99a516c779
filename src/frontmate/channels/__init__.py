"""What a message is on its channel: reading inbound, forming outbound, canned texts, notes."""

from frontmate.channels.authorship import (
    Mail,
    Through,
    Written,
    is_ours,
    replies_within,
    written_by,
)
from frontmate.channels.calls import is_bare_record
from frontmate.channels.canned import CANNED_LANGUAGES, canned_language
from frontmate.channels.folding import bounded_marks
from frontmate.channels.hashes import body_hash, content_hash, twin_hash
from frontmate.channels.identity import (
    Handle,
    answer_recipients,
    bare_address,
    is_region,
    normal_handle,
)
from frontmate.channels.inbound import Incoming, judge, readable_text
from frontmate.channels.notes import (
    handoff_note,
    neutralise_mentions,
    quoted,
    reminder_note,
    resolution_note,
    sent_note,
)
from frontmate.channels.opt_out import has_opted_out
from frontmate.channels.outbound import (
    Manner,
    Outgoing,
    form_greeting,
    form_notice,
    form_reply,
    subject_of_a_call,
)
from frontmate.channels.phrases import asks_for_human, is_greeting, is_mere_thanks, says_solved
from frontmate.channels.plain import plain_of_markdown
from frontmate.channels.quotes import new_text
from frontmate.channels.reach import is_whatsapp, window_is_over
from frontmate.channels.segments import segments
from frontmate.channels.summary import summarise
from frontmate.channels.templates import template_fault

__all__ = [
    "CANNED_LANGUAGES",
    "Handle",
    "Incoming",
    "Mail",
    "Manner",
    "Outgoing",
    "Through",
    "Written",
    "answer_recipients",
    "asks_for_human",
    "bare_address",
    "body_hash",
    "bounded_marks",
    "canned_language",
    "content_hash",
    "form_greeting",
    "form_notice",
    "form_reply",
    "handoff_note",
    "has_opted_out",
    "is_bare_record",
    "is_greeting",
    "is_mere_thanks",
    "is_ours",
    "is_region",
    "is_whatsapp",
    "judge",
    "neutralise_mentions",
    "new_text",
    "normal_handle",
    "plain_of_markdown",
    "quoted",
    "readable_text",
    "reminder_note",
    "replies_within",
    "resolution_note",
    "says_solved",
    "segments",
    "sent_note",
    "subject_of_a_call",
    "summarise",
    "template_fault",
    "twin_hash",
    "window_is_over",
    "written_by",
]
