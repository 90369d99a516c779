"""The new words of a message, without the history that mail programs append.

Conservative: history is only dropped from the end, and never so that nothing is left.
"""

import re

from frontmate.channels.markup import MAX_CHARACTERS, tidy

_QUOTED = re.compile(r"\s{0,3}(?:>|\|\s|&gt;)")
_ATTRIBUTION_LINES = 4

# "On <date>, <somebody> wrote:" as Gmail, Apple Mail, Outlook and Thunderbird write it.
_ATTRIBUTION = re.compile(
    r"""
    (?: on\b .* (?<!\bi)(?<!\byou)(?<!\bwe)(?<!\bhe)(?<!\bshe)(?<!\bthey)\ wrote
      | (?:am|on|le|il|el|em|op|den)? .* \b
        (?: schrieb | hat\ .{1,80}\ geschrieben | schrieb\ (?!ich|er|sie|man\b).{1,120}
          | a\ écrit | escribió | escreveu | ha\ scritto | schreef ( \ .{1,120} )? | skrev )
      | .* (?: 写道 | 寫道 | 書きました | のメッセージ | のメール | 에서\ 작성 | كتب .{0,120} )
    ) \s* [:：] \s* $
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BEGINNING = re.compile(r"(?:on|am|le|il|el|em|op|den|a)\b|في", re.IGNORECASE)
_DATED = re.compile(r"\d|@|<")

_DIVIDER = re.compile(
    r"""
    [-_=*\s]{2,40}
    (?: original\ message | forwarded\ message | original\ appointment | ursprüngliche\ nachricht
      | weitergeleitete\ nachricht | original-?nachricht | message\ d['’]origine
      | message\ original | message\ transf[ée]r[ée] | mensaje\ original | mensaje\ reenviado
      | mensagem\ original | mensagem\ (?:reencaminhada|encaminhada) | messaggio\ originale
      | messaggio\ inoltrato | oorspronkelijk\ bericht | origineel\ bericht
      | doorgestuurd\ bericht | 原始邮件 | 原始郵件 | 轉寄郵件 | 转发邮件 | 元のメッセージ
      | 転送メッセージ | الرسالة\ الأصلية )
    [-_=*\s]{1,40} $
    """,
    re.IGNORECASE | re.VERBOSE,
)
# The header block that Outlook puts over the history; two such lines in a row are history.
_FROM = re.compile(
    r"\*{0,2}(?:from|von|de|da|van|发件人|寄件者|差出人|送信者|من)\*{0,2}\s?[:：]\*{0,2}\s?\S",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"\*{0,2}(?:sent|date|to|subject|cc|gesendet|datum|an|betreff|envoyé|date|à|objet|enviado"
    r"|fecha|para|asunto|data|assunto|inviato|a|oggetto|verzonden|aan|onderwerp"
    r"|发送时间|日期|收件人|主题|寄件日期|傳送時間|收件者|主旨|日時|送信日時|宛先|件名"
    r"|تاريخ الإرسال|التاريخ|إلى|الموضوع)\*{0,2}\s?[:：]",
    re.IGNORECASE,
)


def new_text(text: str) -> str:
    """`text` without the history at its end; all of it if that would leave no words."""
    whole = tidy(text[:MAX_CHARACTERS])
    lines = whole.split("\n")
    kept = _without_trailing_quote(lines[: _first_history_line(lines)])
    own = "\n".join(kept).strip()
    return own if _has_words(own) else whole.strip()


def _first_history_line(lines: list[str]) -> int:
    quoted = _quoted_from(lines)
    own = False
    for index, line in enumerate(lines):
        divider = bool(_DIVIDER.match(line[:200]))
        # Without own words above it, a forwarded message is what the sender wants read.
        if own and divider:
            return index
        if own and _starts_header_block(lines, index):
            return index - 1 if set(lines[index - 1].strip()) <= set("-_") else index
        length = _attribution_length(lines, index)
        # Answers written between quoted lines are own words: then nothing is dropped.
        if own and length and quoted[index + length] is not None:
            return index
        own = own or (not divider and not length and _has_words(line))
    return len(lines)


def _quoted_from(lines: list[str]) -> list[bool | None]:
    """For each line whether all, none (False) or only some (None) from there on are quoted.

    A history without `>` marks (Gmail's text of HTML mail) has none.
    """
    state: bool | None = True
    seen = False
    states: list[bool | None] = [True]
    for line in reversed(lines):
        if line.strip():
            marked = bool(_QUOTED.match(line))
            state = marked if not seen or state is marked else None
            seen = True
        states.append(state)
    return states[::-1]


def _starts_header_block(lines: list[str], index: int) -> bool:
    if not _FROM.match(lines[index].strip()[:200]):
        return False
    following = [line.strip()[:200] for line in lines[index + 1 : index + 6]]
    return sum(bool(_HEADER.match(line)) for line in following) >= 2


def _attribution_length(lines: list[str], index: int) -> int:
    """How many lines, joined, read "On … wrote:"; 0 if none do."""
    line = lines[index].strip()
    if not line or _QUOTED.match(line):
        return 0
    joined = line
    for count in range(1, _ATTRIBUTION_LINES + 1):
        if len(joined) > 400:
            return 0
        if joined.endswith((":", "：")):
            return count if _ATTRIBUTION.match(joined) and _DATED.search(joined) else 0
        following = lines[index + count].strip() if index + count < len(lines) else ""
        # Only a line that begins as an attribution goes on, and not into the next beginning.
        if not following or not _BEGINNING.match(line) or _BEGINNING.match(following):
            return 0
        joined += " " + following
    return 0


def _without_trailing_quote(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and (not lines[end - 1].strip() or _QUOTED.match(lines[end - 1])):
        end -= 1
    return lines[:end]


def _has_words(text: str) -> bool:
    return any(character.isalnum() or ord(character) > 0x2190 for character in text)
