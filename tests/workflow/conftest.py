"""The loop is tested with the help center of the journeys."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.journeys.conftest import help_center
from tests.workflow.bench import Bench, open_bench
from tests.workflow.library import Library, open_library

__all__ = ["bench", "help_center"]


@pytest.fixture
async def bench(database_url: str, help_center: Path) -> AsyncIterator[Bench]:
    async with open_bench(database_url, help_center) as bench:
        yield bench


@pytest.fixture
async def library(engine: AsyncEngine) -> AsyncIterator[Library]:
    async with open_library(engine) as library:
        yield library
