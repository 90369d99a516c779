"""Bodies of the calls on conversations, messages, drafts and comments."""

from typing import Final

from frontmate.simulator.wire.fields.field import (
    BOOLEAN,
    FILES,
    NUMBER,
    NUMBER_OR_NULL,
    OBJECT,
    STRING,
    STRINGS,
    TEXT_OR_NULL,
    Field,
    a_body,
)

_ADDRESSED: Final = {"to": STRINGS, "cc": STRINGS, "bcc": STRINGS}
_SIGNED: Final = {"signature_id": STRING, "should_add_default_signature": BOOLEAN}
_OPTIONS: Final = Field(("object",), members={"tag_ids": STRINGS, "archive": BOOLEAN})
_DRAFT: Final = {
    **_ADDRESSED,
    **_SIGNED,
    "body": STRING,
    "subject": STRING,
    "author_id": STRING,
    "channel_id": STRING,
    "quote_body": STRING,
    "attachments": FILES,
    "mode": Field(("string",), words=("private", "shared")),
}

REPLY: Final = a_body(
    "body",
    **_ADDRESSED,
    **_SIGNED,
    body=STRING,
    sender_name=STRING,
    subject=STRING,
    author_id=STRING,
    channel_id=STRING,
    text=STRING,
    quote_body=STRING,
    options=_OPTIONS,
    attachments=FILES,
)
DRAFT: Final = a_body("body", "channel_id", **_DRAFT)
DRAFT_EDIT: Final = a_body(
    "body",
    "channel_id",
    **{**_DRAFT, "mode": Field(("string",), words=("shared",))},
    version=STRING,
)
DRAFT_DELETE: Final = a_body("version", version=STRING)
COMMENT: Final = a_body("body", author_id=STRING, body=STRING, is_pinned=BOOLEAN, attachments=FILES)
COMMENT_EDIT: Final = a_body(body=STRING, is_pinned=BOOLEAN)
CONVERSATION: Final = a_body(
    # Front's description says string, its text says null, a working client sends "".
    assignee_id=TEXT_OR_NULL,
    inbox_id=STRING,
    status=Field(("string",), words=("archived", "open", "deleted", "spam")),
    status_id=STRING,
    tag_ids=STRINGS,
    description=Field(("string", "null"), longest=65_535),
    due_at=NUMBER_OR_NULL,
    custom_fields=OBJECT,
)
NEW_CONVERSATION: Final = a_body(
    "type",
    "subject",
    type=Field(("string",), words=("discussion", "task")),
    inbox_id=STRING,
    teammate_ids=STRINGS,
    subject=STRING,
    comment=a_body("body", author_id=STRING, body=STRING, attachments=FILES),
    description=Field(("string",), longest=65_535),
    due_at=NUMBER,
    custom_fields=OBJECT,
)
ASSIGNEE: Final = a_body("assignee_id", assignee_id=TEXT_OR_NULL)
TAG_IDS: Final = a_body("tag_ids", tag_ids=STRINGS)
FOLLOWERS: Final = a_body("teammate_ids", teammate_ids=Field(("array",), items=STRING, longest=50))
# Null cancels, says the text; the schema says number.
REMINDER: Final = a_body(
    "teammate_id",
    "scheduled_at",
    teammate_id=STRING,
    scheduled_at=NUMBER_OR_NULL,
    status_id=STRING,
)
_LINKS: Final = Field(("array",), items=STRING, longest=10)
LINKS_ADDED: Final = a_body(link_ids=_LINKS, link_external_urls=_LINKS)
LINKS_REMOVED: Final = a_body("link_ids", link_ids=_LINKS)
