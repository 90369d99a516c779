"""Two demos on one machine are two demos."""

import asyncio
import time
from pathlib import Path

from sqlalchemy import text

from frontmate.demo import Stage, stage

QUESTION = "How do I skip my next Bean Round delivery?"


async def sessions(demo: Stage) -> int:
    async with demo.app.engine.begin() as db:
        return int((await db.execute(text("select count(*) from sessions"))).scalar_one())


async def answered(demo: Stage, conversation: str) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        messages = (await demo.front.conversation(conversation))["messages"]
        if any(not message["is_inbound"] for message in messages):
            return True
        await asyncio.sleep(0.1)
    return False


async def test_a_second_demo_does_not_disturb_the_first(server_url: str, tmp_path: Path) -> None:
    async with stage(tmp_path, server_url) as first, stage(tmp_path, server_url) as second:
        assert first.front.url != second.front.url
        done = await first.front.act("customer_message", channel="email", text=QUESTION)
        assert await answered(first, done["conversation"])
        assert (await sessions(first), await sessions(second)) == (1, 0)
    async with stage(tmp_path, server_url) as again, again.app.engine.begin() as db:
        # What an earlier demo left behind is cleared away.
        left = "select count(*) from pg_database where datname like 'frontmate_demo_%'"
        assert (await db.execute(text(left))).scalar_one() == 1
