"""One pass over a connection's knowledge: what it works with, and what it has done so far."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from frontmate.front import Call, FrontClient, Urgency
from frontmate.knowledge import Article
from frontmate.store import StoredArticle, connections

_ADDED_AT_ONCE = 25
"""Additions that wait for each other: every change lets each process build its index again."""


@dataclass
class SyncPass:
    engine: AsyncEngine
    client: FrontClient
    connection: str
    clock: Callable[[], datetime]
    pause: Callable[[], Awaitable[None]]
    calls: list[Call] = field(default_factory=list)
    read: int = 0
    unchanged: int = 0
    gone: int = 0
    changed: bool = False
    _added: int = 0

    @classmethod
    def begin(
        cls,
        engine: AsyncEngine,
        client: FrontClient,
        connection: str,
        clock: Callable[[], datetime],
        pause: Callable[[], Awaitable[None]],
    ) -> "SyncPass":
        calls: list[Call] = []
        # Customers go first: a pass may take as long as it takes.
        quiet = client.watched(calls.append, urgency=Urgency.HOUSEKEEPING)
        return cls(engine, quiet, connection, clock, pause, calls)

    async def announce(self, db: AsyncConnection) -> None:
        """Something that answers could rest on is no longer so: every process must know."""
        self.changed = True
        self._added = 0
        await connections.touch_knowledge(db, self.connection)

    async def announce_later(self, db: AsyncConnection) -> None:
        """There is more to answer from; processes are told of several such changes at once."""
        self.changed = True
        self._added += 1
        if self._added >= _ADDED_AT_ONCE:
            await self.announce(db)

    async def announce_rest(self, db: AsyncConnection) -> None:
        """Nothing remains untold."""
        if self._added:
            await self.announce(db)

    def owe(self) -> None:
        """An earlier pass ended before it had told everything: this one will."""
        self._added += 1


def as_stored(article: Article) -> StoredArticle:
    return StoredArticle(
        key=article.key,
        version=article.version,
        title=article.title,
        locale=article.locale,
        public=article.public,
        body=article.body,
        url=article.url,
        keywords=article.keywords,
    )
