"""The new words of a message, without the history and the closing that mail programs append.

Conservative: only the end is dropped, and never so that nothing is left.
"""

import re

from frontmate.channels.closings import without_closing
from frontmate.channels.header_blocks import is_divider, starts_block
from frontmate.channels.markup import MAX_CHARACTERS, tidy

_QUOTED = re.compile(r"\s{0,3}(?:>|\|\s|&gt;)")
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


def new_text(text: str) -> str:
    """`text` without the history, signature and disclaimer at its end; all of it if that would
    leave no words."""
    whole = tidy(text[:MAX_CHARACTERS])
    lines = whole.split("\n", _MOST_LINES)[:_MOST_LINES]
    kept = _without_trailing_quote(lines[: _first_history_line(lines)])
    own = "\n".join(kept).strip()
    for shorter in (without_closing(own), own):
        if has_words(shorter):
            return shorter.strip()
    return whole.strip()


def _first_history_line(lines: list[str]) -> int:
    quoted = _quoted_from(lines)
    own = False
    for index, line in enumerate(lines):
        divider = is_divider(line)
        # Without own words above it, a forwarded message is what the sender wants read.
        if own and divider:
            return index
        if own and starts_block(lines, index):
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
    for line in reversed(lines):
        if line.strip():
            marked = bool(_QUOTED.match(line))
            state = marked if not seen or state is marked else None
            seen = True
        states.append(state)
    return states[::-1]


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
