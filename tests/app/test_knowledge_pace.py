"""How soon a worker reads the help centers again (9.2, 10.5)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.app.clock import utc_now
from frontmate.app.upkeep import Upkeep
from frontmate.front import FrontClient
from frontmate.workflow import alone
from tests.workflow.library import Library, open_library


@dataclass
class Roster:
    """Of one connection, as its first reading left it."""

    client: FrontClient

    def knowledge_client(self, _: str) -> FrontClient:
        return self.client

    def generation(self, _: str) -> int:
        return 1


@dataclass
class Shell:
    engine: AsyncEngine


@pytest.fixture
async def library(engine: AsyncEngine) -> AsyncIterator[Library]:
    async with open_library(engine) as library:
        library.center("Help")
        library.article("Returns")
        yield library


async def wait_after_a_pass(library: Library) -> timedelta:
    shell, roster = cast("Any", Shell(library.engine)), cast("Any", Roster(library.client))
    upkeep = Upkeep(shell, roster, cast("Any", None), "p", "work", "0", cast("Any", None))
    await upkeep.sync("main")
    return upkeep._next_sync["main", 1] - utc_now()


async def test_9_2_a_quiet_help_center_is_read_every_five_minutes(library: Library) -> None:
    assert timedelta(minutes=4) < await wait_after_a_pass(library) <= timedelta(minutes=5)


async def test_9_2_where_another_is_at_it_one_looks_again_soon(library: Library) -> None:
    async with alone(library.engine, "knowledge", "main"):
        assert await wait_after_a_pass(library) <= timedelta(seconds=10)


async def test_10_5_one_help_center_out_of_bounds_costs_no_list_of_all_each_minute(
    library: Library,
) -> None:
    second = library.center("Second")
    library.fault("status", status=403, path_regex=f"^/knowledge_bases/{second}/")
    assert await wait_after_a_pass(library) > timedelta(minutes=4)


async def test_9_2_after_an_outage_it_is_tried_again_within_a_minute(library: Library) -> None:
    library.fault("status", status=500, path_regex="^/knowledge_bases$")
    assert await wait_after_a_pass(library) <= timedelta(minutes=1)
