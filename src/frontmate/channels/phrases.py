"""Short messages that need no search: thanks, "that solved it", "a person please", hello.

All ten languages are tried for every message: language detection is least reliable exactly on
messages of two words.
"""

import re
import unicodedata

from frontmate.channels.canned import CANNED_LANGUAGES
from frontmate.channels.words import longest_start, plain_words, table

_LONGEST_THANKS = 300
_LONGEST_READ = 5_000
_GLAD = frozenset("👍👌🙏💪👏🎉🙌🤝❤🧡💛💚💙💜🤍💖💕💯✅✔☺😊🙂😀😃😄😁😍🥰😘🤗😎🥳🤩😉💐🌹🫶✨🍀")
_UNHAPPY = frozenset("👎😡😠🤬😢😭😞😟😕🙁☹😤😩😫💔🤔🙄😒❓❔❌⁉")
_SMILEY = re.compile(r"(?<!\w)[:;=]-?[)\]dp](?!\w)|<3|\^_?\^", re.IGNORECASE)
_FROWN = re.compile(r"(?<!\w)[:;=]-?'?[(\[/|](?!\w)")
_NAME = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:[-'’][^\W\d_]+)*\.?")


def is_mere_thanks(text: str, language: str | None = None) -> bool:  # noqa: ARG001
    """Nothing but thanks or "that solved it", with or without greeting, name and emoji (4.4).

    `language` is accepted so that callers can pass what they know; the answer does not depend on
    it. A question mark, a "but" or any word that is not known makes it a message to read.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST_THANKS or "?" in plain_words(text):
        return False
    if _UNHAPPY & set(text) or _FROWN.search(text):
        return False
    meant = bool(_GLAD & set(text))
    lines = [line for line in _without_pictures(text).split("\n") if _words_in(line)]
    for index, line in enumerate(lines):
        known, said = _only_pleasantries(line, "thanks", last=0 < index == len(lines) - 1)
        if not known:
            return False
        meant = meant or said
    return meant


def is_greeting(text: str) -> bool:
    """Only a hello, perhaps with a name: there is nothing to answer yet."""
    text = text.strip()
    if not text or len(text) > _LONGEST_THANKS or _FROWN.search(text):
        return False
    greeted = text == "👋"
    for line in (line for line in _without_pictures(text).split("\n") if _words_in(line)):
        known, said = _only_pleasantries(line, "greeting", last=False)
        if not known:
            return False
        greeted = greeted or said
    return greeted


def says_solved(text: str) -> bool:
    """The customer says that it works now. Doubt, a "but" or a question anywhere undoes it."""
    words = plain_words(text[:_LONGEST_READ])[:_LONGEST_READ]
    if "?" in words:
        return False
    sentences = [
        sentence
        for sentence in re.split(r"[.!\n。！;]+", table("harmless").sub(" ", words))
        if not table("negation").search(sentence)
    ]
    spoken = [
        language
        for language in CANNED_LANGUAGES
        if any(_tells_success(sentence, language) for sentence in sentences)
    ]
    # "si" and "se" are an if in one language and harmless in the next: only the languages that
    # the good news is written in are asked for doubt.
    return bool(spoken) and not any(
        table("but", "doubt", language=language).search(words) for language in spoken
    )


def _tells_success(sentence: str, language: str) -> bool:
    """ "It works" ends the clause, or thanks follow: "it works with a Mac" is no success story."""
    for match in table("solved", language=language).finditer(sentence):
        rest = sentence[match.end() :]
        if not rest.strip() or re.match(r"\s*[^\w\s]", rest):
            return True
        if longest_start(rest.lstrip(), "thanks", "filler"):
            return True
    return False


def asks_for_human(text: str) -> bool:
    """The customer wants a person instead of us, and says so without refusing one."""
    words = plain_words(text[:_LONGEST_READ])[:_LONGEST_READ]
    if table("human_alone").fullmatch(" ".join(re.sub(r"[^\w\s]", " ", words).split())):
        return True
    for match in table("human").finditer(words):
        before = re.split(r"[.,;:!?\n。，、！]", words[max(0, match.start() - 60) : match.start()])[
            -1
        ]
        if not any(len(before) - no.end() <= 3 for no in table("refusal").finditer(before)):
            return True
    return False


def _only_pleasantries(line: str, wanted: str, *, last: bool) -> tuple[bool, bool]:
    """Whether every word of the line is a pleasantry or a name; whether the wanted was said.

    A name stands behind a pleasantry, between commas, or alone on the last line.
    """
    said = False
    for sentence in re.split(r"[.!…。！~〜]+(?=\s|\W|$)|[!。！~〜]", line):
        for index, clause in enumerate(re.split(r"[,;:，、؛،–—]|\s-\s", sentence)):
            rest, hits = _consumed(plain_words(clause), wanted)
            said = said or hits
            consumed_some = len(rest) < len(_words_in(plain_words(clause)))
            name_fits = consumed_some or index > 0 or last
            if rest and not (name_fits and _is_name(clause, rest)):
                return False, said
    return True, said


def _consumed(clause: str, wanted: str) -> tuple[str, bool]:
    """What is left of the clause after its leading pleasantries, and whether one was wanted."""
    evidence = ("thanks", "solved") if wanted == "thanks" else ("greeting",)
    around = ("greeting", "filler") if wanted == "thanks" else ()
    said = False
    rest = _words_in(clause)
    while rest:
        wanted_end = longest_start(rest, *evidence)
        end = max(wanted_end, longest_start(rest, *around) if around else 0)
        if not end:
            break
        said = said or bool(wanted_end)
        rest = _words_in(rest[end:])
    return rest, said


def _is_name(clause: str, rest: str) -> bool:
    """Up to three capitalised words at the clause's end that are not among the known others."""
    count = len(rest.split())
    names = _words_in(clause).split()[-count:]
    if count > 3 or table("not_a_name").search(rest):
        return False
    return all(
        _NAME.fullmatch(name) and name[0].isupper() and not name[1:2].isupper() for name in names
    )


def _words_in(text: str) -> str:
    """`text` from its first letter or digit to its last."""
    return re.sub(r"^[\W_]+|[\W_]+$", "", text)


def _without_pictures(text: str) -> str:
    kept = (" " if unicodedata.category(each) in {"So", "Sk", "Cf"} else each for each in text)
    return _SMILEY.sub(" ", "".join(kept).replace("\ufe0f", ""))
