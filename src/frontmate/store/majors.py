"""The data folder of an older PostgreSQL becomes one of ours: dumped by it, restored in a new one.

At every moment one whole folder is there: the old one is only ever read, then renamed, and kept.

    postgresql                     the old one; the new one after the last step
    postgresql.upgrading           the new one while it is filled; with `.complete` in it, filled
    postgresql-16-before-18        the old one afterwards: delete it once you are content
"""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from psycopg import sql

from frontmate.store.cluster import (
    Cluster,
    EmbeddedServerError,
    connect,
    count_everything,
    databases,
    postmaster,
    users_of,
    version_of,
)
from frontmate.store.programs import BackupError, running, sync_folder

_COMPLETE = ".complete"

Binaries = Callable[[int], Path | None]
"""The programs of a major version, reachable for the server's user; None if they are not here."""


def data_in(folder: Path) -> int | None:
    """The version that wrote the data that `embedded.start` would use; None if there is none."""
    return version_of(folder) or version_of(_unfinished(folder))


def finish_interrupted(folder: Path, binaries: Binaries) -> None:
    """Clear up after an upgrade that a crash ended. Called with the folder's lock held."""
    new = _unfinished(folder)
    if not new.exists():
        return
    if (new / _COMPLETE).exists() and not folder.exists():
        _put_in_place(new, folder)
        return
    major = version_of(new)
    programs = None if major is None else binaries(major)
    if programs is not None:
        Cluster(new, programs).stop()
    # The old folder is whole and may have been used since: begin anew.
    shutil.rmtree(new)


def upgrade(
    folder: Path, target: int, binaries: Binaries, reached: Callable[[str], None] = lambda _: None
) -> None:
    """Bring a data folder to the major version `target`, if an older one wrote it.

    Called with the folder's lock held. `reached` hears of each step, for tests that end there.
    Raises EmbeddedServerError with a sentence for the user; the old folder is then as it was.
    """
    major = version_of(folder)
    if major is None or major == target:
        return
    if major > target:
        raise EmbeddedServerError(
            f"the data in {folder} was written by PostgreSQL {major}, and this frontmate brings "
            f"{target}: install the newer frontmate that you had"
        )
    old = Cluster(folder, _programs(major, folder, binaries))
    new = Cluster(_unfinished(folder), _programs(target, folder, binaries))
    _refuse_if_used(folder)
    old.stop()
    reached("old stopped")
    try:
        _move_all(old, new, reached)
    except (BackupError, OSError) as error:
        raise EmbeddedServerError(
            f"the data in {folder} could not be moved from PostgreSQL {major} to {target} "
            f"({error}); it is as it was. There must be room for a second copy of it"
        ) from error
    (new.folder / _COMPLETE).touch()
    sync_folder(new.folder)
    reached("complete")
    folder.rename(_kept(folder, major, target))
    reached("old renamed")
    _put_in_place(new.folder, folder)


def _programs(major: int, folder: Path, binaries: Binaries) -> Path:
    found = binaries(major)
    if found is None:
        raise EmbeddedServerError(
            f"the data in {folder} was written by PostgreSQL {major}, whose programs this "
            "frontmate no longer brings: install the frontmate that you had, run `frontmate "
            f"backup FILE`, move {folder} away, install this frontmate again, and run `frontmate "
            "restore FILE`"
        )
    return found


def _unfinished(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.upgrading")


def _kept(folder: Path, major: int, target: int) -> Path:
    name = folder.with_name(f"{folder.name}-{major}-before-{target}")
    number = 1
    kept = name
    while kept.exists():
        number += 1
        kept = name.with_name(f"{name.name}-{number}")
    return kept


def _put_in_place(new: Path, folder: Path) -> None:
    new.rename(folder)
    sync_folder(folder.parent)
    (folder / _COMPLETE).unlink()


def _refuse_if_used(folder: Path) -> None:
    if postmaster(folder) is None:
        return
    users = users_of(folder)
    if users:
        raise EmbeddedServerError(
            f"an older frontmate is still running on {folder} ({users} connections): stop it "
            "first (Ctrl-C, `systemctl stop frontmate`, `docker compose stop`)"
        )


def _move_all(old: Cluster, new: Cluster, reached: Callable[[str], None]) -> None:
    new.make()
    reached("new made")
    with old.running() as source, new.running() as target:
        reached("both running")
        for name in databases(source):
            if name != "postgres":
                with connect(target, "postgres") as server:
                    server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
            _move(new.binaries, source, target, name)
            reached("filled")
            if count_everything(source, name) != count_everything(target, name):
                raise BackupError(f"the database {name} did not arrive whole")


def _move(programs: Path, source: str, target: str, name: str) -> None:
    there = ["--username=postgres", "--no-password", f"--dbname={name}"]
    with _dumping(programs, [f"--host={source}", *there]) as dump:
        # Nobody else has roles on an embedded server: what there is belongs to its one user.
        arguments = [str(programs / "psql"), f"--host={target}", *there]
        arguments += ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
        with running(arguments, stdin=dump):
            pass


@contextmanager
def _dumping(programs: Path, arguments: list[str]) -> Iterator[IO[bytes]]:
    dump = [str(programs / "pg_dump"), "--no-owner", "--no-privileges", *arguments]
    with running(dump, stdout=subprocess.PIPE) as dumping:
        assert dumping.stdout is not None
        yield dumping.stdout
        # Ours goes, so that pg_dump ends should psql have ended before it.
        dumping.stdout.close()
