"""The engine with a language model: it proposes in its own words, and the checks decide."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from frontmate.agent.checks import language_of
from frontmate.agent.engine import Engine
from frontmate.agent.extractive import nearest
from frontmate.agent.model_failure import ModelFailure
from frontmate.agent.model_reading import read_by
from frontmate.agent.prompts import data, instructions
from frontmate.agent.questions import with_context
from frontmate.agent.review import LONGEST, review
from frontmate.agent.shown import Shown, find_passages
from frontmate.agent.support import Ground
from frontmate.agent.thread import Thread
from frontmate.agent.writer import Writer, Written
from frontmate.conversation.outcome import Answer, HandOff, HandoffReason, Reading, Source
from frontmate.conversation.text import Text
from frontmate.knowledge import Search, plain, sentences

if TYPE_CHECKING:
    from pydantic_ai.models import Model

    from frontmate.agent.model_output import Proposal

log = logging.getLogger(__name__)

SECONDS = 50.0
"""For a proposal, its repair included; the shell gives the agent sixty."""
_ROOM = 0.8
"""Share of the longest reply that the model is told of: it counts badly."""
_MOST_PROBLEMS, _LONGEST_PROBLEM = 10, 300


def _ignore(*_: object) -> None:
    pass


@dataclass(frozen=True)
class ModelEngine:
    """Proposes by a language model. Never raises for what a model or its host does.

    A reply that breaks a rule is repaired once and else becomes a hand-off. Where the model
    cannot be used at all, `fallback` proposes; without one a person gets the conversation.
    """

    model: Model
    fallback: Engine | None = None
    seconds: float = SECONDS
    team_language: str = "en"
    """ISO 639-1 code of the summaries for the team."""
    tone: str | None = None
    """The team's wish, in its own words."""
    on_problem: Callable[[str], None] = _ignore
    """Told one sentence for an admin each time that the model could not be used."""
    on_success: Callable[[], None] = _ignore
    """Told each time that the model returned something that could be read."""
    on_usage: Callable[[int, int], None] = _ignore
    """Told the tokens read and written, once for each proposal, also for one that failed; whoever
    else asks the model, about a picture, tells them here too."""
    _writer: Writer = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_writer", Writer(self.model))

    async def aclose(self) -> None:
        """Close the connections to the model's host. May be called again, and used again after."""
        # Only a provider that was entered closes what it opened.
        async with self.model:
            pass

    async def propose(self, thread: Thread, search: Search, reading: Reading) -> Answer | HandOff:
        shown = await find_passages(thread, search, reading.language)
        if not shown.passages:
            # Nothing could be cited, so that any reply would be refused: the model is not asked.
            return HandOff(reading, HandoffReason.NO_ANSWER_FOUND)
        asking = _Asking(self, thread, search, reading, shown)
        written = Written()
        try:
            await self._writer.write(
                asking.rules(self.tone),
                data(thread, shown.passages),
                asking.judge,
                seconds=self.seconds,
                written=written,
            )
        except ModelFailure as failure:
            return await self._without_model(failure, thread, search, reading)
        finally:
            if written.input_tokens or written.output_tokens:
                self.on_usage(written.input_tokens, written.output_tokens)
        self.on_success()
        return await asking.outcome(written)

    async def _without_model(
        self, failure: ModelFailure, thread: Thread, search: Search, reading: Reading
    ) -> Answer | HandOff:
        self.on_problem(str(failure))
        instead = "another engine answers" if self.fallback else "a person gets the conversation"
        log.warning("%s; %s", failure, instead)
        if self.fallback is not None:
            return await self.fallback.propose(thread, search, reading)
        tried = await nearest(with_context(thread), search, reading)
        return HandOff(reading, HandoffReason.AGENT_FAILED, tried)


@dataclass(frozen=True)
class _Asking:
    """One question, and what its proposal is judged by."""

    engine: ModelEngine
    thread: Thread
    search: Search
    reading: Reading
    shown: Shown

    def rules(self, tone: str | None) -> str:
        return instructions(
            language=self.reading.language,
            team_language=self.engine.team_language,
            limit=int(LONGEST[self.thread.channel] * _ROOM),
            tone=tone,
        )

    def judge(self, proposal: Proposal) -> tuple[str, ...]:
        if proposal.outcome == "cannot_answer" or proposal.topics:
            return ()
        answer, problems = self._answer(proposal)
        found = review(
            answer,
            self.search,
            asked=self.thread.asked,
            channel=self.thread.channel,
            instructions=self.rules(None),
        )
        return (*problems, *found)

    async def outcome(self, written: Written) -> Answer | HandOff:
        proposal = written.proposal
        if proposal is None:
            log.warning("a reply of the language model was refused twice")
            given_up = await self._hand_off(self.reading, HandoffReason.NO_ANSWER_FOUND)
            return replace(given_up, refused=_told(written))
        thread, shown = self.thread, self.shown.passages
        # In a thread: a hostile text takes a second.
        reading = await asyncio.to_thread(
            read_by, proposal, self.reading, thread, shown, self.engine.team_language
        )
        if proposal.topics:
            return await self._hand_off(reading, HandoffReason.TOPIC_FOR_HUMANS)
        if proposal.outcome == "cannot_answer":
            reason = HandoffReason(proposal.reason or "no_answer_found")
            return await self._hand_off(reading, reason)
        return replace(self._answer(proposal)[0], reading=reading, refused=_told(written))

    async def _hand_off(self, reading: Reading, reason: HandoffReason) -> HandOff:
        tried = await nearest(with_context(self.thread), self.search, self.reading)
        return HandOff(reading, reason, tried)

    def _answer(self, proposal: Proposal) -> tuple[Answer, tuple[str, ...]]:
        from frontmate.agent.model_output import sources_of  # noqa: PLC0415 - loads pydantic

        sources, problems = sources_of(proposal, self.shown.passages)
        sure = self._confidence(proposal.reply, sources)
        sources = tuple(replace(source, score=round(sure, 3)) for source in sources)
        return Answer(self.reading, Text(proposal.reply.strip()), sources, sure), problems

    def _confidence(self, reply: str, sources: Sequence[Source]) -> float:
        """Half of what retrieval says, and the other half by how much of the reply is quoted.

        The share is the mean of the sentences'; across languages it is not known and counts as 1.
        """
        retrieved = self.shown.confidence(frozenset(source.article for source in sources))
        language = self.reading.language
        if any(language_of(passage) != language for passage in self.shown.passages):
            return retrieved
        quotes = [f"{source.title}\n{source.quote}" for source in sources]
        ground = Ground(quotes, self.thread.asked, language)
        told = sentences(plain(reply[: LONGEST[self.thread.channel]]))
        found = [ground.support_of(each) for each in told]
        return retrieved * (0.5 + 0.5 * sum(found) / max(len(found), 1))


def _told(written: Written) -> tuple[Text, ...]:
    """What was wrong with the attempts, each once, for the people who ask why."""
    found = dict.fromkeys(each for attempt in written.problems for each in attempt)
    return tuple(Text(each[:_LONGEST_PROBLEM]) for each in list(found)[:_MOST_PROBLEMS])
