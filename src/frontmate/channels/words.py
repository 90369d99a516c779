"""The word tables: one file per language, read once, compiled to one pattern per table.

A table is a list of small patterns (`thank you( so)? much`). Patterns and texts go through
`plain_words`, so the files keep their accents and apostrophes and the match needs neither.
"""

import json
import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

from frontmate.channels.canned import CANNED_LANGUAGES

# Arabic is written with and without these; Latin accents are often left out on telephones.
_DROPPED_MARKS = re.compile("[\u0300-\u036f\u064b-\u065f\u0640]")
_APOSTROPHES = re.compile("['’‘`´ʼ]")
_ARABIC = str.maketrans({"ى": "ي", "ة": "ه"})
# These scripts put no space between words, so a pattern cannot ask for a word's edge.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]")


def plain_words(text: str) -> str:
    """`text` folded for matching: case, accents, apostrophes, Arabic spelling variants."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = _DROPPED_MARKS.sub("", unicodedata.normalize("NFD", folded))
    return _APOSTROPHES.sub("", unicodedata.normalize("NFC", folded)).translate(_ARABIC)


@cache
def words_of(language: str) -> dict[str, list[str]]:
    """All tables of one language."""
    path = files("frontmate.channels") / "words" / f"{language}.json"
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return {name: list(map(str, entries)) for name, entries in loaded.items()}


@cache
def table(*names: str, language: str | None = None) -> re.Pattern[str]:
    """One pattern that finds any entry of these tables, in one language or in all."""
    patterns = [each.pattern for each in _entries(names, language)]
    return re.compile("|".join(patterns) or r"(?!)", re.IGNORECASE)


def longest_start(text: str, *names: str) -> int:
    """How many characters at the start of `text` the longest entry of these tables covers."""
    found = (entry.match(text) for entry in _entries(names, None))
    return max((match.end() for match in found if match), default=0)


@cache
def _entries(names: tuple[str, ...], language: str | None) -> list[re.Pattern[str]]:
    languages = CANNED_LANGUAGES if language is None else (language,)
    found = {
        plain_words(entry) for each in languages for name in names for entry in words_of(each)[name]
    }
    ordered = sorted(found, key=lambda entry: (-len(entry), entry))
    return [re.compile(_bounded(entry), re.IGNORECASE) for entry in ordered]


def _bounded(entry: str) -> str:
    # "so so so so …" without end is quadratic work, and nobody says it ten times.
    entry = entry.replace(")*", "){0,9}").replace(")+", "){1,9}")
    return f"(?:{entry})" if _UNSPACED.search(entry) else rf"(?<!\w)(?:{entry})(?!\w)"
