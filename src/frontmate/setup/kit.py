"""What the steps of connecting need from outside, chosen once by whoever takes them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from frontmate.front import FrontClient, Identity, Limiter
from frontmate.store import Keeper, Workspace, audit, secrets
from frontmate.workflow import SharedBank

OpenClient = Callable[[str, str], FrontClient]
"""The API's address and a token to a client. Raises ValueError for what can be neither."""


_UNTIL_ALL_HAVE_READ = 2.0
"""Seconds: every process looks once a second for what has changed about a connection."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def open_client(
    api_url: str,
    token: str,
    *,
    timeout: float = 10.0,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> FrontClient:
    """A client of its own for a few calls; `timeout` in seconds."""
    return FrontClient(
        base_url=api_url,
        token=token,
        identity=Identity("", ""),
        limiter=Limiter(per_minute=50, clock=utc_now, sleep=sleep),
        clock=utc_now,
        sleep=sleep,
        timeout=timeout,
    )


async def until_all_have_read() -> None:
    """What the product at work knows about connections is what the database says now."""
    await asyncio.sleep(_UNTIL_ALL_HAVE_READ)


@dataclass(frozen=True)
class Kit:
    engine: AsyncEngine
    keeper: Keeper = field(repr=False)
    clock: Callable[[], datetime] = utc_now
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    open_client: OpenClient = open_client
    settle: Callable[[], Awaitable[None]] = until_all_have_read
    """Returns once the product at work knows what was saved: a webhook that comes before would be
    judged by what it knew."""
    who: str = "command line"
    """Who makes the changes, for the audit."""

    @asynccontextmanager
    async def front(
        self, api_url: str, token: str, connected: Workspace | None = None
    ) -> AsyncIterator[FrontClient]:
        """Calls for a workspace that is `connected` come out of its budget, which the product at
        work uses too.

        Raises ValueError for a token or an address that can be none (see `token.unusable`).
        """
        client = self.open_client(api_url, token.strip())
        try:
            if connected is not None:
                bank = SharedBank(self.engine, connected, self.clock)
                limiter = Limiter(clock=self.clock, sleep=self.sleep, bank=bank)
                yield client.limited(limiter)
            else:
                yield client
        finally:
            await client.aclose()

    async def note(
        self, db: AsyncConnection, what: str, connection: str | None, **detail: object
    ) -> None:
        """Write a change down in the transaction that makes it; `what` as in `audit.write`."""
        await audit.write(
            db,
            who=self.who,
            what=what,
            connection=connection,
            detail=detail,
            now=self.clock(),
        )

    async def secrets_of(self, connection: str) -> dict[str, str]:
        """A connection's secrets, opened. Raises WrongKeyError."""
        async with self.engine.begin() as db:
            return dict(await secrets.read(db, self.keeper, connection))
