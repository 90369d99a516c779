"""Who writes, and who gets the answer (behaviour 6.1, 9.3)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Literal

import phonenumbers

from frontmate.channels.folding import normal
from frontmate.channels.reach import is_whatsapp
from frontmate.conversation.message import Channel

Kind = Literal["email", "phone", "username"]

_EMAIL = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+")
_PHONE_CHARACTERS = re.compile(r"[+\d\s().\-/]+")
_SCHEME = re.compile(r"(?:whatsapp|tel|sms|phone|mailto):", re.IGNORECASE)
_LONGEST = 320
_LONGEST_READ = 10_000
"""Blanks and all: no handle of any channel is near to either, in characters."""


@dataclass(frozen=True, slots=True)
class Handle:
    """How a contact is known: the unique key of the contact table, per connection."""

    kind: Kind
    value: str


def normal_handle(
    channel: Channel, handle: str, default_region: str = "US", channel_name: str = ""
) -> Handle:
    """One spelling per person: emails lower-cased and bare, phones in E.164.

    `default_region` (ISO 3166-1) reads phone numbers without a country code. What cannot be read
    as the channel's kind is kept: as digits if it looks like a number, else as a username. On
    chat an address is only what the visitor typed, so it stays a username and is never joined
    with the mail contact of that address; WhatsApp vouches for its numbers.
    """
    text = " ".join(normal(handle[:_LONGEST_READ]).split())[:_LONGEST]
    text = _SCHEME.sub("", text, count=1) if _SCHEME.match(text) else text
    if channel is Channel.EMAIL:
        address = bare_address(text)
        return Handle("email", address) if "@" in address else Handle("username", text)
    if channel in {Channel.SMS, Channel.PHONE} or is_whatsapp(channel_name):
        return _phone(text, default_region.upper())
    return Handle("username", bare_address(text) if "@" in text else text)


def is_region(code: str) -> bool:
    """Whether it is the ISO 3166-1 code of a country whose numbers we can read."""
    return code in phonenumbers.SUPPORTED_REGIONS


def answer_recipients(
    sender: str, cc: Iterable[str], own_addresses: frozenset[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """To and CC of an email answer (9.3); BCC does not exist here.

    `cc` is what stood on the contact's own newest mail.
    """
    to = bare_address(sender)
    taken = {to} | {bare_address(address) for address in own_addresses}
    copies: list[str] = []
    for entry in cc:
        address = bare_address(entry)
        if _EMAIL.fullmatch(address) and address not in taken:
            taken.add(address)
            copies.append(address)
    return (to,), tuple(copies)


def bare_address(text: str) -> str:
    """The address in `Name <address>`, lower-cased; the text itself if there is none."""
    text = text.strip()[:_LONGEST]
    found = parseaddr(text)[1]
    if not _EMAIL.fullmatch(found):
        match = _EMAIL.search(text)
        found = match.group() if match else text
    return found.lower()


def _phone(text: str, region: str) -> Handle:
    # A number with its country code but without the plus is too long for its own region.
    for candidate in (text, "+" + text):
        number = _parsed(candidate, region)
        if number is not None and phonenumbers.is_possible_number(number):
            written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            return Handle("phone", written)
    if _PHONE_CHARACTERS.fullmatch(text):
        digits = re.sub(r"\D", "", text)
        if digits:
            return Handle("phone", digits)
    return Handle("username", text)


def _parsed(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
