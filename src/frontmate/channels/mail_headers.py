"""What a mail's headers say of who wrote it: a machine, a bounce, a list (2.2, facts 9.7)."""

import re
from collections.abc import Collection
from email.message import Message
from email.parser import BytesParser

from frontmate.channels.identity import bare_address
from frontmate.conversation.message import Verdict

_ANSWERS_BY_ITSELF = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-mail-autoreply")
_NO = {"", "no", "0", "false", "none"}
_WANTS_NO_AUTO_REPLY = {"all", "autoreply", "oof"}
_LONGEST_TYPE = 2_000
_LONGEST = 1_000_000
"""Bytes; no mail system passes on headers of that length."""
_TOKEN = re.compile(r"[\w.-]+")
_ANGLES = re.compile(r"<([^<>]*)>")
_MAILTO = re.compile(r"mailto:([^\s<>?,]+)", re.IGNORECASE)


def sign_of_headers(raw: bytes, own_addresses: Collection[str]) -> Verdict | None:
    """Why nobody waits for an answer to this mail, None if the headers say nothing of it.

    `own_addresses`: a list of ours (a group that passes support@ on) is no list to the customer
    who wrote to it. Never raises: headers are whatever the sender wrote.
    """
    headers = BytesParser().parsebytes(raw[:_LONGEST], headersonly=True)
    if headers.get_content_type() == "multipart/report":
        return _report(headers)
    if _is_automatic(headers):
        return Verdict.AUTO_REPLY
    if any(value == "<>" for value in _values(headers, "return-path")):
        return Verdict.BOUNCE
    return _of_a_list(headers, own_addresses)


def _values(headers: Message, name: str) -> list[str]:
    # What cannot be decoded comes as an object of its own.
    return [" ".join(str(value).split()) for value in headers.get_all(name, [])]


def _words(headers: Message, name: str) -> list[str]:
    return [word.casefold() for value in _values(headers, name) for word in _TOKEN.findall(value)]


def _report(headers: Message) -> Verdict:
    # Its parameters are taken apart in the square of their number.
    short = len(str(headers.get("content-type", ""))) <= _LONGEST_TYPE
    kind = str(headers.get_param("report-type") or "").casefold() if short else ""
    # A receipt tells that a mail was read, all others that it was not delivered.
    return Verdict.AUTO_REPLY if kind == "disposition-notification" else Verdict.BOUNCE


def _is_automatic(headers: Message) -> bool:
    if _words(headers, "auto-submitted")[:1] not in ([], ["no"]):
        return True
    if any(set(_words(headers, name)) - _NO for name in _ANSWERS_BY_ITSELF):
        return True
    if _WANTS_NO_AUTO_REPLY & set(_words(headers, "x-auto-response-suppress")):
        return True
    return bool({"bulk", "junk", "auto_reply"} & set(_words(headers, "precedence")))


def _of_a_list(headers: Message, own_addresses: Collection[str]) -> Verdict | None:
    ids = [found for value in _values(headers, "list-id") for found in _ANGLES.findall(value)]
    posts = [found for value in _values(headers, "list-post") for found in _MAILTO.findall(value)]
    own = {bare_address(address) for address in own_addresses}
    dotted = {address.replace("@", ".") for address in own}
    if {one.strip().casefold() for one in ids} & dotted or {bare_address(p) for p in posts} & own:
        return None
    listed = bool(_values(headers, "list-id")) or "list" in _words(headers, "precedence")
    return Verdict.LIST_MAIL if listed else None
