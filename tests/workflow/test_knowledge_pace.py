"""An import of many articles takes its time, and keeps no customer waiting (10.5, 9.2)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.conversation.policy import Policy
from frontmate.front import FrontClient, Identity, Limiter, Urgency
from frontmate.simulator import Config, Simulator
from frontmate.simulator import serve as serve_simulator
from frontmate.store import connections
from frontmate.workflow import SharedBank
from frontmate.workflow.knowledge_sync import SyncReport, sync_connection
from tests.workflow.library import go_on, open_library
from tests.workflow.pacing import NOON, Time, Watched, workspace

KEPT_FREE = 0.1
"""Of a minute's requests: a fifth of a bucket that holds half a minute's."""


class Steady(httpx2.AsyncHTTPTransport):
    """No time passes while Front answers."""

    def __init__(self, time: Time) -> None:
        super().__init__()
        self._time = time

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        with self._time.held():
            return await super().handle_async_request(request)


@dataclass
class Office:
    """A company whose customers write while its help center is being read."""

    engine: AsyncEngine
    client: FrontClient
    limiter: Limiter
    time: Time
    bank: Watched

    async def sync(self) -> SyncReport:
        return await sync_connection(self.engine, self.client, "main", self.time, pause=go_on)

    async def waits_of(self, customers: int) -> list[float]:
        """So many calls at once for customers: the seconds that each had to wait."""

        async def one() -> float:
            began = self.time()
            await self.limiter.wait(Urgency.CUSTOMER)
            return (self.time() - began).total_seconds()

        return sorted(await asyncio.gather(*[one() for _ in range(customers)]))

    def granted(self, urgency: Urgency) -> int:
        return len([1 for _, of in self.bank.granted if of is urgency])


@asynccontextmanager
async def open_office(engine: AsyncEngine, per_minute: int, count: int) -> AsyncIterator[Office]:
    time = Time()
    simulator = Simulator(Config(ratelimit=0))
    simulator.actions.perform("kb_put", {"name": "Help"})
    simulator.actions.perform("kb_generate", {"kb": "Help", "count": count})
    async with engine.begin() as db:
        await connections.connect(db, workspace(per_minute), Policy(), NOON)
    inner = SharedBank(engine, workspace(per_minute), time, time, longest=60)
    bank = Watched(inner, time, [])
    limiter = Limiter(clock=time, sleep=time.sleep, bank=bank)
    async with serve_simulator(simulator) as url, time.passing():
        client = FrontClient(
            base_url=url,
            token=simulator.config.token,
            identity=Identity("cmp_1demo", "tea_1ada"),
            limiter=limiter,
            clock=time,
            sleep=time.sleep,
            transport=Steady(time),
        )
        try:
            yield Office(engine, client, limiter, time, bank)
        finally:
            await client.aclose()


async def test_10_5_customers_do_not_wait_for_an_import(engine: AsyncEngine) -> None:
    per_minute = 50
    free = round(per_minute * KEPT_FREE)
    async with open_office(engine, per_minute, count=2 * per_minute) as office:
        reading = asyncio.create_task(office.sync())
        waits: list[list[float]] = []
        while len(waits) < 3:
            # In the middle: what the bucket held at first is used up.
            await office.time.sleep(20)
            assert not reading.done()
            waits.append(await office.waits_of(free))
        assert waits == [[0.0] * free] * 3
        # More than are kept free come at once: they wait for each other, and for no article.
        crowd = await office.waits_of(3 * free)
        assert crowd[-1] <= 3 * free * 60 / per_minute + 1
        report = await reading
        assert (report.read, report.problems) == (2 * per_minute, ())
        assert office.granted(Urgency.HOUSEKEEPING) == report.calls
        assert office.granted(Urgency.CUSTOMER) == 6 * free


async def test_9_2_what_leaves_front_during_a_long_import_is_not_told_until_its_end(
    engine: AsyncEngine,
) -> None:
    async with open_library(engine) as library:
        library.center()
        returns = library.article("Returns")
        await library.sync()
        library.edit("kb_generate", kb="Help", count=400)
        began = library.clock()
        there = library.simulator.desk.workspace.library.articles
        taken_out: list[datetime] = []

        async def slowly() -> None:
            library.clock.now += timedelta(seconds=1.2)
            if library.clock() - began > timedelta(minutes=1) and returns in there:
                library.edit("kb_article_delete", article=returns)
            if not taken_out and "Returns" not in await library.public():
                taken_out.append(library.clock())

        reports = [await library.sync(slowly)]
        while reports[-1].unfinished:
            reports.append(await library.sync(slowly))
        assert taken_out[0] - began < timedelta(minutes=6)
        assert library.clock() - began > timedelta(minutes=7)
        # Each goes on where the one before was.
        assert sum(report.read for report in reports) == 400
