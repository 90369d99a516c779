"""Where each article stands in the arrays, and which of them take part in a question."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from frontmate.knowledge.editions import Edition, chosen, plain_locale
from frontmate.knowledge.passages import Passage
from frontmate.knowledge.vector import Places, Some
from frontmate.knowledge.words import language_of

Pages: TypeAlias = Mapping[str, tuple[Passage, ...]]
"""The passages of each article by its key. What stays the same is the same object."""


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """What takes part in questions of one language. None: all of it."""

    rows: Some | None
    articles: Some | None
    languages: tuple[str, ...]
    """The one that most passages are in comes first; never empty."""


@dataclass(frozen=True, slots=True, eq=False)
class Moved:
    """Where what one catalogue has is in the next; -1 for what is gone."""

    rows: Places
    articles: Places
    new: Mapping[str, tuple[int, int]]
    """Of each article that is new or another: its first row and its number."""


class Catalogue:
    """Passages by row, an article's beside each other, and articles by number."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.passages = tuple(passage for page in pages.values() for passage in page)
        sizes = [len(page) for page in pages.values()]
        self._starts = np.cumsum([0, *sizes])
        self.numbers = {key: number for number, key in enumerate(pages)}
        self.keys = tuple(pages)
        self.article_of: Places = np.repeat(np.arange(len(sizes)), sizes)
        self._languages = {language_of(page[0].locale) for page in pages.values()}
        self._locales = {plain_locale(page[0].locale) for page in pages.values()}
        self._translated = len({page[0].work for page in pages.values()}) < len(pages)
        self._selections: dict[str, Selection] = {}

    def rows(self, number: int) -> range:
        """Those of one article."""
        return range(int(self._starts[number]), int(self._starts[number + 1]))

    def row(self, article: str, number: int) -> int | None:
        """That of a passage by its place."""
        for row in self.rows(self.numbers[article]) if article in self.numbers else ():
            if self.passages[row].number == number:
                return row
        return None

    def moved_from(self, before: "Catalogue") -> Moved:
        rows = np.full(len(before.passages), -1)
        articles = np.full(len(before.keys), -1)
        new: dict[str, tuple[int, int]] = {}
        for number, (key, page) in enumerate(self.pages.items()):
            start = int(self._starts[number])
            if before.pages.get(key) is page:
                old = before.numbers[key]
                at = before.rows(old)
                rows[at.start : at.stop] = np.arange(start, start + len(page))
                articles[old] = number
            else:
                new[key] = (start, number)
        return Moved(rows, articles, new)

    def selection(self, language: str | None) -> Selection:
        """One edition of each article: see `editions.py`."""
        known = self._known(plain_locale(language or "")) if self._translated else ""
        if known not in self._selections:
            self._selections[known] = self._select(known)
        return self._selections[known]

    def _known(self, locale: str) -> str:
        """Languages that nothing is written in are all answered alike."""
        if locale in self._locales:
            return locale
        spoken = language_of(locale)
        return spoken if spoken in self._languages else ""

    def _select(self, language: str) -> Selection:
        if not self._translated:
            return Selection(None, None, self._spoken(None))
        editions = [Edition(p[0].work, p[0].locale, key) for key, p in self.pages.items()]
        keys = chosen(editions, language)
        articles = np.array([key in keys for key in self.keys], np.bool_)
        rows = articles[self.article_of]
        return Selection(rows, articles, self._spoken(rows))

    def _spoken(self, rows: Some | None) -> tuple[str, ...]:
        some = self.passages if rows is None else [self.passages[r] for r in np.flatnonzero(rows)]
        languages = Counter(language_of(passage.locale) for passage in some)
        return tuple(language for language, _ in languages.most_common()) or ("en",)


NOTHING = Catalogue({})
