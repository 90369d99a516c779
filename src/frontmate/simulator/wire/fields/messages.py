"""Bodies of the calls that begin conversations with messages, bring messages in or mark them."""

from typing import Final

from frontmate.simulator.wire.fields.field import (
    BOOLEAN,
    FILES,
    OBJECT,
    STRING,
    STRINGS,
    Field,
    a_body,
)

_ADDRESSED: Final = {"to": STRINGS, "cc": STRINGS, "bcc": STRINGS}
_SIGNED: Final = {"signature_id": STRING, "should_add_default_signature": BOOLEAN}
_BODY_FORMAT: Final = Field(("string",), words=("html", "markdown"))

# Front's description needs `to` where its text needs one of `to`, `cc` and `bcc` (facts 5.3).
NEW_MESSAGE: Final = a_body(
    "body",
    **_ADDRESSED,
    **_SIGNED,
    body=STRING,
    sender_name=STRING,
    subject=STRING,
    author_id=STRING,
    text=STRING,
    options=Field(("object",), members={"tag_ids": STRINGS, "archive": BOOLEAN}),
    attachments=FILES,
)
NEW_DRAFT: Final = a_body(
    "body",
    **_ADDRESSED,
    **_SIGNED,
    body=STRING,
    subject=STRING,
    author_id=STRING,
    quote_body=STRING,
    attachments=FILES,
    mode=Field(("string",), words=("private", "shared")),
)
INCOMING: Final = a_body(
    "sender",
    "body",
    sender=a_body("handle", contact_id=STRING, name=STRING, handle=STRING),
    subject=STRING,
    body=STRING,
    body_format=_BODY_FORMAT,
    metadata=Field(("object",), members={"thread_ref": STRING, "headers": OBJECT}),
    attachments=FILES,
)
IMPORTED: Final = a_body(
    "sender",
    "to",
    "body",
    "external_id",
    "created_at",
    "metadata",
    sender=a_body("handle", author_id=STRING, name=STRING, handle=STRING),
    **_ADDRESSED,
    subject=STRING,
    body=STRING,
    body_format=_BODY_FORMAT,
    external_id=STRING,
    created_at=Field(("integer",)),
    type=Field(("string",), words=("email", "sms", "intercom", "custom")),
    assignee_id=STRING,
    tags=STRINGS,
    conversation_id=STRING,
    metadata=a_body(
        "is_inbound",
        thread_ref=STRING,
        is_inbound=BOOLEAN,
        is_archived=BOOLEAN,
        should_skip_rules=BOOLEAN,
    ),
    attachments=FILES,
)
SEEN: Final = a_body()
