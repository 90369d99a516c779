"""A company's budget in the database: one row, which nobody holds and nobody overwrites unseen."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.conversation.policy import Policy
from frontmate.store import Workspace, budgets, connections
from frontmate.store.budgets import StoredBudget

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
COMPANY = "cmp_1"
FULL = StoredBudget(25.0, NOW, NOW + timedelta(seconds=9), 100, 42, NOW)


async def _connect(engine: AsyncEngine, per_minute: int = 50) -> None:
    workspace = Workspace("main", COMPANY, "tea_1", "Ada", requests_per_minute=per_minute)
    async with engine.begin() as db:
        await connections.connect(db, workspace, Policy(), NOW)


async def _version(engine: AsyncEngine) -> int:
    async with engine.connect() as db:
        found = await budgets.look(db, COMPANY)
    assert found is not None
    return found.version


async def _put(engine: AsyncEngine, budget: StoredBudget, seen: int) -> bool:
    async with engine.begin() as db:
        return await budgets.put(db, COMPANY, budget, seen)


async def test_what_was_put_is_found(engine: AsyncEngine) -> None:
    await _connect(engine)
    async with engine.begin() as db:
        assert await budgets.look(db, COMPANY) is None
        await budgets.begin(db, COMPANY)
        assert await budgets.put(db, COMPANY, FULL, 0)
        found = await budgets.look(db, COMPANY)
        assert await budgets.look(db, "cmp_2") is None
    assert found is not None
    assert found.budget == FULL
    assert found.per_minute == 50


async def test_a_budget_that_another_changed_meanwhile_is_not_overwritten(
    engine: AsyncEngine,
) -> None:
    async with engine.begin() as db:
        await budgets.begin(db, COMPANY)
    seen = await _version(engine)
    assert await _put(engine, FULL, seen)
    assert not await _put(engine, replace(FULL, tokens=3.0), seen)
    assert await _put(engine, replace(FULL, tokens=3.0), seen + 1)


async def test_of_many_who_saw_the_same_one_changes_it(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        await budgets.begin(db, COMPANY)
    seen = await _version(engine)
    done = await asyncio.gather(*(_put(engine, FULL, seen) for _ in range(8)))
    assert sorted(done) == [False] * 7 + [True]


async def test_counting_begins_once(engine: AsyncEngine) -> None:
    async def begin() -> None:
        async with engine.begin() as db:
            await budgets.begin(db, COMPANY)

    await asyncio.gather(*(begin() for _ in range(8)))
    assert await _put(engine, FULL, 0)
    await begin()
    assert await _version(engine) == 1


async def test_the_plan_is_the_connections_at_this_moment(engine: AsyncEngine) -> None:
    await _connect(engine, 50)
    async with engine.begin() as db:
        await budgets.begin(db, COMPANY)
    for per_minute in (50, 200):
        await _connect(engine, per_minute)
        async with engine.connect() as db:
            found = await budgets.look(db, COMPANY)
        assert found is not None
        assert found.per_minute == per_minute
    async with engine.begin() as db:
        await connections.disconnect(db, "main", NOW)
        found = await budgets.look(db, COMPANY)
    assert found is not None
    assert found.per_minute is None


async def test_the_clock_is_the_databases_and_does_not_stand_still(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        await budgets.begin(db, COMPANY)
        first = await budgets.look(db, COMPANY)
        # In one transaction: `now()` would stand still.
        second = await budgets.look(db, COMPANY)
    assert first is not None
    assert second is not None
    assert first.now < second.now
    assert abs(second.now - datetime.now(UTC)) < timedelta(minutes=1)


async def test_its_sessions_do_not_wait_for_the_disk_nor_for_long(database_url: str) -> None:
    engine = budgets.open_engine_for_budgets(database_url)
    async with engine.connect() as db:
        shown = {
            name: (await db.exec_driver_sql(f"show {name}")).scalar_one()
            for name in ("synchronous_commit", "statement_timeout", "TimeZone")
        }
    await engine.dispose()
    assert shown == {
        "synchronous_commit": "off",
        "statement_timeout": "1500ms",
        "TimeZone": "UTC",
    }
