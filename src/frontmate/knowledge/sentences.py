"""Where sentences begin and end: plain rules that never split a price, a date or an "e.g."."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_CJK_STOPS = "。！？｡"
_CLOSERS = "\"'”’»)]）」』】"
# Only from the first of several stops, and without a second try: else a row of them is quadratic.
_STOP = re.compile(
    rf"(?<![.!?…؟।])[.!?…؟।]++[{re.escape(_CLOSERS)}]*+(?=\s)"
    rf"|[{_CJK_STOPS}]+[{re.escape(_CLOSERS)}]*|\n"
)
_ABBREVIATIONS = """
    e.g i.e vs mr mrs ms dr prof st no nos nr approx ca incl excl min max ext tel fig vol art
    z.b d.h u.a bzw ggf inkl zzgl evtl p.ej ej p.ex ex sr sra srta dra núm num pag pág env c.-à-d
    resp dott sig jan feb mar apr jun jul aug sep sept oct nov dec
"""
_NEVER_LAST = frozenset(_ABBREVIATIONS.split())
"""They stand in front of something, so that a sentence hardly ends with one."""
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘«]*$")
_ORDINAL = re.compile(r"\d{1,2}")
_NEAR = 20
"""Characters before a stop that are looked at: the whole line would be quadratic work."""
_LINE_NUMBER = re.compile(r"\s*\d{1,3}\.$")


class Span(NamedTuple):
    start: int
    end: int


def spans(text: str) -> tuple[Span, ...]:
    """The sentences of a text as positions; a line end always ends one.

    Spans are in order, do not overlap, and leave out nothing but blanks.
    """
    return tuple(_trimmed(text))


def sentences(text: str) -> list[str]:
    """The sentences of a text in order. List items and table rows count as sentences."""
    return [text[span.start : span.end] for span in spans(text)]


def _trimmed(text: str) -> Iterator[Span]:
    start = 0
    for end in (*_ends(text), len(text)):
        piece = text[start:end]
        blank = len(piece) - len(piece.lstrip())
        if blank < len(piece):
            yield Span(start + blank, start + len(piece.rstrip()))
        start = end


def _ends(text: str) -> Iterator[int]:
    for stop in _STOP.finditer(text):
        if not stop.group().startswith(".") or not _only_abbreviates(text, stop.start()):
            yield stop.end()


def _only_abbreviates(text: str, dot: int) -> bool:
    near = max(0, dot - _NEAR)
    line = text.rfind("\n", near, dot) + 1
    if (line or not near) and _LINE_NUMBER.match(text, line, dot + 1):
        return True
    found = _LAST_WORD.search(text, max(line, near), dot)
    word = found.group().lower() if found else ""
    # "3. Mai", "J. Smith": an ordinal or an initial. "Option B. Then" pays for it.
    return (
        word in _NEVER_LAST or bool(_ORDINAL.fullmatch(word)) or (len(word) == 1 and word.isalpha())
    )
