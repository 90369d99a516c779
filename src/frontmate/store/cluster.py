"""A PostgreSQL server of one major version on one data folder, started and stopped by hand.

The wheel's own server object holds on to its folder's name until the process ends; an upgrade
needs servers that come, go, and are renamed.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

SYSTEM_USER = "pgserver"
"""Whom the wheel runs servers as, where we are root."""
_START_WITHIN = 60


class EmbeddedServerError(Exception):
    """The embedded server cannot run here; the message says what to do instead."""


@dataclass(frozen=True)
class Cluster:
    """`binaries` is the folder of the server's programs, reachable for its system user."""

    folder: Path
    binaries: Path

    def make(self) -> None:
        """A new, empty one, as the wheel makes them. The folder must not exist."""
        self.folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            shutil.chown(self.folder, SYSTEM_USER, SYSTEM_USER)
        self._run("initdb", "--auth=trust", "--encoding=utf8", "--username=postgres")

    def stop(self) -> None:
        """Stop it if it runs; what is committed is on disk afterwards."""
        if postmaster(self.folder) is not None:
            self._run("pg_ctl", "-w", "-m", "fast", "stop")

    @contextmanager
    def running(self) -> Iterator[str]:
        """Run it where nobody else finds it; yields the folder of its socket."""
        sockets = Path(tempfile.mkdtemp(prefix="frontmate-"))
        if os.geteuid() == 0:
            shutil.chown(sockets, SYSTEM_USER, SYSTEM_USER)
        log = str(self.folder / "log")
        options = f'-h "" -k {sockets}'
        try:
            self._run("pg_ctl", "-w", "-t", str(_START_WITHIN), "-o", options, "-l", log, "start")
            yield str(sockets)
        finally:
            self.stop()
            shutil.rmtree(sockets, ignore_errors=True)

    def _run(self, name: str, *arguments: str) -> None:
        user = SYSTEM_USER if os.geteuid() == 0 else None
        # Files, since the server inherits them: a pipe would stay open for as long as it runs.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(  # noqa: S603 - PostgreSQL's own program
                [str(self.binaries / name), "-D", str(self.folder), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                user=user,
                cwd="/",
                check=False,
            )
            said.seek(0)
            words = said.read().decode(errors="replace").split("\n")
        if done.returncode != 0:
            told = " ".join(line.strip() for line in words if line.strip())[-300:]
            raise EmbeddedServerError(f"{name} on {self.folder} failed: {told}")


def version_of(folder: Path) -> int | None:
    """The major version that wrote a data folder; None if there is none in it."""
    try:
        return int((folder / "PG_VERSION").read_text().strip())
    except (FileNotFoundError, NotADirectoryError):
        return None


def postmaster(folder: Path) -> int | None:
    """The process id of the server that runs on a folder, if one does."""
    try:
        pid = int((folder / "postmaster.pid").read_text().splitlines()[0])
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE or process.name() != "postgres":
            return None
        # A container reuses small pids: the file may name another server.
        return pid if str(folder) in process.cmdline() else None
    except (OSError, ValueError, IndexError, psutil.Error):
        return None


def users_of(folder: Path) -> int:
    """How many connections the server that runs on a folder has, besides ours.

    A dump does not count: it may be what a crash has left of an upgrade.
    """
    lines = (folder / "postmaster.pid").read_text().splitlines()
    query = (
        "select count(*) from pg_stat_activity where backend_type = 'client backend'"
        " and pid <> pg_backend_pid() and application_name <> 'pg_dump'"
    )
    with connect(lines[4], "postgres", port=lines[3]) as database:
        row = database.execute(query).fetchone()
    return row[0] if row else 0


def connect(sockets: str, name: str, port: str = "5432") -> psycopg.Connection:
    return psycopg.connect(host=sockets, port=port, user="postgres", dbname=name, autocommit=True)


def databases(sockets: str) -> list[str]:
    """The names of all databases with something of somebody's in them."""
    query = "select datname from pg_database where datallowconn and not datistemplate order by 1"
    with connect(sockets, "postgres") as database:
        return [str(name) for (name,) in database.execute(query)]


def count_everything(sockets: str, name: str) -> dict[str, int]:
    """The rows of every table in a database."""
    tables = (
        "select schemaname, tablename from pg_tables"
        " where schemaname not in ('pg_catalog', 'information_schema')"
    )
    counts = {}
    with connect(sockets, name) as database:
        for schema, table in database.execute(tables).fetchall():
            query = sql.SQL("select count(*) from {}").format(sql.Identifier(schema, table))
            row = database.execute(query).fetchone()
            counts[f"{schema}.{table}"] = row[0] if row else 0
    return counts
