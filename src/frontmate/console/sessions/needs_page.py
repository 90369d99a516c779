"""What needs a person, longest wait first."""

from starlette.requests import Request
from starlette.responses import Response

from frontmate.console import words
from frontmate.console.frame import Console, Person, show
from frontmate.console.phrases import trouble_words
from frontmate.store import one_moment, reports, troubles, webhook_silences


async def show_needs(console: Console, request: Request, person: Person) -> Response:
    async with one_moment(console.engine) as db:
        needs = await troubles.list_needs(db, console.answered_by())
        ids = [need.session for need in needs if need.session is not None]
        lines = await reports.sessions_by_id(db, ids, quiet=words.UNTELLING)
        silent = await webhook_silences.all_of(db)
    return show(
        console,
        request,
        "sessions/needs_a_person.html",
        person=person,
        needs_count=len(needs),
        needs=needs,
        lines=lines,
        silent=silent,
        trouble_words=trouble_words,
    )


async def show_promises(console: Console, request: Request, person: Person) -> Response:
    """What the numbers mean, with every reason that names each."""
    async with one_moment(console.engine) as db:
        needs_count = await console.count_needs(db)
    return show(console, request, "promises.html", person=person, needs_count=needs_count)
