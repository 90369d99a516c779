"""What a message or a draft will look like, made of what a request says: text, quote, signature."""

from typing import Any

from frontmate.simulator.changes import Outgoing
from frontmate.simulator.desk import Desk
from frontmate.simulator.files import attached
from frontmate.simulator.records import Attachment, Inbox, Recipient, Signature
from frontmate.simulator.richtext import html_to_text
from frontmate.simulator.wire import bodies
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.finding import author_id, words


def outgoing(
    desk: Desk,
    data: dict[str, Any],
    inbox: Inbox,
    to: tuple[Recipient, ...],
    subject: str,
) -> Outgoing:
    """What a checked body asks to be sent."""
    body, is_email = quoting(desk, data, inbox), desk.workspace.people.is_email(inbox)
    text = (data.get("text") or html_to_text(body)) if is_email else body
    return Outgoing(
        uid=desk.workspace.ids.uid(),
        author_id=author_id(desk, data),
        body=body,
        text=text,
        to=to,
        subject=subject,
        inbox=inbox,
        sender_name=data.get("sender_name"),
        attachments=attachments(desk, data),
        signature_id=signature_id(desk, data, inbox),
    )


def quoting(desk: Desk, data: dict[str, Any], inbox: Inbox) -> str:
    """The body, and below it the quote that it answers; quotes are for emails."""
    body = words(data, "body")
    quote = data.get("quote_body")
    if quote is None:
        return body
    if not desk.workspace.people.is_email(inbox):
        raise ApiError(400, bodies.INVALID, "quote_body: only on email channels")
    return f'{body}<br><blockquote type="cite">{quote}</blockquote>'


def attachments(desk: Desk, data: dict[str, Any]) -> tuple[Attachment, ...]:
    uploads = data.get("attachments", ())
    return tuple(attached(desk.workspace.ids, uploads, data["body"]))


def signature_id(desk: Desk, data: dict[str, Any], inbox: Inbox) -> str | None:
    """The one that is named, or the author's default one where that is wanted (facts 5.2, 7).

    403 for a named one on a channel that is not email; wanting the default one there is nothing.
    """
    named, is_email = data.get("signature_id"), desk.workspace.people.is_email(inbox)
    if named is not None:
        if not is_email:
            raise ApiError(403, "Signatures are for email channels", "signature_id: not here")
        signature = desk.workspace.people.signatures.get(named)
        if signature is None:
            raise ApiError(400, bodies.INVALID, "signature_id: no such signature")
        if not _fits(signature, inbox):
            raise ApiError(400, bodies.INVALID, "signature_id: not for this channel")
        return signature.id
    if not (is_email and data.get("should_add_default_signature") and "author_id" in data):
        return None
    default = _default_of(desk, author_id(desk, data), inbox)
    return default.id if default else None


def _default_of(desk: Desk, teammate: str, inbox: Inbox) -> Signature | None:
    """The teammate's own, else that of the inbox's team."""
    fitting = [
        s for s in desk.workspace.people.signatures.values() if s.is_default and _fits(s, inbox)
    ]
    own = (s for s in fitting if s.owner_id == teammate)
    teams = (s for s in fitting if s.owner_id == inbox.team_id)
    return next(own, None) or next(teams, None)


def _fits(signature: Signature, inbox: Inbox) -> bool:
    return signature.channel_ids is None or inbox.channel_id in signature.channel_ids
