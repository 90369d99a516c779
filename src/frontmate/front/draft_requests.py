"""Sans I/O: the calls that read and write drafts, as values (facts 5.3)."""

from collections.abc import Sequence
from typing import Any

from frontmate.front.requests import Request, segment
from frontmate.front.uploads import Upload


def list_drafts(conversation: str) -> Request:
    """The whole list; a private draft of somebody else is not in it."""
    return Request.of_conversation("GET", conversation, "/drafts", scope="drafts:read")


def write_draft(
    conversation: str,
    *,
    author: str,
    body: str,
    channel: str | None,
    to: Sequence[str] | None,
    cc: Sequence[str] | None,
    subject: str | None,
    attachments: Sequence[Upload] = (),
) -> Request:
    """A draft of a reply. `mode` is always said: left out, only its author sees it (facts 5.3).

    Front's description asks for a channel, older documents do not: it may be None.
    """
    json = _draft(author, body, channel, to, cc)
    if subject is not None:
        json["subject"] = subject
    return Request.of_conversation(
        "POST",
        conversation,
        "/drafts",
        scope="drafts:write",
        json=json,
        repeatable=False,
        files=tuple(attachments),
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
    attachments: Sequence[Upload] = (),
) -> Request:
    """Put other words into a draft, provided that nobody changed it since `version`."""
    json = {**_draft(author, body, channel, to, cc), "version": version}
    path = f"/drafts/{segment(draft)}/"
    return Request(
        "PATCH",
        path,
        "/drafts/{message_id}/",
        json=json,
        scope="drafts:write",
        files=tuple(attachments),
    )


def delete_draft(draft: str, *, version: str) -> Request:
    """A DELETE with a body, as Front wants it."""
    path, json = f"/drafts/{segment(draft)}", {"version": version}
    return Request("DELETE", path, "/drafts/{draft_id}", json=json, scope="drafts:delete")


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
