"""From a thread to an outcome: first what needs no search or no machine, then the engine."""

import asyncio
from datetime import datetime
from functools import partial
from typing import NamedTuple

from frontmate.agent.engine import Engine
from frontmate.agent.extractive import nearest
from frontmate.agent.language import language_of_thread
from frontmate.agent.phrases import occurrences
from frontmate.agent.sentiment import mood_of
from frontmate.agent.thread import Line, Thread
from frontmate.agent.topics import topics_for_humans
from frontmate.channels import (
    asks_for_human,
    is_greeting,
    is_mere_thanks,
    says_solved,
    summarise,
)
from frontmate.conversation.message import Channel
from frontmate.conversation.outcome import (
    Answer,
    Greet,
    HandOff,
    HandoffReason,
    NothingToSay,
    Outcome,
    Reading,
    Sentiment,
    Solved,
)
from frontmate.conversation.text import Text
from frontmate.knowledge import Search, words_in

_LONG = 5_000
"""Characters; fewer take less time than it takes to wait for a thread."""


async def answer(
    thread: Thread,
    search: Search,
    engine: Engine,
    *,
    answers_given: int,
    team_language: str = "en",
) -> Outcome:
    """What the agent proposes for the waiting messages.

    `answers_given`: answers of ours in this session. Raises only what the engine raises.
    """
    look = partial(_look, thread, answers_given, team_language)
    # A long text takes half a second at its worst, in which the loop has others to serve.
    seen = await asyncio.to_thread(look) if len(thread.asked) > _LONG else look()
    if seen.early is not None:
        return seen.early
    reading = seen.reading
    if seen.again:
        return await _give_up(thread, search, reading)
    proposed = await engine.propose(thread, search, reading)
    if isinstance(proposed, Answer) and _said_before(proposed, thread):
        return await _give_up(thread, search, reading)
    return proposed


class _Seen(NamedTuple):
    reading: Reading
    early: Outcome | None
    """What needs no search."""
    again: bool


def _look(thread: Thread, answers_given: int, team_language: str) -> _Seen:
    reading = read(thread, answers_given=answers_given, team_language=team_language)
    early = _without_search(thread, reading, answers_given)
    return _Seen(reading, early, early is None and answers_given > 0 and _asks_again(thread))


def warm_up() -> None:
    """Compile the tables of words and load what tells languages and moods, half a second of work
    that would hold up a process at its first message. May be called in a thread."""
    for said in ("Hello Ada", "It works now"):
        line = Line("customer", said, datetime.min, "")
        _look(Thread(Channel.CHAT, (line,), (line.id,)), 1, "en")


def read(thread: Thread, *, answers_given: int, team_language: str = "en") -> Reading:
    """Language, sentiment, topics, and a summary in the team's language."""
    asked, before = thread.asked, thread.customer_before
    language = _language(thread)
    unhelped = bool(answers_given and occurrences("unhelped", asked))
    others = [(line.role, line.text) for line in thread.lines if line.role != "customer"]
    return Reading(
        summary=Text(summarise((*before, asked), others, team_language, thread.earlier_sessions)),
        sentiment=mood_of(asked, language=language, unhelped=unhelped).sentiment,
        language=language,
        topics=topics_for_humans(asked),
    )


def _language(thread: Thread) -> str:
    """That of the customer's own words; of their files only where the words do not tell."""
    own = thread.without_files
    found = language_of_thread(own.asked, own.customer_before, fallback="")
    return found or language_of_thread(thread.asked, thread.customer_before)


def _without_search(thread: Thread, reading: Reading, answers_given: int) -> Outcome | None:
    asked = thread.asked
    if not any(sign.isalnum() for sign in asked) and not is_mere_thanks(asked):
        return HandOff(reading, HandoffReason.CANNOT_READ)
    if asks_for_human(asked):
        return HandOff(reading, HandoffReason.ASKED_FOR_HUMAN)
    if reading.sentiment is Sentiment.FRUSTRATED:
        return HandOff(reading, HandoffReason.FRUSTRATED)
    if is_mere_thanks(asked):
        return Solved(reading) if answers_given else NothingToSay(reading, "thanks")
    if says_solved(asked) and not reading.topics:
        return Solved(reading) if answers_given else NothingToSay(reading, "solved before we spoke")
    if is_greeting(asked):
        return Greet(reading)
    if reading.topics:
        return HandOff(reading, HandoffReason.TOPIC_FOR_HUMANS)
    return None


def _asks_again(thread: Thread) -> bool:
    """Our answer did not help, or the same question came back after it."""
    if occurrences("unhelped", thread.asked):
        return True
    now = words_in(thread.asked)
    return any(
        len(now & earlier) >= 0.8 * len(now | earlier)
        for earlier in map(words_in, thread.customer_before)
        if now
    )


def _said_before(proposed: Answer, thread: Thread) -> bool:
    """To quote what was quoted already is no help, however well it fits."""
    told = " ".join("\n".join(thread.told_by_us).split())
    return bool(told) and all(" ".join(source.quote.split()) in told for source in proposed.sources)


async def _give_up(thread: Thread, search: Search, reading: Reading) -> HandOff:
    tried = await nearest(thread.asked, search, reading)
    return HandOff(reading, HandoffReason.NO_ANSWER_FOUND, tried)
