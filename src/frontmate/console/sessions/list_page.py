"""The list of sessions: filters, counts, pages. Everything is in the address, so it can be kept."""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from frontmate.console import words
from frontmate.console.frame import Console, Person, show
from frontmate.console.phrases import last_reason
from frontmate.conversation.message import Channel
from frontmate.conversation.session import Holder, Status
from frontmate.store import one_moment, reports

PER_PAGE = 25
_LAST_PAGE = 10_000
_LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Tab:
    label: str
    count: int
    address: str
    current: bool


async def show_sessions(console: Console, request: Request, person: Person) -> Response:
    wanted = _wanted(request.query_params)
    async with one_moment(console.engine) as db:
        counts = await reports.count_by_status(db, wanted)
        everything = sum(counts.values())
        total = counts[wanted.status] if wanted.status else everything
        page = min(_page(request.query_params), max(1, -(-total // PER_PAGE)))
        lines = await reports.list_sessions(
            db, wanted, quiet=words.UNTELLING, limit=PER_PAGE, offset=(page - 1) * PER_PAGE
        )
        needs_count = await console.count_needs(db)
    return show(
        console,
        request,
        "sessions/sessions.html",
        person=person,
        needs_count=needs_count,
        wanted=wanted,
        lines=lines,
        tabs=_tabs(wanted, counts),
        filtered=wanted != reports.Wanted(),
        total=total,
        first=(page - 1) * PER_PAGE + 1,
        before=address(wanted, page - 1) if page > 1 else None,
        after=address(wanted, page + 1) if page * PER_PAGE < total else None,
        last_reason=last_reason,
    )


def _wanted(query: QueryParams) -> reports.Wanted:
    """The filters of an address. What we do not know is no filter."""
    state, holder, channel = query.get("state"), query.get("holder"), query.get("channel")
    return reports.Wanted(
        status=Status(state) if state in set(Status) else None,
        holder=Holder(holder) if holder in set(Holder) else None,
        channel=Channel(channel) if channel in set(Channel) else None,
        # PostgreSQL refuses NUL in text.
        words=query.get("q", "").replace("\x00", "").strip()[:_LONGEST_SEARCH],
    )


def _page(query: QueryParams) -> int:
    given = query.get("page", "1")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 8 else 1
    return min(max(number, 1), _LAST_PAGE)


def address(wanted: reports.Wanted, page: int = 1, *, status: Status | None = None) -> str:
    """The address of a page of the list."""
    chosen = {
        "state": status or wanted.status or "",
        "holder": wanted.holder or "",
        "channel": wanted.channel or "",
        "q": wanted.words,
        "page": str(page) if page > 1 else "",
    }
    query = urlencode({key: value for key, value in chosen.items() if value})
    return f"/?{query}" if query else "/"


def _tabs(wanted: reports.Wanted, counts: dict[Status, int]) -> list[Tab]:
    free = reports.Wanted(None, wanted.holder, wanted.channel, wanted.words)
    tabs = [Tab("All", sum(counts.values()), address(free), wanted.status is None)]
    for status in Status:
        here = wanted.status is status
        tabs.append(Tab(words.STATUSES[status], counts[status], address(free, status=status), here))
    return tabs
