"""Cursors: where a reading goes on, and why the newest one came to nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.conversation.policy import Policy
from frontmate.store import Workspace, connections, cursors
from frontmate.store.cursors import Cursor

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
async def _connected(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        for name in ("main", "other"):
            workspace = Workspace(name, f"cmp_{name}", "tea_1", "Ada")
            await connections.connect(db, workspace, Policy(), NOW)


async def test_a_cursor_stands_where_it_was_moved_to(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        assert await cursors.get(db, "main", "events") is None
        await cursors.move(db, "main", "events", NOW, LATER)
        assert await cursors.get(db, "main", "events") == Cursor(NOW, LATER)
        assert await cursors.get(db, "other", "events") is None
        assert await cursors.get(db, "main", "another") is None


async def test_a_failure_is_shown_and_moves_nothing(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        await cursors.move(db, "main", "events", NOW, NOW)
        await cursors.fail(db, "main", "events", "Front is away.", LATER)
        assert await cursors.get(db, "main", "events") == Cursor(NOW, NOW, "Front is away.")
        await cursors.move(db, "main", "events", LATER, LATER)
        assert await cursors.get(db, "main", "events") == Cursor(LATER, LATER)


async def test_a_first_attempt_that_fails_keeps_the_time_of_it(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        await cursors.fail(db, "main", "events", "Front is away.", NOW)
        await cursors.fail(db, "main", "events", "Still.", LATER)
        assert await cursors.get(db, "main", "events") == Cursor(NOW, None, "Still.")
