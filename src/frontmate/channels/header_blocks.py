"""The lines over an older mail: dividers, and blocks of headers, as mail programs write them."""

import re
from dataclasses import dataclass

from frontmate.channels.identity import bare_address

_FORWARDED = (
    r"forwarded\ message | weitergeleitete\ nachricht | message\ (?:transf[ée]r[ée]|réexpédié)"
    r" | mensaje\ reenviado | mensagem\ (?:reencaminhada|encaminhada) | messaggio\ inoltrato"
    r" | doorgestuurd\ bericht | 轉寄郵件 | 转发邮件 | 轉寄的郵件 | 転送メッセージ"
    r" | الرسالة\ المعاد\ توجيهها"
)
_DIVIDER = re.compile(
    rf"""
    [-_=*\s]{{2,40}}
    (?: {_FORWARDED} | original\ message | original\ appointment | ursprüngliche\ nachricht
      | original-?nachricht | message\ d['’]origine | message\ original | mensaje\ original
      | mensagem\ original | messaggio\ originale | oorspronkelijk\ bericht
      | origineel\ bericht | on\ .{{10,150}}\ wrote
      | 原始邮件 | 原始郵件 | 元のメッセージ | الرسالة\ الأصلية )
    [-_=*\s]{{1,40}} $
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FORWARD = re.compile(
    rf"""
    [-_=*\s]{{2,40}} (?:{_FORWARDED}) [-_=*\s]{{1,40}} $
    | (?: begin\ forwarded\ message | anfang\ der\ weitergeleiteten\ (?:nachricht|e-?mail)
        | début\ du\ (?:message\ (?:réexpédié|transféré)) | inicio\ del\ mensaje\ reenviado
        | início\ da\ mensagem\ (?:re)?encaminhada | inizio\ (?:del\ )?messaggio\ inoltrato
        | begin\ (?:van\ )?doorgestuurd\ bericht | 以下は転送されたメッセージです
        | 开始转发的邮件 | 開始轉寄郵件 | بداية\ الرسالة\ المعاد\ توجيهها ) \s?[:：] \s* $
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FROM = re.compile(
    r"\*{0,2}(?:from|von|de|da|van|发件人|寄件者|寄件人|差出人|送信者|من)\*{0,2}\s?[:：]\*{0,2}"
    r"\s{0,9}(?=\S)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\*{0,2}(?:subject|betreff|objet|asunto|assunto|oggetto|onderwerp|主题|主旨|件名|الموضوع)"
    r"\*{0,2}\s?[:：]\*{0,2}\s{0,9}",
    re.IGNORECASE,
)
_SENT = re.compile(
    r"\*{0,2}(?:sent|gesendet|envoyé|enviad[oa](?: el| em)?|inviato|verzonden|发送时间|寄件日期"
    r"|傳送時間|送信日時|تاريخ الإرسال|تم الإرسال)\*{0,2}\s?[:：]",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\*{0,2}(?:date|to|cc|datum|an|à|fecha|para|data|a|aan|日期|收件人|收件者|日時|宛先"
    r"|التاريخ|إلى)\*{0,2}\s?[:：]",
    re.IGNORECASE,
)
_OF_HEADERS = re.compile("|".join(o.pattern for o in (_SUBJECT, _SENT, _OTHER)), re.IGNORECASE)
# In any other language: a label with an address, one with a time, and two more labels.
_ADDRESSED = re.compile(r"\*{0,2}[^\W\d]{2,15}\s?[:：]\*{0,2} ?[^<>:]{0,80}<[^<>@\s]+@[^<>@\s]+>$")
_TIMED = re.compile(r"\*{0,2}[^\W\d]{2,15}\s?[:：].{0,60}\d{1,2}[:.]\d{2}")
_LABELLED = re.compile(r"\*{0,2}[^\W\d]{2,15}\s?[:：]")
_EMAIL = re.compile(r"[^\s@<>,;:\"\[\]()]+@[^\s@<>,;:\"\[\]()]+")
_LONGEST = 10


@dataclass(frozen=True, slots=True)
class Block:
    """What a block of headers says, and the line under it."""

    sender: str
    """Bare address; empty where it names none, or several."""
    name: str | None
    subject: str | None
    end: int


def is_divider(line: str) -> bool:
    return len(line) <= 200 and bool(_DIVIDER.match(line) or _FORWARD.match(line.strip()))


def is_forward(line: str) -> bool:
    """Whether a divider says that a mail is passed on under it, rather than answered."""
    return len(line) <= 200 and bool(_FORWARD.match(line.strip()))


def starts_block(lines: list[str], index: int) -> bool:
    """Whether a header block with the sender in its first line begins here."""
    first, *following = [line.strip()[:200] for line in lines[index : index + 8]]
    if not first or first.startswith(">"):
        return False
    if _SENT.match(first) and following and _FROM.match(following[0]):
        # web.de and GMX begin with the time.
        first, following = following[0], [first, *following[1:]]
    if _FROM.match(first):
        known = [line for line in following if _of_headers(line)]
        telling = "@" in first or any(_SUBJECT.match(o) or _SENT.match(o) for o in known)
        # Two headers are also what somebody copies by hand, and asks about below.
        return len(known) >= 3 and telling
    return (
        len(following) >= 3
        and bool(_ADDRESSED.match(first))
        and bool(_TIMED.match(following[0]))
        and all(_LABELLED.match(line) for line in following[1:3])
    )


def read_block(lines: list[str], index: int) -> Block | None:
    """The header block that begins here, whichever header is its first."""
    first = lines[index].strip()[:400] if index < len(lines) else ""
    if not (_FROM.match(first) or _of_headers(first)):
        return None
    sender, subject, known = None, None, 0
    end = index
    for end in range(index, min(index + _LONGEST, len(lines)) + 1):
        line = lines[end].strip()[:400] if end < len(lines) else ""
        # A long list of addressees may go over several lines; an empty one or, where the mail
        # program sets none, the first that is no header ends a block that has its subject.
        complete = sender is not None and subject is not None and known >= 3
        if not line or (complete and not _of_headers(line)):
            break
        found = _FROM.match(line)
        if found and sender is None:
            sender = line[found.end() :]
        elif told := _SUBJECT.match(line):
            subject = line[told.end() :] if subject is None else subject
        known += _of_headers(line)
    if sender is None or known < 2:
        return None
    address, name = _person(sender)
    return Block(address, name, subject, end)


def _of_headers(line: str) -> bool:
    return bool(_OF_HEADERS.match(line))


def _person(words: str) -> tuple[str, str | None]:
    addresses = {bare_address(found) for found in _EMAIL.findall(words.replace("mailto:", " "))}
    name = _EMAIL.sub("", words.replace("mailto:", "")).strip(" <>[]()\"'*\t\u200e\u200f")
    return (addresses.pop() if len(addresses) == 1 else ""), name or None
