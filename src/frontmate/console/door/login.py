"""Logging in and out, and the demo's own way in."""

import hmac

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from frontmate.console.access import csrf_holds, csrf_token, read_form, safe_next, sign_in
from frontmate.console.door.first_admin import ADMIN
from frontmate.console.door.passwords import check_password
from frontmate.console.frame import Console, Person, show
from frontmate.console.times import span
from frontmate.store import one_moment, people

_LONGEST = 200


async def show_login(console: Console, request: Request) -> Response:
    target = safe_next(request.query_params.get("next"))
    ended = request.query_params.get("ended") == "1"
    problem = (
        "Your login had ended, so nothing was saved. Log in, and do it again." if ended else ""
    )
    return _form(console, request, target, problem)


async def log_in(console: Console, request: Request) -> Response:
    form = await read_form(request)
    target = safe_next(form.get("next"))
    name, password = form.get("name", "").strip(), form.get("password", "")
    if not await csrf_holds(request):
        problem = "That form had expired. Please log in again."
        return _form(console, request, target, problem, name=name, status=403)
    address = request.client.host if request.client else "unknown"
    wait = console.attempts.begin(name[:_LONGEST], address)
    if wait is not None:
        problem = f"Too many attempts. Try again in {span(wait)}."
        response = _form(console, request, target, problem, name=name, status=429)
        response.headers["Retry-After"] = str(int(wait.total_seconds()) + 1)
        return response
    known = await person_with(console, name, password)
    if known is None:
        problem = "Name or password is wrong."
        return _form(console, request, target, problem, name=name, status=401)
    sign_in(console, request, known)
    console.attempts.succeed(name, address)
    return RedirectResponse(target, 303)


async def person_with(console: Console, name: str, password: str) -> people.Person | None:
    """Who has this name and this password; takes as long where nobody has."""
    known: people.Person | None = None
    if len(name) <= _LONGEST and "\x00" not in name:
        async with one_moment(console.engine) as db:
            known = await people.get(db, name)
    hashed = None if known is None else known.password_hash
    async with console.door:
        right = await to_thread.run_sync(check_password, password, hashed)
    return known if right else None


def _form(
    console: Console,
    request: Request,
    target: str,
    problem: str,
    *,
    name: str = "",
    status: int = 200,
) -> Response:
    return show(
        console,
        request,
        "door/login.html",
        status=status,
        csrf=csrf_token(request),
        target=target,
        problem=problem,
        name=name[:_LONGEST],
    )


async def log_out(_: Console, request: Request, __: Person) -> Response:
    request.session.clear()
    return RedirectResponse("/login", 303)


async def enter(console: Console, request: Request) -> Response:
    """The demo's link: whoever holds its key is the admin. Elsewhere there is no such page."""
    given = request.query_params.get("key", "").encode()
    if not console.demo_key or not hmac.compare_digest(given, console.demo_key.encode()):
        return PlainTextResponse("Not Found", 404)
    async with one_moment(console.engine) as db:
        admin = await people.get(db, ADMIN)
    if admin is not None:
        sign_in(console, request, admin)
    return RedirectResponse(safe_next(request.query_params.get("next")), 302)
