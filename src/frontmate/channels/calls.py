"""Records of calls: whether anything that was said stands in one (behaviour 9.3)."""

import re

from frontmate.channels.words import plain_words

_LONGEST = 120
# What a telephone system writes for a call by itself; Front's own words are English.
_BARE = re.compile(
    r"(?:(?:incoming|inbound|outgoing|missed|answered|unanswered|abandoned|new|phone|voice)\s+)*"
    r"(?:call|voicemail|voice mail|voice message)"
    r"(?:\s+(?:received|missed|ended|answered|started))?"
    r"(?:\s+(?:from|with|by)\s+[^.!?\n]{1,60})?"
    r"(?:\s*[(,:-]*\s*[\d:]+\s*(?:s|sec|seconds?|m|min|minutes?)?\)?)*[.\s]*"
)


def is_bare_record(text: str) -> bool:
    """Whether it says that there was a call, and nothing of what was said on it."""
    text = " ".join(plain_words(text[: _LONGEST + 1]).split())
    return not text or (len(text) <= _LONGEST and _BARE.fullmatch(text) is not None)
