"""What makes two texts the same: retries (8.1), twins (8.3), our own message coming back."""

import hashlib
import html
import json
import re
from collections.abc import Iterable

from frontmate.channels.folding import normal
from frontmate.channels.markup import MAX_CHARACTERS, text_of_html

_MARKUP = re.compile(
    r"\s*<[a-z!]|.*?<(?:p|div|br|table|ul|ol|li|html|body|blockquote)\b[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
# Also where a tag is only quoted, as code: HTML shows it as text, and text cannot tell it apart.
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
# The text form of a link shows its address, the HTML form hides it.
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>\"]+", re.IGNORECASE)


def content_hash(
    connection: int | str,
    conversation: str,
    message_id: str | None,
    sender: str,
    subject: str,
    text: str,
    attachments: Iterable[str],
) -> str:
    """Hex SHA-256 over everything that makes an inbound message this one (behaviour 8.1).

    With a message id an honest second "ok" hashes differently (8.2).
    """
    return _digest(
        "content",
        str(connection),
        conversation,
        message_id,
        _folded(sender).casefold(),
        _folded(subject),
        _folded(text),
        sorted(attachments),
    )


def twin_hash(sender: str, text: str) -> str:
    """Hex SHA-256 of sender and normalised text, to find one mail in two conversations (8.3)."""
    return _digest("twin", _folded(sender).casefold(), _folded(text).casefold())


def body_hash(body: str) -> str:
    """Hex SHA-256 of the letters and digits of a body, alike for HTML and its plain text.

    Links are left out, case is kept. A body without letters or digits (one emoji) is hashed as
    it stands, so that such bodies differ.
    """
    body = body[:MAX_CHARACTERS]
    text = text_of_html(body) if _MARKUP.match(body) else html.unescape(body)
    text = _ADDRESS.sub("", _TAG.sub("", normal(text)))
    letters = "".join(character for character in text if character.isalnum())
    return _digest("body", letters or "".join(text.split()))


def _folded(text: str) -> str:
    return " ".join(normal(text).split())


def _digest(*parts: object) -> str:
    # JSON, because joined strings would let one field run into the next.
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
