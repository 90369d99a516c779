"""Which passages a language model is shown, and how sure one may be of those it cites."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from frontmate.agent.manners import is_hostile
from frontmate.agent.questions import questions_of, with_context
from frontmate.agent.thread import Thread
from frontmate.knowledge import Passage, Ranking, Search

log = logging.getLogger(__name__)

MOST = 8
"""Passages, of about 160 words each."""


@dataclass(frozen=True, slots=True)
class Shown:
    passages: tuple[Passage, ...]
    """Public ones only, best first."""
    rankings: tuple[Ranking, ...]
    """One for each question of the message."""

    def confidence(self, articles: frozenset[str]) -> float:
        """Probability, 0 to 1, that these articles answer: of the question they answer worst.

        The ranking's confidence belongs to its first article; another's is less by its score.
        """
        return min((_confidence(each, articles) for each in self.rankings), default=0.0)


def _confidence(ranking: Ranking, articles: frozenset[str]) -> float:
    scores = [hit.score for hit in ranking.hits if hit.passage.article in articles]
    if not scores or ranking.hits[0].score <= 0:
        return 0.0
    return ranking.confidence * max(0.0, min(1.0, max(scores) / ranking.hits[0].score))


async def find_passages(thread: Thread, search: Search, language: str) -> Shown:
    """The nearest passages of the message and of each of its questions, taken in turn."""
    question = with_context(thread)
    apart = questions_of(question)
    rankings = [await search.rank(each, language=language, limit=MOST) for each in apart]
    whole = rankings[:1]
    if len(apart) > 1:
        whole = [await search.rank(question, language=language, limit=MOST)]
    found: dict[tuple[str, int], Passage] = {}
    for place in range(MOST):
        for ranking in (*rankings, *whole):
            if place < len(ranking.hits):
                passage = ranking.hits[place].passage
                found.setdefault((passage.article, passage.number), passage)
            if place == 0 and ranking.hits:
                _add_opening(found, ranking.hits[0].passage, search)
    return Shown(_fit(tuple(found.values())), tuple(rankings))


def _add_opening(found: dict[tuple[str, int], Passage], best: Passage, search: Search) -> None:
    """Most articles open with their gist."""
    opening = search.passage(best.article, 0)
    if opening is not None:
        found.setdefault((opening.article, opening.number), opening)


def _fit(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    fit = []
    for passage in passages:
        if not passage.public or not passage.text.strip():
            continue
        if is_hostile(f"{passage.title}\n{passage.heading}\n{passage.text}"):
            # The checks cannot tell an instruction in an article from what the article says.
            log.warning(
                "passage %s of %s speaks to a model: left out", passage.number, passage.article
            )
            continue
        fit.append(passage)
    return tuple(fit[:MOST])
