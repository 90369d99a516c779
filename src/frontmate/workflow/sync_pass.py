"""One pass over a connection's knowledge: what it works with, and what it has done so far."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from frontmate.front import Call, FrontClient, Urgency
from frontmate.knowledge import Article, HeldBack
from frontmate.store import StoredArticle, connections

_ADDED_AT_ONCE = 25
"""Additions that wait for each other: every change lets each process build its index again."""

_LONGEST = timedelta(minutes=5)
"""A long import begins anew so often, and goes on where it was: what has left a help center since
its list was read must not be told until the import ends."""


@dataclass
class SyncPass:
    engine: AsyncEngine
    client: FrontClient
    connection: str
    clock: Callable[[], datetime]
    pause: Callable[[], Awaitable[None]]
    ends_at: datetime
    """Nothing is fetched any more in this pass from then on."""
    calls: list[Call] = field(default_factory=list)
    read: int = 0
    unchanged: int = 0
    gone: int = 0
    changed: bool = False
    unfinished: bool = False
    """There is more to fetch, for a pass that follows at once."""
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
        return cls(engine, quiet, connection, clock, pause, clock() + _LONGEST, calls)

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


def noted(held_back: HeldBack | None) -> str:
    """As it is stored; "" where its source has an article for customers."""
    return held_back.value if held_back else ""


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
        held_back=noted(article.held_back),
    )
