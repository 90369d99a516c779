"""A database as a later version leaves it: every table has columns that today's code has not
heard of, there are a table and an index more, and a revision that it does not know."""

import contextlib
import time
from collections.abc import Sequence

import psycopg
from psycopg.errors import DeadlockDetected, LockNotAvailable

from frontmate.store import plain_url
from frontmate.store.tables import metadata

_REVISION = "9999"
_MOST_ATTEMPTS = 60


def grow(url: str) -> str:
    """Add, in one transaction as `migrate` does; returns the revision that it had."""
    return _changed(url, _added(), _REVISION)


def shrink(url: str, revision: str) -> None:
    """Take it all away again."""
    _changed(url, _taken(), revision)


def _changed(url: str, statements: Sequence[str], revision: str) -> str:
    for _ in range(_MOST_ATTEMPTS):
        # As everybody who migrates while others work.
        with contextlib.suppress(LockNotAvailable, DeadlockDetected):
            with psycopg.connect(plain_url(url)) as db:
                db.execute("select pg_advisory_xact_lock(727265)")
                db.execute("set local lock_timeout = '5s'")
                for statement in statements:
                    db.execute(statement)
                row = db.execute("select version_num from alembic_version").fetchone()
                assert row is not None
                db.execute("update alembic_version set version_num = %s", [revision])
            return str(row[0])
        time.sleep(1.0)
    raise TimeoutError("the tables were never free to be changed")


def _added() -> Sequence[str]:
    columns = "add column next_note text, add column next_count integer not null default 0"
    return [
        *(f'alter table "{name}" {columns}' for name in metadata.tables),
        "create table next_things (id bigint primary key, conversation bigint)",
        "create index ix_next on actions (next_count)",
    ]


def _taken() -> Sequence[str]:
    columns = "drop column next_note, drop column next_count"
    return [
        *(f'alter table "{name}" {columns}' for name in metadata.tables),
        "drop table next_things",
    ]
