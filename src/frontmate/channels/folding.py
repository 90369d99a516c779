"""Unicode's normal forms in bounded time, whatever a sender wrote.

Normalising sorts each run of combining marks in the square of its length (a mail of a million took
half an hour, in which nothing else of the process ran), and some letters unfold into eighteen.
"""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

_MOST_MARKS = 30
"""In a row, as in Unicode's Stream-Safe Text Format (UAX 15): no language comes near."""
_PIECE = 10_000
"""Characters that are normalised at once; a longer line is split."""
_LONGEST = 1_000_000
"""Characters of normalised text; what comes after them stays as it is."""
_FIRST_MARK, _AFTER_MARKS = 0x300, 0x1F000


def bounded_marks(text: str) -> str:
    """`text` without the combining marks that are more in a row than any language writes."""
    # A run that is too long has one of these among every thirty characters.
    if text.isascii() or not _patterns().mark.search(text[::_MOST_MARKS]):
        return text
    return _patterns().too_many.sub(r"\1", text)


def normal(text: str) -> str:
    """`text` in NFKC. Never raises; alike for equal texts, and nothing of it is cut off."""
    if text.isascii():
        return text
    kept: list[str] = []
    length = 0
    for match in _patterns().piece.finditer(bounded_marks(text)):
        piece = match.group()
        if length < _LONGEST:
            piece = unicodedata.normalize("NFKC", piece)
            length += len(piece)
        kept.append(piece)
    return "".join(kept)


class _Patterns(NamedTuple):
    mark: re.Pattern[str]
    too_many: re.Pattern[str]
    """A run of marks that is too long; its group is what may stay."""
    piece: re.Pattern[str]
    """Up to the end of its line, if that is near, and not between a letter and its marks."""


@cache
def _patterns() -> _Patterns:
    mark = f"[{_marks()}]"
    return _Patterns(
        re.compile(mark),
        re.compile(f"({mark}{{{_MOST_MARKS}}}){mark}+"),
        re.compile(rf"[^\n]{{1,{_PIECE}}}{mark}{{0,{_MOST_MARKS}}}\n?|\n"),
    )


def _marks() -> str:
    """The class of all characters that are sorted: marks, and what becomes one."""
    return "".join(
        each
        for each in map(chr, range(_FIRST_MARK, _AFTER_MARKS))
        if unicodedata.combining(each)
        or unicodedata.combining(unicodedata.normalize("NFKD", each)[0])
    )
