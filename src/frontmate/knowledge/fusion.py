"""Meaning and words put together into one ranking."""

import math
from dataclasses import dataclass

import numpy as np

from frontmate.knowledge.confidence import sharpness
from frontmate.knowledge.ranking import Hit
from frontmate.knowledge.semantic import Meanings, Nearness
from frontmate.knowledge.shelf import Asked, Shelf, Weighed
from frontmate.knowledge.vector import Floats, Places
from frontmate.knowledge.words import language_of

_WORDS = 0.5
"""What words weigh beside the meaning's 2, where the mean question is known."""
_WORDS_COLD = 0.1
"""The same where it is not: cosines then lie close together."""
_TOLD = 0.3
_TOLD_COLD = 0.1
"""What holding the question's words weighs among the passages of one article.

On doc2dial the first passage then held the answer in .79 (cold: .79) of the right articles, by
words alone in .72.
"""
_FIRST = 10


@dataclass(frozen=True, slots=True)
class Fused:
    hits: tuple[Hit, ...]
    """Every passage of the best articles, best first."""
    article: str
    """The key of the best."""
    language: str
    """Its language."""
    rivals: tuple[float, ...]
    """Scores of the best articles in the first one's language, best first.

    A translation of an article is no rival of it.
    """


class Fusion:
    """A shelf with the vectors of its passages."""

    def __init__(self, shelf: Shelf, meanings: Meanings) -> None:
        self.meanings = meanings
        self._shelf = shelf
        self._keys = shelf.catalogue.keys
        numbers: dict[str, int] = {}
        spoken = (language_of(page[0].locale) for page in shelf.catalogue.pages.values())
        self._spoken: Places = np.array(
            [numbers.setdefault(language, len(numbers)) for language in spoken], np.intp
        )
        self._languages = list(numbers)

    def fuse(self, near: Nearness, asked: Asked, weighed: Weighed, *, warm: bool) -> Fused:
        """`warm`: the mean question of the language is known and was taken off."""
        weight = (_WORDS if warm else _WORDS_COLD) * self._shelf.coverage(asked)
        words = np.zeros(len(self._keys), np.float32)
        np.maximum.at(words, self._shelf.catalogue.article_of, weighed.scores)
        scores = near.articles + np.float32(weight) * words
        order = np.argsort(-scores, kind="stable")
        places = self._places(near, asked, warm=warm)
        rivals = order[self._spoken[order] == self._spoken[order[0]]][:_FIRST]
        return Fused(
            tuple(self._hits(order[:_FIRST], scores, places, weighed, sharpness(warm=warm))),
            self._keys[order[0]],
            self._languages[self._spoken[order[0]]],
            tuple(scores[rivals][np.isfinite(scores[rivals])].tolist()),
        )

    def _places(self, near: Nearness, asked: Asked, *, warm: bool) -> Floats:
        """How well each passage fits among those of its article."""
        weight = (_TOLD if warm else _TOLD_COLD) / max(asked.weight, 1e-6)
        return near.passages + np.float32(weight) * self._shelf.told(asked)

    def _hits(
        self, articles: Places, scores: Floats, places: Floats, weighed: Weighed, sharp: float
    ) -> list[Hit]:
        """Every passage of these articles; the best of each has its article's score."""
        top = float(scores[articles[0]])
        hits = []
        for number in articles[np.isfinite(scores[articles])].tolist():
            rows = self._shelf.catalogue.rows(number)
            best = float(places[rows].max())
            for row in rows:
                behind = (top - float(scores[number])) + (best - float(places[row]))
                parts = {"meaning": float(places[row]), **weighed.parts(row)}
                hits.append(Hit(self._shelf.passages[row], math.exp(-sharp * behind), parts))
        hits.sort(key=lambda hit: (-hit.score, hit.passage.article, hit.passage.number))
        return hits
