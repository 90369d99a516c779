"""The engine without a language model: it quotes the help center, or says that it cannot."""

from dataclasses import dataclass

from frontmate.agent.questions import questions_of, with_context
from frontmate.agent.quote import Window, as_markdown, cut_quote
from frontmate.agent.thread import Thread
from frontmate.conversation.message import Channel
from frontmate.conversation.outcome import Answer, HandOff, HandoffReason, Reading, Source
from frontmate.conversation.text import Text
from frontmate.knowledge import ANSWER_FROM, Hit, Passage, Search, sentences

_TRIED = 3
"""Sources named in a hand-off note."""
_SENTENCES = 20
_SHORT = Window(before=0, after=1, whole=45, steps=60, listing=60, together=0)
"""A text message is paid for by the segment."""


@dataclass(frozen=True, slots=True)
class _Found:
    question: str
    hits: tuple[Hit, ...]
    confidence: float

    @property
    def article(self) -> str:
        return self.hits[0].passage.article if self.hits else ""


@dataclass(frozen=True, slots=True)
class ExtractiveEngine:
    """Quotes from the nearest public passage if that is sure enough, else hands over.

    `threshold` is the least confidence, 0 to 1; the default was chosen for precision.
    """

    threshold: float = ANSWER_FROM
    window: Window = Window()

    async def propose(self, thread: Thread, search: Search, reading: Reading) -> Answer | HandOff:
        question = with_context(thread)
        answers = self._answers(question, search, reading.language)
        if not answers:
            tried = nearest(question, search, reading)
            return HandOff(reading, HandoffReason.NO_ANSWER_FOUND, tried)
        sources = [
            source for each in answers for source in self._quotes(each, search, thread.channel)
        ]
        return Answer(
            reading,
            Text("\n\n".join(as_markdown(source.quote) for source in sources)),
            tuple(sources),
            min(each.confidence for each in answers),
        )

    def _answers(self, text: str, search: Search, language: str) -> tuple[_Found, ...]:
        """What answers every question of the text; nothing at all if one of them stays open."""
        together = _find(text, search, language)
        apart = [_find(each, search, language) for each in questions_of(text)]
        if len({each.article for each in apart}) > 1:
            sure = all(each.confidence >= self.threshold for each in apart)
            firsts = {each.article: each for each in reversed(apart)}
            return tuple(reversed(firsts.values())) if sure else ()
        if together.confidence >= self.threshold:
            return (together,)
        # In a long letter one sentence asks and the rest tells; both must point to one article.
        single = [_find(each, search, language) for each in sentences(text)[:_SENTENCES]]
        agreed = [each for each in single if each.article == together.article]
        best = max(agreed, key=lambda each: each.confidence, default=together)
        return (best,) if best.confidence >= self.threshold else ()

    def _quotes(self, found: _Found, search: Search, channel: Channel) -> tuple[Source, ...]:
        """The best passage's quote, below the article's opening where both are short.

        Most articles open with their gist, and a short section reads right only after it.
        """
        window = _SHORT if channel is Channel.SMS else self.window
        passage = found.hits[0].passage
        quote = self._quote(found.question, passage, search, window)
        quotes = [source_of(passage, quote, found.confidence)]
        opening = search.passage(passage.article, 0)
        if opening and opening is not passage and opening.text:
            words = len(f"{opening.text} {quote}".split())
            first = source_of(opening, opening.text, found.confidence)
            quotes[:0] = [first] if words <= window.together else []
        return tuple(quotes)

    def _quote(self, question: str, passage: Passage, search: Search, window: Window) -> str:
        scores = search.overlap(question, sentences(passage.text), locale=passage.locale)
        best = max(range(len(scores)), key=scores.__getitem__, default=0)
        return cut_quote(passage.text, best, window)


def _find(question: str, search: Search, language: str) -> _Found:
    hits = search.find(question, language=language)
    return _Found(question, hits, search.confidence(question, hits, language=language))


def nearest(question: str, search: Search, reading: Reading) -> tuple[Source, ...]:
    """What a person who takes over may want to look at: the best passage of each article."""
    hits = search.find(question, language=reading.language)
    firsts = {hit.passage.article: hit for hit in reversed(hits)}
    best = sorted(firsts.values(), key=lambda hit: -hit.score)[:_TRIED]
    sure = search.confidence(question, hits, language=reading.language)
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
