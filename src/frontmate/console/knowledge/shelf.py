"""What the pages of one connection's knowledge share: whose it is, and the way between them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontmate.console import words
from frontmate.console.access import Page
from frontmate.console.frame import Console, Person, show, show_problem
from frontmate.setup import knowledge
from frontmate.store import Gone, connections, one_moment

_PARTS = (
    ("", "Sources"),
    ("/articles", "Articles"),
    ("/ask", "Ask the knowledge"),
    ("/unanswered", "No answer found"),
    ("/gone", "No longer told"),
    ("/past-answers", "Past answers"),
)


@dataclass(frozen=True)
class Shelf:
    """One connection's knowledge, as a page of it needs to know."""

    name: str
    names: tuple[str, ...]
    """Every connection in use."""
    needs_count: int

    @property
    def address(self) -> str:
        return f"/knowledge/{quote(self.name, safe='')}"

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Each connection's name, and the address of what it knows."""
        return [(name, f"/knowledge/{quote(name, safe='')}") for name in self.names]

    @property
    def parts(self) -> list[tuple[str, str]]:
        return [(self.address + ending, label) for ending, label in _PARTS]

    def article(self, key: str) -> str:
        """The address of an article's page."""
        return f"{self.address}/articles/{quote(key, safe='')}"


ShelfPage = Callable[[Console, Request, Person, Shelf], Awaitable[Response]]


def of_connection(page: ShelfPage) -> Page:
    """A page about the knowledge of the connection that its address names."""

    async def shown(console: Console, request: Request, person: Person) -> Response:
        name = request.path_params["connection"]
        async with one_moment(console.engine) as db:
            names = tuple(each.id for each in await connections.all_of(db))
            needs_count = await console.count_needs(db)
        if name not in names:
            return show_problem(
                console,
                request,
                404,
                "There is no such connection",
                "It may have been disconnected. Knowledge, above, leads to those there are.",
                person=person,
            )
        return await page(console, request, person, Shelf(name, names, needs_count))

    return shown


async def show_first(console: Console, request: Request, person: Person) -> Response:
    """The way in: to the first connection, or how to get one."""
    async with one_moment(console.engine) as db:
        known = await connections.all_of(db)
        needs_count = await console.count_needs(db)
    if known:
        return RedirectResponse(f"/knowledge/{quote(known[0].id, safe='')}", 302)
    return show(console, request, "knowledge/nothing.html", person=person, needs_count=needs_count)


def show_part(
    console: Console,
    request: Request,
    template: str,
    person: Person,
    shelf: Shelf,
    **values: Any,
) -> Response:
    return show(
        console,
        request,
        f"knowledge/{template}",
        person=person,
        needs_count=shelf.needs_count,
        shelf=shelf,
        in_words=knowledge.in_words,
        held_back=held_back,
        language_name=language_name,
        **values,
    )


def held_back(why: str) -> str:
    """Held back: a draft; or that an administrator did it."""
    if why == Gone.WITHHELD:
        return "Held back by an administrator"
    return f"Held back: {knowledge.in_words(why)}"


def language_name(locale: str) -> str:
    """German (de-AT), German, or the locale itself where we have no name for it."""
    language, _, region = locale.replace("_", "-").partition("-")
    name = words.LANGUAGES.get(language.lower())
    if name is None:
        return locale or "no language"
    return f"{name} ({locale})" if region else name


def web_address(url: str | None) -> str | None:
    """The address where it is one of the web: a javascript: address must not become a link."""
    return url if url and url.lower().startswith(("https://", "http://")) else None
