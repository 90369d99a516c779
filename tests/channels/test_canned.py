"""Canned texts: complete in ten languages, English as fallback (behaviour 11.4)."""

import json
import re
from importlib.resources import files

import pytest

from frontmate.channels import CANNED_LANGUAGES, canned_language
from frontmate.channels.canned import canned, language_name
from frontmate.channels.words import table
from frontmate.conversation.outcome import HandoffReason, Sentiment

FOLDER = files("frontmate.channels")


def texts(language: str) -> dict[str, str]:
    loaded = json.loads((FOLDER / "canned" / f"{language}.json").read_text("utf-8"))
    parts = {name: part for name, part in loaded.items() if isinstance(part, dict)}
    return {f"{name}.{key}": text for name, part in parts.items() for key, text in part.items()}


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w+\}", text))


@pytest.mark.parametrize("language", CANNED_LANGUAGES)
def test_every_language_has_every_text_with_the_same_placeholders(language: str) -> None:
    english = {key: placeholders(text) for key, text in texts("en").items()}
    assert {key: placeholders(text) for key, text in texts(language).items()} == english
    assert all(text.strip() for text in texts(language).values())


@pytest.mark.parametrize("language", [each for each in CANNED_LANGUAGES if each != "en"])
def test_no_language_is_left_in_english(language: str) -> None:
    same = {key for key, text in texts(language).items() if text == texts("en")[key]}
    assert same <= {"sentiment.neutral"}  # the same word in German and Spanish
    assert len(same) <= 1


def test_every_reason_and_every_mood_has_words() -> None:
    assert {reason.value for reason in HandoffReason} == {
        key.removeprefix("why.") for key in texts("en") if key.startswith("why.")
    }
    for mood in Sentiment:
        assert canned("en", "sentiment", mood.value)


CODES = [
    ("pt-BR", "pt"),
    ("zh_Hant_TW", "zh"),
    ("DE", "de"),
    (" en-GB ", "en"),
    ("xx", "en"),
    ("", "en"),
    (None, "en"),
    ("../de", "en"),
]


@pytest.mark.parametrize(("code", "expected"), CODES)
def test_a_code_finds_its_texts_or_english(code: str | None, expected: str) -> None:
    assert canned_language(code) == expected


def test_a_value_that_looks_like_a_placeholder_stays_what_it_is() -> None:
    text = canned("en", "note", "handoff", ai_name="{why}", why="x")
    assert text == "**{why} hands over:** x"


def test_a_language_is_shown_by_its_own_name() -> None:
    assert language_name("de") == "Deutsch (de)"
    assert language_name("pt-BR") == "Português (pt-br)"
    assert language_name("sv") == "sv"


@pytest.mark.parametrize("language", CANNED_LANGUAGES)
def test_every_language_has_every_word_table(language: str) -> None:
    loaded = json.loads((FOLDER / "words" / f"{language}.json").read_text("utf-8"))
    english = json.loads((FOLDER / "words" / "en.json").read_text("utf-8"))
    assert set(loaded) == set(english)
    for name in loaded:
        assert loaded[name], name
        assert not table(name, language=language).fullmatch("")
