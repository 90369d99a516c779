"""Who changed what, and when."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from frontmate.console.frame import Console, Person, show
from frontmate.console.listing import address_of, part_of, words_of
from frontmate.console.settings.audit_words import KINDS, sentence
from frontmate.store import audit, connections, one_moment

PER_PAGE = 50
_LONGEST = 200


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
        return address_of("/settings/audit", chosen)


async def show_audit(console: Console, request: Request, person: Person) -> Response:
    filters = _filters(request.query_params)
    async with one_moment(console.engine) as db:
        total = await audit.count(db, filters.wanted)
        part = part_of(request.query_params, total, PER_PAGE)
        entries = await audit.entries(db, filters.wanted, limit=PER_PAGE, offset=part.offset)
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
        pages=part.pager(filters.address),
    )


def _filters(query: QueryParams) -> Filters:
    kind = query.get("kind", "")
    return Filters(
        who=words_of(query, "who", _LONGEST),
        connection=words_of(query, "connection", _LONGEST),
        kind=kind if kind in KINDS else "",
    )
