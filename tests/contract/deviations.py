"""Where the description is wrong, or silent: all that is let through, each with its reason.

One that no run needs is a failure, so that nothing stands here out of habit.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "null",  # null where the description has another type, or the other way round
    "type",
    "word",  # one that is not in the enumeration
    "absent",  # what must be there is not
    "unknown",  # a property, parameter, header or medium that is not described
    "either",  # fits several, or none, of what it may be only one of
    "size",
    "status",
]
Side = Literal["request", "answer", "event", "real", "field"]
"""`event` is one of the stand-in's, older in its shape than an answer; `real` one that was captured
from Front; `field` is of a table of what the stand-in lets a request carry."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """`where` names a schema of the description and a property of it; `*` is anything.

    `real …` names what the captured bodies have, by the part of an event.
    """

    where: str
    kind: Kind
    sides: tuple[Side, ...]
    source: str
    why: str


def _null(where: str, source: str, why: str, *sides: Side) -> Deviation:
    return Deviation(where, "null", sides or ("answer", "event", "real"), source, why)


def _in_events(where: str, kind: Kind, source: str, why: str) -> Deviation:
    return Deviation(where, kind, ("event", "real"), source, why)


_ANSWERS = (
    _null("MessageResponse.author", "facts 12, 0.13", "A customer's message has no author."),
    _null("MessageResponse.signature", "facts 12", "Null in real bodies."),
    _null("MessageResponse.error_type", "facts 12, 1.2", "Null unless sending failed."),
    _null("MessageResponse.version", "facts 12", "Null for all but drafts."),
    _null(
        "ConversationResponse.assignee",
        "facts 12",
        "`nullable` beside a reference is void in OpenAPI 3.0.",
    ),
    _null(
        "ConversationResponse.recipient",
        "facts 1.1, 12",
        "The same; a discussion has no recipient.",
        "answer",
        "event",
    ),
    _null(
        "ContactResponse.avatar_url",
        "inferred",
        "A contact without a picture has no address of one.",
        "answer",
    ),
    _null(
        "ContactResponse._links.related.owner",
        "inferred",
        "The company's own contacts belong to nobody; the same link of a tag may be null.",
        "answer",
    ),
    Deviation(
        "TeammateResponse.license_type",
        "absent",
        ("answer", "event", "real"),
        "facts 12",
        "Required, and not among the properties: nobody can know what it would be.",
    ),
    Deviation(
        "ContactNoteResponses.is_private",
        "unknown",
        ("answer",),
        "facts 12",
        "Required, and not among the properties.",
    ),
    Deviation(
        "listOfTags._pagination",
        "unknown",
        ("answer",),
        "facts 4.4",
        "The list takes `limit` and `page_token`, so it must say where it goes on.",
    ),
    Deviation(
        "4??",
        "status",
        ("answer",),
        "facts 4.3, 12",
        "The description has next to no refusals, and no bodies of them.",
    ),
    Deviation(
        "301.location",
        "unknown",
        ("answer",),
        "facts 12",
        "No header is described, and clients rely on this one.",
    ),
)

_EVENTS = (
    _in_events(
        "EventResponse.source.data",
        "either",
        "facts 3.1, 12",
        "`oneOf` fits several at once, lacks the null of the API, and fails for whatever deviates "
        "within: judged as what `_meta` says it is.",
    ),
    _in_events(
        "EventResponse.target.data",
        "either",
        "facts 3.1, 3.2, 12",
        "The same, and it has no list of inboxes or of conversations that were merged.",
    ),
    _in_events(
        "ConversationResponse.last_message",
        "unknown",
        "facts 1.1, 12",
        "Gone from the description in 2022, still in real bodies.",
    ),
    _in_events(
        "MessageResponse.is_draft",
        "unknown",
        "facts 1.2, 12",
        "Gone from the description in 2024, still in real bodies.",
    ),
    _in_events("InboxResponse.address", "unknown", "facts 1.3, 12", "The channel's, in events."),
    _in_events("InboxResponse.send_as", "unknown", "facts 1.3, 12", "The channel's, in events."),
    _in_events("InboxResponse.type", "unknown", "facts 1.3, 12", "The channel's, in events."),
    _in_events("TagResponse.description", "absent", "facts 12", "Not in real bodies."),
    Deviation(
        "CommentResponse.attachments",
        "absent",
        ("event",),
        "facts 3.2",
        "Not in the captured body of a comment's event.",
    ),
    Deviation(
        "CommentResponse.is_pinned",
        "absent",
        ("event",),
        "facts 3.2",
        "Not in the captured body of a comment's event.",
    ),
)


def _since(where: str, year: int) -> Deviation:
    why = f"Described since {year}; the captured bodies are older."
    return Deviation(f"real {where}", "unknown", ("event",), "facts 12", why)


def _before(where: str, year: int) -> Deviation:
    why = f"Required since {year}; the captured bodies are older."
    return Deviation(where, "absent", ("real",), "facts 12", why)


_YEARS = (
    _before("ConversationResponse.type", 2025),
    _before("ConversationResponse.ticket_ids", 2025),
    _before("TeammateResponse.type", 2026),
    _since("conversation.type", 2025),
    _since("conversation.ticket_ids", 2025),
    _since("conversation.updated_at", 2024),
    _since("conversation.waiting_since", 2024),
    _since("conversation.status_id", 2025),
    _since("conversation.status_category", 2025),
    _since("teammate.type", 2026),
    Deviation(
        "real conversation links.last_message",
        "absent",
        ("event",),
        "facts 1.1",
        "A discussion or a task has no message; those that were captured have.",
    ),
)

_REQUESTS = (
    Deviation(
        "query.q",
        "type",
        ("request",),
        "facts 3.4, 4.4",
        "A query object, `q[types][]=…`, where the description has a string.",
    ),
    Deviation(
        "UpdateConversation*.assignee_id",
        "null",
        ("request", "field"),
        "facts 5.4, 12",
        "`Set it to null to unassign`, says the text beside the type.",
    ),
    Deviation(
        "UpdateConversationReminders.scheduled_at",
        "null",
        ("field",),
        "description of the field",
        "`Set to null to cancel`, says the text beside the type.",
    ),
    Deviation(
        "UpdateTag.parent_tag_id",
        "null",
        ("field",),
        "description of the field",
        "`Set to null to remove the parent`, says the text beside the type.",
    ),
    Deviation(
        "OutboundMessage.to",
        "absent",
        ("field",),
        "facts 5.3",
        "`One of to, cc or bcc`, says the text beside it; the schema wants `to`.",
    ),
    Deviation(
        "* multipart/form-data",
        "unknown",
        ("request",),
        "facts 5.6, 12",
        "Files cannot go as JSON, says the text; the description has no other body.",
    ),
    Deviation(
        "GET /messages/{message_id} message/rfc822",
        "unknown",
        ("request", "answer"),
        "facts 1.2",
        "By `Accept` an email is had as it came, says the text.",
    ),
    Deviation(
        "ReplyDraft.channel_id",
        "absent",
        ("request",),
        "facts 5.3",
        "Where no channel can be worked out our client leaves it out, as older documents do; it "
        "may be refused.",
    ),
)


def _beside(where: str) -> Deviation:
    why = "`required` beside a reference is void in OpenAPI 3.0, and plainly meant."
    return Deviation(where, "absent", ("field",), "facts 12", why)


_KNOWLEDGE = (
    _beside("KnowledgeBasePatch.name"),
    _beside("KnowledgeBaseArticleCreate.*"),
    _beside("KnowledgeBaseArticlePatch.*"),
    Deviation(
        "KnowledgeBase*Response.locale",
        "word",
        ("answer",),
        "facts 5.7",
        "Front has more languages than the two of the enumeration.",
    ),
)

DEVIATIONS: tuple[Deviation, ...] = (*_ANSWERS, *_EVENTS, *_YEARS, *_REQUESTS, *_KNOWLEDGE)
