"""Which part of a passage is quoted, and how plain text becomes Markdown that says the same."""

import re
from dataclasses import dataclass

from frontmate.knowledge import spans

_ITEM = re.compile(r"\s*(?:-|\d{1,9}\.) ")
_ROW = re.compile(r".+ \| .*")


@dataclass(frozen=True, slots=True)
class Window:
    """How much is quoted. Sentences −1 … +3 were measured best for their length."""

    before: int = 1
    after: int = 3
    whole: int = 110
    """Words up to which a passage is quoted whole."""
    steps: int = 160
    """The same for one with a list or table: what stands around steps belongs to them."""
    listing: int = 220
    """Words up to which a list or table is quoted whole."""
    together: int = 140
    """Words up to which an article's opening is quoted with the passage."""


def cut_quote(text: str, best: int, window: Window) -> str:
    """The piece of `text` around its sentence number `best`: always one unbroken substring.

    A list or table comes whole, with the sentence that introduces it, or not at all; only one
    that is too long is cut, and then between its lines.
    """
    sentences = spans(text)
    listings = _listings(text)
    if not sentences or len(text.split()) <= (window.steps if listings else window.whole):
        return text
    centre = sentences[best].start
    start = sentences[max(0, best - window.before)].start
    end = sentences[min(len(sentences) - 1, best + window.after)].end
    for first, last in listings:
        if last <= start or first >= end:
            continue
        short = len(text[first:last].split()) <= window.listing
        if first <= centre < last:
            start, end = _around(text, first, last) if short else (start, min(end, last))
        elif first > centre:
            end = max(end, last) if short else max(sentences[best].end, _before(text, first))
        else:
            start = sentences[best].start
    return text[start:end].strip("\n")


def _around(text: str, first: int, last: int) -> tuple[int, int]:
    """A whole list with the sentence before it, which mostly says what it lists."""
    before = spans(text[:first])
    return (before[-1].start if before else first), last


def _before(text: str, first: int) -> int:
    """The end of the text before a list, without a sentence that only announces it."""
    before = [span for span in spans(text[:first]) if not text[: span.end].endswith((":", "："))]
    return before[-1].end if before else 0


def _listings(text: str) -> list[tuple[int, int]]:
    found = []
    at = 0
    for block in text.split("\n\n"):
        first = block.split("\n", 1)[0]
        if _ITEM.match(first) or _ROW.match(first):
            found.append((at, at + len(block)))
        at += len(block) + 2
    return found


_SPECIAL = re.compile(r"[\\`*_\[\]<>&~]")
_LINE_START = re.compile(r"^(\s*\d{0,9})([#+=:)-])")


def as_markdown(text: str) -> str:
    """Markdown that renders as the plain text it was given; lists stay lists."""
    lines = text.split("\n")
    out = []
    for line, following in zip(lines, (*lines[1:], ""), strict=True):
        # Rows of a table and broken lines would otherwise run together.
        hard = line.strip() and following.strip() and not _ITEM.match(following)
        out.append(f"{_escaped(line)}\\" if hard else _escaped(line))
    return "\n".join(out)


def _escaped(line: str) -> str:
    item = _ITEM.match(line)
    mark = item.group() if item else ""
    rest = _SPECIAL.sub(lambda sign: f"\\{sign.group()}", line[len(mark) :])
    return mark + _LINE_START.sub(r"\1\\\2", rest)
