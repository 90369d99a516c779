"""Text messages that speak to the carrier and not to us: STOP, START, HELP.

The words are those that carriers act on by themselves (CTIA, Twilio), and their usual forms in our
languages. Answering a STOP breaks the carriers' rules, and none of it would arrive until a START.
"""

import re
from collections.abc import Iterable

from frontmate.channels.words import plain_words, table

_LONGEST = 60
_START = frozenset({"start", "unstop"})
_HELP = frozenset({"help", "info"})
# "STOP." and "'Stop'" are typed as well.
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def is_for_the_carrier(text: str) -> bool:
    """Whether such a word is the whole text message."""
    word = _word(text)
    return word in _START | _HELP or _stops(word)


def has_opted_out(texts: Iterable[str]) -> bool:
    """Whether somebody wants no text messages now. `texts` are all of theirs, oldest first; any
    that says more than such a word shows that they write again."""
    stopped = False
    for text in texts:
        word = _word(text)
        if word not in _HELP:
            stopped = _stops(word)
    return stopped


def _word(text: str) -> str:
    """`Stop.` is `stop`; a longer text is no such word."""
    text = text.strip()
    return _EDGES.sub("", plain_words(text)) if len(text) <= _LONGEST else ""


def _stops(word: str) -> bool:
    return table("opt_out").fullmatch(word) is not None
