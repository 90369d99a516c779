"""Reading what came in: its text, and whether a customer wrote it (behaviour 2.2, 2.3)."""

import re
from dataclasses import dataclass

from frontmate.channels.authorship import Through, is_ours
from frontmate.channels.closings import is_sent_from
from frontmate.channels.hashes import body_hash
from frontmate.channels.identity import bare_address
from frontmate.channels.mail_headers import sign_of_headers
from frontmate.channels.markup import MAX_CHARACTERS, text_of_html, tidy
from frontmate.channels.opt_out import is_for_the_carrier
from frontmate.channels.quotes import has_words
from frontmate.channels.words import plain_words, table
from frontmate.conversation.message import Channel, Verdict

_PUBLIC = frozenset({"googleplay", "google_play", "tweet", "twitter"})
_AMONG_TEAMMATES = "internal"
_PLACEHOLDER = re.compile(
    # "[REDACTED]" is all that Front may pass on of Twitter's messages (facts 1.2).
    r"\[(?:image|cid|bild|imagen?|immagine|redacted)\b[^\]\n]{0,200}\]"
    r"|^\s*[\w .()-]{1,80}\.(?:png|jpe?g|gif|heic|webp|bmp)\s*$",
    re.IGNORECASE,
)

_BOUNCING = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon|bounces?(?:[+_-].*)?)@")
_NOT_ANSWERING = re.compile(r"(?:.*[._+-])?(?:no|do[._-]?not)[._-]?reply(?:[._+\d-].*)?@")
_LISTING = re.compile(
    r"(?:newsletters?|listserv|majordomo|mailman|.*-(?:bounces|announce|newsletter))@"
    r"|[^@]+@(?:lists?|newsletters?|groups)\."
)
_UNSUBSCRIBE = re.compile(
    r"unsubscribe|abmelden|abbestellen|désabonn|désinscri|darse de baja|cancelar (?:la )?suscri"
    r"|cancelar (?:a )?(?:subscri|inscri)|descadastr|disiscri|annulla l.iscrizione|afmelden"
    r"|uitschrijven|退订|退訂|取消订阅|取消訂閱|配信停止|購読を?解除|إلغاء الاشتراك",
    re.IGNORECASE,
)
_IN_BROWSER = re.compile(
    r"(?:view|read|open|see)\b.{0,30}\bbrowser|im browser (?:ansehen|anzeigen|öffnen|lesen)"
    r"|dans (?:votre|le|un) navigateur|en (?:su|tu|el) navegador|no (?:seu )?navegador"
    r"|nel (?:tuo )?browser|in (?:je|uw|de) browser|浏览器|瀏覽器|ブラウザ|المتصفح",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a verdict is passed on. Addresses are compared without case, tags as they are."""

    channel: Channel
    channel_name: str
    """Front's real name of the channel, which tells public ones from private ones."""
    sender: str
    subject: str
    text: str
    attachments: int
    own_addresses: frozenset[str] = frozenset()
    """Teammates' and channels' addresses."""
    own_domains: frozenset[str] = frozenset()
    """Whole domains that count as ours, by setting only; subdomains are not included."""
    headers: bytes | None = None
    """Of the mail, as it came; None where they were not read."""
    through: Through = Through.SENDER


def readable_text(html: str | None, text: str | None) -> str:
    """The message as plain text: `text` if it says what `html` shows, else what that shows.

    A person at Front sees the HTML, so words that only `text` has were hidden from them (facts
    9.16). Never raises; input beyond a million characters is cut off.
    """
    plain = tidy((text or "")[:MAX_CHARACTERS])
    shown = text_of_html(html or "")
    if has_words(shown) and not (has_words(plain) and body_hash(plain) == body_hash(shown)):
        return shown
    return plain if plain.strip() else shown


def judge(incoming: Incoming) -> Verdict:
    """Whether a customer who expects an answer wrote this; the first sign found decides."""
    if incoming.channel_name.casefold() in _PUBLIC:
        return Verdict.PUBLIC_CHANNEL
    if incoming.channel_name.casefold() == _AMONG_TEAMMATES:
        return Verdict.OWN_ADDRESS
    if incoming.through is Through.UNCLEAR_FORM:
        return Verdict.UNREADABLE
    if is_ours(incoming.sender, incoming.own_addresses, incoming.own_domains):
        return Verdict.OWN_ADDRESS
    if incoming.channel is Channel.EMAIL:
        sign = _mail_sign(incoming) or _header_sign(incoming)
        if sign is not None:
            return sign
    if incoming.channel is Channel.SMS and is_for_the_carrier(incoming.text):
        return Verdict.OPTED_OUT
    if _says_nothing(incoming.text):
        return Verdict.UNREADABLE
    return Verdict.CUSTOMER


def _says_nothing(text: str) -> bool:
    """Only pictures, and what a mail program adds of itself."""
    lines = (_PLACEHOLDER.sub("", line).strip() for line in text[:MAX_CHARACTERS].split("\n"))
    return all(not line or is_sent_from(line) for line in lines)


def _mail_sign(incoming: Incoming) -> Verdict | None:
    sender = bare_address(incoming.sender)
    subject = " ".join(plain_words(incoming.subject[:300]).split())
    if _BOUNCING.match(sender) or _subject_starts("bounce", subject):
        return Verdict.BOUNCE
    if _NOT_ANSWERING.match(sender) or _subject_starts("auto_reply", subject):
        return Verdict.AUTO_REPLY
    if _LISTING.match(sender) or _reads_like_a_newsletter(incoming.text):
        return Verdict.LIST_MAIL
    return None


def _header_sign(incoming: Incoming) -> Verdict | None:
    # A form is a machine: that its mail says so tells nothing of the customer who filled it in.
    if incoming.headers is None or incoming.through is Through.FORM:
        return None
    return sign_of_headers(incoming.headers, incoming.own_addresses)


def _subject_starts(name: str, subject: str) -> bool:
    """One of the phrases stands at the start and is not just the beginning of a sentence.

    "Out of office: holidays" is an auto-reply; "Out of office chairs" is a customer.
    """
    phrases = table(f"subject.{name}")
    tag = re.match(r"[\[【(]\s*([^\]】)]{1,60}?)\s*[\]】)]", subject)
    if tag is not None:
        return bool(phrases.fullmatch(tag.group(1)))
    match = phrases.match(subject)
    if match is None:
        return False
    rest = subject[match.end() :]
    if not rest.strip(" .!)]】*"):
        return True
    if re.match(r"\s?:|\s?\((?!.*\?)|\s(?:re|aw|sv|antw|rif|res)\s?:", rest, re.IGNORECASE):
        return True
    return bool(re.match(r"\s[-–—|](?:\s[^\s?]+){1,3}$", rest))


def _reads_like_a_newsletter(text: str) -> bool:
    """Both signs are wanted: people do sign with an unsubscribe link."""
    lines = [line[:300] for line in text[:MAX_CHARACTERS].split("\n") if line.strip()]
    return any(map(_IN_BROWSER.search, lines[:5])) and any(map(_UNSUBSCRIBE.search, lines[-8:]))
