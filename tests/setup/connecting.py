"""What the steps of connecting work with: the real database, and a simulated Front to talk to."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import Receive, Scope, Send

from frontmate.app import listen
from frontmate.app import serve as serve_app
from frontmate.front import Company, ScopeFinding
from frontmate.setup import Kit, Problem, teammates, token, workspaces
from frontmate.setup.kit import open_client
from frontmate.simulator import Config, Simulator, serve
from frontmate.store import Keeper, open_engine, tables

TOKEN = "simulated-token"
ADA = teammates.Candidate("tea_1ada", "Ada", "ada@example.com", "application", blocked=False)
COMPANY = Company("cmp_1demo", "Example Company", "")


async def at_once(_seconds: float = 0) -> None:
    """Nothing has to be waited for."""


def kit_on(engine: AsyncEngine, key: str = "a-key-for-tests", timeout: float = 5.0) -> Kit:
    return Kit(
        engine,
        Keeper(key),
        open_client=lambda url, secret: open_client(url, secret, timeout=timeout, sleep=at_once),
        settle=at_once,
    )


@asynccontextmanager
async def emptied(database_url: str) -> AsyncIterator[AsyncEngine]:
    """A database that tests of one file share, without what the test before has left."""
    engine = open_engine(database_url, pool_size=3)
    async with engine.begin() as db:
        for table in reversed(tables.metadata.sorted_tables):
            await db.execute(delete(table))
    yield engine
    await engine.dispose()


def kit_without_database(timeout: float = 5.0) -> Kit:
    """For steps that ask Front alone."""
    return kit_on(open_engine("postgresql://nobody@127.0.0.1:1/none"), timeout=timeout)


@dataclass
class Front:
    """A simulated Front, by its URL and its hands behind the scenes."""

    url: str
    http: httpx2.AsyncClient

    async def control(self, action: str, **given: object) -> Any:
        answer = await self.http.post(f"{self.url}/_control/{action}", json=given)
        assert answer.status_code == 200, answer.text
        return answer.json()


@asynccontextmanager
async def simulated_front(**config: Any) -> AsyncIterator[Front]:
    simulator = Simulator(Config(**{"ratelimit": 0, "message_delay": 0.05, **config}))
    async with serve(simulator) as url, httpx2.AsyncClient(timeout=10) as http:
        yield Front(url, http)


@asynccontextmanager
async def something_else(
    answer: Callable[[Scope, Receive, Send], Awaitable[None]],
) -> AsyncIterator[str]:
    """The URL of a server that is not Front."""
    listener = listen("127.0.0.1", 0)
    async with serve_app(answer, listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


async def greeted(kit: Kit, url: str, secret: str = TOKEN) -> Company | Problem:
    async with kit.front(url, secret) as client:
        return await token.greet(client, url)


async def verdict_of(kit: Kit, url: str) -> token.Verdict:
    async with kit.front(url, TOKEN) as client:
        found = [finding async for finding in token.check_scopes(client, url)]
    assert not [one for one in found if isinstance(one, Problem)]
    return token.judge_scopes([one for one in found if isinstance(one, ScopeFinding)])


def wanted(url: str, name: str = "main", **other: Any) -> workspaces.Wanted:
    values = {"name": name, "api_url": url, "token": TOKEN, "company": COMPANY, "ai": ADA, **other}
    return workspaces.Wanted(**values)
