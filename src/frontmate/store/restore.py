"""Bringing a backup back: all of it in one transaction, or nothing."""

import subprocess
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

import psycopg
from alembic.script import ScriptDirectory
from psycopg import sql
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from frontmate.store import backup_file, target
from frontmate.store.after_restore import leave_nothing_blind
from frontmate.store.backup import verify
from frontmate.store.backup_file import Manifest
from frontmate.store.database import driver_url, upgrade
from frontmate.store.programs import BackupError, find, running

_SECTIONS = ("pre-data", "data", "post-data")
# Of a server that is newer than ours, or for psql alone.
_NOT_FOR_US = (b"SET transaction_timeout", rb"\restrict", rb"\unrestrict")


@dataclass(frozen=True)
class Restored:
    """What was brought back, and how many conversations were given to people."""

    manifest: Manifest
    handed_over: int


def restore(url: str, file: Path, *, replace: bool, now: datetime) -> Restored:
    """Put a backup in the place of what the database at `url` holds, and bring it up to date.

    The database is emptied, filled, checked, migrated and made safe (`after_restore`) in a single
    transaction: whatever fails, it is afterwards as it was. Nobody else may be using it, and it
    must hold nothing yet, unless `replace`. Raises BackupError.
    """
    manifest = verify(file)
    _refuse_newer(manifest)
    engine = create_engine(
        driver_url(url), poolclass=NullPool, connect_args={"options": "-c timezone=UTC"}
    )
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("set local lock_timeout = '10s'")
            # Whoever starts meanwhile waits here, in `migrate`, and finds the whole thing.
            connection.exec_driver_sql("select pg_advisory_xact_lock(727265)")
            target.refuse(_raw(connection), manifest, replace=replace)
            target.empty(_raw(connection))
            _fill(connection, file, manifest)
            upgrade(connection)
            handed_over = leave_nothing_blind(connection, manifest.created_at, now)
            connection.exec_driver_sql("analyze")
    except (psycopg.Error, DBAPIError) as error:
        raise BackupError(
            f"the backup could not be restored, and nothing was changed: {_said(error)}"
        ) from error
    finally:
        engine.dispose()
    return Restored(manifest, handed_over)


def _refuse_newer(manifest: Manifest) -> None:
    folder = resources.files("frontmate.store") / "migrations"
    known = {script.revision for script in ScriptDirectory(str(folder)).walk_revisions()}
    if manifest.revision not in known:
        raise BackupError(
            f"this backup was made by frontmate {manifest.program} with tables (revision "
            f"{manifest.revision}) that this version does not know: install frontmate "
            f"{manifest.program} or newer, and restore again"
        )


def _fill(connection: Connection, file: Path, manifest: Manifest) -> None:
    raw = _raw(connection)
    row = raw.execute("show search_path").fetchone()
    for section in _SECTIONS:
        _play(raw, file, manifest, section)
    # The dump emptied it; what follows names tables without their schema.
    raw.execute("select set_config('search_path', %s, false)", row)
    for name, rows in manifest.counts.items():
        counting = sql.SQL("select count(*) from {}").format(sql.Identifier(name))
        found = raw.execute(counting).fetchone()
        if found != (rows,):
            raise BackupError(f"the table {name} did not come back whole; nothing was changed")


def _play(raw: psycopg.Connection, file: Path, manifest: Manifest, section: str) -> None:
    """Carry out one section of the dump in our own transaction.

    pg_restore would open a connection, and so a transaction, of its own.
    """
    program = find("pg_restore", manifest.dumped_by)
    arguments = [
        str(program.path),
        f"--section={section}",
        f"--schema={manifest.schema}",
        "--no-owner",
        "--no-privileges",
        "--no-comments",
        "--file=-",
    ]
    with (
        backup_file.opened_dump(file) as dump,
        running(arguments, stdin=dump, stdout=subprocess.PIPE) as script,
    ):
        assert script.stdout is not None
        statements = bytearray()
        lines = iter(script.stdout)
        for line in lines:
            if section == "data" and line.startswith(b"COPY "):
                _run(raw, statements)
                _copy(raw, line, lines)
            elif not line.startswith(_NOT_FOR_US):
                statements += line
        _run(raw, statements)


def _run(raw: psycopg.Connection, statements: bytearray) -> None:
    if statements.strip():
        raw.execute(bytes(statements))
    statements.clear()


def _copy(raw: psycopg.Connection, statement: bytes, lines: Iterable[bytes]) -> None:
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        for line in lines:
            if line == b"\\.\n":
                return
            copy.write(line)


def _raw(connection: Connection) -> "psycopg.Connection[Any]":
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    return raw


def _said(error: Exception) -> str:
    """The server's own words, without the values that it may quote in the lines below."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    with suppress(AttributeError):
        primary: str | None = cause.diag.message_primary  # type: ignore[union-attr] # if psycopg's
        if primary:
            return primary
    return str(cause).splitlines()[0]
