"""Everybody's own account: a new password, and when this login ends."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontmate.console.access import LOGIN_LASTS, login_began, read_form, sign_in
from frontmate.console.door.login import person_with
from frontmate.console.frame import Console, Person, show
from frontmate.console.settings.people_page import ROLES, hashed_at_the_door
from frontmate.console.times import span
from frontmate.setup import people as steps
from frontmate.store import one_moment, people

DONE = {
    "changed": "Your password was changed. This login goes on; all others of yours have ended.",
}


async def show_account(console: Console, request: Request, person: Person) -> Response:
    return await _page(console, request, person, {})


async def _page(
    console: Console,
    request: Request,
    person: Person,
    faults: dict[str, str],
    *,
    status: int = 200,
) -> Response:
    async with one_moment(console.engine) as db:
        needs_count = await console.count_needs(db)
    began = login_began(request) or console.clock()
    return show(
        console,
        request,
        "settings/account.html",
        person=person,
        needs_count=needs_count,
        status=422 if faults and status == 200 else status,
        faults=faults,
        role=ROLES[person.role],
        began=began,
        ends=began + LOGIN_LASTS,
        shortest=steps.SHORTEST_PASSWORD,
        longest=steps.LONGEST_PASSWORD,
        done=DONE.get(request.query_params.get("done", "")),
    )


async def change_password(console: Console, request: Request, person: Person) -> Response:
    form = await read_form(request)
    new, again = form.get("new", ""), form.get("again", "")
    faults = dict[str, str]()
    weak = steps.weak(new)
    if weak is not None:
        faults["new"] = str(weak)
    elif new != again:
        faults["again"] = "The two differ. Enter the new password twice."
    if faults:
        return await _page(console, request, person, faults)
    # A login that was left open must not be a way to guess the password.
    address = request.client.host if request.client else "unknown"
    wait = console.attempts.begin(person.name, address)
    if wait is not None:
        faults["present"] = f"Too many attempts. Try again in {span(wait)}."
        response = await _page(console, request, person, faults, status=429)
        response.headers["Retry-After"] = str(int(wait.total_seconds()) + 1)
        return response
    if await person_with(console, person.name, form.get("present", "")) is None:
        faults["present"] = "This is not your present password. Enter the one you logged in with."
        return await _page(console, request, person, faults)
    console.attempts.succeed(person.name, address)
    return await _renew(console, request, person, new)


async def _renew(console: Console, request: Request, person: Person, new: str) -> Response:
    hashed = await hashed_at_the_door(console, new)
    problem = await steps.set_password(console.kit(person), person.name, hashed)
    async with one_moment(console.engine) as db:
        known = await people.get(db, person.name)
    # Removed in this moment, or changed by somebody else: then the next page asks for a login.
    if problem is None and known is not None and known.password_hash == hashed:
        sign_in(console, request, known, began=login_began(request))
    return RedirectResponse("/settings/account?done=changed", 303)
