"""The agent's phrase tables: one JSON file per language, compiled once to one pattern per table.

Each entry is a small pattern over folded text: lower case, without accents and apostrophes.
"""

import json
import re
import unicodedata
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "ja", "zh")

_MARKS = re.compile("[\u0300-\u036f]")
_APOSTROPHES = re.compile("['’‘`´ʼ]")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def folded(text: str) -> str:
    """Text as the tables are written: case, accents and apostrophes gone, blanks single."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _MARKS.sub("", unicodedata.normalize("NFD", text))
    text = unicodedata.normalize("NFC", _APOSTROPHES.sub("", text))
    return " ".join(text.split())


def occurrences(table: str, text: str) -> tuple[str, ...]:
    """The different entries of a table, in any language, that a text contains."""
    return tuple(dict.fromkeys(found.group() for found in _pattern(table).finditer(folded(text))))


@cache
def _pattern(table: str) -> re.Pattern[str]:
    entries = {folded(entry) for code in LANGUAGES for entry in _tables(code).get(table, ())}
    longest_first = sorted(entries, key=lambda entry: (-len(entry), entry))
    spaced = "|".join(entry for entry in longest_first if not _UNSPACED.search(entry))
    unspaced = "|".join(entry for entry in longest_first if _UNSPACED.search(entry))
    # Nothing has a word's edge in scripts without spaces.
    parts = [rf"(?<!\w)(?:{spaced})(?!\w)"] if spaced else []
    parts += [unspaced] if unspaced else []
    return re.compile("|".join(parts) or r"(?!)")


@cache
def _tables(language: str) -> dict[str, list[str]]:
    file = files("frontmate.agent") / "phrases" / f"{language}.json"
    loaded: dict[str, list[str]] = json.loads(file.read_text("utf-8"))
    return loaded
