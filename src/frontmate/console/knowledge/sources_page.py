"""Where answers come from: sources, how much of each is told, and choosing among them."""

from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontmate.console.access import read_choices, read_form
from frontmate.console.frame import Console, Person, show_problem
from frontmate.console.knowledge.shelf import Shelf, of_connection, show_part
from frontmate.setup import help_centers, knowledge
from frontmate.store import Source, citations, connections, one_moment, vectors

PAST_DAYS = 30
_MOST = 100
_LONGEST_ADDRESS = 500
_PER_MINUTE = 60

DONE = {
    "chosen": "Saved. What is not ticked has left the answers.",
    "new": "Saved. What is not ticked has left the answers; what is new is being read.",
    "address": "Saved. Links in answers lead there once the source has been read again.",
}


@dataclass(frozen=True)
class Refused:
    """An address that was not taken, as it was given."""

    source: int
    url: str
    problem: str


@of_connection
async def show_sources(
    console: Console, request: Request, person: Person, shelf: Shelf
) -> Response:
    return await _shown(console, request, person, shelf)


async def _shown(
    console: Console,
    request: Request,
    person: Person,
    shelf: Shelf,
    refused: Refused | None = None,
) -> Response:
    views = await knowledge.overview(console.kit(person), shelf.name)
    async with one_moment(console.engine) as db:
        encoding = await vectors.progress(db, shelf.name)
        since = console.clock() - timedelta(days=PAST_DAYS)
        policy = await connections.policy_of(db, shelf.name)
        outdated = await citations.count_gone(db, shelf.name, since, _MOST)
    used = [view.source for view in views if view.source.chosen]
    return show_part(
        console,
        request,
        "sources.html",
        person,
        shelf,
        views=views,
        encoding=encoding,
        has_encoder=console.product.premises.probes.encoder is not None,
        minutes_left=_minutes_left(encoding),
        outdated=outdated,
        most=_MOST,
        past_days=PAST_DAYS,
        nothing_ticked=not used and policy.enabled,
        none_public=used and not any(source.public for source in used),
        is_reading=is_reading,
        # Nobody needs to see by the second that nothing happens.
        every=2000 if any(map(is_reading, used)) else 10000,
        refused=refused,
        done=DONE.get(request.query_params.get("done", ""), ""),
    )


def is_reading(source: Source) -> bool:
    """Whether a pass is at it; one that came to nothing stands in `problem`."""
    began, read = source.began_at, source.synced_at
    going = began is not None and (read is None or read < began)
    return source.chosen and going and not source.problem


def _minutes_left(encoding: vectors.Progress | None) -> int | None:
    """Rounded up; None where nothing is being encoded, or nobody can tell."""
    if encoding is None or encoding.done >= encoding.total or encoding.per_second <= 0:
        return None
    return -int(-(encoding.total - encoding.done) // (encoding.per_second * _PER_MINUTE))


@of_connection
async def choose_sources(
    console: Console, request: Request, person: Person, shelf: Shelf
) -> Response:
    """What is not ticked leaves the answers with this request."""
    kit = console.kit(person)
    ticked = set((await read_choices(request)).get("source", []))
    known = await help_centers.of(kit, shelf.name)
    chosen = [source.id for source in known if str(source.id) in ticked]
    # What is warned of then stands on the page for as long as it is so.
    await help_centers.choose(kit, shelf.name, chosen)
    new = set(chosen) - {source.id for source in known if source.chosen}
    return RedirectResponse(f"{shelf.address}?done={'new' if new else 'chosen'}", 303)


@of_connection
async def set_address(console: Console, request: Request, person: Person, shelf: Shelf) -> Response:
    """Where a source stands for customers."""
    kit, number = console.kit(person), request.path_params["id"]
    if number not in {source.id for source in await help_centers.of(kit, shelf.name)}:
        return show_problem(
            console,
            request,
            404,
            "There is no such source",
            "It may have been removed meanwhile. Nothing was changed.",
            person=person,
        )
    url = (await read_form(request)).get("url", "").strip()[:_LONGEST_ADDRESS]
    problem = await help_centers.set_address(kit, shelf.name, number, url)
    if problem is not None:
        return await _shown(console, request, person, shelf, Refused(number, url, str(problem)))
    return RedirectResponse(f"{shelf.address}?done=address", 303)
