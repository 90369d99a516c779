"""Sans I/O: the calls that fetch files, as values (facts 5.6, 1.2)."""

from frontmate.front.requests import Request

ANYTHING = "*/*"
MAIL = "message/rfc822"


def download(file: str) -> Request:
    """The address is put together here: the `url` in a payload could lead anywhere (facts 5.6)."""
    template = "/download/{attachment_link_id}"
    return Request.read_one(template, file, scope="attachments:read", accept=ANYTHING)


def mail(message: str) -> Request:
    """An email as it came, the only place where its headers are (facts 1.2)."""
    template = "/messages/{message_id}"
    return Request.read_one(template, message, scope="messages:read", accept=MAIL)
