"""What is being asked: the questions of a message, and what a short follow-up refers to."""

import re

from frontmate.agent.thread import Thread
from frontmate.knowledge import sentences, words_in

_MARKS = "?？؟"
_WORD = re.compile(r"\w")
_OPENS_FOLLOW_UP = re.compile(
    r"\W*(and|what about|how about|und|was ist mit|et|y|e|en)\b", re.IGNORECASE
)
_MOST = 5
"""Questions that are answered one by one; more are read as one."""
_SHORT = 6
"""Words of a question that cannot stand alone."""


def with_context(thread: Thread) -> str:
    """What waits, with the question before it where it only continues that one."""
    asked = thread.asked
    words = len(asked.split())
    before = thread.customer_before
    continues = words <= _SHORT if _OPENS_FOLLOW_UP.match(asked) else words <= 2
    return f"{before[-1]}\n{asked}" if before and continues and thread.told_by_us else asked


def questions_of(text: str) -> tuple[str, ...]:
    """Each question of a message, with what was said before it; the whole if it has only one.

    What stands between two questions belongs to the one that follows.
    """
    found: list[str] = []
    said: list[str] = []
    for sentence in sentences(text):
        said.append(sentence)
        # "Can you help?" asks for nothing of its own.
        if _asks(sentence) and words_in(sentence):
            found.append(" ".join(said))
            said = []
    if not 2 <= len(found) <= _MOST:
        return (text,)
    found[-1] = " ".join((found[-1], *said))
    return tuple(found)


def _asks(sentence: str) -> bool:
    """It has a question mark, and no word behind that."""
    mark = max(map(sentence.rfind, _MARKS))
    return mark >= 0 and not _WORD.search(sentence, mark)
