"""What a reply must not say whatever its sources: promises, reports of deeds, talk of the inside.

One JSON file a language; entries are patterns over folded text (see `phrases.folded`).
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files

from frontmate.agent.phrases import folded
from frontmate.knowledge import sentences

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "ja", "zh")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")

Akin = Callable[[str, Sequence[str]], bool]
"""Whether a word stands in one of some texts, in this or another form."""


def misconduct(text: str, cited: Sequence[str], language: str, stands_in: Akin) -> Iterator[str]:
    """What is wrong with the manner of a plain text, in words.

    `cited`: the texts that it rests on. They may excuse a plural promise ("we will ship a
    replacement"), since that is then what the help center says, and a word of the inside that is
    the company's own subject; never a deed that is reported as done.
    """
    for sentence in map(folded, sentences(text)):
        yield from _promised(sentence, cited, language, stands_in)
        for found in (*_matches("inside", language, sentence), *_matches("inside", "en", sentence)):
            if not any(found in folded(each) for each in cited):
                yield f"“{found}” speaks of the inside: the customer knows only the company"
        for found in _matches("secret", language, sentence):
            if not _before(sentence, found, "not", language):
                yield f"“{found}” asks for a secret"


def _promised(sentence: str, cited: Sequence[str], language: str, stands_in: Akin) -> Iterator[str]:
    for found in _matches("mine", language, sentence):
        yield f"“{found}” promises or reports an action: you can only answer"
    for found in _matches("done", language, sentence):
        # "Once your order has been cancelled" reports nothing.
        if not _before(sentence, found, "if", language):
            yield f"“{found}” reports an action: nothing has been done"
    for found in _matches("ours", language, sentence):
        if not _is_excused(found, cited, stands_in):
            yield f"“{found}” promises an action that no cited passage promises"


def _is_excused(found: str, cited: Sequence[str], stands_in: Akin) -> bool:
    if any(found in folded(each) for each in cited):
        return True
    last = found.rsplit(maxsplit=1)[-1]
    return not _UNSPACED.search(found) and stands_in(last, cited)


def without_courtesy(sentence: str, language: str) -> str:
    """Folded, and without the phrases that say nothing but good manners."""
    told = folded(sentence)
    for code in dict.fromkeys((language, "en")):
        told = _pattern("courtesy", code).sub(" ", told)
    return told


def denies(text: str, language: str) -> bool:
    """Whether a text holds a word of denial; in a language without tables never."""
    return language in LANGUAGES and bool(_pattern("not", language).search(folded(text)))


def without_denial(text: str, language: str) -> str:
    """Folded, and without its words of denial."""
    return _pattern("not", language).sub(" ", folded(text)) if language in LANGUAGES else text


def is_hostile(text: str) -> bool:
    """Whether a text speaks to a language model rather than to a customer, in any language."""
    told = folded(text)
    return any(_pattern("hostile", code).search(told) for code in LANGUAGES)


def _before(sentence: str, found: str, table: str, language: str) -> bool:
    """Whether a word of a table stands before `found`, or within it."""
    end = sentence.index(found) + len(found)
    return bool(_pattern(table, language).search(sentence[:end]))


def _matches(table: str, language: str, sentence: str) -> tuple[str, ...]:
    found = (match.group().strip() for match in _pattern(table, language).finditer(sentence))
    return tuple(dict.fromkeys(found))


@cache
def _pattern(table: str, language: str) -> re.Pattern[str]:
    entries = _tables(language if language in LANGUAGES else "en").get(table, [])
    unspaced = [entry for entry in entries if _UNSPACED.search(entry)]
    spaced = [entry for entry in entries if entry not in unspaced]
    parts = [rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)"] if spaced else []
    return re.compile("|".join((*parts, *unspaced)) or "(?!)")


@cache
def _tables(language: str) -> dict[str, list[str]]:
    file = files("frontmate.agent") / "manners" / f"{language}.json"
    loaded: dict[str, list[str]] = json.loads(file.read_text("utf-8"))
    return loaded
