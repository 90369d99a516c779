"""The articles of a connection: searched, filtered, and page by page."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from frontmate.console.frame import Console, Person
from frontmate.console.knowledge.shelf import Shelf, held_back, of_connection, show_part
from frontmate.store import article_list, one_moment, sources

PER_PAGE = 50
_LONGEST_SEARCH = 100
_LAST_PAGE = 10_000
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
        page = min(_page(request.query_params), max(1, -(-total // PER_PAGE)))
        lines = await article_list.lines(
            db, shelf.name, sought, limit=PER_PAGE, offset=(page - 1) * PER_PAGE
        )
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
        total=total,
        everything=sum(tally.count for tally in tallies),
        first=(page - 1) * PER_PAGE + 1,
        before=address(shelf, sought, page - 1) if page > 1 else None,
        after=address(shelf, sought, page + 1) if page * PER_PAGE < total else None,
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
    source, state = query.get("source", ""), _clean(query.get("state", ""))
    is_number = source.isascii() and source.isdigit() and len(source) < 18
    sought = article_list.Sought(
        words=_clean(query.get("q", "")),
        source=int(source) if is_number else None,
        locale=_clean(query.get("language", "")),
    )
    if state in (TOLD, HELD):
        return replace(sought, told=state == TOLD)
    return replace(sought, why=state)


def _clean(given: str) -> str:
    # PostgreSQL refuses NUL in text.
    return given.replace("\x00", "").strip()[:_LONGEST_SEARCH]


def _state_of(sought: article_list.Sought) -> str:
    if sought.told is None:
        return sought.why
    return TOLD if sought.told else HELD


def _page(query: QueryParams) -> int:
    given = query.get("page", "1")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 8 else 1
    return min(max(number, 1), _LAST_PAGE)


def address(shelf: Shelf, sought: article_list.Sought, page: int = 1) -> str:
    """The address of a page of the list."""
    chosen = {
        "q": sought.words,
        "source": "" if sought.source is None else str(sought.source),
        "language": sought.locale,
        "state": _state_of(sought),
        "page": str(page) if page > 1 else "",
    }
    query = urlencode({key: value for key, value in chosen.items() if value})
    return f"{shelf.address}/articles{'?' if query else ''}{query}"
