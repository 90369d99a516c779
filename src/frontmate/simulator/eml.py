"""An email as the bytes that a mail server would have: the only place where its headers are.

The standard library writes the parts; of headers it takes only what is well formed, so these are
written here.
"""

import re
from datetime import UTC, datetime
from email.header import Header
from email.message import EmailMessage
from email.message import Message as Parsed
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import Final

from frontmate.simulator.records import Attachment, Message, Recipient, Signature

_NAME: Final = re.compile(r"[!-9;-~]+")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_CONTENT_TYPE: Final = re.compile(r"([\w.+-]+)/([\w.+-]+)", re.ASCII)
# What says how the parts are written is known only once they are.
_WRITTEN: Final = {"content-type", "content-transfer-encoding", "mime-version"}
_ROLES: Final = {"From": "from", "To": "to", "Cc": "cc", "Reply-To": "reply-to"}


def is_header(name: str, value: str) -> bool:
    """Whether an email can carry it."""
    return _NAME.fullmatch(name) is not None and _CONTROL.search(value) is None


def eml_of(message: Message, signature: Signature | None) -> bytes:
    """Given headers as they came, then what else an email has; blind copies are not told."""
    headers = [(n, v) for n, v in message.headers if n.casefold() not in _WRITTEN]
    given = {name.casefold() for name, _ in headers}
    headers += [(n, v) for n, v in _usual(message) if n.casefold() not in given]
    lines = [f"{name}: {_encoded(name, value)}\r\n" for name, value in headers]
    return "".join(lines).encode("ascii", "replace") + _parts(message, signature).as_bytes()


def _usual(message: Message) -> list[tuple[str, str]]:
    by_role = {
        name: ", ".join(_address(r) for r in message.recipients if r.role == role)
        for name, role in _ROLES.items()
    }
    written = datetime.fromtimestamp(message.created_at, UTC)
    return [
        *((name, value) for name, value in by_role.items() if value),
        ("Subject", message.subject),
        ("Date", format_datetime(written)),
    ]


def _address(recipient: Recipient) -> str:
    name, handle = _line(recipient.name or ""), _line(recipient.handle)
    if handle.isascii():
        return formataddr((name, handle))
    return f"{name} <{handle}>" if name else handle


def _encoded(name: str, value: str) -> str:
    value = _line(value)
    charset = "us-ascii" if value.isascii() else "utf-8"
    return Header(value, charset, header_name=name).encode(linesep="\r\n")


def _parts(message: Message, signature: Signature | None) -> EmailMessage:
    whole = EmailMessage(policy=SMTP)
    whole.set_content(message.text)
    body = message.body + (f"<br>{signature.body}" if signature else "")
    whole.add_alternative(body, subtype="html")
    inline = [file for file in message.attachments if file.is_inline and file.cid]
    shown = list(whole.iter_parts())[1]
    assert isinstance(shown, EmailMessage)
    for file in inline:
        _add(shown, file, is_related=True)
    for file in message.attachments:
        if file not in inline:
            _add(whole, file, is_related=False)
    _retype(whole, message.header("Content-Type") or "")
    return whole


def _add(to: EmailMessage, file: Attachment, *, is_related: bool) -> None:
    match = _CONTENT_TYPE.match(file.content_type)
    kind, subkind = match.groups() if match else ("application", "octet-stream")
    if kind in {"multipart", "message"}:
        kind, subkind = "application", "octet-stream"
    add = to.add_related if is_related else to.add_attachment
    cid = f"<{_line(file.cid).replace('>', '')}>" if file.cid else None
    add(file.data, maintype=kind, subtype=subkind, filename=_line(file.filename), cid=cid)


def _retype(whole: EmailMessage, given: str) -> None:
    """A bounce is a `multipart/report`: what came as a kind of multipart stays that kind."""
    parsed = Parsed()
    parsed["content-type"] = given
    if parsed.get_content_maintype() != "multipart":
        return
    whole.make_mixed()
    whole.set_type(parsed.get_content_type())
    for name, value in (parsed.get_params() or [])[1:]:
        if name != "boundary":
            whole.set_param(name, value)


def _line(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()
