"""Questions that found no answer: what to write an article about."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from frontmate.console.frame import Console, Person
from frontmate.console.knowledge.shelf import Shelf, of_connection, show_part
from frontmate.store import one_moment, unanswered

_DAYS, _MOST = 30, 200
_SHOWN = 300
"""Letters of a question; the session has all of them."""
_NO_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Alike:
    """The newest of questions with the same words."""

    newest: unanswered.Unanswered
    words: str | None
    """Shortened; None where they were erased."""
    times: int


@of_connection
async def show_unanswered(
    console: Console, request: Request, person: Person, shelf: Shelf
) -> Response:
    async with one_moment(console.engine) as db:
        since = console.clock() - timedelta(days=_DAYS)
        found = await unanswered.newest(db, shelf.name, since, _MOST)
    return show_part(
        console,
        request,
        "unanswered.html",
        person,
        shelf,
        questions=alike(found),
        total=len(found),
        most=_MOST,
        days=_DAYS,
    )


def alike(found: Iterable[unanswered.Unanswered]) -> list[Alike]:
    """Questions whose words are the same but for case, blanks and signs, in the order of their
    newest."""
    kinds: dict[object, list[unanswered.Unanswered]] = {}
    for each in found:
        same = _NO_LETTERS.sub(" ", each.words).strip().casefold() if each.words else ""
        kinds.setdefault(same or each.id, []).append(each)
    return [Alike(kind[0], _shortened(kind[0].words), len(kind)) for kind in kinds.values()]


def _shortened(words: str | None) -> str | None:
    if words is None:
        return None
    line = " ".join(words.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1].rstrip() + "…"
