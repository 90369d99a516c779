"""The worker, while its database is away and after it (10.3)."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.workflow import Jobs
from tests.workflow.relay import Relay, relay

PATIENCE = 120.0


@dataclass
class Worker:
    """Notes which conversations it was given; the test defers them by a way that stays open."""

    jobs: Jobs
    engine: AsyncEngine
    handled: list[int] = field(default_factory=list)
    jobs_may_end: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, conversation: int) -> None:
        self.handled.append(conversation)
        await self.jobs_may_end.wait()

    async def wake(self, conversation: int) -> None:
        async with self.engine.begin() as db:
            await self.jobs.defer(db, conversation)

    async def until_handled(self, *conversations: int) -> None:
        await until(lambda: set(conversations) <= set(self.handled))


async def until(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "this never came true"
        await asyncio.sleep(0.02)


async def _nothing() -> None:
    return None


@asynccontextmanager
async def working(url: str, engine: AsyncEngine) -> AsyncIterator[Worker]:
    jobs = Jobs(url, concurrency=4)
    await jobs.open()
    worker, stop = Worker(jobs, engine), asyncio.Event()
    worker.jobs_may_end.set()
    work = asyncio.create_task(jobs.work(worker.handle, _nothing, stop))
    try:
        yield worker
    finally:
        stop.set()
        await work
        await jobs.close()


async def test_10_3_a_worker_looks_for_its_database_every_second_or_two_however_long_it_is_away(
    database_url: str, engine: AsyncEngine
) -> None:
    async with relay(database_url) as way, working(way.url, engine) as worker:
        await worker.wake(1)
        await worker.until_handled(1)
        way.hang_up()
        await worker.wake(2)
        # Who waits twice as long each time looks after 1, 3, 7, 15, 31 seconds: and is a minute
        # late after a minute.
        assert await longest_pause(way, 9.0) < 3.0
        assert worker.handled == [1]
        way.cut = False
        await worker.until_handled(1, 2)


async def longest_pause(way: Relay, seconds: float) -> float:
    """Between two tries to connect, and from the last one to the end of the time."""
    begun = last = time.monotonic()
    longest, seen = 0.0, way.refused
    while (now := time.monotonic()) < begun + seconds:
        longest = max(longest, now - last)
        if way.refused != seen:
            seen, last = way.refused, now
        await asyncio.sleep(0.05)
    return longest


async def test_10_3_a_job_whose_end_could_not_be_written_down_does_not_lock_its_conversation(
    database_url: str, engine: AsyncEngine
) -> None:
    """One connection breaks at the wrong moment; the worker lives on and nobody takes it over."""
    async with working(database_url, engine) as worker:
        worker.jobs_may_end.clear()
        await worker.wake(1)
        await worker.until_handled(1)
        async with engine.begin() as db:
            await db.execute(text("select id from procrastinate_jobs for update"))
            worker.jobs_may_end.set()
            await until_true(lambda: _end_what_waits(engine))
        await worker.wake(1)
        await until(lambda: worker.handled == [1, 1])


async def _end_what_waits(engine: AsyncEngine) -> int:
    """Break the connections that wait for a lock, as a network does; how many there were."""
    async with engine.begin() as db:
        broken = await db.execute(
            text(
                "select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type ="
                " 'Lock' and datname = current_database() and query like '%finish_job%'"
            )
        )
        return len(broken.all())


async def until_true(what: Callable[[], Awaitable[object]]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not await what():
        assert time.monotonic() < deadline, "this never came true"
        await asyncio.sleep(0.05)
