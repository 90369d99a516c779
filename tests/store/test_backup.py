"""A backup is whole, is of one moment, and comes back whole or not at all."""

import itertools
import stat
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from frontmate.store import Keeper, backup, backup_file, migrate, plain_url, secrets
from frontmate.store.backup_file import Manifest
from frontmate.store.programs import BackupError, find
from frontmate.store.restore import Restored, restore
from tests.store.world import (
    KEY,
    NOW,
    TOKEN,
    Story,
    connect,
    empty_database,
    everything,
    run,
    working_on,
)

LATER = NOW + timedelta(hours=5)


def take(url: str, file: Path) -> Manifest:
    return backup.take(url, file, program="1.2.3", now=NOW)


def bring_back(url: str, file: Path, *, replace: bool = False) -> Restored:
    return restore(url, file, replace=replace, now=LATER)


@pytest.fixture
async def filled(database_url: str) -> str:
    """A database with one conversation in it, and nobody who uses it."""
    async with working_on(database_url) as db:
        await connect(db)
        story = await Story(db).begin()
        await story.writes("Where is my lamp?\\nIt\\tcost 10 €.", files=("lamp.pdf",))
    return database_url


@pytest.fixture
def elsewhere(server_url: str) -> Iterator[str]:
    with empty_database(server_url) as url:
        yield url


def test_everything_comes_back_in_an_empty_database(
    filled: str, elsewhere: str, tmp_path: Path
) -> None:
    manifest = take(filled, tmp_path / "b")
    assert manifest.counts["messages"] == 1
    restored = bring_back(elsewhere, tmp_path / "b")
    assert (restored.manifest, restored.handed_over) == (manifest, 0)
    before, after = everything(filled).splitlines(), everything(elsewhere).splitlines()
    # The worker's epoch grows, and the restore is noted; nothing else differs.
    assert [line for line in after if line not in before and "conversations:" not in line] == [
        line for line in after if line.startswith("installation: (restored,")
    ]
    assert [line for line in before if line not in after and "conversations:" not in line] == []


def test_what_is_derived_again_from_the_rest_is_left_out(
    filled: str, elsewhere: str, tmp_path: Path
) -> None:
    run(filled, "insert into article_entries values ('main', 'a', 'v1', 'form', 'entry')")
    assert "article_entries" not in take(filled, tmp_path / "b").counts
    bring_back(elsewhere, tmp_path / "b")
    assert run(elsewhere, "select count(*) from article_entries") == [(0,)]


async def test_secrets_come_back_and_the_key_is_in_neither(
    filled: str, elsewhere: str, tmp_path: Path
) -> None:
    take(filled, tmp_path / "b")
    bring_back(elsewhere, tmp_path / "b")
    dump = plain_dump(tmp_path / "b")
    assert KEY not in dump
    assert TOKEN not in dump
    async with working_on(elsewhere) as db:
        assert await secrets.read(db, Keeper(KEY), "main") == {"token": TOKEN}


def plain_dump(file: Path) -> str:
    """The backup by the tools that everybody has: tar, and pg_restore."""
    with tarfile.open(file) as tar:
        assert tar.getnames() == ["manifest.json", "database.dump"]
        member = tar.extractfile("database.dump")
        assert member is not None
        dump = member.read()
    program = find("pg_restore", 18)
    return subprocess.run(
        [program.path, "--file=-"], input=dump, capture_output=True, check=True
    ).stdout.decode()


def test_only_its_owner_may_read_it_and_nothing_unfinished_is_left(
    filled: str, tmp_path: Path
) -> None:
    take(filled, tmp_path / "b")
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["b"]


def test_an_older_backup_is_replaced_and_any_other_file_is_left_alone(
    filled: str, tmp_path: Path
) -> None:
    take(filled, tmp_path / "b")
    run(filled, "delete from history")
    assert take(filled, tmp_path / "b").counts["history"] == 0
    assert backup_file.read_manifest(tmp_path / "b").counts["history"] == 0
    (tmp_path / "thesis").write_text("years of work")
    with pytest.raises(BackupError, match="is no backup"):
        take(filled, tmp_path / "thesis")
    assert (tmp_path / "thesis").read_text() == "years of work"


@pytest.mark.parametrize(("name", "said"), [("", "is a folder"), ("no/b", "make it first")])
def test_a_place_where_no_file_can_be_is_refused(
    filled: str, tmp_path: Path, name: str, said: str
) -> None:
    with pytest.raises(BackupError, match=said):
        take(filled, tmp_path / name)


def test_a_database_without_our_tables_is_no_source(elsewhere: str, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="nothing to back up"):
        take(elsewhere, tmp_path / "b")
    assert list(tmp_path.iterdir()) == []


