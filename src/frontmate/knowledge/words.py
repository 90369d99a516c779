"""From text to the terms that are indexed: folded, stemmed by language, CJK in pairs of signs."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

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
_ASCII_RUN = re.compile(r"[a-z0-9]+")
_APOSTROPHES = re.compile(r"(?<=\w)['’ʼ](?=\w)")
_LONGEST = 40
# The one word of support mail that everybody writes in two ways.
_EMAIL = re.compile(r"\be-mail")


class Words:
    """Turns text into terms. Not to be shared between threads: stemmers keep state."""

    def __init__(self) -> None:
        self._stems: dict[str, _Stems] = {}

    def terms(self, text: str, locale: str) -> list[str]:
        """Every term of a text in order, stop words included."""
        return self.stems(folded(text, locale), locale)

    def asked(self, text: str, locale: str) -> list[str]:
        """The terms that a text is about: without stop words."""
        words = folded(text, locale)
        return self.stems([words[at] for at in meant(words, locale)], locale)

    def stems(self, words: Iterable[str], locale: str) -> list[str]:
        """The terms of words that are folded."""
        language = language_of(locale)
        if language not in self._stems:
            self._stems[language] = _Stems(language)
        known = self._stems[language]
        return [known[word] for word in words]


class _Stems(dict[str, str]):
    """Of the words of a language, each found once."""

    def __init__(self, language: str) -> None:
        super().__init__()
        import snowballstemmer  # noqa: PLC0415 - all its languages load with it

        algorithm = _ALGORITHMS.get(language)
        self._stem: Callable[[str], str] | None = (
            snowballstemmer.stemmer(algorithm).stemWord if algorithm else None
        )

    def __missing__(self, word: str) -> str:
        stem = self[word] = _unaccented(self._stem(word) if self._stem else word)
        return stem


def folded(text: str, locale: str) -> list[str]:
    """The words of a text as they are compared, before they are stemmed."""
    return _words(text, language_of(locale))


def meant(words: Sequence[str], locale: str) -> list[int]:
    """Where those stand that a text is about, of folded words: without stop words.

    Beside a single other word the "where" of "where is my order" is what the question is.
    """
    language = language_of(locale)
    stop = STOP_WORDS.get(language, frozenset())
    kept = [at for at, word in enumerate(words) if word not in stop]
    if len(kept) == 1:
        asking = WHERE.get(language, frozenset())
        kept = [at for at, word in enumerate(words) if word not in stop or word in asking]
    return kept


def language_of(locale: str) -> str:
    """`pt` of `pt-BR`."""
    return re.split(r"[-_]", locale.strip().lower(), maxsplit=1)[0]


def words_in(text: str, locale: str = "en") -> frozenset[str]:
    """The words of a text, folded and without stop words, not stemmed."""
    language = language_of(locale)
    return frozenset(_words(text, language)) - STOP_WORDS.get(language, frozenset())


def _words(text: str, language: str) -> list[str]:
    plain = text.isascii()
    same = (text if plain else unicodedata.normalize("NFKC", text)).casefold()
    if "e-mail" in same:
        same = _EMAIL.sub("email", same)
    if not plain or "'" in same:
        same = _APOSTROPHES.sub(" " if language in _ELIDING else "", same)
    if plain:
        # The same as below, at a third of the time.
        return [word[:_LONGEST] for word in _ASCII_RUN.findall(same)]
    words: list[str] = []
    for unspaced, word in _RUN.findall(same):
        if word:
            words.append(word[:_LONGEST])
        else:
            words += _pairs(unspaced)
    return words


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
