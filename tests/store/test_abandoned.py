"""A process that is stopped inside a transaction does not keep a conversation for itself."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.conversation.policy import Policy
from frontmate.store import Workspace, connections, conversations

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


async def test_what_a_stopped_process_had_locked_is_free_for_whoever_takes_over(
    engine: AsyncEngine,
) -> None:
    async with engine.begin() as db:
        await connections.connect(db, Workspace("main", "cmp_1", "tea_1", "Ada"), Policy(), NOW)
        conversation = await conversations.lock(db, "main", "cnv_1", NOW)
        epoch = await conversations.take(db, conversation)
    stopped = await engine.connect()
    await conversations.hold(stopped, conversation, epoch)
    # It says nothing more, and the other waits for its lock.
    async with engine.begin() as db:
        assert await conversations.take(db, conversation) == epoch + 1
    with pytest.raises(DBAPIError):
        await stopped.execute(text("select 1"))
    await stopped.invalidate()
    await stopped.close()
