"""A process that is told to stop goes, whatever else is the matter."""

import asyncio
import time
from datetime import timedelta

import pytest

from frontmate import store
from frontmate.app import App, Options, build, utc_now
from tests.workflow.relay import relay


@pytest.mark.parametrize("role", ["serve", "work"])
async def test_a_process_that_is_told_to_stop_while_its_database_is_away_goes_in_order(
    database_url: str, role: str
) -> None:
    async with relay(database_url) as way:
        options = Options("http://127.0.0.1:1", "a-cookie-key-for-tests", role=role)
        async with build(way.url, [], options) as app:
            stop = asyncio.Event()
            work = asyncio.create_task(app.work(stop))
            await _until_at_work(app)
            way.hang_up()
            stop.set()
            begun = time.monotonic()
            await work
            # Whoever manages services kills what is not gone after ten seconds.
            assert time.monotonic() - begun < 15.0


async def _until_at_work(app: App) -> None:
    deadline = time.monotonic() + 30.0
    while time.monotonic() < deadline:
        async with app.engine.begin() as db:
            if await store.processes.alive(db, utc_now() - timedelta(minutes=1)):
                return
        await asyncio.sleep(0.05)
    raise AssertionError("it never began")
