"""Comparing meanings: a question's vector with those of passages, their sentences and titles."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from frontmate.knowledge.catalogue import Catalogue, Selection
from frontmate.knowledge.digests import Digested, digests_of
from frontmate.knowledge.kinds import Kind, Pieces, Scope
from frontmate.knowledge.vector import Floats, Some, unpack

_SENTENCE = _TITLE = 0.5
"""Weights beside the passage's 1; the optimum is flat."""
_OFF = 0.8
"""The share of the mean that is taken off, where the mean of questions is known."""
_LOOKED_INTO = 300
"""Articles whose sentences are compared: the nearest by passage and title."""
_MOSTLY = 0.9
"""Share of the articles from which meanings are compared though some have no vectors yet."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near a question is; -inf for what was not compared."""

    passages: Floats
    """By row of the shelf: the passage and its best sentence."""
    articles: Floats
    """By number of the article: its best passage, its best sentence and its title."""


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A question as meanings see it."""

    vector: bytes
    mean: Floats | None
    """That of customers' questions in its language, where it is known."""
    selection: Selection


class Meanings:
    """The vectors of a catalogue. Only articles with all their vectors take part."""

    def __init__(
        self,
        catalogue: Catalogue,
        vectors: Mapping[str, bytes],
        before: "Meanings | None" = None,
        digested: Digested | None = None,
    ) -> None:
        """What `before` has is taken over; `vectors` needs to have what it has not."""
        self.catalogue = catalogue
        self._digests = digests_of(catalogue.pages, {} if digested is None else digested)
        ((size, count),) = Counter(map(len, vectors.values())).most_common(1) or ((0, 0),)
        if before is not None and count > before.count and size != before.size:
            before = None
        self.size: int = size if before is None else before.size
        """Bytes of a vector. Of another size are those of a model that has changed its mind."""
        loose = {digest: each for digest, each in vectors.items() if len(each) == self.size}
        self._place({**(before._loose if before is not None else {}), **loose}, before)
        self._enough: dict[Selection, bool] = {}
        self._scopes: dict[tuple[Selection, bool], tuple[Scope, Scope, Scope]] = {}

    def _place(self, loose: Mapping[str, bytes], before: "Meanings | None") -> None:
        wholes, said, titles = Pieces(), Pieces(), Pieces()
        known = before.known() if before is not None else frozenset()
        lacking: dict[str, None] = {}
        for number, (key, digests) in enumerate(self._digests.items()):
            if not all(each in known or each in loose for each in digests.all()):
                lacking[key] = None
                continue
            rows = self.catalogue.rows(number)
            wholes.add(rows, digests.wholes)
            for row, some in zip(rows, digests.sentences, strict=True):
                said.add([row] * len(some), some)
            if digests.title:
                titles.add([number], [digests.title])
        self.lacking: Collection[str] = lacking.keys()
        """Keys of the articles that are not encoded yet, in their order."""
        old = (None, None, None) if before is None else before._kinds
        self._kinds: tuple[Kind, Kind, Kind] = (
            Kind(wholes, loose, old[0]),
            Kind(said, loose, old[1]),
            Kind(titles, loose, old[2]),
        )
        self._wholes, self._said, self._titles = self._kinds
        # Of articles that lack others: once those come, these must be there.
        self._loose: dict[str, bytes] = {
            each: loose[each]
            for key in lacking
            for each in self._digests[key].all()
            if each in loose
        }

    @property
    def pieces(self) -> int:
        """How many different pieces there are."""
        return len({each for digests in self._digests.values() for each in digests.all()})

    @property
    def count(self) -> int:
        """How many vectors are compared."""
        return sum(len(kind.digests) for kind in self._kinds)

    def known(self) -> frozenset[str]:
        """The digests of what is compared."""
        return frozenset(chain(*(kind.digests for kind in self._kinds)))

    def unknown(self) -> Iterator[str]:
        """The digests that are needed, and of which no vector has been seen here."""
        for key in self.lacking:
            yield from (e for e in self._digests[key].all() if e not in self._loose)

    def enough(self, selection: Selection) -> bool:
        """Whether so few articles lack vectors that meanings may be compared."""
        if selection not in self._enough:
            there = np.array([key not in self.lacking for key in self.catalogue.keys], np.bool_)
            if selection.articles is not None:
                there = there[selection.articles]
            self._enough[selection] = bool(there.any()) and float(there.mean()) >= _MOSTLY
        return self._enough[selection]

    def compare(self, query: Query, also: Sequence[str] = ()) -> Nearness:
        """`also` names articles that are looked into however far they seem."""
        asked, share = _asked(query)
        wholes, in_text, named_by = self._scope(query)
        passages = np.full(len(self.catalogue.passages), -np.inf, np.float32)
        passages[self._wholes.belongs[wholes.some]] = self._wholes.rows.cosines(
            asked, share, wholes.centre, wholes.places
        )
        articles = self._best(passages)
        named = articles.copy()
        titled = self._titles.belongs[named_by.some]
        named[titled] = titles = self._titles.rows.cosines(
            asked, share, named_by.centre, named_by.places
        )
        near = self._near(articles + _TITLE * named, also)
        said = self._best_sentences(asked, share, near, in_text)
        best = self._best(said)
        # A passage without a sentence says its all in its title, which is a part of it.
        said = np.where(np.isfinite(said), said, passages)
        best = np.where(np.isfinite(best), best, articles)
        # Without a title the text stands for it, so that scores mean the same everywhere.
        named = ((articles + best) / 2).astype(np.float32)
        named[titled] = titles
        far = np.float32(-np.inf)
        return Nearness(
            np.where(near[self.catalogue.article_of], passages + _SENTENCE * said, far),
            np.where(near, articles + _SENTENCE * best + _TITLE * named, far),
        )

    def said(self, query: Query, row: int) -> list[float]:
        """How near the question is to each piece of one passage, in the order of `sentences`."""
        asked, share = _asked(query)
        places = np.flatnonzero(self._said.belongs == row)
        centre = self._scope(query)[1].centre
        return [float(each) for each in self._said.rows.cosines(asked, share, centre, places)]

    def _best_sentences(self, asked: Floats, share: float, near: Some, scope: Scope) -> Floats:
        """By row, of the articles that are near."""
        places = np.flatnonzero(near[self.catalogue.article_of[self._said.belongs]])
        said = np.full(len(self.catalogue.passages), -np.inf, np.float32)
        cosines = self._said.rows.cosines(asked, share, scope.centre, places)
        np.maximum.at(said, self._said.belongs[places], cosines)
        return said

    def _scope(self, query: Query) -> tuple[Scope, Scope, Scope]:
        """Of passages, sentences and titles."""
        key = query.selection, query.mean is not None
        if key not in self._scopes:
            rows, articles = query.selection.rows, query.selection.articles
            self._scopes[key] = (
                self._wholes.scope(rows, warm=key[1]),
                self._said.scope(rows, warm=key[1]),
                self._titles.scope(articles, warm=key[1]),
            )
        return self._scopes[key]

    def _near(self, articles: Floats, also: Sequence[str]) -> Some:
        near = np.zeros(len(articles), np.bool_)
        near[np.argsort(-articles)[:_LOOKED_INTO]] = True
        numbers = self.catalogue.numbers
        near[[numbers[key] for key in also if key in numbers]] = True
        return near & np.isfinite(articles)

    def _best(self, passages: Floats) -> Floats:
        best = np.full(len(self.catalogue.keys), -np.inf, np.float32)
        np.maximum.at(best, self.catalogue.article_of, passages)
        return best


def _asked(query: Query) -> tuple[Floats, float]:
    """The question's direction, and the share of the means that is taken off everything."""
    vector = unpack([query.vector])[0]
    if query.mean is None:
        return _unit(vector), 0.0
    return _unit(vector - _OFF * query.mean), _OFF


def _unit(vector: Floats) -> Floats:
    unit: Floats = vector / np.float32(max(float(np.linalg.norm(vector)), 1e-6))
    return unit
