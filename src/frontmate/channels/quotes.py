"""The new words of a message, without the history and the closing that mail programs append.

Conservative: only the end is dropped, and never so that nothing is left.
"""

import re

from frontmate.channels.closings import without_closing
from frontmate.channels.header_blocks import is_divider, is_forward, starts_block
from frontmate.channels.markup import MAX_CHARACTERS, tidy

_QUOTED = re.compile(r"\s{0,3}(?:>|\|\s|&gt;)")
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_MOST_ABOVE = 20
"""Lines over a mail that is passed on, in which "see below" and a signature have room."""
_ATTRIBUTION_LINES = 4
_MOST_LINES = 50_000
"""Nobody writes more, or reads them; a million characters of ordinary mail have half as many."""

# "On <date>, <somebody> wrote:" as Gmail, Apple Mail, Outlook and Thunderbird write it.
_ATTRIBUTION = re.compile(
    r"""
    (?: on\b .* (?<!\bi)(?<!\byou)(?<!\bwe)(?<!\bhe)(?<!\bshe)(?<!\bthey)\ wrote
      | (?:am|on|le|il|el|em|op|den)? .* \b
        (?: schrieb | hat\ .{1,80}\ geschrieben | schrieb\ (?!ich|er|sie|man\b).{1,120}
          | a\ écrit | escribió | escreveu (?:\ \(.{1,60}\))? | ha\ scritto
          | schreef ( \ .{1,120} )? | skrev | heeft\ .{1,120}\ geschreven )
      | \d{4}年\d{1,2}月\d{1,2}日 .* <[^<>@\s]+@[^<>@\s]+>
      | .* (?: 写道 | 寫道 | 書きました | のメッセージ | のメール | 에서\ 작성
          | (?:كتبت?|تمت\ كتابة\ ما\ يلي\ بواسطة) .{0,120} )
    ) \s* [:：] \s* $
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BEGINNING = re.compile(r"(?:on|am|le|il|el|em|op|den|a)\b|في", re.IGNORECASE)
_DATED = re.compile(r"\d|@|<")

# What people write over a mail that they pass on when all that they have to say is in it.
PASSING_ON = re.compile(
    r"\W*(?:fyi|see below|(?:please )?see (?:mail|email|message)? ?below|forwarding"
    r"|zur (?:info|information|kenntnis)|z\.? ?k\.?|siehe unten|pour info(?:rmation)?"
    r"|voir ci-dessous|para (?:su )?información|ver abajo|para informação|ver abaixo"
    r"|per conoscenza|vedi sotto"
    r"|ter info(?:rmatie)?|zie hieronder|ご参考まで|供参考|供參考|للعلم)\W*",
    re.IGNORECASE,
)
_ABOUT_IT = re.compile(
    r"\W*(?:what is this|is this (?:from you|real|genuine|spam)|can you (?:please )?help(?: me)?"
    r"|bitte siehe unten|(?:ist|kommt) das von (?:ihnen|euch)|können sie (?:mir )?helfen"
    r"|est-ce (?:bien )?de vous|pouvez-vous m.aider|(?:es|esto es) de ustedes"
    r"|pueden ayudarme|isto é vosso|podem ajudar(?:-me)?|è vostr[ao]|potete aiutarmi"
    r"|is dit van jullie|kunt u (?:mij )?helpen|以下をご(?:確認|覧)ください|请看下面|见下文|見下文"
    r"|انظر أدناه)\W*",
    re.IGNORECASE,
)
_BROKEN_OFF = 60
"""Characters from which a quoted line may have been wrapped once more without its mark."""


def new_text(text: str, *, forwarding: bool = False) -> str:
    """`text` without the history, signature and disclaimer at its end; all of it if that would
    leave no words.

    A mail passed on with no words but "see below" over it is kept: it is what is to be read.
    `forwarding`: the subject says that one is passed on.
    """
    whole = tidy(text[:MAX_CHARACTERS])
    lines = whole.split("\n", _MOST_LINES)[:_MOST_LINES]
    # As read: marks of the writing direction stand in the middle of what mail programs write.
    bare = [_DIRECTION.sub("", line) for line in lines]
    end = _first_history_line(bare, forwarding=forwarding)
    if end is None:
        return whole.strip()
    kept = _without_trailing_quote(lines[:end])
    own = "\n".join(kept).strip()
    for shorter in (without_closing(own), own):
        if has_words(shorter):
            return shorter.strip()
    return whole.strip()


def _first_history_line(lines: list[str], *, forwarding: bool) -> int | None:
    """None where what follows is not history, but what the whole mail is about."""
    quoted = _quoted_from(lines)
    own = False
    for index, line in enumerate(lines):
        divider = is_divider(line)
        block = own and not divider and starts_block(lines, index)
        if own and (is_forward(line) or (forwarding and block)) and _passes_on(lines[:index]):
            return None
        # Without own words above it, a forwarded message is what the sender wants read.
        if own and divider:
            return index
        if block:
            return index - 1 if set(lines[index - 1].strip()) <= set("-_") else index
        length = _attribution_length(lines, index)
        # Answers written between quoted lines are own words: then nothing is dropped.
        if own and length and quoted[index + length] is not None:
            return index
        own = own or (not divider and not length and has_words(line))
    return len(lines)


def _quoted_from(lines: list[str]) -> list[bool | None]:
    """For each line whether all, none (False) or only some (None) from there on are quoted.

    A history without `>` marks (Gmail's text of HTML mail) has none.
    """
    state: bool | None = True
    seen = False
    states: list[bool | None] = [True]
    for index, line in reversed(list(enumerate(lines))):
        if line.strip():
            marked = bool(_QUOTED.match(line)) or _broken_off(lines, index)
            state = marked if not seen or state is marked else None
            seen = True
        states.append(state)
    return states[::-1]


def _broken_off(lines: list[str], index: int) -> bool:
    """Whether a line is the end of the quoted one above it, wrapped by a mail program that set no
    mark: that one was long, no sentence ended, and the quote goes on."""
    if not 0 < index < len(lines) - 1 or len(lines[index]) > _BROKEN_OFF:
        return False
    above, below = lines[index - 1].rstrip(), lines[index + 1]
    going_on = _QUOTED.match(below) and below.lstrip("> ")[:1].isalnum()
    wrapped = _QUOTED.match(above) and len(above) >= _BROKEN_OFF and above[-1].isalnum()
    return bool(going_on and wrapped and lines[index][:1].islower() and lines[index][-1].isalnum())


def said_above(lines: list[str]) -> str:
    """What somebody wrote over a mail that they pass on, without their signature."""
    # The line before it, because nothing that stands alone is taken for a closing.
    return without_closing("\n".join(["-", *lines])).removeprefix("-").strip()


def _passes_on(above: list[str]) -> bool:
    own = said_above(above[:_MOST_ABOVE])
    return len(above) <= _MOST_ABOVE and any(
        each.fullmatch(own) for each in (PASSING_ON, _ABOUT_IT)
    )


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


def has_words(text: str) -> bool:
    return any(character.isalnum() or ord(character) > 0x2190 for character in text)
