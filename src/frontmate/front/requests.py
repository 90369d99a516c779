"""Sans I/O: every call that we make to Front, as a value (facts 5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from urllib.parse import quote

from frontmate.front.uploads import Upload
from frontmate.front.words import WANTED_EVENTS

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]

MOST_PER_PAGE = 100
MOST_EVENTS_PER_PAGE = 15


@dataclass(frozen=True)
class Request:
    """One call. `template` is the path with names for its ids, safe to log and to count by."""

    method: Method
    path: str
    template: str
    json: Mapping[str, Any] | None = None
    params: Mapping[str, str | list[str]] | None = None
    accept: str | None = None
    scope: str | None = None
    """The permission that the token needs for it (facts 4.1)."""
    repeatable: bool = True
    """Whether doing it twice is the same as doing it once (facts 4.3)."""
    files: tuple[Upload, ...] = ()
    """With any, `json` travels as a form (facts 5.6)."""
    not_after: datetime | None = None
    """Front does not hear of it any later."""

    @classmethod
    def of_conversation(
        cls, method: Method, conversation: str, rest: str = "", *, scope: str, **more: Any
    ) -> "Request":
        path = f"/conversations/{segment(conversation)}{rest}"
        template = f"/conversations/{{conversation_id}}{rest}"
        return cls(method, path, template, scope=scope, **more)

    @classmethod
    def read_one(
        cls, template: str, id_: str, *, scope: str, alias: str = "", **more: Any
    ) -> "Request":
        """A read of what has this id, or this value under an alias like `alt:uid:` (facts 1)."""
        before, _, rest = template.partition("{")
        path = before + alias + segment(id_) + rest.partition("}")[2]
        return cls("GET", path, template, scope=scope, **more)

    @property
    def carries_words(self) -> bool:
        """Whether an answer could echo what a person wrote."""
        return self.json is not None and "body" in self.json


def look(conversation: str) -> Request:
    return Request.of_conversation("GET", conversation, scope="conversations:read")


def reply(
    conversation: str,
    *,
    author: str,
    body: str,
    text: str | None,
    to: Sequence[str] | None,
    cc: Sequence[str] | None,
    tag_ids: Sequence[str],
    attachments: Sequence[Upload] = (),
) -> Request:
    """A reply to the customer. `text`, `to` and `cc` are for email; `cc=[]` is nobody.

    Left out, `to` and `cc` mean reply-all to Front (facts 0.4): on email both are said.
    """
    json = _message(author, body, text, tag_ids)
    if to is not None:
        json["to"] = list(to)
    if cc is not None:
        json["cc"] = list(cc)
    return Request.of_conversation(
        "POST",
        conversation,
        "/messages",
        scope="messages:send",
        json=json,
        repeatable=False,
        files=tuple(attachments),
    )


def begin(
    channel: str,
    *,
    author: str,
    to: str,
    body: str,
    text: str | None,
    subject: str | None,
    tag_ids: Sequence[str],
) -> Request:
    """A message that begins a conversation. `text` and `subject` are for email."""
    json = {**_message(author, body, text, tag_ids), "to": [to]}
    if subject is not None:
        json["subject"] = subject
    return Request(
        "POST",
        f"/channels/{segment(channel)}/messages",
        "/channels/{channel_id}/messages",
        scope="messages:send",
        json=json,
        repeatable=False,
    )


def _message(author: str, body: str, text: str | None, tag_ids: Sequence[str]) -> dict[str, Any]:
    """Left out, `archive` means yes (facts 5.2, 5.3): it is always said."""
    options: dict[str, Any] = {"archive": False}
    if tag_ids:
        options["tag_ids"] = list(tag_ids)
    json: dict[str, Any] = {"author_id": author, "body": body, "options": options}
    if text is not None:
        json["text"] = text
    return json


def comment(
    conversation: str, *, author: str, body: str, attachments: Sequence[Upload] = ()
) -> Request:
    return Request.of_conversation(
        "POST",
        conversation,
        "/comments",
        scope="comments:write",
        json={"author_id": author, "body": body},
        repeatable=False,
        files=tuple(attachments),
    )


def assign(conversation: str, teammate: str | None) -> Request:
    """Assign; None takes off whoever has it (Front's text says null, its schema does not)."""
    json = {"assignee_id": teammate}
    return Request.of_conversation("PATCH", conversation, scope="conversations:write", json=json)


def archive(conversation: str) -> Request:
    json = {"status": "archived"}
    return Request.of_conversation("PATCH", conversation, scope="conversations:write", json=json)


def add_tags(conversation: str, tag_ids: Sequence[str]) -> Request:
    json = {"tag_ids": list(tag_ids)}
    return Request.of_conversation(
        "POST", conversation, "/tags", scope="conversations:write", json=json
    )


def remove_tags(conversation: str, tag_ids: Sequence[str]) -> Request:
    """A DELETE with a body, as Front wants it."""
    json = {"tag_ids": list(tag_ids)}
    return Request.of_conversation(
        "DELETE", conversation, "/tags", scope="conversations:write", json=json
    )


def list_messages(conversation: str, *, limit: int = 50) -> Request:
    """Newest first."""
    params = {"limit": str(max(1, min(limit, MOST_PER_PAGE)))}
    return Request.of_conversation(
        "GET", conversation, "/messages", scope="messages:read", params=params
    )


def list_comments(conversation: str) -> Request:
    """Newest first, the whole list."""
    return Request.of_conversation("GET", conversation, "/comments", scope="comments:read")


def conversation_inboxes(conversation: str) -> Request:
    """The whole list."""
    return Request.of_conversation("GET", conversation, "/inboxes", scope="inboxes:read")


def conversation_events(conversation: str) -> Request:
    """Newest first."""
    params = {"limit": str(MOST_EVENTS_PER_PAGE)}
    return Request.of_conversation(
        "GET", conversation, "/events", scope="events:*:read", params=params
    )


def get_message(message: str) -> Request:
    return Request.read_one("/messages/{message_id}", message, scope="messages:read")


def get_message_by_uid(uid: str) -> Request:
    return Request.read_one("/messages/{message_id}", uid, alias="alt:uid:", scope="messages:read")


def get_event(event: str) -> Request:
    return Request.read_one("/events/{event_id}", event, scope="events:*:read")


def list_events(*, after: datetime, before: datetime) -> Request:
    """The company's events, oldest first. `before` keeps the pages from shifting (facts 3.4)."""
    params: dict[str, str | list[str]] = {
        "sort_by": "created_at",
        "sort_order": "asc",
        "limit": str(MOST_EVENTS_PER_PAGE),
        "q[types][]": WANTED_EVENTS,
        "q[after]": _seconds(after),
        "q[before]": _seconds(before),
    }
    return Request("GET", "/events", "/events", params=params, scope="events:*:read")


def recent_events() -> Request:
    """The company's events, newest first."""
    params = {"sort_by": "created_at", "sort_order": "desc", "limit": str(MOST_EVENTS_PER_PAGE)}
    return Request("GET", "/events", "/events", params=params, scope="events:*:read")


def list_tags() -> Request:
    """The tags that the company owns; no teammate's or team's."""
    return _list("/company/tags", "tags:read", {"limit": str(MOST_PER_PAGE)})


def create_tag(name: str) -> Request:
    """Not repeatable: Front promises no unique names."""
    return Request(
        "POST",
        "/company/tags",
        "/company/tags",
        json={"name": name},
        scope="tags:write",
        repeatable=False,
    )


def me() -> Request:
    return Request("GET", "/me", "/me")


def teammates() -> Request:
    return _list("/teammates", "teammates:read")


def channels() -> Request:
    return _list("/channels", "channels:read")


def inboxes() -> Request:
    return _list("/inboxes", "inboxes:read")


def at_page(request: Request, token: str) -> Request:
    """The same list, further on (facts 4.4)."""
    return replace(request, params={**(request.params or {}), "page_token": token})


def _list(path: str, scope: str, params: Mapping[str, str] | None = None) -> Request:
    return Request("GET", path, path, scope=scope, params=params)


def segment(id_: str) -> str:
    """An id as one path segment. Dots alone would climb to another path, quoted or not."""
    if not id_.strip("."):
        raise ValueError("not an id of Front's")
    return quote(id_, safe="", errors="replace")


def _seconds(at: datetime) -> str:
    return f"{at.timestamp():.3f}"
