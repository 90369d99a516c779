"""From text to the terms that are indexed: folded, stemmed by language, CJK in pairs of signs."""

import re
import unicodedata
from collections.abc import Callable, Iterator

from frontmate.knowledge.stopwords import STOP_WORDS, WHERE

_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian",
    "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali",
    "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
_ELIDING = frozenset({"fr", "it", "ca"})
"""Languages in which the apostrophe parts words (l'adresse) instead of shortening one (don't)."""

# Scripts written without spaces: kana, Han, Thai, Lao, Khmer, Burmese.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
# Vowel signs and accents, which Python's \w does not count as part of a word.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0963\u0966-\u0dff"
_RUN = re.compile(rf"([{_UNSPACED}]+)|((?:[^\W_{_UNSPACED}]|[{_MARKS}])+)")
_APOSTROPHES = re.compile(r"(?<=\w)['’ʼ](?=\w)")
_LONGEST = 40
# The one word of support mail that everybody writes in two ways.
_EMAIL = re.compile(r"\be-mail")


class Words:
    """Turns text into terms. Not to be shared between threads: stemmers keep state."""

    def __init__(self) -> None:
        self._stems: dict[str, dict[str, str]] = {}
        self._stemmers: dict[str, Callable[[str], str] | None] = {}

    def terms(self, text: str, locale: str) -> list[str]:
        """Every term of a text in order, stop words included."""
        language = language_of(locale)
        return [self._stem(word, language) for word in _words(text, language)]

    def asked(self, text: str, locale: str) -> list[str]:
        """The terms that a text is about: without stop words.

        Beside a single other word the "where" of "where is my order" is what the question is.
        """
        language = language_of(locale)
        words = list(_words(text, language))
        stop = STOP_WORDS.get(language, frozenset())
        kept = [word for word in words if word not in stop]
        if len(kept) == 1:
            asking = WHERE.get(language, frozenset())
            kept = [word for word in words if word not in stop or word in asking]
        return [self._stem(word, language) for word in kept]

    def _stem(self, word: str, language: str) -> str:
        known = self._stems.setdefault(language, {})
        if word not in known:
            stemmer = self._stemmer(language)
            known[word] = _unaccented(stemmer(word) if stemmer else word)
        return known[word]

    def _stemmer(self, language: str) -> Callable[[str], str] | None:
        if language not in self._stemmers:
            import snowballstemmer  # noqa: PLC0415 - all its languages load with it

            algorithm = _ALGORITHMS.get(language)
            self._stemmers[language] = (
                snowballstemmer.stemmer(algorithm).stemWord if algorithm else None
            )
        return self._stemmers[language]


def language_of(locale: str) -> str:
    """`pt` of `pt-BR`."""
    return re.split(r"[-_]", locale.strip().lower(), maxsplit=1)[0]


def words_in(text: str, locale: str = "en") -> frozenset[str]:
    """The words of a text, folded and without stop words, not stemmed."""
    language = language_of(locale)
    return frozenset(_words(text, language)) - STOP_WORDS.get(language, frozenset())


def _words(text: str, language: str) -> Iterator[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = _EMAIL.sub("email", folded)
    folded = _APOSTROPHES.sub(" " if language in _ELIDING else "", folded)
    for run in _RUN.finditer(folded):
        unspaced, word = run.groups()
        if word:
            yield word[:_LONGEST]
        else:
            yield from _pairs(unspaced)


def _pairs(run: str) -> Iterator[str]:
    if len(run) == 1:
        yield run
    for at in range(len(run) - 1):
        yield run[at : at + 2]


def _unaccented(word: str) -> str:
    """Customers leave accents out. Only Latin: elsewhere the marks are part of the letter."""
    if word.isascii() or not word[:1] < "\u0250":
        return word
    parts = unicodedata.normalize("NFD", word)
    return "".join(sign for sign in parts if not "\u0300" <= sign <= "\u036f")
