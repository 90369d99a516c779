"""What the help centers say, brought up to date: one pass at a time for each connection (9.2)."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from frontmate.front import (
    Forbidden,
    FrontClient,
    FrontError,
    HelpCenter,
    NotFound,
    Refused,
    Unreachable,
    Urgency,
)
from frontmate.knowledge import held_back_by
from frontmate.store import Gone, Source, article_choices, articles, connections, sources
from frontmate.workflow.alone import alone
from frontmate.workflow.choices import decided
from frontmate.workflow.sync_center import fetch, take_out_of
from frontmate.workflow.sync_folder import sync_folder
from frontmate.workflow.sync_pass import SyncPass, noted
from frontmate.workflow.sync_plan import CenterPlan

GONE = (
    "Front does not list this help center any more: deselect it (frontmate knowledge NAME --pick), "
    "or check the token's access."
)

OF_ONE_SOURCE = (Forbidden, NotFound, Refused, Unreachable)
"""Errors that say nothing of the next source: after any other the pass ends. In an outage each
costs a few calls; articles that Front can never show must not keep the next source stale."""


@dataclass(frozen=True)
class SyncReport:
    """What became of a pass."""

    busy: bool = False
    """Another worker is at it; nothing was done."""
    new: tuple[Source, ...] = ()
    """Help centers that Front did not list before, to be announced."""
    read: int = 0
    """Contents fetched."""
    unchanged: int = 0
    gone: int = 0
    calls: int = 0
    """Requests to Front, those that were tried again included."""
    unfinished: bool = False
    """It has worked for as long as a pass may: another one goes on where it was."""
    changed: bool = False
    """Whether anything has changed that an answer could rest on."""
    problems: tuple[str, ...] = ()
    """Why a source could not be read to its end; what was known of it is kept."""
    broke_off: bool = False
    """Front could not be read any further, whatever the source."""
    retry_after: float | None = None
    """Seconds to wait before the next pass, where Front says so."""


async def discover(
    engine: AsyncEngine, client: FrontClient, connection: str, clock: Callable[[], datetime]
) -> tuple[Source, ...]:
    """Note Front's help centers as sources, chosen at first; returns those that are new.

    What came from one that Front does not list any more is gone. Raises FrontError, and then
    nothing has changed.
    """
    centers = await client.watched(_ignore, urgency=Urgency.HOUSEKEEPING).help_centers()
    async with engine.begin() as db:
        return await _note(db, connection, centers, clock())


async def sync_connection(
    engine: AsyncEngine,
    client: FrontClient,
    connection: str,
    clock: Callable[[], datetime],
    *,
    pause: Callable[[], Awaitable[None]],
) -> SyncReport:
    """Read what the chosen sources say now.

    Every article is stored as it is read: after a pass that ended early, or was cut short so that
    the lists are read again, the next one goes on where it was. `pause`
    is awaited before each article that is fetched: the place to give way, or to end. `client` is
    the one of the token for knowledge, if there is such a token.
    """
    async with alone(engine, "knowledge", connection) as mine:
        if not mine:
            return SyncReport(busy=True)
        return await _Work(SyncPass.begin(engine, client, connection, clock, pause)).run()


class _Work:
    """One pass over all sources of a connection."""

    def __init__(self, now: SyncPass) -> None:
        self._pass = now
        self._new: tuple[Source, ...] = ()
        self._problems: list[str] = []
        self._retry_after: float | None = None
        self._broke_off = False

    async def run(self) -> SyncReport:
        # Folders first: they wait for nobody, and what was read from one before sources had rows
        # is theirs by the time that whatever belongs to nobody is taken out.
        for source in await self._chosen("folder"):
            if problem := await sync_folder(self._pass, source):
                self._problems.append(problem)
        await self._take_out()
        try:
            centers = await self._pass.client.help_centers()
        except FrontError as error:
            for source in await self._chosen("front"):
                await self._fail(source, error)
            self._note_problem(error)
            self._broke_off = True
        else:
            await self._read(centers)
        done = self._pass
        return SyncReport(
            new=self._new,
            read=done.read,
            unchanged=done.unchanged,
            gone=done.gone,
            calls=len(done.calls),
            unfinished=done.unfinished,
            changed=done.changed,
            problems=tuple(self._problems),
            retry_after=self._retry_after,
            broke_off=self._broke_off,
        )

    async def _read(self, centers: Sequence[HelpCenter]) -> None:
        async with self._pass.engine.begin() as db:
            self._new = await _note(db, self._pass.connection, centers, self._pass.clock())
        by_id = {center.id: center for center in centers}
        plans: list[CenterPlan] = []
        # What must go leaves all of them before anything of any is waited for.
        for source in await self._chosen("front"):
            if (center := by_id.get(source.place)) is not None:
                async with self._one_source(source):
                    if center.problem is not None:
                        raise center.problem
                    plans.append(await take_out_of(self._pass, source, center))
            if self._broke_off:
                return
        for plan in plans:
            async with self._one_source(plan.source):
                problem = await fetch(self._pass, plan)
                self._problems += [problem] if problem else []
            if self._broke_off:
                return

    @asynccontextmanager
    async def _one_source(self, source: Source) -> AsyncIterator[None]:
        """What goes wrong with a source is noted, and ends the pass only if it is not its own."""
        try:
            yield
        except FrontError as error:
            await self._fail(source, error)
            self._note_problem(error)
            self._broke_off = not isinstance(error, OF_ONE_SOURCE)

    async def _chosen(self, kind: str) -> list[Source]:
        async with self._pass.engine.begin() as db:
            known = await sources.of(db, self._pass.connection)
        return [source for source in known if source.chosen and source.kind == kind]

    async def _take_out(self) -> None:
        """What was deselected is gone before anything is waited for."""
        now = self._pass
        async with now.engine.begin() as db:
            await article_choices.hold(db, now.connection)
            known = await sources.of(db, now.connection)
            kept = [source.id for source in known if source.chosen]
            if await articles.remove_sources(db, now.connection, kept, now.clock()):
                now.changed = True
                await connections.touch_knowledge(db, now.connection)

    async def _fail(self, source: Source, error: FrontError) -> None:
        async with self._pass.engine.begin() as db:
            await sources.fail(db, source.id, f"{error}. {error.advice}")

    def _note_problem(self, error: FrontError) -> None:
        self._problems.append(f"{error}. {error.advice}")
        self._retry_after = max(error.retry_after or 0.0, self._retry_after or 0.0) or None


def source_of(center: HelpCenter) -> Source:
    """As it is noted when Front lists it."""
    public = center.public and center.published
    return Source("front", center.id, center.name, center.locales, public)


async def _note(
    db: AsyncConnection, connection: str, centers: Collection[HelpCenter], now: datetime
) -> tuple[Source, ...]:
    await article_choices.hold(db, connection)
    before = {s.place for s in await sources.of(db, connection) if s.kind == "front"}
    for center in centers:
        if center.problem is not None and center.id in before:
            continue  # What was known of it stays.
        source = source_of(center)
        number = await sources.found(db, connection, source, now)
        if not source.public:
            await _hold_back(db, connection, number, center, now)
    listed = {center.id for center in centers}
    known = [s for s in await sources.of(db, connection) if s.kind == "front"]
    await _remove_gone(db, connection, [s for s in known if s.place not in listed], now)
    return tuple(s for s in known if s.place not in before)


async def _hold_back(
    db: AsyncConnection, connection: str, source: int, center: HelpCenter, now: datetime
) -> None:
    """What is not for customers any more is held back at once: its lists may not come."""
    known = [article for article in await articles.of_source(db, source) if article.public]
    why = noted(held_back_by(center, draft=False, hidden=False))
    held_back = [replace(article, held_back=why) for article in known]
    changed = [one for one in await decided(db, connection, source, held_back) if one not in known]
    for article in changed:
        await articles.put(db, connection, source, article, now)
    if changed:
        await connections.touch_knowledge(db, connection)


async def _remove_gone(
    db: AsyncConnection, connection: str, gone: Sequence[Source], now: datetime
) -> None:
    for source in gone:
        if await articles.replace_all(db, connection, source.id, (), now, Gone.CENTER_GONE):
            await connections.touch_knowledge(db, connection)
        await sources.fail(db, source.id, GONE)


def _ignore(_: object) -> None:
    """Nobody watches."""
