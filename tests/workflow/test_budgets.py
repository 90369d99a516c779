"""Behaviour 10.5: all processes together use one budget, and customers go first."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.front import FrontClient, Identity, Limiter, RateLimited, Urgency
from frontmate.workflow import Budgets, SharedBank, budget_of
from tests.workflow.pacing import (
    COMPANY,
    NOON,
    Processes,
    Time,
    connect,
    drain,
    processes,
    wait_of,
    workspace,
)

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
CUSTOMER, HOUSEKEEPING = Urgency.CUSTOMER, Urgency.HOUSEKEEPING


def busiest_minute(granted: Sequence[datetime]) -> int:
    return max(sum(start <= one < start + MINUTE for one in granted) for start in granted)


async def drained(of: Processes, urgency: Urgency = CUSTOMER) -> int:
    """What all of them get at this moment."""
    return sum([await drain(limiter.bank, urgency) for limiter in of.limiters])


async def test_10_5_many_processes_take_no_more_than_one_budget(database_url: str) -> None:
    async with processes(database_url, 4, per_minute=60) as them, asyncio.TaskGroup() as group:
        for limiter in them.limiters:
            for number in range(30):
                urgency = HOUSEKEEPING if number % 3 == 0 else CUSTOMER
                group.create_task(limiter.wait(urgency))
    times = [at for at, _ in them.granted]
    assert len(times) == 120
    assert busiest_minute(times) <= 60 + 30
    # And no less than there is: 30 at once, then one a second.
    assert max(times) - NOON <= timedelta(seconds=120 - 30 + 8)


async def test_10_5_the_bucket_is_one_for_all(database_url: str) -> None:
    async with processes(database_url, 3, per_minute=60) as them:
        assert await drained(them) == 30


async def test_10_5_housekeeping_of_three_does_not_keep_a_customer_of_the_fourth_waiting(
    database_url: str,
) -> None:
    async with processes(database_url, 4, per_minute=60) as them:
        with them.time.held():
            assert await drained(them, HOUSEKEEPING) == 24
            # A fifth of the bucket is left to customers, whatever the others wanted.
            assert await drained(them, CUSTOMER) == 6
        sweeps = [
            asyncio.create_task(limiter.wait(HOUSEKEEPING))
            for limiter in them.limiters[:3]
            for _ in range(10)
        ]
        await asyncio.gather(*(them.limiters[3].wait() for _ in range(30)))
        # And all that comes in while one waits, a request a second.
        assert [urgency for _, urgency in them.granted[30:]] == [CUSTOMER] * 30
        assert them.time.now - NOON <= timedelta(seconds=31)
        for sweep in sweeps:
            sweep.cancel()
        await asyncio.gather(*sweeps, return_exceptions=True)


async def test_10_5_a_429_that_one_process_gets_stops_all_until_then(database_url: str) -> None:
    async with processes(database_url, 3, per_minute=60) as them:
        await them.limiters[0].feed(429, {"retry-after": "20"})
        with pytest.raises(RateLimited):
            await them.limiters[1].wait(at_most=19)
        await asyncio.gather(*(limiter.wait() for limiter in them.limiters))
        assert min(at for at, _ in them.granted) >= NOON + 20 * SECOND


async def test_10_5_a_client_that_meets_a_429_stops_another_process_before_it_calls(
    database_url: str,
) -> None:
    async with processes(database_url, 2, per_minute=60) as them:
        first, second = (_client(them, limiter) for limiter in them.limiters)
        with pytest.raises(RateLimited):
            await first.me()
        with pytest.raises(RateLimited):
            await second.me()
        # The second one's call waited, before Front was asked at all.
        assert [at for at, _ in them.granted] == [NOON, them.granted[1][0]]
        assert them.granted[1][0] >= NOON + 30 * SECOND
        await asyncio.gather(first.aclose(), second.aclose())


def _client(of: Processes, limiter: Limiter) -> FrontClient:
    """Of a Front that always wants half a minute's silence."""
    return FrontClient(
        base_url="https://api2.frontapp.com",
        token="token-of-a-test",
        identity=Identity(COMPANY, "tea_1ada"),
        limiter=limiter,
        clock=of.time,
        sleep=of.time.sleep,
        transport=httpx2.MockTransport(
            lambda _: httpx2.Response(429, headers={"retry-after": "30"}, json={})
        ),
    )


async def test_10_5_what_front_says_is_left_is_left_for_all(database_url: str) -> None:
    async with processes(database_url, 3, per_minute=60) as them:
        await them.limiters[2].feed(200, {"x-ratelimit-remaining": "4"})
        assert await drained(them) == 4


async def test_10_5_a_smaller_limit_of_fronts_holds_for_all_and_ends_for_all(
    database_url: str,
) -> None:
    async with processes(database_url, 2, per_minute=60) as them:
        await them.limiters[0].feed(200, {"x-ratelimit-limit": "20"})
        assert await drained(them) == 10
        them.time.now += MINUTE
        # Looser figures go with the next request.
        await them.limiters[1].feed(200, {"x-ratelimit-limit": "100"})
        await them.limiters[1].wait()
        them.time.now += MINUTE
        assert await drained(them) == 30


async def test_a_changed_plan_takes_effect_at_once(database_url: str, engine: AsyncEngine) -> None:
    async with processes(database_url, 2, per_minute=6) as them:
        assert await drained(them) == 5
        waiting = asyncio.create_task(them.limiters[0].wait())
        await asyncio.sleep(0)
        with them.time.held():
            async with engine.begin() as db:
                await db.execute(text("update connections set requests_per_minute = 600"))
        await waiting
        # Ten seconds by the old plan, the first nap by the new one.
        assert them.time.now <= NOON + 5 * SECOND


async def test_answers_that_tighten_nothing_are_not_written(
    database_url: str, engine: AsyncEngine
) -> None:
    async def version() -> int:
        async with engine.connect() as db:
            return int((await db.execute(text("select version from budgets"))).scalar_one())

    async with processes(database_url, 1, per_minute=60) as them:
        await them.limiters[0].wait()
        before = await version()
        await them.limiters[0].feed(
            200, {"x-ratelimit-limit": "100", "x-ratelimit-remaining": "90"}
        )
        assert await version() == before
        await them.limiters[0].wait()
    async with engine.connect() as db:
        found = await budget_of(db, workspace(60))
    # The figures are there to be shown, all the same.
    assert found is not None
    assert found.said is not None
    assert (found.said.limit, found.said.remaining) == (100, 90)


async def test_hosts_whose_clocks_differ_share_the_databases(engine: AsyncEngine) -> None:
    made = await connect(engine, 6)
    clocks = [Time(datetime.now(NOON.tzinfo) + timedelta(hours=off)) for off in (-1, 0, 1)]
    banks = [SharedBank(engine, made, clock) for clock in clocks]
    taken = sum([await drain(bank) for bank in banks])
    # A bucket, and what came in while this test ran.
    assert 5 <= taken <= 8
    await banks[2].feed(429, {"retry-after": "300"})
    assert [290 < await wait_of(bank) <= 301 for bank in banks] == [True] * 3


async def test_a_company_has_one_line_whatever_the_token(engine: AsyncEngine) -> None:
    time = Time()
    known = Budgets(engine, clock=time, sleep=time.sleep)
    assert known.limiter(workspace(60)) is known.limiter(workspace(120))
