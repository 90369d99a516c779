"""What may be answered from: sources chosen, articles shown or held back, what was told of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from frontmate.front import FrontError
from frontmate.knowledge import HeldBack, plain
from frontmate.setup import help_centers, workspaces
from frontmate.setup.kit import Kit
from frontmate.setup.problem import Problem, of_front
from frontmate.store import (
    Source,
    StoredArticle,
    Tombstone,
    Workspace,
    article_list,
    articles,
    citations,
    sources,
    tombstones,
)
from frontmate.workflow import Preview, choose_article, preview_connection

_NEW_FOR = timedelta(days=7)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_MOST = 200
"""Lines of a list that somebody may be expected to read."""

NO_TOKEN = Problem(
    "no_token", "There is no token to read help centers with.", "Enter one: frontmate connect"
)


@dataclass(frozen=True)
class SourceView:
    source: Source
    told: int
    """Articles, one for each language, that customers may be told."""
    held_back: Counter[str]
    """How many are not, by why."""
    is_new: bool
    """Found within the last week, and not by the first look."""


async def overview(kit: Kit, name: str) -> tuple[SourceView, ...]:
    """Every source, chosen or not, with what is held of it."""
    async with kit.engine.begin() as db:
        known = await sources.of(db, name)
        held = await article_list.tallies(db, name)
    # What an older version of ours has found has no time: it was there before all that have.
    first = min((source.found_at or _LONG_AGO for source in known), default=_LONG_AGO)
    return tuple(_view(kit, each, held, (each.found_at or _LONG_AGO) > first) for each in known)


def _view(kit: Kit, source: Source, held: Sequence[article_list.Tally], later: bool) -> SourceView:
    mine = [tally for tally in held if tally.source == source.id]
    why = Counter({tally.why: tally.count for tally in mine if not tally.public})
    fresh = source.found_at is not None and kit.clock() - source.found_at < _NEW_FOR
    told = sum(tally.count for tally in mine if tally.public)
    return SourceView(source, told, why, is_new=later and fresh)


async def use(kit: Kit, name: str, places: Sequence[str]) -> Problem | None:
    """These sources and no others, by their place or title; `all` and `none` as well. What is not
    among them leaves the answers at once."""
    known = await help_centers.of(kit, name)
    wanted = set(places)
    unknown = wanted - {"all", "none"} - {s.place for s in known} - {s.title for s in known}
    if unknown:
        there = ", ".join(f"{s.place} ({s.title})" for s in known) or "none yet"
        return Problem("unknown_source", f"There is no source {min(unknown)!r}.", f"Known: {there}")
    every = "all" in wanted
    chosen = [s.id for s in known if every or s.place in wanted or s.title in wanted]
    return await help_centers.choose(kit, name, chosen)


async def choose(
    kit: Kit, name: str, article: str, shown: bool | None
) -> tuple[StoredArticle, ...] | Problem:
    """Show one article or hold it back, above what its source says; None as its source says.

    It holds from now on, for all its languages. What is not published stays held back.
    """
    async with kit.engine.begin() as db:
        after = await choose_article(db, name, article, shown, kit.clock())
        if after:
            await kit.note(db, "article_chosen", name, article=article, shown=shown)
    if not after:
        return Problem(
            "unknown_article",
            f"No article {article!r} is known.",
            f"frontmate knowledge {name} --articles lists them with their ids.",
        )
    stuck = {each.held_back for each in after if shown and not each.public}
    if stuck:
        reasons = ", ".join(sorted(filter(None, stuck)))
        return Problem(
            "not_published",
            f"{after[0].title!r} stays held back ({reasons}): nothing unpublished is shown.",
            "Publish it at its source; it is shown then.",
        )
    return tuple(after)


async def listed(kit: Kit, name: str) -> tuple[StoredArticle, ...]:
    """Every article as it is held now."""
    async with kit.engine.begin() as db:
        return await articles.current(db, name)


async def gone(kit: Kit, name: str) -> tuple[Tombstone, ...]:
    """What customers were told once and are not any more, the newest first."""
    async with kit.engine.begin() as db:
        return await tombstones.newest(db, name, _MOST)


@dataclass(frozen=True)
class PastAnswer:
    """An answer that rests on what the help center does not say any more."""

    relied: citations.Relied
    still_stands: bool
    """The words that were quoted stand in the article as it is now."""


async def past_answers(kit: Kit, name: str, days: int) -> tuple[PastAnswer, ...]:
    """Of the last days, the newest first."""
    async with kit.engine.begin() as db:
        since = kit.clock() - timedelta(days=days)
        found = await citations.relied_on_gone(db, name, since, _MOST)
    return tuple(PastAnswer(each, _stands(each)) for each in found)


def _stands(relied: citations.Relied) -> bool:
    if relied.now is None:
        return False
    return " ".join(relied.quote.split()) in " ".join(plain(relied.now).split())


async def preview(kit: Kit, workspace: Workspace) -> Preview | Problem:
    """What a sync would change."""
    async with workspaces.front(kit, workspace, knowledge=True) as client:
        if client is None:
            return NO_TOKEN
        try:
            return await preview_connection(kit.engine, client, workspace.id, kit.clock)
        except FrontError as error:
            return of_front(error, workspace.api_url)


def in_words(why: str) -> str:
    """Why an article is not told to customers, or what would become of it."""
    return _IN_WORDS.get(why, why)


_IN_WORDS = {
    HeldBack.DRAFT.value: "a draft",
    HeldBack.UNPUBLISHED.value: "its help center is not published",
    HeldBack.INTERNAL.value: "its source is for the team",
    HeldBack.HIDDEN.value: "its category is hidden",
    HeldBack.MARKED.value: "marked internal",
    "withheld": "held back by you",
    "changed": "changed",
    "moved": "moved to another source",
    "deleted": "not listed any more",
    "gone": "not listed any more",
    "deselected": "its source is deselected",
    "help_center_gone": "Front does not list its help center any more",
    "untranslated": "not in this language any more",
    "unreadable": "cannot be read",
    "shown": "for customers from now on",
    "new": "new",
}
