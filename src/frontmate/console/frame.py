"""What every page has around it: the console's parts, the templates, and how a page is shown."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from frontmate.console import words
from frontmate.console.attempts import Attempts
from frontmate.console.promises import PROMISES
from frontmate.console.times import Times
from frontmate.store import troubles

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
_PATIENCE = timedelta(minutes=2)
"""How long the AI may be at an answer before the conversation counts as unanswered."""


@dataclass(frozen=True)
class Console:
    """The parts that the pages are made of, chosen by `build_console`."""

    engine: AsyncEngine
    secret: bytes
    clock: Callable[[], datetime]
    front_url: str
    give_back: Callable[[int, str], Awaitable[None]]
    demo_key: str | None
    zone: ZoneInfo
    attempts: Attempts
    templates: Environment
    door: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))
    """A password check takes 64 MB: a crowd at the door must not take the machine's memory."""
    given_back: set[tuple[int, int]] = field(default_factory=set)
    """Session and version of each pressed "give back": a second press is no second event."""

    def front_link(self, front_id: str) -> str:
        return self.front_url + quote(front_id, safe="")

    def answered_by(self) -> datetime:
        return self.clock() - _PATIENCE

    async def count_needs(self, db: AsyncConnection) -> int:
        return await troubles.count_needs(db, self.answered_by())


@dataclass(frozen=True)
class Person:
    """Who is looking; `csrf` is the token that their forms carry."""

    name: str
    csrf: str


def load_templates() -> Environment:
    """The pages' templates. Everything that is put into one is escaped."""
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["first_upper"] = lambda sentence: sentence[:1].upper() + sentence[1:]
    environment.filters["groupby_day"] = _by_day
    environment.globals["words"] = words
    environment.globals["promises"] = PROMISES
    environment.globals["asset"] = {
        file.name: f"/static/console/{file.name}?v={_fingerprint(file)}"
        for file in STATIC.iterdir()
    }
    return environment


def _by_day(entries: Iterable[Any], times: Times) -> list[tuple[str, list[Any]]]:
    """Entries, each with its time in `at`, under the headings of their days."""
    return [(day, list(group)) for day, group in groupby(entries, lambda e: times.day(e.at))]


def _fingerprint(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def show(
    console: Console,
    request: Request,
    template: str,
    *,
    person: Person | None = None,
    status: int = 200,
    **values: object,
) -> Response:
    """A page. Asked again by the script, an unchanged one is answered with 304 and no body."""
    now = console.clock()
    body = console.templates.get_template(template).render(
        path=request.url.path,
        person=person,
        times=Times(console.zone, now),
        front_link=console.front_link,
        needs_count=values.pop("needs_count", 0),
        **values,
    )
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:24]}"'
    if status == 200 and request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers={"ETag": etag})
    return HTMLResponse(body, status, {"ETag": etag})


def show_problem(
    console: Console,
    request: Request,
    status: int,
    title: str,
    advice: str,
    *,
    person: Person | None = None,
) -> Response:
    """An error page: what is wrong, and what to do now."""
    return show(
        console,
        request,
        "problem.html",
        person=person,
        status=status,
        title=title,
        advice=advice,
    )
