"""What the steps of connecting work with."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.store import Workspace, budgets
from tests.setup.connecting import TOKEN, Front, kit_on, simulated_front

HOME = Workspace("main", "cmp_1demo", "tea_1ada", "Ada", requests_per_minute=60)


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    async with simulated_front() as front:
        yield front


async def _tokens(engine: AsyncEngine) -> float | None:
    async with engine.connect() as db:
        found = await budgets.look(db, HOME.company)
    return None if found is None else found.budget.tokens


async def test_10_5_calls_come_out_of_the_companys_budget_once_it_is_connected(
    front: Front, engine: AsyncEngine
) -> None:
    kit = kit_on(engine)
    async with kit.front(front.url, TOKEN) as client:
        await client.me()
    assert await _tokens(engine) is None
    async with kit.front(front.url, TOKEN, HOME) as client:
        await client.me()
    assert await _tokens(engine) == 29
