"""What a pass over the help centers would do, without doing it: lists are read, nothing written."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.front import FrontClient, HelpCenter
from frontmate.knowledge import ArticleUnreadable, look_through
from frontmate.store import Source, StoredArticle, article_choices, articles, sources
from frontmate.workflow.choices import with_choice
from frontmate.workflow.knowledge_sync import GONE, OF_ONE_SOURCE, source_of
from frontmate.workflow.sync_folder import as_told
from frontmate.workflow.sync_pass import SyncPass, as_stored
from frontmate.workflow.sync_plan import CenterPlan, plan_center


@dataclass(frozen=True)
class Change:
    """One article that customers would be told, or would not be told any more."""

    title: str
    key: str
    what: str
    """`new`, `changed`, `gone`, `shown`, or why it would be held back."""


@dataclass(frozen=True)
class SourcePreview:
    source: Source
    """With `id` 0, one that Front did not list before."""
    changes: tuple[Change, ...] = ()
    unchanged: int = 0
    to_fetch: int = 0
    """Calls for contents; what these say, and whether they are drafts, is not known before."""
    problem: str = ""


@dataclass(frozen=True)
class Preview:
    sources: tuple[SourcePreview, ...]
    calls: int
    """Requests that this look has cost; a pass costs these, and one more for each to fetch."""

    @property
    def to_fetch(self) -> int:
        return sum(each.to_fetch for each in self.sources)


async def preview_connection(
    engine: AsyncEngine, client: FrontClient, connection: str, clock: Callable[[], datetime]
) -> Preview:
    """Raises FrontError where Front's lists cannot be read."""
    now = SyncPass.begin(engine, client, connection, clock, _go_on)
    centers = {center.id: center for center in await now.client.help_centers()}
    async with engine.begin() as db:
        known = await sources.of(db, connection)
        held = await articles.current(db, connection)
    places = {source.place for source in known if source.kind == "front"}
    new = [source_of(center) for place, center in centers.items() if place not in places]
    seen = [await _preview(now, source, centers, held) for source in (*known, *new)]
    return Preview(tuple(seen), len(now.calls))


async def _preview(
    now: SyncPass,
    source: Source,
    centers: dict[str, HelpCenter],
    held: Sequence[StoredArticle],
) -> SourcePreview:
    mine = [article for article in held if article.source == source.id and source.id]
    if not source.chosen:
        return SourcePreview(source, _all_gone(mine, "deselected"))
    if source.kind == "folder":
        return await _folder(now, source, mine)
    if source.place not in centers:
        return SourcePreview(source, _all_gone(mine, "gone"), problem=GONE)
    center = centers[source.place]
    try:
        if center.problem is not None:
            raise center.problem
        return _planned(await plan_center(now, source, center))
    except OF_ONE_SOURCE as error:
        return SourcePreview(source, unchanged=len(mine), problem=f"{error}. {error.advice}")


def _planned(plan: CenterPlan) -> SourcePreview:
    gone = _all_gone([plan.held[key] for key in sorted(plan.gone)], "gone")
    turned = [
        Change(after.title, after.key, "shown" if after.public else after.withheld_by)
        for after in plan.renewed
        if after.public != plan.held[after.key].public
    ]
    fetched = [
        Change(plan.held[each.key].title, each.key, "changed")
        if each.key in plan.held
        else Change(each.stub.slug or each.stub.id, each.key, "new")
        for each in plan.stale
    ]
    changes = (*gone, *turned, *fetched)
    return SourcePreview(plan.source, changes, plan.unchanged, to_fetch=len(plan.stale))


async def _folder(now: SyncPass, source: Source, mine: Sequence[StoredArticle]) -> SourcePreview:
    try:
        read, unreadable = await asyncio.to_thread(look_through, Path(source.place))
    except (ArticleUnreadable, OSError) as error:
        return SourcePreview(source, unchanged=len(mine), problem=str(error))
    async with now.engine.begin() as db:
        choices = await article_choices.of(db, now.connection)
    told = [with_choice(as_stored(each), choices) for each in as_told(source, read)]
    before = {article.key: article for article in mine}
    changes = [
        Change(each.title, each.key, "changed" if each.key in before else "new")
        for each in told
        if each.key not in before or articles.told(before[each.key]) != articles.told(each)
    ]
    kept = {each.key for each in told}
    gone = _all_gone([a for a in mine if a.key not in kept], "gone")
    problem = str(unreadable[0]) if unreadable else ""
    unchanged = len(told) - len(changes)
    return SourcePreview(source, (*gone, *changes), unchanged, problem=problem)


def _all_gone(articles_: Sequence[StoredArticle], what: str) -> tuple[Change, ...]:
    return tuple(Change(article.title, article.key, what) for article in articles_)


def tally(preview: SourcePreview) -> Counter[str]:
    """How many changes there are of each kind."""
    return Counter(change.what for change in preview.changes)


async def _go_on() -> None:
    """Nothing is fetched."""
