"""Taking a backup: one snapshot of everything, while the workers go on."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

from frontmate.store import backup_file
from frontmate.store.backup_file import Manifest
from frontmate.store.database import plain_url
from frontmate.store.programs import BackupError, Program, find, reach, running, sync_folder
from frontmate.store.tables import metadata

_ENGINE = "procrastinate_"
_PASSING = ("jobs", "events", "workers", "periodic_defers")
_DERIVED = ("article_entries",)
_LEFT_OUT = ("processes", *_DERIVED, *(_ENGINE + name for name in _PASSING))
"""Who runs, and what was about to be woken: of that moment alone. Our own rows wake up again.
And what is derived again from the rest."""


def take(url: str, file: Path, *, program: str, now: datetime) -> Manifest:
    """Write a backup of the database at `url` to `file`; returns what is in it.

    The file appears under its name once it is complete and has been read back; only its owner may
    read it. An older backup of that name is replaced, anything else is left alone. `program` is
    the version of frontmate. Raises BackupError.
    """
    _refuse_path(file)
    partial = file.with_name(f"{file.name}.partial-{os.getpid()}")
    try:
        manifest = _write(url, partial, program, now)
        verify(partial)
        partial.replace(file)
        sync_folder(file.parent)
    except psycopg.Error as error:
        raise BackupError(f"the backup could not be taken: {error}") from error
    except OSError as error:
        raise BackupError(f"{file} cannot be written ({error.strerror})") from error
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def verify(file: Path) -> Manifest:
    """Read a backup from end to end: its checksum, and every table of the manifest in its list.

    Raises BackupError.
    """
    manifest = backup_file.read_manifest(file)
    program = find("pg_restore", manifest.dumped_by)
    arguments = [str(program.path), "--list"]
    with (
        backup_file.opened_dump(file) as dump,
        running(arguments, stdin=dump, stdout=subprocess.PIPE) as listing,
    ):
        assert listing.stdout is not None
        inside = listing.stdout.read().decode(errors="replace")
    wanted = {name: f"TABLE DATA {manifest.schema} {name} " for name in manifest.counts}
    missing = [name for name, line in wanted.items() if line not in inside]
    if missing:
        raise BackupError(f"{file} lacks the table {missing[0]}: take another backup")
    return manifest


def _refuse_path(file: Path) -> None:
    if file.is_dir():
        raise BackupError(f"{file} is a folder: name the file, for example {file}/frontmate.backup")
    if not file.parent.is_dir():
        raise BackupError(f"the folder {file.parent} does not exist: make it first")
    if file.exists() and not backup_file.is_backup(file):
        raise BackupError(f"{file} exists and is no backup: choose another name")


def _write(url: str, partial: Path, program: str, now: datetime) -> Manifest:
    with psycopg.connect(plain_url(url)) as database:
        server = database.info.server_version // 10_000
        dumper = find("pg_dump", server)
        # Everything below sees the database as it is at this moment, pg_dump included.
        database.execute("set transaction isolation level repeatable read, read only")
        snapshot = _one(database, sql.SQL("select pg_export_snapshot()"))
        schema = _one(database, sql.SQL("select current_schema()"))
        manifest = Manifest(
            created_at=now,
            program=program,
            revision=_revision(database),
            schema=schema,
            server=server,
            dumped_by=dumper.major,
            counts=count_rows(database),
        )
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file, _dumping(dumper, url, schema, snapshot) as dump:
            return backup_file.write(file, manifest, dump)


def count_rows(database: psycopg.Connection) -> dict[str, int]:
    """The rows of each table of ours that belongs into a backup, and exists at this revision."""
    there = {
        name
        for (name,) in database.execute(
            "select tablename from pg_tables where schemaname = current_schema()"
        )
    }
    counts: dict[str, int] = {}
    for name in sorted(there & (metadata.tables.keys() - set(_LEFT_OUT))):
        counting = sql.SQL("select count(*) from {}").format(sql.Identifier(name))
        row = database.execute(counting).fetchone()
        counts[name] = row[0] if row else 0
    return counts


def _revision(database: psycopg.Connection) -> str:
    try:
        return _one(database, sql.SQL("select version_num from alembic_version"))
    except psycopg.errors.UndefinedTable as error:
        raise BackupError(
            "there is nothing to back up: this database holds no tables of frontmate's"
        ) from error


def _one(database: psycopg.Connection, query: sql.SQL) -> str:
    row = database.execute(query).fetchone()
    return str(row[0]) if row else ""


@contextmanager
def _dumping(program: Program, url: str, schema: str, snapshot: str) -> Iterator[IO[bytes]]:
    """The dump while it is made. Raises BackupError if it did not come to its end."""
    address, environment = reach(url)
    left_out = [f"--exclude-table-data={_quoted(schema)}.{name}" for name in _LEFT_OUT]
    arguments = [
        str(program.path),
        "--format=custom",
        f"--schema={_quoted(schema)}",
        "--no-owner",
        "--no-privileges",
        f"--snapshot={snapshot}",
        "--no-password",
        "--lock-wait-timeout=60s",
        *left_out,
        f"--dbname={address}",
    ]
    with running(arguments, env=environment, stdout=subprocess.PIPE) as dumping:
        assert dumping.stdout is not None
        yield dumping.stdout


def _quoted(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'
