"""The canned texts: one file per language, English where a language has none (11.4)."""

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

CANNED_LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "ja", "zh", "ar")
RIGHT_TO_LEFT = frozenset({"ar"})


def canned_language(code: str | None) -> str:
    """The language whose texts serve `code`: "pt-BR" → "pt", "xx" and None → "en"."""
    base = (code or "").strip().replace("_", "-").partition("-")[0].lower()
    return base if base in CANNED_LANGUAGES else "en"


def canned(language: str | None, section: str, name: str, /, **values: object) -> str:
    """One text, with its placeholders filled. An unknown name is a KeyError: a fault of ours."""
    text = _texts(canned_language(language))[section][name]
    # In one pass: a value that itself looks like a placeholder stays as it is.
    return re.sub(r"\{(\w+)\}", lambda found: str(values[found.group(1)]), text)


def language_name(code: str) -> str:
    """The language's own name with its code, or the bare code."""
    base = canned_language(code)
    short = code.strip().lower()[:20]
    return f"{_name(base)} ({short})" if short.startswith(base) else short


def _name(language: str) -> str:
    return str(_file(language)["name"])


def _texts(language: str) -> dict[str, dict[str, str]]:
    return {name: part for name, part in _file(language).items() if isinstance(part, dict)}


@cache
def _file(language: str) -> dict[str, Any]:
    path = files("frontmate.channels") / "canned" / f"{language}.json"
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return loaded
