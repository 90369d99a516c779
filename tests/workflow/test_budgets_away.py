"""While the database is away calls are neither made blindly fast nor held up (10.5)."""

import asyncio
import logging
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.store import budgets
from frontmate.workflow import SharedBank, budget_of
from tests.workflow.pacing import Time, connect, drain, wait_of
from tests.workflow.relay import Relay, relay

AGAIN = timedelta(seconds=3)
"""After it a process that is apart looks for the database."""


@dataclass
class Scene:
    """One process that reaches the database by a way that can be cut, and one that is beside it."""

    way: Relay
    time: Time
    far: SharedBank
    near: SharedBank
    engine: AsyncEngine

    async def tokens(self) -> float:
        async with self.engine.connect() as db:
            found = await budgets.look(db, "cmp_1demo")
        assert found is not None
        return found.budget.tokens


@pytest.fixture
async def scene(database_url: str, engine: AsyncEngine) -> AsyncIterator[Scene]:
    made = await connect(engine, 60)
    async with relay(database_url) as way:
        through = budgets.open_engine_for_budgets(way.url)
        now = Time()
        far, near = (SharedBank(one, made, now, now) for one in (through, engine))
        assert await wait_of(far) == 0
        yield Scene(way, now, far, near, engine)
        await through.dispose()


async def test_a_process_goes_on_with_a_quarter_of_what_it_knew(scene: Scene) -> None:
    scene.way.hang_up()
    assert await drain(scene.far) == 7
    # A quarter of sixty a minute, and no faster.
    assert await wait_of(scene.far) == pytest.approx(2, abs=0.1)


async def test_what_it_used_is_counted_once_the_database_is_back(scene: Scene) -> None:
    scene.way.hang_up()
    assert await drain(scene.far) == 7
    scene.way.cut = False
    before = await scene.tokens()
    scene.time.now += AGAIN
    await scene.far.feed(200, {"x-ratelimit-limit": "100"})
    assert await wait_of(scene.far) == 0
    assert await scene.tokens() == pytest.approx(min(30, before + 3) - 7 - 1)


async def test_a_429_that_it_got_meanwhile_stops_the_others_then(scene: Scene) -> None:
    scene.way.hang_up()
    await scene.far.feed(429, {"retry-after": "60"})
    assert await wait_of(scene.far) == pytest.approx(60, abs=0.1)
    assert await wait_of(scene.near) == 0
    scene.way.cut = False
    scene.time.now += AGAIN
    assert await wait_of(scene.far) == pytest.approx(57, abs=0.1)
    assert await wait_of(scene.near) == pytest.approx(57, abs=0.1)


async def test_it_is_told_of_once_a_minute(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    scene.way.hang_up()
    with caplog.at_level(logging.INFO, "frontmate"):
        for _ in range(59):
            await wait_of(scene.far)
            scene.time.now += timedelta(seconds=1)
        assert len(caplog.records) == 1
        scene.time.now += timedelta(seconds=1)
        await wait_of(scene.far)
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 2
    assert "cmp_1demo" in caplog.records[0].getMessage()


async def test_a_database_that_falls_silent_holds_a_call_up_for_seconds_at_most(
    scene: Scene,
) -> None:
    scene.way.silent.clear()
    began = time.monotonic()
    assert await wait_of(scene.far) == 0
    assert time.monotonic() - began < 8
    # And the next ones not at all: the database is not asked again at once.
    began = time.monotonic()
    assert await drain(scene.far) == 6
    assert time.monotonic() - began < 1
    scene.way.silent.set()
    scene.time.now += AGAIN
    assert await wait_of(scene.far) == 0
    assert await scene.tokens() <= 30 - 8


async def test_without_a_database_from_the_start_there_is_a_budget_too(
    engine: AsyncEngine,
) -> None:
    made = await connect(engine, 60)
    nowhere = budgets.open_engine_for_budgets("postgresql://nobody@127.0.0.1:1/none")
    clock = Time()
    assert await drain(SharedBank(nowhere, made, clock, clock)) == 7
    await nowhere.dispose()


_DIES = """
import asyncio, sys
from datetime import UTC, datetime
from frontmate.front import Urgency
from frontmate.store import Workspace, budgets
from frontmate.workflow import SharedBank

async def main():
    engine = budgets.open_engine_for_budgets(sys.argv[1])
    made = Workspace("main", "cmp_1demo", "tea_1ada", "Ada", requests_per_minute=60)
    bank = SharedBank(engine, made, lambda: datetime.now(UTC))
    while True:
        await bank.take(Urgency.CUSTOMER)
        print("taken", flush=True)

asyncio.run(main())
"""


async def test_a_process_that_dies_while_it_counts_keeps_nobody_waiting(
    database_url: str, engine: AsyncEngine
) -> None:
    made = await connect(engine, 60)
    dying = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _DIES, database_url, stdout=asyncio.subprocess.PIPE
    )
    assert dying.stdout is not None
    for _ in range(10):
        assert await asyncio.wait_for(dying.stdout.readline(), 60)
    dying.kill()
    await dying.wait()
    now = Time()
    bank = SharedBank(engine, made, now)
    await bank.feed(200, {"x-ratelimit-remaining": "2"})
    began = time.monotonic()
    assert await drain(bank) in (2, 3)
    assert time.monotonic() - began < 5
    async with engine.connect() as db:
        found = await budget_of(db, made)
    assert found is not None
