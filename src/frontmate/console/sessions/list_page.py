"""The list of sessions: filters, counts, pages. Everything is in the address, so it can be kept."""

from dataclasses import dataclass, replace

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from frontmate.console import words
from frontmate.console.frame import Console, Person, show
from frontmate.console.listing import Part, address_of, part_of, words_of
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
    part: Part
    lines: list[reports.SessionLine]
    needs_count: int


async def show_sessions(console: Console, request: Request, person: Person) -> Response:
    wanted = _wanted(request.query_params)
    if wanted.words:
        # The words of all messages are read through: not for everybody at once.
        async with console.searching:
            found = await _find(console, wanted, request.query_params)
    else:
        found = await _find(console, wanted, request.query_params)
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
        last_reason=last_reason,
        pages=found.part.pager(lambda page: address(wanted, page)),
    )


async def _find(console: Console, wanted: Wanted, query: QueryParams) -> _Found:
    async with one_moment(console.engine) as db:
        counts = await reports.count_by_status(db, wanted)
        total = counts[wanted.status] if wanted.status else sum(counts.values())
        part = part_of(query, total, PER_PAGE)
        return _Found(
            workspaces=[one.id for one in await connections.all_of(db)],
            tags=await session_filters.tags_there_are(db),
            counts=counts,
            part=part,
            lines=await reports.list_sessions(
                db, wanted, quiet=words.UNTELLING, limit=PER_PAGE, offset=part.offset
            ),
            needs_count=await console.count_needs(db),
        )


def _wanted(query: QueryParams) -> Wanted:
    """The filters of an address. What we do not know is no filter."""

    def text(name: str) -> str:
        return words_of(query, name, _LONGEST_SEARCH)

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
    return address_of("/", chosen)


def _tabs(wanted: Wanted, counts: dict[Status, int]) -> list[Tab]:
    all_ = address(replace(wanted, status=None))
    tabs = [Tab("All", sum(counts.values()), all_, wanted.status is None)]
    for status in Status:
        there = address(replace(wanted, status=status))
        tabs.append(Tab(words.STATUSES[status], counts[status], there, wanted.status is status))
    return tabs
