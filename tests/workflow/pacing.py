"""Time that passes only while everybody waits, and several processes on one company's budget."""

import asyncio
import heapq
import itertools
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.conversation.policy import Policy
from frontmate.front import Bank, Limiter, Urgency
from frontmate.store import Workspace, connections, open_engine
from frontmate.workflow import SharedBank

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
COMPANY = "cmp_1demo"
_SETTLED = 50
"""Turns of the loop after which whoever can go on has gone on."""


@dataclass
class Time:
    """A clock that a driver moves to the next who wants to wake, once nobody is asking."""

    now: datetime = NOON
    asking: int = 0
    _sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = field(default_factory=list)
    _order: "itertools.count[int]" = field(default_factory=itertools.count)

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        wake = asyncio.get_running_loop().create_future()
        until = self.now + timedelta(seconds=seconds)
        heapq.heappush(self._sleepers, (until, next(self._order), wake))
        await wake

    async def drive(self) -> None:
        quiet = 0
        while True:
            await asyncio.sleep(0)
            quiet = 0 if self.asking else quiet + 1
            if quiet > _SETTLED and self._sleepers:
                until, _, wake = heapq.heappop(self._sleepers)
                self.now = max(self.now, until)
                if not wake.done():
                    wake.set_result(None)
                quiet = 0

    @contextmanager
    def held(self) -> Iterator[None]:
        """No time passes until the block ends."""
        self.asking += 1
        try:
            yield
        finally:
            self.asking -= 1

    @asynccontextmanager
    async def passing(self) -> AsyncIterator[None]:
        driver = asyncio.create_task(self.drive())
        try:
            yield
        finally:
            driver.cancel()
            await asyncio.gather(driver, return_exceptions=True)


@dataclass
class Watched:
    """A bank that holds the time while it is asked, and notes what it gave."""

    inner: Bank
    time: Time
    granted: list[tuple[datetime, Urgency]]

    async def take(self, urgency: Urgency, wanted: int = 1) -> tuple[int, float]:
        with self.time.held():
            taken, seconds = await self.inner.take(urgency, wanted)
            self.granted.extend([(self.time.now, urgency)] * taken)
            return taken, seconds

    async def feed(self, status: int, headers: Mapping[str, str]) -> None:
        with self.time.held():
            await self.inner.feed(status, headers)


async def wait_of(bank: Bank, urgency: Urgency = Urgency.CUSTOMER) -> float:
    """Ask for one request: 0 where it was given, else the seconds to wait for it."""
    return (await bank.take(urgency))[1]


async def drain(bank: Bank, urgency: Urgency = Urgency.CUSTOMER) -> int:
    """Take all that there is at this moment; how much it was."""
    return (await bank.take(urgency, 1000))[0]


@dataclass
class Processes:
    """Each with an engine of its own, as processes have; and patient, on whatever machine."""

    time: Time
    limiters: list[Limiter]
    granted: list[tuple[datetime, Urgency]]


def workspace(per_minute: int) -> Workspace:
    return Workspace("main", COMPANY, "tea_1ada", "Ada", requests_per_minute=per_minute)


async def connect(engine: AsyncEngine, per_minute: int) -> Workspace:
    """Connect the company, or change what it may use."""
    made = workspace(per_minute)
    async with engine.begin() as db:
        await connections.connect(db, made, Policy(), NOON)
    return made


@asynccontextmanager
async def processes(database_url: str, number: int, per_minute: int) -> AsyncIterator[Processes]:
    time, granted = Time(), list[tuple[datetime, Urgency]]()
    limiters = []
    async with AsyncExitStack() as stack:
        for _ in range(number):
            engine = open_engine(database_url, pool_size=2)
            stack.push_async_callback(engine.dispose)
            bank = SharedBank(engine, workspace(per_minute), time, time, longest=60)
            watched = Watched(bank, time, granted)
            limiters.append(Limiter(clock=time, sleep=time.sleep, bank=watched))
        await connect(engine, per_minute)
        await stack.enter_async_context(time.passing())
        yield Processes(time, limiters, granted)
