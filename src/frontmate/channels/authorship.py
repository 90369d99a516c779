"""Whose words a mail holds, where its sender is not the customer: contact forms, forwards (9.3).

Everything here is a claim of whoever sent it. So only a listed form and one of ours may name
somebody else as the customer, and only where it leaves no doubt who that is.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from frontmate.channels.closings import without_closing
from frontmate.channels.header_blocks import Block, is_divider, is_forward, read_block
from frontmate.channels.identity import bare_address
from frontmate.channels.markup import MAX_CHARACTERS, tidy
from frontmate.channels.quotes import PASSING_ON, has_words, new_text, said_above

_EMAIL = re.compile(r"[^\s@<>,;:\"'()\[\]]{1,64}@[^\s@<>,;:\"'()\[\]]{1,255}\.[^\W\d_]{2,63}")
_FORWARDING = re.compile(
    r"\s*(?:fwd?|wg|tr|rv|rif|i|enc|doorst|vb|vs|pd|転送|转发|轉寄|إعادة توجيه|توجيه)\s?[:：]",
    re.IGNORECASE,
)
# Whose addresses belong to as many people: there, the same domain tells nothing.
_PROVIDER = re.compile(
    r"(?:gmail|googlemail|outlook|hotmail|live|msn|yahoo|ymail|aol|icloud|me|mac|proton(?:mail)?|pm"
    r"|gmx|web|mail|t-online|freenet|yandex|orange|wanadoo|free|sfr|laposte|libero|virgilio|tiscali"
    r"|ziggo|kpnmail|planet|sapo|uol|bol|terra|qq|163|126|sina|foxmail|naver|docomo|ezweb|softbank"
    r"|btinternet|comcast|verizon|fastmail|zoho)\.(?:[a-z]{2,3}\.)?[a-z]{2,3}"
)
_SEARCHED = 200_000


class Through(StrEnum):
    """How a mail's words came to us."""

    SENDER = "sender"
    FORM = "form"
    """A listed contact form: the customer is whom its Reply-To names."""
    UNCLEAR_FORM = "unclear_form"
    """A listed contact form that names nobody, or several: a person must look."""
    COLLEAGUE = "colleague"
    """One of ours passed a customer's mail on, adding no words."""


@dataclass(frozen=True, slots=True)
class Mail:
    """What came in. `text` is the whole readable text; `reply_to` are addresses and names."""

    sender: str
    name: str | None
    subject: str
    text: str
    reply_to: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """Who wrote a mail's words, by our lights, and the new ones of them."""

    sender: str
    name: str | None
    subject: str
    text: str
    through: Through


def is_ours(address: str, addresses: Collection[str], domains: Collection[str]) -> bool:
    """Whether an address is one of ours: a teammate's, a channel's, or of a domain of ours."""
    bare = bare_address(address)
    if bare in {bare_address(each) for each in addresses}:
        return True
    domain = bare.rpartition("@")[2] if "@" in bare else None
    return domain in {name.strip().lstrip("@").lower() for name in domains}


def written_by(
    mail: Mail,
    *,
    own_addresses: Collection[str],
    own_domains: Collection[str] = (),
    form_senders: Collection[str] = (),
) -> Written:
    """Whose words `mail` holds. Never raises; without a doubt or else its sender's."""
    if bare_address(mail.sender) in {bare_address(each) for each in form_senders}:
        return _of_a_form(mail, own_addresses)
    if is_ours(mail.sender, own_addresses, own_domains):
        inside = _passed_on(mail)
        if inside is not None and not is_ours(inside.sender, own_addresses, own_domains):
            return inside
    text = new_text(mail.text, forwarding=is_forwarding(mail.subject))
    return Written(mail.sender, mail.name, mail.subject, text, Through.SENDER)


def is_forwarding(subject: str) -> bool:
    return bool(_FORWARDING.match(subject[:100]))


def replies_within(
    sender: str, reply_to: Iterable[str], own_addresses: Collection[str]
) -> tuple[str, ...]:
    """Of the addresses that a sender wants answers at, those of the sender's own organisation.

    Any other would let a mail send what we know of its sender to somebody else (9.3).
    """
    writer = bare_address(sender)
    domain = writer.rpartition("@")[2]
    taken = {writer} | {bare_address(each) for each in own_addresses}
    if "@" not in writer or _PROVIDER.fullmatch(domain):
        return ()
    wanted = dict.fromkeys(bare_address(each) for each in reply_to)
    return tuple(
        each
        for each in wanted
        if _EMAIL.fullmatch(each) and each not in taken and each.rpartition("@")[2] == domain
    )


def _of_a_form(mail: Mail, own_addresses: Collection[str]) -> Written:
    # The lines of a form ("From: ...", "Subject: ...") look like a history, and are not.
    whole = tidy(mail.text[:MAX_CHARACTERS]).strip()
    shorter = without_closing(whole).strip()
    text = shorter if has_words(shorter) else whole
    known = {bare_address(mail.sender)} | {bare_address(each) for each in own_addresses}
    named = {bare_address(address): name for address, name in mail.reply_to}
    if not named:
        found = _EMAIL.findall(text[:_SEARCHED])
        named = {bare_address(address): None for address in found}
        named = {address: None for address in named if address not in known}
    if len(named) == 1:
        address, name = named.popitem()
        if _EMAIL.fullmatch(address) and address not in known:
            return Written(address, name, mail.subject, text, Through.FORM)
    return Written(mail.sender, mail.name, mail.subject, text, Through.UNCLEAR_FORM)


def _passed_on(mail: Mail) -> Written | None:
    """The customer's mail that one of ours passed on, if they added no words of their own.

    A colleague's words may be an instruction ("wait with this one"), which nobody here obeys or
    ignores: such a mail is left to people.
    """
    lines = _unquoted(tidy(mail.text[:MAX_CHARACTERS]).split("\n"))
    found = _first_block(lines, forwarding=is_forwarding(mail.subject))
    if found is None:
        return None
    above, block = found
    added = said_above(lines[:above])
    if has_words(added) and not PASSING_ON.fullmatch(added[:100]):
        return None
    words = new_text("\n".join(lines[block.end :]))
    if not block.sender or not has_words(words):
        return None
    subject = mail.subject if block.subject is None else block.subject
    return Written(block.sender, block.name, subject, words, Through.COLLEAGUE)


def _unquoted(lines: list[str]) -> list[str]:
    """Apple Mail sets the whole mail that it passes on in a quote."""
    if not all(line.startswith(">") for line in lines if line.strip()):
        return lines
    return [re.sub(r"^> ?", "", line) for line in lines]


def _first_block(lines: list[str], *, forwarding: bool) -> tuple[int, Block] | None:
    """The first header block and where what stands over it ends; None if none is passed on."""
    for index, line in enumerate(lines[:60]):
        if is_divider(line):
            if not (forwarding or is_forward(line)):
                return None
            start = index + 1
            while start < len(lines) and not lines[start].strip():
                start += 1
            block = read_block(lines, start)
            return None if block is None else (index, block)
        block = read_block(lines, index) if forwarding else None
        if block is not None:
            return index, block
    return None
