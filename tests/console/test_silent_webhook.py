"""A webhook that is silent is shown where people look for what needs them (10.3)."""

from datetime import timedelta

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.conversation.policy import Policy
from frontmate.store import Workspace, connections, webhook_silences
from tests.console.build import NOW, answered


async def test_10_3_a_silent_webhook_is_shown_until_it_speaks_or_is_no_longer_wanted(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    await answered(engine)
    async with engine.begin() as db:
        await connections.connect(db, Workspace("main", "cmp_1", "tea_1", "Ada"), Policy(), NOW)
    shown = 'id="silent-main"'
    assert shown not in (await admin.get("/needs-a-person")).text
    async with engine.begin() as db:
        await webhook_silences.begin(db, "main", NOW - timedelta(hours=2))
    page = (await admin.get("/needs-a-person")).text
    assert shown in page
    assert "save its webhook" in page
    async with engine.begin() as db:
        assert await webhook_silences.end(db, "main")
    assert shown not in (await admin.get("/needs-a-person")).text
    async with engine.begin() as db:
        await webhook_silences.begin(db, "main", NOW)
        await connections.disconnect(db, "main", NOW)
    assert shown not in (await admin.get("/needs-a-person")).text
