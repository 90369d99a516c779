"""The engine without a language model: it quotes the help center, or says that it cannot."""

from dataclasses import dataclass

from frontmate.agent.questions import questions_of, with_context
from frontmate.agent.quote import Window, as_markdown, cut_quote
from frontmate.agent.thread import Thread
from frontmate.conversation.message import Channel
from frontmate.conversation.outcome import Answer, HandOff, HandoffReason, Reading, Source
from frontmate.conversation.text import Text
from frontmate.knowledge import Passage, Ranking, Search, sentences

_TRIED = 3
"""Sources named in a hand-off note."""
_SENTENCES = 20
_SHORT = Window(before=0, after=1, whole=45, steps=60, listing=60, together=0)
"""A text message is paid for by the segment."""


@dataclass(frozen=True, slots=True)
class _Found:
    question: str
    ranking: Ranking

    @property
    def confidence(self) -> float:
        return self.ranking.confidence

    @property
    def article(self) -> str:
        hits = self.ranking.hits
        return hits[0].passage.article if hits else ""


@dataclass(frozen=True, slots=True)
class ExtractiveEngine:
    """Quotes from the nearest public passage if that is sure enough, else hands over.

    `threshold` is the least confidence, 0 to 1; without one it is the ranking's own, which was
    chosen for precision.
    """

    threshold: float | None = None
    window: Window = Window()

    async def propose(self, thread: Thread, search: Search, reading: Reading) -> Answer | HandOff:
        question = with_context(thread)
        answers = await self._answers(question, search, reading.language)
        if not answers:
            # A long file beside a plain question must not hide it.
            words = with_context(thread.without_files)
            if words.strip() and words != question:
                answers = await self._answers(words, search, reading.language)
        if not answers:
            tried = await nearest(question, search, reading)
            return HandOff(reading, HandoffReason.NO_ANSWER_FOUND, tried)
        sources = [
            source
            for each in answers
            for source in await self._quotes(each, search, thread.channel, reading.language)
        ]
        return Answer(
            reading,
            Text("\n\n".join(as_markdown(source.quote) for source in sources)),
            tuple(sources),
            min(each.confidence for each in answers),
        )

    async def _answers(self, text: str, search: Search, language: str) -> tuple[_Found, ...]:
        """What answers every question of the text; nothing at all if one of them stays open."""
        together = await _find(text, search, language)
        apart = [await _find(each, search, language) for each in questions_of(text)]
        if len({each.article for each in apart}) > 1:
            sure = all(self._suffices(each) for each in apart)
            firsts = {each.article: each for each in reversed(apart)}
            return tuple(reversed(firsts.values())) if sure else ()
        if self._suffices(together):
            return (together,)
        # In a long letter one sentence asks and the rest tells; both must point to one article.
        single = [await _find(each, search, language) for each in sentences(text)[:_SENTENCES]]
        agreed = [each for each in single if each.article == together.article]
        best = max(agreed, key=lambda each: each.confidence, default=together)
        return (best,) if self._suffices(best) else ()

    def _suffices(self, found: _Found) -> bool:
        bar = found.ranking.answer_from if self.threshold is None else self.threshold
        return found.confidence >= bar

    async def _quotes(
        self, found: _Found, search: Search, channel: Channel, language: str
    ) -> tuple[Source, ...]:
        """The best passage's quote, below the article's opening where both are short.

        Most articles open with their gist, and a short section reads right only after it.
        """
        window = _SHORT if channel is Channel.SMS else self.window
        passage = found.ranking.hits[0].passage
        aims = await search.aims(found.question, passage, language=language)
        best = max(range(len(aims)), key=aims.__getitem__, default=0)
        quote = cut_quote(passage.text, best, window)
        quotes = [source_of(passage, quote, found.confidence)]
        opening = search.passage(passage.article, 0)
        if opening and opening is not passage and opening.text:
            words = len(f"{opening.text} {quote}".split())
            first = source_of(opening, opening.text, found.confidence)
            quotes[:0] = [first] if words <= window.together else []
        return tuple(quotes)


async def _find(question: str, search: Search, language: str) -> _Found:
    return _Found(question, await search.rank(question, language=language))


async def nearest(question: str, search: Search, reading: Reading) -> tuple[Source, ...]:
    """What a person who takes over may want to look at: the best passage of each article."""
    ranking = await search.rank(question, language=reading.language)
    hits, sure = ranking.hits, ranking.confidence
    firsts = {hit.passage.article: hit for hit in reversed(hits)}
    best = sorted(firsts.values(), key=lambda hit: -hit.score)[:_TRIED]
    return tuple(
        source_of(
            hit.passage, (sentences(hit.passage.text) or [""])[0], sure * hit.score / hits[0].score
        )
        for hit in best
    )


def source_of(passage: Passage, quote: str, score: float) -> Source:
    return Source(
        passage.article,
        passage.version,
        passage.number,
        passage.title,
        quote,
        round(score, 3),
        passage.url,
    )
