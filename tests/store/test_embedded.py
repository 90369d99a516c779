"""The embedded server starts after any end, and opens nobody's private folder."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from frontmate.store import embedded, plain_url


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
    reachable = embedded._reachable_copy(private / "install" / "bin", home)
    assert reachable.is_relative_to(home)
    assert reachable.is_dir()
    assert private.stat().st_mode & 0o777 == 0o700
    shutil.rmtree(private)
