"""Files on their way down: attachments, and emails as they came (facts 5.6, 1.2)."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import Message

from frontmate.front import file_requests as requests
from frontmate.front.body import Body
from frontmate.front.calls import Calls
from frontmate.front.errors import TooBig, Unreachable
from frontmate.front.requests import Request
from frontmate.front.uploads import UNKNOWN_TYPE, clean_name

LONGEST_HEADERS = 256 * 1024
"""Bytes of a mail before its text begins."""

_EMPTY_LINE = re.compile(rb"\r?\n\r?\n")
_NO_MAIL = {"application/json", "text/html"}


@dataclass(frozen=True)
class Download:
    """A file that is being fetched; iterate it once, within the `async with` that gave it.

    Name and content type are claims of whoever sent it. Each part raises `Unreachable` if the file
    breaks off or takes too long, and `TooBig` past the limit: what came before is then no file.
    """

    name: str | None
    """Never a path; None where Front gives none."""
    content_type: str
    size: int | None
    """In bytes, by the answer's own account; where it gives none, a file that breaks off may look
    whole."""
    body: Body = field(repr=False)

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self.body


@asynccontextmanager
async def download(calls: Calls, file: str, most: int) -> AsyncIterator[Download]:
    async with calls.download(requests.download(file), most) as body:
        yield Download(
            name=read_name(body.headers.get("content-disposition", "")),
            content_type=body.content_type or UNKNOWN_TYPE,
            size=body.size,
            body=body,
        )


async def mail(calls: Calls, message: str, most: int) -> bytes:
    """The whole mail, of at most `most` bytes."""
    request = requests.mail(message)
    async with calls.download(request, most) as body:
        _check_mail(request, body)
        return await body.whole()


async def mail_headers(calls: Calls, message: str) -> bytes:
    """The mail up to its first empty line; what follows is not fetched."""
    request, read = requests.mail(message), bytearray()
    async with calls.download(request, None) as body:
        _check_mail(request, body)
        async for part in body:
            before = len(read)
            read += part
            end = _EMPTY_LINE.search(read, max(0, before - 3))
            if end is not None:
                return bytes(read[: end.end()])
            if len(read) > LONGEST_HEADERS:
                raise TooBig(f"{request.method} {request.template}: headers without an end")
    return bytes(read)


def _check_mail(request: Request, body: Body) -> None:
    # What is no email has no such form, and is perhaps answered as if nobody had asked for it.
    if body.content_type in _NO_MAIL:
        raise Unreachable(f"{request.method} {request.template}: the answer is no mail")


def read_name(disposition: str) -> str | None:
    """The name that a `Content-Disposition` header claims, as a name and nothing else."""
    header = Message()
    header["content-disposition"] = disposition
    try:
        name = header.get_filename()
    except (ValueError, LookupError, TypeError):
        return None
    return clean_name(name) if name else None
