"""A database as a later version leaves it: every table has columns that today's code has not
heard of, there are a table and an index more, and a revision that it does not know."""

from collections.abc import Iterator

import psycopg

from frontmate.store import plain_url
from frontmate.store.tables import metadata

_REVISION = "9999"


def grow(url: str) -> str:
    """Add, in one transaction as `migrate` does; returns the revision that it had."""
    with psycopg.connect(plain_url(url)) as db:
        return _changed(db, _added(), _REVISION)


def shrink(url: str, revision: str) -> None:
    """Take it all away again."""
    with psycopg.connect(plain_url(url)) as db:
        _changed(db, _taken(), revision)


def _changed(db: psycopg.Connection, statements: Iterator[str], revision: str) -> str:
    # As everybody who migrates: one at a time.
    db.execute("select pg_advisory_xact_lock(727265)")
    for statement in statements:
        db.execute(statement)
    row = db.execute("select version_num from alembic_version").fetchone()
    assert row is not None
    db.execute("update alembic_version set version_num = %s", [revision])
    return str(row[0])


def _added() -> Iterator[str]:
    for name in metadata.tables:
        yield f'alter table "{name}" add column next_note text'
        yield f'alter table "{name}" add column next_count integer not null default 0'
    yield "create table next_things (id bigint primary key, conversation bigint)"
    yield "create index ix_next on actions (next_count)"


def _taken() -> Iterator[str]:
    yield "drop table next_things"
    for name in metadata.tables:
        yield f'alter table "{name}" drop column next_note, drop column next_count'
