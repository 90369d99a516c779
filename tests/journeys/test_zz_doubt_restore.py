import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from frontmate.app import utc_now
from frontmate.store import backup
from frontmate.workflow import Shell
from tests.journeys.house import open_house
from tests.journeys.said import SHIPPING
from tests.journeys.test_section_10_restore import Camera, Stage, settled
from tests.journeys.test_section_9_call_answers import INBOXES, call_of, channel_of, sent_to
from tests.store.world import empty_database
from tests.journeys.conftest import write_articles

KIM = "+12025550181"

@pytest.fixture
def empty(server_url: str) -> Iterator[str]:
    with empty_database(server_url) as url:
        yield url

@pytest.fixture
def help_center(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "help")


@pytest.fixture
async def stage(database_url, help_center, tmp_path, empty) -> AsyncIterator[Stage]:
    camera = Camera(database_url, tmp_path / "b")

    def with_camera(shell: Shell) -> Shell:
        return replace(shell, checkpoint=camera)

    async with open_house(database_url, help_center, reshape=with_camera, inboxes=INBOXES) as house:
        await house.set_policy(call_answers_by=await channel_of(house, "twilio"))
        yield Stage(house, camera, empty)


async def test_call_unknown_to_the_backup(stage: Stage) -> None:
    house, camera = stage.house, stage.camera
    await asyncio.to_thread(backup.take, camera.url, camera.file, program="1", now=utc_now())
    conversation = await call_of(house, SHIPPING, KIM)
    await house.until_state(conversation, "sent_note", "confirmed")
    await house.until_quiet()
    assert len(await sent_to(house, KIM)) == 1
    async with stage.brought_back() as app:
        await asyncio.sleep(3)
        await house.until(lambda: settled(app), patience=120, every=0.3)
        from sqlalchemy import text
        async with app.engine.begin() as db:
            print((await db.execute(text("select c.front_id, h.reason, h.note from history h join conversations c on c.id=h.conversation order by h.id"))).all())
            print((await db.execute(text("select conversation, step, state, leaves_by from actions order by id"))).all())
    print(await house.comments(conversation))
    assert len(await sent_to(house, KIM)) == 1


@pytest.mark.parametrize("step", ["reply_intended", "reply_posted", "reply_accepted", "sent_note_intended", "sent_note_posted", "event_decided", "event_read"])
async def test_backed_up_at(stage: Stage, step: str) -> None:
    house, camera = stage.house, stage.camera
    camera.aim(None)
    conversation = await call_of(house, SHIPPING, "+12025550100")
    await house.until_state(conversation, "sent_note", "confirmed")
    await house.until_quiet()
    n = camera.passed.count(step)
    for nth in range(1, n + 1):
        number = f"+1202555{1000+nth}"
        camera.aim((step, nth))
        conversation = await call_of(house, SHIPPING, number)
        await house.until_state(conversation, "sent_note", "confirmed")
        await house.until_quiet()
        if not camera.file.exists():
            continue
        assert len(await sent_to(house, number)) == 1
        async with stage.brought_back() as app:
            await asyncio.sleep(1)
            await house.until(lambda: settled(app), patience=120, every=0.3)
        assert len(await sent_to(house, number)) == 1, (step, nth)
