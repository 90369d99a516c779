"""What customers attached is not in a backup: brought back without it, nothing is broken."""

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from frontmate.app import Options, build, utc_now
from frontmate.store import Blobs, backup, erasure, restore
from frontmate.workflow import Shell
from tests.journeys.house import House, open_house
from tests.journeys.papers import attached
from tests.journeys.said import DIMMER, RETURNS
from tests.journeys.test_section_10_restore import settled
from tests.store.world import empty_database

NAMED = "select sha256, state from attachments where sha256 is not null order by id"
ID_OF = "select id from conversations where front_id = :front"
QUESTION = attached("question.txt", "text/plain", DIMMER.encode())


@pytest.fixture
def empty(server_url: str) -> Iterator[str]:
    with empty_database(server_url) as url:
        yield url


def contents(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.rglob("*") if file.is_file())


async def test_10_3_a_backup_that_is_brought_back_without_the_files_goes_on(
    database_url: str, help_center: Path, tmp_path: Path, empty: str
) -> None:
    kept, lost, file = tmp_path / "kept", tmp_path / "lost", tmp_path / "b"

    def keeping(shell: Shell) -> Shell:
        return replace(shell, blobs=Blobs(str(kept)))

    async with open_house(database_url, help_center, reshape=keeping) as house:
        conversation = await house.customer("", name="Kim", attachments=[QUESTION])
        await house.until_replies(conversation, 1)
        await house.until_quiet()
        assert len(contents(kept)) == 1
        await asyncio.to_thread(backup.take, database_url, file, program="1", now=utc_now())
        await asyncio.to_thread(restore.restore, empty, file, replace=False, now=utc_now())
        # Nothing of the old installation hears what comes now.
        await house.control("webhooks", app=None)
        again = await house.customer(RETURNS, name="Lou", attachments=[QUESTION])
        await goes_on(house, empty, conversation, again, lost)


async def goes_on(house: House, url: str, conversation: str, again: str, folder: Path) -> None:
    blobs = Blobs(str(folder))
    options = Options("http://127.0.0.1:1", "a-cookie-key-for-tests", blobs=blobs)
    async with build(url, [], options) as app, app.working():
        # The same file from somebody else is kept again: it is the one that the old row names.
        await house.until_replies(again, 1)
        await house.until(lambda: settled(app), patience=120, every=0.3)
        async with app.engine.begin() as db:
            named = (await db.execute(text(NAMED))).all()
            (row,) = (await db.execute(text(ID_OF), {"front": conversation})).all()
        assert [one.state for one in named] == ["read", "read"]
        assert contents(folder) == [named[0].sha256]
        shutil.rmtree(folder)
        with pytest.raises(FileNotFoundError):
            await blobs.read(named[0].sha256)
        assert await blobs.sweep(app.engine) == 0
        async with app.engine.begin() as db:
            await erasure.forget_at_once(db, row.id, utc_now())
            assert len((await db.execute(text(NAMED))).all()) == 1
        assert await blobs.sweep(app.engine) == 0
        assert len(await house.delivered(conversation)) == 1
