"""What every page has around it: the console's parts, the templates, and how a page is shown."""

import asyncio
import functools
import hashlib
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from frontmate.agent import Explanation
from frontmate.console import words
from frontmate.console.door.attempts import Attempts
from frontmate.console.phrases import first_upper
from frontmate.console.promises import PROMISES
from frontmate.console.times import Times
from frontmate.conversation.outcome import Outcome
from frontmate.setup import Kit, Premises
from frontmate.store import Keeper, Role, troubles
from frontmate.workflow import Question

PLACES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    # Address, label, and how the addresses begin that belong to it.
    ("/", "Sessions", ("/sessions",)),
    ("/needs-a-person", "Needs a person", ()),
    ("/knowledge", "Knowledge", ("/knowledge",)),
    ("/health", "Health", ("/health",)),
    ("/settings", "Settings", ("/settings",)),
)
"""The pages of the bar."""

_HERE = Path(__file__).parent
STATIC = _HERE / "static"

Press = Callable[[int, str], Awaitable[None]]
"""A button of a session's page: its id, and the name of who pressed."""
Explain = Callable[[str, str], Awaitable[Explanation]]
"""Ask what a connection knows as a customer would: its name, the question."""
Ask = Callable[[str, Question], Awaitable[Outcome]]
"""Ask the agent about a thread, for the record of nobody: the connection's name, the question."""


@dataclass(frozen=True)
class Product:
    """What the pages use of the product that runs around them; chosen by `app`."""

    keeper: Keeper = field(repr=False)
    premises: Premises
    """What the health page examines."""
    public_url: str
    """Where this installation is reached, for the webhook's address."""
    give_back: Press
    hand_off: Press
    explain: Explain
    ask: Ask
    settle: Callable[[], Awaitable[None]]
    """Returns once the product at work knows what was saved about a connection."""
    has_model: bool = False
    alerts: bool = False
    """Whether somebody outside is told of alarms."""


@dataclass(frozen=True)
class Console:
    """The parts that the pages are made of, chosen by `build_console`."""

    engine: AsyncEngine
    secret: bytes
    clock: Callable[[], datetime]
    front_url: str
    product: Product
    demo_key: str | None
    zone: ZoneInfo
    attempts: Attempts
    templates: Environment
    door: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))
    """A password check takes 64 MB: a crowd at the door must not take the machine's memory."""
    asking: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))
    searching: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))
    """So that nobody's curiosity takes what customers need: agents, and the database's time."""
    pressed: set[tuple[str, int, int]] = field(default_factory=set)
    """Button, session and version of each press: a second one is no second event."""
    under_way: set[asyncio.Task[None]] = field(default_factory=set)
    """What a page has begun and does not wait for; it ends by itself."""

    def front_link(self, front_id: str) -> str:
        return self.front_url + quote(front_id, safe="")

    def answered_by(self) -> datetime:
        return self.clock() - troubles.ANSWERED_WITHIN

    def kit(self, person: "Person") -> Kit:
        """What the steps of setting up need, in the name of this person."""
        return Kit(
            self.engine,
            self.product.keeper,
            clock=self.clock,
            settle=self.product.settle,
            who=person.name,
        )

    def begin(self, work: Coroutine[None, None, None]) -> None:
        """Do something behind the page; what it comes to is for the page to find stored."""
        task = asyncio.create_task(work)
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)

    async def count_needs(self, db: AsyncConnection) -> int:
        return await troubles.count_needs(db, self.answered_by())


@dataclass(frozen=True)
class Person:
    """Who is looking; `csrf` is the token that their forms carry."""

    name: str
    csrf: str
    role: Role = Role.ADMIN

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN


@functools.cache
def load_templates() -> Environment:
    """The pages' templates, compiled once in a process. Everything put into one is escaped."""
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["first_upper"] = first_upper
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
        places=PLACES,
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
