"""The embedded server starts after any end, and on older data; it opens no private folder."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from frontmate.store import embedded, plain_url
from frontmate.store.cluster import Cluster, connect, version_of


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="frontmate-embedded-"))
    made.chmod(0o755)
    yield made / "pg"
    embedded.stop(made / "pg")
    shutil.rmtree(made, ignore_errors=True)


def server_pid(folder: Path) -> int:
    return int((folder / "postmaster.pid").read_text().splitlines()[0])


def ask(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(plain_url(url), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def forget(folder: Path) -> None:
    """As a new process would: the wheel remembers its servers."""
    wheel = embedded._load_wheel(folder)
    wheel.PostgresServer._instances.pop(folder.resolve(), None)


def end_hard(folder: Path, pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=10)
    forget(folder)


def test_two_starts_share_one_server(folder: Path) -> None:
    first = embedded.start(folder, stop_at_exit=True)
    pid = server_pid(folder)
    assert embedded.start(folder, stop_at_exit=True) == first
    assert server_pid(folder) == pid


def test_after_a_hard_stop_it_starts_again_and_no_row_is_lost(folder: Path) -> None:
    url = embedded.start(folder, stop_at_exit=True)
    ask(url, "create table kept as select 7 as n")
    end_hard(folder, server_pid(folder))
    url = embedded.start(folder, stop_at_exit=True)
    assert ask(url, "select n from kept") == [(7,)]


def test_a_pid_file_that_names_a_living_stranger_does_not_keep_it_from_starting(
    folder: Path,
) -> None:
    embedded.start(folder, stop_at_exit=True)
    lines = (folder / "postmaster.pid").read_text().splitlines()
    end_hard(folder, int(lines[0]))
    # A container reuses small pids: the file now names this very process.
    (folder / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    url = embedded.start(folder, stop_at_exit=True)
    assert ask(url, "select 1") == [(1,)]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server runs as another user")
def test_as_root_a_folder_below_a_private_one_is_refused_and_nothing_is_opened() -> None:
    private = Path(tempfile.mkdtemp(prefix="frontmate-private-"))
    assert private.stat().st_mode & 0o777 == 0o700
    with pytest.raises(embedded.EmbeddedServerError, match="FRONTMATE_DATA"):
        embedded.start(private / "pg", stop_at_exit=True)
    assert private.stat().st_mode & 0o777 == 0o700
    private.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server runs as another user")
def test_as_root_programs_in_a_private_folder_are_copied_and_it_stays_private(
    tmp_path: Path,
) -> None:
    private = Path(tempfile.mkdtemp(prefix="frontmate-private-"))
    (private / "install" / "bin").mkdir(parents=True)
    home = tmp_path / "home"
    reachable = embedded._reachable_copy(private / "install" / "bin", 18, home)
    assert reachable.is_relative_to(home)
    assert reachable.is_dir()
    assert private.stat().st_mode & 0o777 == 0o700
    shutil.rmtree(private)


OLD, NEW = 16, 18

ENDS_AT = """
import os, signal, sys
from pathlib import Path
from frontmate.store import embedded, majors

def reached(step):
    if step == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

majors.upgrade(Path(sys.argv[1]), 18, embedded.programs, reached)
"""


@pytest.fixture(scope="module")
def written_by_16() -> Iterator[Path]:
    """A data folder as an older frontmate has left it, to copy."""
    made = Path(tempfile.mkdtemp(prefix="frontmate-old-"))
    made.chmod(0o755)
    embedded._load_wheel(made / "pg")
    programs = embedded.programs(OLD)
    assert programs is not None
    old = Cluster(made / "pg", programs)
    old.make()
    with old.running() as sockets:
        with connect(sockets, "postgres") as database:
            database.execute(
                "create table kept as select n, repeat('é', 9) as t from generate_series(1, 500) n"
            )
            database.execute('create database "an other"')
        with connect(sockets, "an other") as database:
            database.execute("create table kept_too as select 7 as n")
    yield made / "pg"
    shutil.rmtree(made)


@pytest.fixture
def old_data(written_by_16: Path, folder: Path) -> Path:
    subprocess.run(["cp", "-a", written_by_16, folder], check=True)
    return folder


def hold_everything(url: str) -> None:
    assert ask(url, "select count(*), max(t) from kept") == [(500, "é" * 9)]
    (version,) = ask(url, "show server_version")
    assert str(version[0]).startswith(str(NEW))


def test_data_of_an_older_postgresql_is_moved_and_the_old_folder_is_kept(old_data: Path) -> None:
    url = embedded.start(old_data, stop_at_exit=True)
    hold_everything(url)
    with connect(str(old_data), "an other") as database:
        assert database.execute("select n from kept_too").fetchall() == [(7,)]
    kept = old_data.with_name("pg-16-before-18")
    assert (version_of(kept), version_of(old_data)) == (OLD, NEW)
    assert embedded.start(old_data, stop_at_exit=True) == url


@pytest.mark.parametrize(
    "step", ["old stopped", "new made", "both running", "filled", "complete", "old renamed"]
)
def test_an_upgrade_that_is_killed_is_done_at_the_next_start(old_data: Path, step: str) -> None:
    temporary = old_data.parent / "tmp"
    temporary.mkdir()
    temporary.chmod(0o755)
    environment = {**os.environ, "TMPDIR": str(temporary)}
    killed = subprocess.run(
        [sys.executable, "-c", ENDS_AT, old_data, step], env=environment, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    hold_everything(embedded.start(old_data, stop_at_exit=True))
    left = {path.name for path in old_data.parent.iterdir()}
    assert left == {"pg", "pg-16-before-18", "pg.lock", "pg.wheel-lock", "tmp"}


def test_while_the_older_frontmate_still_runs_nothing_is_moved(old_data: Path) -> None:
    programs = embedded.programs(OLD)
    assert programs is not None
    old = Cluster(old_data, programs)
    with old.running() as sockets, connect(sockets, "postgres") as worker:
        with pytest.raises(embedded.EmbeddedServerError, match="still running"):
            embedded.start(old_data, stop_at_exit=True)
        assert worker.execute("select count(*) from kept").fetchone() == (500,)
    assert version_of(old_data) == OLD


def test_data_that_no_program_here_can_read_is_left_with_a_sentence(old_data: Path) -> None:
    before = (old_data / "PG_VERSION").stat()
    for version, sentence in ((9, "install the frontmate that you had"), (99, "the newer")):
        (old_data / "PG_VERSION").write_text(f"{version}\n")
        with pytest.raises(embedded.EmbeddedServerError, match=sentence):
            embedded.start(old_data, stop_at_exit=True)
    assert (old_data / "PG_VERSION").stat().st_ino == before.st_ino
    assert not old_data.with_name("pg.upgrading").exists()


def test_data_that_cannot_be_moved_is_as_it_was(old_data: Path) -> None:
    programs = embedded.programs(OLD)
    assert programs is not None
    with Cluster(old_data, programs).running() as sockets, connect(sockets, "postgres") as database:
        # A function in a library that the new server has not.
        database.execute(
            "create function f() returns language_handler language c"
            " as '$libdir/plpgsql', 'plpgsql_call_handler'"
        )
        database.execute("update pg_proc set probin = '$libdir/gone' where proname = 'f'")
    with pytest.raises(embedded.EmbeddedServerError, match="it is as it was"):
        embedded.start(old_data, stop_at_exit=True)
    assert version_of(old_data) == OLD
    with Cluster(old_data, programs).running() as sockets, connect(sockets, "postgres") as database:
        assert database.execute("select count(*) from kept").fetchone() == (500,)
