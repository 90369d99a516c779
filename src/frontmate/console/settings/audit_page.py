"""Who changed what, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from frontmate.console.frame import Console, Person, show
from frontmate.console.settings.audit_words import KINDS, sentence
from frontmate.store import audit, connections, one_moment

PER_PAGE = 50
_LONGEST = 200
_LAST_PAGE = 10_000


@dataclass(frozen=True)
class Filters:
    """What the address asks for; what we do not know finds nothing, or is no filter."""

    who: str
    connection: str
    kind: str

    @property
    def wanted(self) -> audit.Wanted:
        what: Sequence[str] = KINDS[self.kind].what if self.kind else ()
        return audit.Wanted(self.who, self.connection, what)

    def address(self, page: int) -> str:
        chosen = {"who": self.who, "connection": self.connection, "kind": self.kind}
        chosen["page"] = str(page) if page > 1 else ""
        query = urlencode({key: value for key, value in chosen.items() if value})
        return f"/settings/audit?{query}" if query else "/settings/audit"


async def show_audit(console: Console, request: Request, person: Person) -> Response:
    filters = _filters(request.query_params)
    async with one_moment(console.engine) as db:
        total = await audit.count(db, filters.wanted)
        page = min(_page(request.query_params), max(1, -(-total // PER_PAGE)))
        offset = (page - 1) * PER_PAGE
        entries = await audit.entries(db, filters.wanted, limit=PER_PAGE, offset=offset)
        authors = await audit.authors(db)
        names = await connections.names(db)
        needs_count = await console.count_needs(db)
    return show(
        console,
        request,
        "settings/audit.html",
        person=person,
        needs_count=needs_count,
        filters=filters,
        filtered=filters != Filters("", "", ""),
        entries=entries,
        sentence=sentence,
        authors=authors,
        connections=names,
        kinds=KINDS,
        total=total,
        first=offset + 1,
        before=filters.address(page - 1) if page > 1 else None,
        after=filters.address(page + 1) if offset + PER_PAGE < total else None,
    )


def _filters(query: QueryParams) -> Filters:
    kind = query.get("kind", "")
    return Filters(
        # PostgreSQL refuses NUL in text.
        who=query.get("who", "").replace("\x00", "")[:_LONGEST],
        connection=query.get("connection", "").replace("\x00", "")[:_LONGEST],
        kind=kind if kind in KINDS else "",
    )


def _page(query: QueryParams) -> int:
    given = query.get("page", "1")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 8 else 1
    return min(max(number, 1), _LAST_PAGE)
