"""Sans I/O: every call that we make to Front, as a value (facts 5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from urllib.parse import quote

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

    @property
    def carries_words(self) -> bool:
        """Whether an answer could echo what a person wrote."""
        return self.json is not None and "body" in self.json


def look(conversation: str) -> Request:
    return _conversation("GET", conversation, scope="conversations:read")


def reply(
    conversation: str,
    *,
    author: str,
    body: str,
    text: str | None,
    to: Sequence[str] | None,
    cc: Sequence[str] | None,
    tag_ids: Sequence[str],
) -> Request:
    """A reply to the customer. `text`, `to` and `cc` are for email; `cc=[]` is nobody.

    Left out, `to` and `cc` mean reply-all to Front, and `archive` means yes (facts 0.4, 5.2):
    `archive` is always said, and on email all three.
    """
    json: dict[str, Any] = {
        "author_id": author,
        "body": body,
        "options": {"archive": False, "tag_ids": list(tag_ids)},
    }
    if text is not None:
        json["text"] = text
    if to is not None:
        json["to"] = list(to)
    if cc is not None:
        json["cc"] = list(cc)
    return _conversation(
        "POST", conversation, "/messages", scope="messages:send", json=json, repeatable=False
    )


def comment(conversation: str, *, author: str, body: str) -> Request:
    json = {"author_id": author, "body": body}
    return _conversation(
        "POST", conversation, "/comments", scope="comments:write", json=json, repeatable=False
    )


def assign(conversation: str, teammate: str | None) -> Request:
    """Assign; None takes off whoever has it (Front's text says null, its schema does not)."""
    json = {"assignee_id": teammate}
    return _conversation("PATCH", conversation, scope="conversations:write", json=json)


def archive(conversation: str) -> Request:
    json = {"status": "archived"}
    return _conversation("PATCH", conversation, scope="conversations:write", json=json)


def add_tags(conversation: str, tag_ids: Sequence[str]) -> Request:
    json = {"tag_ids": list(tag_ids)}
    return _conversation("POST", conversation, "/tags", scope="conversations:write", json=json)


def remove_tags(conversation: str, tag_ids: Sequence[str]) -> Request:
    """A DELETE with a body, as Front wants it."""
    json = {"tag_ids": list(tag_ids)}
    return _conversation("DELETE", conversation, "/tags", scope="conversations:write", json=json)


def list_messages(conversation: str, *, limit: int = 50) -> Request:
    """Newest first."""
    params = {"limit": str(max(1, min(limit, MOST_PER_PAGE)))}
    return _conversation("GET", conversation, "/messages", scope="messages:read", params=params)


def list_comments(conversation: str) -> Request:
    """Newest first, the whole list."""
    return _conversation("GET", conversation, "/comments", scope="comments:read")


def list_drafts(conversation: str) -> Request:
    """The whole list; a private draft of somebody else is not in it."""
    return _conversation("GET", conversation, "/drafts", scope="drafts:read")


def write_draft(
    conversation: str,
    *,
    author: str,
    body: str,
    channel: str | None,
    to: Sequence[str] | None,
    cc: Sequence[str] | None,
    subject: str | None,
) -> Request:
    """A draft of a reply. `mode` is always said: left out, only its author sees it (facts 5.3).

    Front's description asks for a channel, older documents do not: it may be None.
    """
    json = _draft(author, body, channel, to, cc)
    if subject is not None:
        json["subject"] = subject
    return _conversation(
        "POST", conversation, "/drafts", scope="drafts:write", json=json, repeatable=False
    )


def edit_draft(
    draft: str,
    *,
    author: str,
    body: str,
    channel: str,
    version: str,
    to: Sequence[str] | None,
    cc: Sequence[str] | None,
) -> Request:
    """Put other words into a draft, provided that nobody changed it since `version`."""
    json = {**_draft(author, body, channel, to, cc), "version": version}
    path = f"/drafts/{segment(draft)}/"
    return Request("PATCH", path, "/drafts/{message_id}/", json=json, scope="drafts:write")


def delete_draft(draft: str, *, version: str) -> Request:
    """A DELETE with a body, as Front wants it."""
    path, json = f"/drafts/{segment(draft)}", {"version": version}
    return Request("DELETE", path, "/drafts/{draft_id}", json=json, scope="drafts:delete")


def conversation_inboxes(conversation: str) -> Request:
    """The whole list."""
    return _conversation("GET", conversation, "/inboxes", scope="inboxes:read")


def conversation_events(conversation: str) -> Request:
    """Newest first."""
    params = {"limit": str(MOST_EVENTS_PER_PAGE)}
    return _conversation("GET", conversation, "/events", scope="events:*:read", params=params)


def get_message(message: str) -> Request:
    return _one("/messages/{message_id}", message, scope="messages:read")


def get_message_by_uid(uid: str) -> Request:
    return _one("/messages/{message_id}", uid, alias="alt:uid:", scope="messages:read")


def get_event(event: str) -> Request:
    return _one("/events/{event_id}", event, scope="events:*:read")


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


def _conversation(
    method: Method, conversation: str, rest: str = "", *, scope: str, **more: Any
) -> Request:
    path = f"/conversations/{segment(conversation)}{rest}"
    template = f"/conversations/{{conversation_id}}{rest}"
    return Request(method, path, template, scope=scope, **more)


def _draft(
    author: str,
    body: str,
    channel: str | None,
    to: Sequence[str] | None,
    cc: Sequence[str] | None,
) -> dict[str, Any]:
    json: dict[str, Any] = {"author_id": author, "body": body, "mode": "shared"}
    if channel is not None:
        json["channel_id"] = channel
    if to is not None:
        json["to"] = list(to)
    if cc is not None:
        json["cc"] = list(cc)
    return json


def _one(template: str, id_: str, *, scope: str, alias: str = "") -> Request:
    before, _, rest = template.partition("{")
    path = before + alias + segment(id_) + rest.partition("}")[2]
    return Request("GET", path, template, scope=scope)


def _list(path: str, scope: str, params: Mapping[str, str] | None = None) -> Request:
    return Request("GET", path, path, scope=scope, params=params)


def segment(id_: str) -> str:
    """An id as one path segment. Dots alone would climb to another path, quoted or not."""
    if not id_.strip("."):
        raise ValueError("not an id of Front's")
    return quote(id_, safe="", errors="replace")


def _seconds(at: datetime) -> str:
    return f"{at.timestamp():.3f}"
