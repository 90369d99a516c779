"""A simulated Front with help centers, and a pass over them that a test can stop."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import ASGIApp

from frontmate.conversation.policy import Policy
from frontmate.front import FrontClient, Identity, Limiter
from frontmate.simulator import Config, Simulator
from frontmate.simulator import serve as serve_simulator
from frontmate.simulator.faults import Rule
from frontmate.store import Source, StoredArticle, Workspace, articles, connections, sources
from frontmate.workflow.knowledge_sync import SyncReport, sync_connection

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
WORKSPACE = Workspace("main", "cmp_1demo", "tea_1ada", "Ada")


class Clock:
    """Stands still until somebody sleeps, or a test moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


async def go_on() -> None:
    """Nothing holds a pass up."""


def stop_after(articles_read: int) -> Callable[[], Awaitable[None]]:
    """Let a pass fetch so many articles and break off before the next."""
    left = articles_read

    async def pause() -> None:
        nonlocal left
        if left == 0:
            raise PowerCut
        left -= 1

    return pause


class PowerCut(Exception):  # noqa: N818 - what happens
    """Nobody expects it."""


@dataclass
class Library:
    """One connected company whose help centers a test can edit and read."""

    engine: AsyncEngine
    simulator: Simulator
    client: FrontClient
    limiter: Limiter
    clock: Clock

    def edit(self, action: str, **given: object) -> dict[str, Any]:
        """What an editor does at Front."""
        return self.simulator.actions.perform(action, given)

    def center(self, name: str = "Help", **given: object) -> str:
        return str(self.edit("kb_put", name=name, **given)["kb"])

    def article(self, title: str, kb: str = "Help", **given: object) -> str:
        words: dict[str, object] = {"title": title, "markdown": f"About {title}."}
        return str(self.edit("kb_article_put", kb=kb, **{**words, **given})["article"])

    def fault(self, effect: str, **given: object) -> None:
        self.simulator.faults.rules.append(Rule.parse({"effect": effect, **given}))

    async def sync(self, pause: Callable[[], Awaitable[None]] = go_on) -> SyncReport:
        return await sync_connection(self.engine, self.client, "main", self.clock, pause=pause)

    async def told(self) -> dict[str, StoredArticle]:
        """All that is known now, by title."""
        async with self.engine.begin() as db:
            return {each.title: each for each in await articles.current(db, "main")}

    async def keys(self) -> list[str]:
        async with self.engine.begin() as db:
            return [each.key for each in await articles.current(db, "main")]

    async def public(self) -> set[str]:
        """The titles of what customers may be told."""
        return {title for title, each in (await self.told()).items() if each.public}

    async def sources(self) -> dict[str, Source]:
        async with self.engine.begin() as db:
            return {each.title: each for each in await sources.of(db, "main")}

    async def choose(self, *titles: str) -> None:
        known = await self.sources()
        async with self.engine.begin() as db:
            await sources.choose(db, "main", [known[title].id for title in titles])

    async def generation(self) -> int:
        """What processes look at to learn that they must build their index again."""
        async with self.engine.begin() as db:
            return (await connections.generations(db))["main"][1]

    def asked(self) -> Counter[str]:
        """How often Front was asked, by the kind of what was asked for."""
        return Counter(_kind(each["path"]) for each in self.simulator.journal.of_kind("request"))

    def forget_asked(self) -> None:
        self.simulator.journal.clear()


def _kind(path: str) -> str:
    parts = path.strip("/").split("/")
    if len(parts) == 1:
        return "help centers"
    return {"knowledge_base_articles": "content"}.get(parts[0]) or {
        "content": "help center",
        "articles": "page of articles",
        "categories": "page of categories",
    }.get(parts[-1], path)


@asynccontextmanager
async def open_library(
    engine: AsyncEngine,
    *,
    front_behind: Callable[[ASGIApp], ASGIApp] = lambda app: app,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> AsyncIterator[Library]:
    """`front_behind` puts something between us and the stand-in; `transport` is our side of it."""
    simulator, clock = Simulator(Config(ratelimit=0)), Clock()
    simulator.app = front_behind(simulator.app)
    async with engine.begin() as db:
        await connections.connect(db, WORKSPACE, Policy(), NOW)
    async with serve_simulator(simulator) as url:
        limiter = Limiter(per_minute=100_000, clock=clock, sleep=clock.sleep)
        client = FrontClient(
            base_url=url,
            token="simulated-token",
            identity=Identity("cmp_1demo", "tea_1ada"),
            limiter=limiter,
            clock=clock,
            sleep=clock.sleep,
            transport=transport,
        )
        try:
            yield Library(engine, simulator, client, limiter, clock)
        finally:
            await client.aclose()
