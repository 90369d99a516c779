"""The articles of a connection: searched, filtered, and page by page."""

from dataclasses import dataclass, replace

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from frontmate.console.frame import Console, Person
from frontmate.console.knowledge.shelf import Shelf, held_back, of_connection, show_part
from frontmate.console.listing import address_of, part_of, words_of
from frontmate.store import article_list, one_moment, sources

PER_PAGE = 50
_LONGEST_SEARCH = 100
TOLD, HELD = "told", "held"


@dataclass(frozen=True)
class State:
    """One choice of "customers": told, held back, or held back for this reason."""

    value: str
    label: str


@of_connection
async def show_articles(
    console: Console, request: Request, person: Person, shelf: Shelf
) -> Response:
    async with one_moment(console.engine) as db:
        known = await sources.of(db, shelf.name)
        tallies = await article_list.tallies(db, shelf.name)
        locales = await article_list.locales(db, shelf.name)
        sought = _sought(request.query_params)
        total = await article_list.count(db, shelf.name, sought)
        part = part_of(request.query_params, total, PER_PAGE)
        lines = await article_list.lines(db, shelf.name, sought, limit=PER_PAGE, offset=part.offset)
    return show_part(
        console,
        request,
        "articles.html",
        person,
        shelf,
        sought=sought,
        filtered=sought != article_list.Sought(),
        sources=known,
        titles={source.id: source.title for source in known},
        states=_states(tallies),
        state=_state_of(sought),
        locales=locales,
        lines=lines,
        everything=sum(tally.count for tally in tallies),
        pages=part.pager(lambda page: address(shelf, sought, page)),
    )


def _states(tallies: tuple[article_list.Tally, ...]) -> list[State]:
    reasons = sorted({tally.why for tally in tallies if not tally.public})
    return [
        State(TOLD, "Told to customers"),
        State(HELD, "Held back"),
        *(State(why, held_back(why)) for why in reasons),
    ]


def _sought(query: QueryParams) -> article_list.Sought:
    """The filters of an address. What we do not know is no filter."""
    source, state = query.get("source", ""), words_of(query, "state", _LONGEST_SEARCH)
    is_number = source.isascii() and source.isdigit() and len(source) < 18
    sought = article_list.Sought(
        words=words_of(query, "q", _LONGEST_SEARCH),
        source=int(source) if is_number else None,
        locale=words_of(query, "language", _LONGEST_SEARCH),
    )
    if state in (TOLD, HELD):
        return replace(sought, told=state == TOLD)
    return replace(sought, why=state)


def _state_of(sought: article_list.Sought) -> str:
    if sought.told is None:
        return sought.why
    return TOLD if sought.told else HELD


def address(shelf: Shelf, sought: article_list.Sought, page: int = 1) -> str:
    """The address of a page of the list."""
    chosen = {
        "q": sought.words,
        "source": "" if sought.source is None else str(sought.source),
        "language": sought.locale,
        "state": _state_of(sought),
        "page": str(page) if page > 1 else "",
    }
    return address_of(f"{shelf.address}/articles", chosen)
