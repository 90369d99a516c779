"""From articles to what the search takes of them, afresh or from what was kept before."""

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING, NamedTuple

from frontmate.knowledge.articles import Article
from frontmate.knowledge.passages import Passage
from frontmate.knowledge.words import Words

if TYPE_CHECKING:
    from frontmate.knowledge.entries import Entry

_FORM = 1
"""Goes up with every change of how articles are split, folded, stemmed or counted."""


class Derived(NamedTuple):
    """All that finding an article by its words needs of it."""

    page: tuple[Passage, ...]
    entry: "Entry"


def form_of(locale: str, keywords: Sequence[str]) -> str:
    """What is derived from an article depends on this beside its version."""
    told = json.dumps([_FORM, _stemmers(), locale, list(keywords)])
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@cache
def _stemmers() -> str:
    return metadata.version("snowballstemmer")


class Deriving:
    """For one thread at a time: stemmers keep state."""

    def __init__(self) -> None:
        self._words = Words()

    def afresh(self, article: Article) -> tuple[Derived, bytes]:
        """From the article itself; and as bytes to be kept."""
        from frontmate.knowledge.derived import derive, packed  # noqa: PLC0415 - loads numpy

        derived = derive(article, self._words)
        return derived, packed(derived)

    def again(self, article: Article, kept: bytes) -> Derived | None:
        """From those bytes, which need be of this version and form; the article's body is not
        looked at. None where they are damaged."""
        from frontmate.knowledge.derived import unpacked  # noqa: PLC0415 - as above

        try:
            return unpacked(article, kept)
        except ValueError:
            return None
