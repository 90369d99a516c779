"""Typing errors of one letter, put right where the help center has exactly such a word."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from string import ascii_lowercase

_LEAST = 5
"""Letters; of shorter words too many are neighbours."""


def corrected(term: str, occurrences: Callable[[Sequence[str]], Mapping[str, int]]) -> str:
    """The known term one edit away from an unknown one, the commonest of several; else itself."""
    if len(term) < _LEAST or not (term.isascii() and term.isalpha()):
        return term
    if occurrences((term,)):
        return term
    known = occurrences(tuple(dict.fromkeys(_one_edit_away(term))))
    # The first letter is hardly ever the wrong one, and "pear" is no "year".
    near = {word: count for word, count in known.items() if word[0] == term[0]}
    return min(near, key=lambda word: (-near[word], word), default=term)


def _one_edit_away(term: str) -> Iterator[str]:
    for at in range(len(term) + 1):
        head, tail = term[:at], term[at:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in ascii_lowercase:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
