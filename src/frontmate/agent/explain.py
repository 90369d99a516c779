"""What would be answered, from what, how sure, and why not: for `frontmate ask`."""

from dataclasses import dataclass
from datetime import UTC, datetime

from frontmate.agent.answer import answer
from frontmate.agent.checks import check
from frontmate.agent.engine import Engine
from frontmate.agent.extractive import ExtractiveEngine
from frontmate.agent.sentiment import mood_of
from frontmate.agent.thread import Line, Thread
from frontmate.conversation.message import Channel
from frontmate.conversation.outcome import Answer, HandOff, NothingToSay, Outcome
from frontmate.knowledge import Hit, Search

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Explanation:
    question: str
    outcome: Outcome
    confidence: float
    """0 to 1: of the answer, or of the best passage where there is none."""
    coverage: float
    """Share of the question's weight that the best passage holds."""
    semantic: bool
    """Whether meanings were compared; otherwise words alone."""
    answer_from: float
    """The confidence from which the extractive engine would have quoted."""
    hits: tuple[Hit, ...]
    """Public passages, best first."""
    signs: tuple[str, ...]
    """What the mood was read from."""
    problems: tuple[str, ...]
    """What the checks found in the answer; always empty for the extractive engine."""
    why: str
    """The outcome in one sentence."""


async def explain(
    question: str, search: Search, engine: Engine, *, channel: Channel = Channel.CHAT
) -> Explanation:
    """Ask as a new customer would, and say how the outcome came about."""
    line = Line("customer", question, datetime.min.replace(tzinfo=UTC), "question")
    thread = Thread(channel, (line,), (line.id,))
    outcome = await answer(thread, search, engine, answers_given=0)
    language = outcome.reading.language
    # A model words things anew; the engine without one promises quotes.
    verbatim = isinstance(engine, ExtractiveEngine)
    ranking = await search.rank(question, limit=_SHOWN, language=language)
    return Explanation(
        question,
        outcome,
        outcome.confidence if isinstance(outcome, Answer) else ranking.confidence,
        ranking.coverage,
        ranking.semantic,
        ranking.answer_from,
        ranking.hits,
        mood_of(question, language=language).signs,
        check(outcome, search, verbatim=verbatim) if isinstance(outcome, Answer) else (),
        _why(outcome, ranking.confidence, ranking.hits),
    )


def _why(outcome: Outcome, confidence: float, hits: tuple[Hit, ...]) -> str:
    match outcome:
        case Answer():
            titles = ", ".join(dict.fromkeys(source.title for source in outcome.sources))
            return f"answered from {titles} (confidence {outcome.confidence:.2f})"
        case HandOff(tried=()):
            return f"handed to a person: {outcome.reason.value}"
        case HandOff():
            best = hits[0].passage.title if hits else outcome.tried[0].title
            return (
                f"handed to a person: {outcome.reason.value}; the nearest article is {best} "
                f"(confidence {confidence:.2f})"
            )
        case NothingToSay():
            return f"no reply: {outcome.why}"
    return {"Greet": "only a greeting", "Solved": "solved"}[type(outcome).__name__]
