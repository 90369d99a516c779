"""The agent's phrase tables: one JSON file per language, compiled once to one pattern per table.

Each entry is a small pattern over folded text: lower case, without accents and apostrophes.
"""

import json
import re
import unicodedata
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "ja", "zh")

_LONGEST = 20_000
"""Characters of a folded text that are looked at: one sign may fold into eighteen letters."""
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
    return occurrences_in(folded(text), table)


def occurrences_in(told: str, table: str) -> tuple[str, ...]:
    """The same for a text that is folded already."""
    found = _pattern(table).finditer(told[:_LONGEST])
    return tuple(dict.fromkeys(each.group() for each in found))


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
