"""What customers attached: written down with its message, forgotten with its conversation."""

import hashlib
import os
import stat
import time
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from frontmate.store import AttachedFile, Blobs, FileState, attachments, erasure
from frontmate.store.attachments import Listed, Settled
from tests.store.world import NOW, Story, connect, everything

WORDS = b"Jane asks about her lamp."
HOURS_AGO = time.time() - 7200


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(str(tmp_path / "blobs"))


async def with_a_file(db: AsyncConnection, sha256: str | None = None) -> tuple[Story, AttachedFile]:
    """A conversation whose message brought a file that was read."""
    await connect(db)
    story = await Story(db).begin()
    await story.writes("See the file.")
    listed = [Listed("fil_1", "jane.txt", "text/jane", 0)]
    for _ in range(2):
        await attachments.add(db, story.connection, story.conversation, "msg_1", listed, NOW)
    (file,) = await attachments.of_conversation(db, story.conversation)
    assert (file.name, file.state, file.text) == ("jane.txt", FileState.LISTED, None)
    read = Settled(FileState.READ, "", "text/plain", len(WORDS), sha256, WORDS.decode())
    await attachments.settle(db, file.id, read, NOW)
    (file,) = await attachments.of_conversation(db, story.conversation)
    return story, file


def put_long_ago(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            os.utime(file, (HOURS_AGO, HOURS_AGO))


def contents(folder: Path) -> list[str]:
    return sorted(file.name for file in (folder / "blobs").rglob("*") if file.is_file())


async def test_a_file_is_forgotten_with_its_conversation(
    engine: AsyncEngine, database_url: str
) -> None:
    async with engine.begin() as db:
        story, file = await with_a_file(db, "0" * 64)
        assert (file.text, file.kind, file.size) == (WORDS.decode(), "text/plain", len(WORDS))
        await erasure.forget_conversation(db, story.conversation, NOW)
        await erasure.forget_contacts(db, [story.contact])
        (left,) = await attachments.of_conversation(db, story.conversation)
        assert (left.name, left.text, left.claimed) == ("", None, "")
        assert left.state is FileState.READ
        assert await attachments.named(db, ["0" * 64]) == frozenset()
    assert "jane" not in everything(database_url).lower()


async def test_bytes_lie_where_their_hash_says_for_their_owner_alone(
    blobs: Blobs, tmp_path: Path
) -> None:
    file = tmp_path / "a name that is not used"
    file.write_bytes(WORDS)
    sha256 = await blobs.keep(file)
    assert sha256 == await blobs.keep(file) == hashlib.sha256(WORDS).hexdigest()
    assert await blobs.read(sha256) == WORDS
    assert contents(tmp_path) == [sha256]
    assert stat.S_IMODE((tmp_path / "blobs").stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["../secret", "", "a" * 63, "A" * 64, "/etc/passwd"])
async def test_what_is_no_hash_leads_nowhere(blobs: Blobs, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("a secret")
    with pytest.raises(FileNotFoundError):
        await blobs.read(name)


async def test_bytes_that_no_file_names_any_more_are_deleted(
    engine: AsyncEngine, blobs: Blobs, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_bytes(WORDS)
    sha256 = await blobs.keep(file)
    begun = tmp_path / "blobs" / "00" / f"{'0' * 64}.12345678"
    begun.parent.mkdir()
    begun.write_bytes(b"cut off")
    put_long_ago(tmp_path / "blobs")
    async with engine.begin() as db:
        story, _ = await with_a_file(db, sha256)
    assert await blobs.sweep(engine) == 0
    assert contents(tmp_path) == [sha256]
    async with engine.begin() as db:
        await erasure.forget_conversation(db, story.conversation, NOW)
    assert await blobs.sweep(engine) == 1
    assert contents(tmp_path) == []


async def test_bytes_that_were_put_just_now_wait_for_their_row(
    engine: AsyncEngine, blobs: Blobs, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_bytes(WORDS)
    sha256 = await blobs.keep(file)
    put_long_ago(tmp_path / "blobs")
    await blobs.keep(file)
    assert await blobs.sweep(engine) == 0
    assert contents(tmp_path) == [sha256]


async def test_nothing_is_swept_where_nothing_was_kept(engine: AsyncEngine, blobs: Blobs) -> None:
    assert await blobs.sweep(engine) == 0


async def test_any_file_system_of_fsspec_will_do(tmp_path: Path) -> None:
    memory = Blobs("memory://attachments")
    file = tmp_path / "file"
    file.write_bytes(WORDS)
    assert await memory.read(await memory.keep(file)) == WORDS
