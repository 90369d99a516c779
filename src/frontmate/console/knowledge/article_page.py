"""One article: what customers may be told of it, what it said before, and the admin's word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontmate.console.access import read_form
from frontmate.console.frame import Console, Person, show_problem
from frontmate.console.knowledge.shelf import Shelf, of_connection, show_part, web_address
from frontmate.knowledge import Article, HeldBack, Passage, plain, split, work_of
from frontmate.setup import Problem, knowledge
from frontmate.store import (
    Source,
    StoredArticle,
    article_choices,
    article_list,
    articles,
    citations,
    one_moment,
    sources,
)

_CITED = 10
_SHOWN = {"show": True, "hide": False, "as-source": None}
DONE = {
    "shown": "Saved. Customers may be told this article, in all its languages.",
    "hidden": "Saved. Customers are not told this article any more, in any of its languages.",
    "as-source": "Saved. Its source decides again.",
}
_NOT_PUBLISHED = "It stays held back: what is not published at its source is shown to nobody."
_LOCKED = frozenset(why.value for why in HeldBack if not why.may_be_shown)


@dataclass(frozen=True)
class Offer:
    """A button: what it sends, and what it says."""

    value: str
    label: str


@dataclass(frozen=True)
class Shown:
    """Everything that the page of one article shows."""

    key: str
    title: str
    text: str
    """Of what it says now, or of what it said last, as plain text."""
    now: StoredArticle | None
    """None where its source does not have it any more."""
    source: Source | None
    versions: tuple[article_list.Version, ...]
    passages: tuple[Passage, ...]
    cited: tuple[citations.Cited, ...]
    chosen_at: datetime | None
    """Since when an admin's word on it stands above its source's; None where there is none."""

    @property
    def url(self) -> str | None:
        return web_address(self.now.url) if self.now else None


@of_connection
async def show_article(
    console: Console, request: Request, person: Person, shelf: Shelf
) -> Response:
    key = request.path_params["key"]
    async with one_moment(console.engine) as db:
        shown = await _gather(db, shelf.name, key) if "\x00" not in key else None
    if shown is None:
        return _unknown(console, request, person)
    done = request.query_params.get("done", "")
    return show_part(
        console,
        request,
        "article.html",
        person,
        shelf,
        shown=shown,
        offers=offers(shown),
        is_locked=shown.now is not None and shown.now.held_back in _LOCKED,
        done=DONE.get(done, ""),
        warning=_NOT_PUBLISHED if done == "not-published" else "",
    )


async def _gather(db: AsyncConnection, connection: str, key: str) -> Shown | None:
    versions = await article_list.versions(db, connection, key)
    if not versions:
        return None
    now = await articles.named(db, connection, key)
    known = {source.id: source for source in await sources.of(db, connection)}
    work = work_of(key, now.locale if now else key.rpartition(":")[2])
    return Shown(
        key=key,
        title=versions[0].title,
        text=plain(versions[0].body),
        now=now,
        source=known.get(now.source) if now and now.source is not None else None,
        versions=versions,
        passages=_passages(now) if now else (),
        cited=await citations.citing(db, connection, key, _CITED),
        chosen_at=await article_choices.made_at(db, connection, work),
    )


def _passages(now: StoredArticle) -> tuple[Passage, ...]:
    """The pieces that are found and quoted."""
    return split(
        Article(now.key, now.title, now.locale, now.public, now.body, now.url, now.version)
    )


def offers(shown: Shown) -> Sequence[Offer]:
    """What an admin may decide about it, as it stands."""
    if shown.now is None:
        return ()
    found = []
    if shown.now.public:
        found.append(Offer("hide", "Hold back from customers"))
    elif shown.now.withheld_by not in _LOCKED:
        found.append(Offer("show", "Show to customers"))
    elif shown.chosen_at is None:
        found.append(Offer("hide", "Hold back, also once it is published"))
    if shown.chosen_at is not None:
        found.append(Offer("as-source", "As its source says"))
    return found


@of_connection
async def choose_article(
    console: Console, request: Request, person: Person, shelf: Shelf
) -> Response:
    """Show it, hold it back, or leave it to its source again: from now on."""
    key, given = request.path_params["key"], (await read_form(request)).get("shown", "")
    if given not in _SHOWN or "\x00" in key:
        return _unknown(console, request, person)
    after = await knowledge.choose(console.kit(person), shelf.name, key, _SHOWN[given])
    if isinstance(after, Problem):
        if after.word != "not_published":
            return _unknown(console, request, person)
        return RedirectResponse(f"{shelf.article(key)}?done=not-published", 303)
    done = {"show": "shown", "hide": "hidden"}.get(given, given)
    return RedirectResponse(f"{shelf.article(key)}?done={done}", 303)


def _unknown(console: Console, request: Request, person: Person) -> Response:
    return show_problem(
        console,
        request,
        404,
        "There is no such article",
        "It may have been removed from its source. The list of articles has all there are.",
        person=person,
    )
