"""Ask the knowledge: what would be answered, from what, how sure, and why not. Nothing is kept."""

import asyncio
import logging
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from frontmate.agent import Explanation
from frontmate.channels import plain_of_markdown
from frontmate.console import words
from frontmate.console.access import from_elsewhere
from frontmate.console.frame import Console, Person
from frontmate.console.knowledge.held_back import Near, near_misses
from frontmate.console.knowledge.shelf import Shelf, of_connection, show_part
from frontmate.console.phrases import first_upper
from frontmate.conversation.outcome import Answer, HandOff, HandoffReason, NothingToSay
from frontmate.store import one_moment

log = logging.getLogger(__name__)

LONGEST_QUESTION = 500
_PATIENCE = 40.0
"""Seconds that a model may take here."""


@dataclass(frozen=True)
class Said:
    """What came of the question, in words."""

    title: str
    detail: str
    text: str
    """The answer without markup; empty where there is none."""
    tone: str
    """ok where there is an answer, else plain."""


@dataclass(frozen=True)
class NearPassage:
    """A passage that customers may be told, and why it is not; `why_not` "" where it is quoted."""

    article: str
    version: str
    title: str
    heading: str
    text: str
    locale: str
    score: float
    why_not: str


@dataclass(frozen=True)
class Asked:
    explanation: Explanation
    said: Said
    hits: tuple[NearPassage, ...]
    held_back: tuple[Near, ...]


@of_connection
async def show_ask(console: Console, request: Request, person: Person, shelf: Shelf) -> Response:
    given = " ".join(request.query_params.get("q", "").replace("\x00", "").split())
    too_long = len(given) > LONGEST_QUESTION
    asked: Asked | None = None
    failure = ""
    if given and not too_long and not from_elsewhere(request):
        try:
            asked = await _ask(console, shelf.name, given)
        except Exception as error:
            # Not its words: they may hold what was asked, and this page promises to keep nothing.
            log.warning("the knowledge of %s: %s", shelf.name, type(error).__name__)
            failure = type(error).__name__
    return show_part(
        console,
        request,
        "ask.html",
        person,
        shelf,
        question=given[:LONGEST_QUESTION],
        longest=LONGEST_QUESTION,
        too_long=too_long,
        asked=asked,
        failure=failure,
        has_model=console.product.has_model,
    )


async def _ask(console: Console, name: str, question: str) -> Asked:
    """Raises whatever an engine or its model raises, and TimeoutError."""
    async with console.asking, asyncio.timeout(_PATIENCE):
        found = await console.product.explain(name, question)
    async with one_moment(console.engine) as db:
        held_back = await near_misses(db, name, question, found.outcome.reading.language)
    hits = tuple(_near(found, place) for place in range(len(found.hits)))
    return Asked(found, _said(found), hits, held_back)


def _said(found: Explanation) -> Said:
    match found.outcome:
        case Answer(text=text, sources=sources):
            titles = ", ".join(dict.fromkeys(source.title for source in sources))
            return Said("It would answer", f"From {titles}.", plain_of_markdown(text.body), "ok")
        case HandOff(reason=reason):
            because = words.HANDOFFS[reason]
            return Said("It would hand over to a person", f"Because {because}.", "", "plain")
        case NothingToSay(why=why):
            return Said("It would not reply", f"{first_upper(why)}.", "", "plain")
    return _OTHERS[type(found.outcome).__name__]


_OTHERS = {
    "Greet": Said("It would greet back", "It read a greeting and no question.", "", "plain"),
    "Solved": Said("It would not reply", "It read that the matter is solved.", "", "plain"),
}


def _near(found: Explanation, place: int) -> NearPassage:
    passage, score = found.hits[place].passage, found.hits[place].score
    return NearPassage(
        article=passage.article,
        version=passage.version,
        title=passage.title,
        heading=passage.heading,
        text=passage.text,
        locale=passage.locale,
        score=score,
        why_not=_why_not(found, place),
    )


def _why_not(found: Explanation, place: int) -> str:
    """Why the passage at this place is not quoted; empty where it is."""
    passage = found.hits[place].passage
    match found.outcome:
        case Answer(sources=sources):
            quoted = {(source.article, source.passage) for source in sources}
            return "" if (passage.article, passage.number) in quoted else "not needed"
        case HandOff(reason=HandoffReason.NO_ANSWER_FOUND):
            return "not good enough"
        case HandOff(reason=reason):
            return f"not looked at: {words.HANDOFFS[reason]}"
    return "no answer was called for"
