"""Messages and comments as Front shows them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from frontmate.conversation.events import Author
from frontmate.conversation.message import Channel
from frontmate.front.identity import Identity
from frontmate.front.tolerant import EPOCH, count, flag, linked_id, mapping, mappings, moment, text
from frontmate.front.words import AUTHORS, AUTHORS_BY_SOURCE, CHANNELS

_MARKUP = re.compile(r"<[a-zA-Z/!][^<]*>|&(#\d+|[a-zA-Z]{2,8});")


@dataclass(frozen=True)
class Recipient:
    """One of a message's correspondents. `role` is Front's: from, to, cc, bcc, reply-to."""

    handle: str
    name: str | None
    role: str
    contact: str | None
    """Front contact id, where Front knows one."""


@dataclass(frozen=True)
class Attachment:
    """Name and content type are the sender's claims; `size` is in bytes, 0 if unknown."""

    id: str | None
    """None in very old payloads (facts 5.6)."""
    name: str
    content_type: str
    size: int
    inline: bool
    cid: str | None = None
    """What the HTML calls an inline one by."""


@dataclass(frozen=True)
class FrontMessage:
    """One message. `html` is hostile input (facts 9)."""

    id: str
    uid: str | None
    """The second id, which the answer to a reply names before the message exists."""
    inbound: bool
    channel: Channel
    channel_name: str
    """Front's own type, kept where ours is coarser."""
    sent_at: datetime
    """1970 where Front gave no time."""
    subject: str
    html: str | None
    text: str | None
    author: Author | None
    """Who wrote an outbound message; None for an inbound one."""
    author_id: str | None
    sender: Recipient | None
    recipients: tuple[Recipient, ...]
    attachments: tuple[Attachment, ...]
    draft: bool
    error_type: str | None
    """How the provider refused it after Front had accepted it."""
    version: str | None = None
    """Of a draft: what editing or deleting it must name (facts 5.3)."""
    call_seconds: int | None = None
    """Of a call or a voicemail: how long it is."""
    call_answered: bool | None = None
    visitor_url: str | None = None
    """The page from which a chat was begun, by the visitor's account."""

    @property
    def error(self) -> bool:
        return self.error_type is not None

    @property
    def sent_to(self) -> frozenset[str]:
        """Handles and Front contact ids of those to whom it went."""
        to = [one for one in self.recipients if one.role == "to"]
        return frozenset(name for one in to for name in (one.handle, one.contact) if name)

    @property
    def reply_to(self) -> tuple[Recipient, ...]:
        """Where the sender wants answers, if that is said; a claim like all of it."""
        return tuple(one for one in self.recipients if one.role == "reply-to")


@dataclass(frozen=True)
class FrontComment:
    """An internal comment; `body` is Markdown."""

    id: str
    author_id: str | None
    body: str
    posted_at: datetime


def read_message(
    obj: Mapping[str, Any],
    identity: Identity,
    source_type: str | None = None,
    *,
    inbound: bool = False,
    at: datetime = EPOCH,
) -> FrontMessage:
    """Read a message. `source_type` is `source._meta.type` of its event.

    `inbound` and `at` stand in where the message itself does not say. Never raises.
    """
    said, metadata = flag(obj, "is_inbound"), mapping(obj, "metadata")
    inbound = inbound if said is None else said
    channel_name = text(obj, "type") or ""
    channel = CHANNELS.get(channel_name, Channel.CHAT)
    html, plain = _bodies(obj, channel)
    recipients = tuple(_recipients(obj))
    return FrontMessage(
        id=text(obj, "id") or "",
        uid=text(obj, "message_uid"),
        inbound=inbound,
        channel=channel,
        channel_name=channel_name,
        sent_at=moment(obj, "created_at") or at,
        subject=text(obj, "subject") or "",
        html=html,
        text=plain,
        author=None if inbound else _author(mapping(obj, "author"), identity, source_type),
        author_id=text(mapping(obj, "author"), "id"),
        sender=next((one for one in recipients if one.role == "from"), None),
        recipients=recipients,
        attachments=tuple(_attachments(obj)),
        draft=text(obj, "draft_mode") is not None or obj.get("is_draft") is True,
        error_type=text(obj, "error_type"),
        version=_version(obj.get("version")),
        call_seconds=count(metadata, "duration"),
        call_answered=flag(metadata, "have_been_answered"),
        visitor_url=text(metadata, "chat_visitor_url"),
    )


def read_comment(obj: Mapping[str, Any]) -> FrontComment:
    return FrontComment(
        id=text(obj, "id") or "",
        author_id=text(mapping(obj, "author"), "id"),
        body=text(obj, "body") or "",
        posted_at=moment(obj, "posted_at") or EPOCH,
    )


def _bodies(obj: Mapping[str, Any], channel: Channel) -> tuple[str | None, str | None]:
    body, plain = text(obj, "body"), text(obj, "text")
    if body is None or channel is Channel.EMAIL:
        return body, plain
    # Elsewhere `body` may be plain, and "1 < 2" read as HTML loses its end.
    if channel is Channel.SMS or not _MARKUP.search(body):
        return None, plain or body
    return body, plain


def _author(author: Mapping[str, Any], identity: Identity, source_type: str | None) -> Author:
    if text(author, "id") == identity.ai_teammate:
        return Author.AI
    kind = text(author, "type")
    if kind is not None:
        return AUTHORS.get(kind, Author.OTHER_BOT)
    return AUTHORS_BY_SOURCE.get(source_type or "", Author.PERSON)


def _recipients(obj: Mapping[str, Any]) -> list[Recipient]:
    return [
        Recipient(
            handle=handle,
            name=text(one, "name"),
            role=text(one, "role") or "",
            contact=linked_id(one, "contact"),
        )
        for one in mappings(obj, "recipients")
        if (handle := text(one, "handle")) is not None
    ]


def _attachments(obj: Mapping[str, Any]) -> list[Attachment]:
    return [
        Attachment(
            id=text(one, "id"),
            name=text(one, "filename") or "",
            content_type=text(one, "content_type") or "",
            size=count(one, "size") or 0,
            inline=mapping(one, "metadata").get("is_inline") is True,
            cid=text(mapping(one, "metadata"), "cid"),
        )
        for one in mappings(obj, "attachments")
    ]


def _version(value: object) -> str | None:
    # A string to the description; a counter would still be one.
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value) or None
