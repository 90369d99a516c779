"""The console's addresses, each with the door it stands behind."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from frontmate.console.access import COOKIE, COOKIE_SECONDS, Endpoint, Page, guarded, steady
from frontmate.console.connect.addresses import CONNECT_PAGES
from frontmate.console.door.attempts import Attempts
from frontmate.console.door.login import enter, log_in, log_out, show_login
from frontmate.console.frame import (
    STATIC,
    Console,
    Person,
    Product,
    load_templates,
    show_problem,
)
from frontmate.console.headers import FOR_EVER, PRIVATE, SecureHeaders
from frontmate.console.health.page import examine_now, show_health, show_report
from frontmate.console.knowledge.addresses import KNOWLEDGE_PAGES
from frontmate.console.sessions.again_page import show_again
from frontmate.console.sessions.buttons import give_back, hand_off
from frontmate.console.sessions.list_page import show_sessions
from frontmate.console.sessions.needs_page import show_needs, show_promises
from frontmate.console.sessions.page import find_by_conversation, show_session
from frontmate.console.settings.addresses import SETTINGS_PAGES
from frontmate.store import Role

_LARGEST_FORM = 64 * 1024

_A, _V = Role.ADMIN, Role.VIEWER
PAGES: tuple[tuple[str, str, Page, Role], ...] = (
    ("GET", "/", show_sessions, _V),
    ("GET", "/sessions/{id:int}", show_session, _V),
    ("GET", "/sessions/{id:int}/again", show_again, _V),
    ("POST", "/sessions/{id:int}/give-back", give_back, _A),
    ("POST", "/sessions/{id:int}/hand-off", hand_off, _A),
    ("GET", "/conversations/{front_id}", find_by_conversation, _V),
    ("GET", "/needs-a-person", show_needs, _V),
    ("GET", "/promises", show_promises, _V),
    *KNOWLEDGE_PAGES,
    ("GET", "/health", show_health, _V),
    ("POST", "/health/examine", examine_now, _A),
    ("GET", "/health/report.txt", show_report, _V),
    *SETTINGS_PAGES,
    *CONNECT_PAGES,
    ("POST", "/logout", log_out, _V),
)
"""Everything behind the login, and who may open it: an administrator may open all of it."""

_OPEN: tuple[tuple[str, str, Callable[[Console, Request], Awaitable[Response]]], ...] = (
    ("GET", "/login", show_login),
    ("POST", "/login", log_in),
    ("GET", "/enter", enter),
)


def build_console(
    *,
    engine: AsyncEngine,
    secret_key: str,
    clock: Callable[[], datetime],
    product: Product,
    front_url: str = "https://app.frontapp.com/open/",
    demo_key: str | None = None,
    zone: str = "UTC",
    secure_cookies: bool = False,
) -> list[BaseRoute]:
    """The console's routes, to be mounted at the root.

    With `demo_key`, `/enter?key=…` logs in as the admin without a password: for the demo only.
    `zone` is an IANA name; an unknown one raises ZoneInfoNotFoundError.
    """
    # A key of its own: whatever else is signed with the application's cannot pass for a login.
    secret = hmac.new(secret_key.encode(), b"frontmate console", hashlib.sha256).digest()
    console = Console(
        engine=engine,
        secret=secret,
        clock=clock,
        front_url=front_url,
        product=product,
        demo_key=demo_key,
        zone=ZoneInfo(zone),
        attempts=Attempts(clock),
        templates=load_templates(),
    )
    return _routes(console, secure_cookies)


def _routes(console: Console, https: bool) -> list[BaseRoute]:
    middleware = [
        Middleware(SecureHeaders, PRIVATE, https),
        Middleware(
            SessionMiddleware,
            secret_key=console.secret.hex(),
            session_cookie=COOKIE,
            max_age=COOKIE_SECONDS,
            same_site="lax",
            https_only=https,
        ),
    ]
    routes = [
        _route(method, path, guarded(console, page, role), middleware)
        for method, path, page, role in PAGES
    ]
    for method, path, page in _OPEN:
        routes.append(_route(method, path, steady(console, _bound(console, page)), middleware))
    static = Mount(
        "/static/console",
        StaticFiles(directory=STATIC),
        middleware=[Middleware(SecureHeaders, FOR_EVER, https)],
    )
    # Last: whatever else is asked for.
    missing = _route("GET", "/{path:path}", guarded(console, _show_missing, _V), middleware)
    return [*routes, static, missing]


async def _show_missing(console: Console, request: Request, person: Person) -> Response:
    return show_problem(
        console,
        request,
        404,
        "There is no such page",
        "The address may be cut off, or belong to a button that was pressed before. The menu has "
        "every page.",
        person=person,
    )


def _route(method: str, path: str, endpoint: Endpoint, middleware: list[Middleware]) -> Route:
    return Route(
        path,
        endpoint,
        methods=[method],
        name=f"console {method} {path}",
        middleware=middleware,
        max_body_size=_LARGEST_FORM,
    )


def _bound(console: Console, page: Callable[[Console, Request], Awaitable[Response]]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        return await page(console, request)

    return endpoint