def test_a_backup_is_of_one_moment_while_the_workers_go_on(
    filled: str, elsewhere: str, tmp_path: Path
) -> None:
    stop, begun, written = threading.Event(), threading.Event(), itertools.count()

    def work() -> None:
        with psycopg.connect(plain_url(filled), autocommit=True) as database:
            while not stop.is_set():
                database.execute(
                    "with c as (insert into conversations (connection, front_id, created_at)"
                    " values ('main', %s, now()) returning id)"
                    " insert into alarms (conversation, why, at) select id, 'busy', now() from c",
                    [f"cnv_busy_{next(written)}"],
                )
                begun.set()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        assert begun.wait(20)
        manifest = take(filled, tmp_path / "b")
    finally:
        stop.set()
        worker.join()
    # More was written while it was taken, and none of that is in it by half: the restore counts
    # every table, and checks that each alarm has its conversation.
    assert 0 < manifest.counts["alarms"] < next(written)
    assert manifest.counts["conversations"] == manifest.counts["alarms"] + 1
    bring_back(elsewhere, tmp_path / "b")
    assert run(elsewhere, "select count(*) from alarms") == [(manifest.counts["alarms"],)]


def test_a_damaged_backup_is_refused_and_the_database_stays(filled: str, tmp_path: Path) -> None:
    take(filled, tmp_path / "b")
    before = everything(filled)
    damaged = bytearray((tmp_path / "b").read_bytes())
    damaged[-3000] ^= 1
    (tmp_path / "b").write_bytes(damaged)
    with pytest.raises(BackupError, match="damaged"):
        bring_back(filled, tmp_path / "b", replace=True)
    for length in (0, 10, 600, 20_000):
        (tmp_path / "b").write_bytes(damaged[:length])
        with pytest.raises(BackupError):
            bring_back(filled, tmp_path / "b", replace=True)
    assert everything(filled) == before


@pytest.mark.parametrize(
    "manifest",
    [
        b"[]",
        b"{}",
        b"null",
        b'{"format": 99, "program": "9.9"}',
        b'{"format": 1, "created_at": 5}',
        b"\xff" * 40,
    ],
)
def test_a_file_that_only_looks_like_a_backup_is_refused_with_a_sentence(
    filled: str, tmp_path: Path, manifest: bytes
) -> None:
    take(filled, tmp_path / "b")
    body = bytearray((tmp_path / "b").read_bytes())
    body[512 : 512 + 16384] = manifest.ljust(16384)
    (tmp_path / "b").write_bytes(body)
    with pytest.raises(BackupError, match=r"is no backup|newer format"):
        bring_back(filled, tmp_path / "b", replace=True)


def test_a_server_that_does_not_answer_is_told_in_a_sentence(tmp_path: Path) -> None:
    nobody = "postgresql://postgres@127.0.0.1:1/nothing"
    with pytest.raises(BackupError, match="could not be taken"):
        take(nobody, tmp_path / "b")


def test_a_file_that_is_not_there_or_not_ours_to_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="cannot be read"):
        bring_back("postgresql:///", tmp_path / "b")


def test_a_full_database_is_replaced_only_when_told(filled: str, tmp_path: Path) -> None:
    take(filled, tmp_path / "b")
    run(filled, "update contacts set name = 'Somebody else'")
    with pytest.raises(BackupError, match="--replace"):
        bring_back(filled, tmp_path / "b")
    bring_back(filled, tmp_path / "b", replace=True)
    assert run(filled, "select name from contacts") == [("Jane Doe",)]


def test_a_migrated_but_unused_database_needs_no_permission(
    filled: str, elsewhere: str, tmp_path: Path
) -> None:
    take(filled, tmp_path / "b")
    migrate(elsewhere)
    bring_back(elsewhere, tmp_path / "b")
    migrate(elsewhere)


def test_a_database_in_use_is_refused_and_says_by_whom(filled: str, tmp_path: Path) -> None:
    take(filled, tmp_path / "b")
    with psycopg.connect(plain_url(filled), application_name="a worker") as worker:
        pid = worker.info.backend_pid
        with pytest.raises(BackupError, match=rf"a worker \(pid {pid}\).*systemctl stop"):
            bring_back(filled, tmp_path / "b", replace=True)


def test_other_peoples_tables_are_never_dropped(
    filled: str, elsewhere: str, tmp_path: Path
) -> None:
    take(filled, tmp_path / "b")
    run(elsewhere, "create table invoices (n int)")
    with pytest.raises(BackupError, match="invoices"):
        bring_back(elsewhere, tmp_path / "b", replace=True)
    assert run(elsewhere, "select count(*) from invoices") == [(0,)]


def test_a_newer_schema_is_refused(filled: str, elsewhere: str, tmp_path: Path) -> None:
    run(filled, "update alembic_version set version_num = '9999'")
    take(filled, tmp_path / "b")
    with pytest.raises(BackupError, match=r"frontmate 1\.2\.3 or newer"):
        bring_back(elsewhere, tmp_path / "b")
    assert everything(elsewhere) == ""


def test_a_restore_that_fails_at_its_very_end_leaves_the_old_database_as_it_was(
    filled: str, tmp_path: Path
) -> None:
    # The rows come back; then a migration finds that its tables are there already.
    run(filled, "update alembic_version set version_num = '0002'")
    take(filled, tmp_path / "b")
    run(filled, "update contacts set name = 'Somebody else'")
    before = everything(filled)
    with pytest.raises(BackupError, match=r"nothing was changed: .* already exists"):
        bring_back(filled, tmp_path / "b", replace=True)
    assert everything(filled) == before
