"""What is found for a question: hits, and how sure one may be of the first."""

from collections.abc import Mapping
from dataclasses import dataclass

from frontmate.knowledge.confidence import ANSWER_FROM, MeaningSignals, Signals
from frontmate.knowledge.passages import Passage


@dataclass(frozen=True, slots=True)
class Hit:
    passage: Passage
    score: float
    """Comparable within one question only: by words the sum of the weighted parts; by meaning
    the odds against the best, which has 1."""
    parts: Mapping[str, float]
    """`words`, `pairs`, `article`: each 1 for the best of this question; and the plain `bm25`.

    By meaning also `meaning`: cosines of the passage and its best sentence, and words a little.
    They rank the article; which of its passages stands first is judged by what those say.
    """


@dataclass(frozen=True, slots=True)
class Ranking:
    hits: tuple[Hit, ...]
    """Public passages, best first; empty if nothing fits."""
    confidence: float
    """Probability, 0 to 1, that the first hit's article answers the question; 0 without hits."""
    coverage: float
    """The greatest share, 0 to 1, of the question's weight that the words of one passage hold."""
    semantic: bool
    """Whether meanings were compared; otherwise words alone."""
    answer_from: float = ANSWER_FROM
    """The confidence from which such a ranking is good enough to quote from."""
    signals: Signals | MeaningSignals | None = None
    """What the confidence was read from; None without hits."""
