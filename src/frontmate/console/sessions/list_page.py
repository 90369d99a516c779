"""The list of sessions: filters, counts, pages. Everything is in the address, so it can be kept."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from frontmate.console import words
from frontmate.console.frame import Console, Person, show
from frontmate.console.phrases import last_reason
from frontmate.conversation.message import Channel
from frontmate.conversation.session import Holder, Status
from frontmate.store import (
    SessionOutcome,
    Wanted,
    connections,
    one_moment,
    reports,
    session_filters,
)

PER_PAGE = 25
_LAST_PAGE = 10_000
_LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Tab:
    label: str
    count: int
    address: str
    current: bool


@dataclass(frozen=True)
class _Found:
    workspaces: list[str]
    tags: tuple[str, ...]
    counts: dict[Status, int]
    total: int
    page: int
    lines: list[reports.SessionLine]
    needs_count: int


async def show_sessions(console: Console, request: Request, person: Person) -> Response:
    wanted = _wanted(request.query_params)
    if wanted.words:
        # The words of all messages are read through: not for everybody at once.
        async with console.searching:
            found = await _find(console, wanted, _page(request.query_params))
    else:
        found = await _find(console, wanted, _page(request.query_params))
    page, total = found.page, found.total
    return show(
        console,
        request,
        "sessions/sessions.html",
        person=person,
        needs_count=found.needs_count,
        wanted=wanted,
        lines=found.lines,
        tabs=_tabs(wanted, found.counts),
        filtered=wanted != Wanted(),
        narrowed=wanted != Wanted(wanted.status, words=wanted.words),
        connected=bool(found.workspaces),
        workspaces=found.workspaces if len(found.workspaces) > 1 else [],
        tags=found.tags,
        handoffs={f"handoff:{reason.value}": said for reason, said in words.HANDOFFS.items()},
        reasons={r.value: s for r, s in words.REASONS.items() if r not in words.QUIET},
        total=total,
        first=(page - 1) * PER_PAGE + 1,
        before=address(wanted, page - 1) if page > 1 else None,
        after=address(wanted, page + 1) if page * PER_PAGE < total else None,
        last_reason=last_reason,
    )


async def _find(console: Console, wanted: Wanted, asked: int) -> _Found:
    async with one_moment(console.engine) as db:
        counts = await reports.count_by_status(db, wanted)
        total = counts[wanted.status] if wanted.status else sum(counts.values())
        page = min(asked, max(1, -(-total // PER_PAGE)))
        return _Found(
            workspaces=[one.id for one in await connections.all_of(db)],
            tags=await session_filters.tags_there_are(db),
            counts=counts,
            total=total,
            page=page,
            lines=await reports.list_sessions(
                db, wanted, quiet=words.UNTELLING, limit=PER_PAGE, offset=(page - 1) * PER_PAGE
            ),
            needs_count=await console.count_needs(db),
        )


def _wanted(query: QueryParams) -> Wanted:
    """The filters of an address. What we do not know is no filter."""

    def text(name: str) -> str:
        # PostgreSQL refuses NUL in text.
        return query.get(name, "").replace("\x00", "").strip()[:_LONGEST_SEARCH]

    state, holder, channel = query.get("state"), query.get("holder"), query.get("channel")
    outcome = query.get("outcome")
    return Wanted(
        status=Status(state) if state in set(Status) else None,
        holder=Holder(holder) if holder in set(Holder) else None,
        channel=Channel(channel) if channel in set(Channel) else None,
        words=text("q"),
        outcome=SessionOutcome(outcome) if outcome in set(SessionOutcome) else None,
        reason=text("reason"),
        tag=text("tag"),
        connection=text("workspace"),
    )


def _page(query: QueryParams) -> int:
    given = query.get("page", "1")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 8 else 1
    return min(max(number, 1), _LAST_PAGE)


def address(wanted: Wanted, page: int = 1) -> str:
    """The address of a page of the list."""
    chosen = {
        "state": wanted.status or "",
        "holder": wanted.holder or "",
        "channel": wanted.channel or "",
        "outcome": wanted.outcome or "",
        "reason": wanted.reason,
        "tag": wanted.tag,
        "workspace": wanted.connection,
        "q": wanted.words,
        "page": str(page) if page > 1 else "",
    }
    query = urlencode({key: value for key, value in chosen.items() if value})
    return f"/?{query}" if query else "/"


def _tabs(wanted: Wanted, counts: dict[Status, int]) -> list[Tab]:
    all_ = address(replace(wanted, status=None))
    tabs = [Tab("All", sum(counts.values()), all_, wanted.status is None)]
    for status in Status:
        there = address(replace(wanted, status=status))
        tabs.append(Tab(words.STATUSES[status], counts[status], there, wanted.status is status))
    return tabs
