"""Who may see what: the login cookie, the forms' tokens, and where a login may lead to."""

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from psycopg.errors import QueryCanceled
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontmate.console.frame import Console, Person, show_problem
from frontmate.console.listing import address_of
from frontmate.console.phrases import first_upper
from frontmate.store import Role, WrongKeyError, one_moment, people

COOKIE = "frontmate_console"
COOKIE_SECONDS = 12 * 3600
LOGIN_LASTS = timedelta(hours=12)
"""From its beginning, whatever is open: a page that keeps itself up to date must not keep its
login alive for ever."""
_MOST_FIELDS = 500
"""A company may have hundreds of inboxes to tick."""

Endpoint = Callable[[Request], Awaitable[Response]]
Page = Callable[[Console, Request, Person], Awaitable[Response]]


def guarded(console: Console, page: Page, role: Role) -> Endpoint:
    """A page for people who are logged in and may see it; everybody else is sent to the login."""

    async def endpoint(request: Request) -> Response:
        person = await _signed_in(console, request)
        if person is None:
            return to_login(request)
        if role is Role.ADMIN and not person.is_admin:
            return show_problem(
                console,
                request,
                403,
                "This is for administrators",
                "You may look at everything that happened, and change nothing. Ask an "
                "administrator of this installation, or let them give you their role.",
                person=person,
            )
        if request.method == "POST" and not await csrf_holds(request):
            return show_problem(
                console,
                request,
                403,
                "This form has expired",
                "Nothing was changed. Go back, load the page again and repeat what you did.",
                person=person,
            )
        return await page(console, request, person)

    return steady(console, endpoint)


def from_elsewhere(request: Request) -> bool:
    """Whether a page of another site has led here: what costs money is not done for it."""
    return request.headers.get("sec-fetch-site", "none") in ("cross-site", "same-site")


def steady(console: Console, endpoint: Endpoint) -> Endpoint:
    """Say so where the database cannot be reached, instead of failing."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except (OperationalError, InterfaceError, NoConnectionError) as error:
            if isinstance(getattr(error, "orig", None), QueryCanceled):
                return show_problem(
                    console,
                    request,
                    503,
                    "This takes too long",
                    "The search was given up. Narrow it by another filter, or write more words.",
                )
            return show_problem(
                console,
                request,
                503,
                "The database cannot be reached",
                "frontmate goes on by itself once it is back. Load this page again in a moment.",
            )
        except WrongKeyError as error:
            return show_problem(
                console,
                request,
                503,
                "The secrets cannot be opened",
                f"{first_upper(str(error))}.",
            )

    return answer


def sign_in(
    console: Console, request: Request, person: people.Person, *, began: datetime | None = None
) -> None:
    """Start a login, or go on with one that `began` earlier. A new token too: what was known
    before the login is worth nothing after."""
    request.session.clear()
    request.session["person"] = person.name
    request.session["proof"] = _proof(console, person)
    request.session["began"] = (began or console.clock()).timestamp()
    request.session["csrf"] = secrets.token_urlsafe(24)


def login_began(request: Request) -> datetime | None:
    """When this login began; None for a cookie that does not say it."""
    began = request.session.get("began")
    return datetime.fromtimestamp(began, UTC) if isinstance(began, int | float) else None


async def _signed_in(console: Console, request: Request) -> Person | None:
    name, proof = request.session.get("person"), request.session.get("proof")
    began = login_began(request)
    if not isinstance(name, str) or not isinstance(proof, str) or began is None:
        return None
    if console.clock() - began >= LOGIN_LASTS:
        return None
    async with one_moment(console.engine) as db:
        known = await people.get(db, name)
    if known is None:
        return None
    if not hmac.compare_digest(proof, _proof(console, known)):
        return None
    # A role that an older or newer version wrote may do the least.
    role = Role.ADMIN if known.role == Role.ADMIN else Role.VIEWER
    return Person(name, csrf_token(request), role)


def _proof(console: Console, person: people.Person) -> str:
    """Ties a login to the password and the role it was made with: another one ends it."""
    message = f"{person.name}\n{person.role}\n{person.password_hash}".encode()
    return hmac.new(console.secret, message, hashlib.sha256).hexdigest()


def csrf_token(request: Request) -> str:
    """The token of this browser, made at its first form."""
    token = request.session.get("csrf")
    if not isinstance(token, str):
        token = secrets.token_urlsafe(24)
        request.session["csrf"] = token
    return token


async def csrf_holds(request: Request) -> bool:
    form = await read_form(request)
    expected = request.session.get("csrf")
    if not isinstance(expected, str):
        return False
    return hmac.compare_digest(form.get("csrf", "").encode(), expected.encode())


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a plain form, the first value of each; the routes limit its size."""
    return {name: values[0] for name, values in (await read_choices(request)).items()}


async def read_choices(request: Request) -> dict[str, list[str]]:
    """The fields of a form with boxes to tick: all values of each."""
    body = (await request.body()).decode("utf-8", "replace")
    try:
        fields = parse_qs(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}
    # PostgreSQL refuses NUL in text, and no field of ours needs one.
    return {name: [one.replace("\x00", "") for one in ones] for name, ones in fields.items()}


def to_login(request: Request) -> Response:
    """The login, and from there back to the page that was asked for, or that the form was on."""
    if request.method in ("GET", "HEAD"):
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return _login(target)
    came_from = urlsplit(request.headers.get("referer", ""))
    ours = came_from.netloc == request.url.netloc
    return _login(came_from.path if ours else "/", ended=request.url.path != "/logout")


def _login(target: str, *, ended: bool = False) -> Response:
    given = {"next": target if target not in ("", "/") else "", "ended": "1" if ended else ""}
    return RedirectResponse(address_of("/login", given), 302)


def safe_next(target: str | None) -> str:
    """A path of our own, or the first page: nobody is led elsewhere by a login link."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return "/"
    # Browsers read a backslash as a slash and drop control characters: both could hide a host.
    if "\\" in target or any(ord(letter) < 33 or ord(letter) == 127 for letter in target):
        return "/"
    try:
        parts = urlsplit(target)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else target
