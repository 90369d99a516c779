"""During a rolling restart the old version works on what the new one has migrated: migrations only
add, and wait for whoever is at work (10.3)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from frontmate.conversation.message import Channel
from frontmate.conversation.session import Session
from frontmate.store import codec, migrate, plain_url
from frontmate.store.database import driver_url, scripts, upgrade
from tests.prove.next_version import grow

Named = dict[tuple[str, ...], tuple[Any, ...]]
Shape = dict[str, Named]
"""What an old version relies on, by name: each table, column, and rule over columns."""

_TABLES = "select table_name from information_schema.tables where table_schema = 'public'"
_COLUMNS = (
    "select table_name, column_name, data_type, is_nullable, column_default is not null"
    " or is_identity = 'YES' from information_schema.columns where table_schema = 'public'"
)
_RULES = (
    "select conrelid::regclass::text, conname, pg_get_constraintdef(oid),"
    " array(select attname from pg_attribute where attrelid = conrelid and attnum = any(conkey))"
    " from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n'"
)
_UNIQUE = (
    "select indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid),"
    " array(select attname from pg_attribute where attrelid = indrelid and attnum = any(indkey))"
    " from pg_index where indisunique and not exists"
    " (select 1 from pg_constraint where conindid = indexrelid)"
    " and indrelid::regclass::text !~ '^(pg_|information_schema)'"
)


@pytest.fixture
def empty(database_url: str) -> Iterator[str]:
    """A database without a table."""
    url = make_url(database_url)
    name = f"{url.database}_empty"
    with psycopg.connect(plain_url(database_url), autocommit=True) as db:
        db.execute(f'create database "{name}"')
        yield url.set(database=name).render_as_string(hide_password=False)
        db.execute(f'drop database "{name}" with (force)')


def test_a_migration_only_adds_what_the_version_before_it_need_not_know(empty: str) -> None:
    engine = create_engine(driver_url(empty), poolclass=NullPool)
    before: Shape | None = None
    with engine.connect() as db:
        for revision in _revisions():
            upgrade(db, revision)
            now = _shape(db)
            assert before is None or _breaks(before, now) == [], f"revision {revision}"
            before = now
    engine.dispose()
    assert before is not None


def _revisions() -> list[str]:
    known = ScriptDirectory.from_config(scripts()).walk_revisions()
    return [script.revision for script in known][::-1]


def _shape(db: Connection) -> Shape:
    def read(query: str, names: int) -> Named:
        return {tuple(row[:names]): tuple(row[names:]) for row in db.execute(text(query))}

    return {
        "tables": read(_TABLES, 1),
        "columns": read(_COLUMNS, 2),
        "rules": {**read(_RULES, 2), **read(_UNIQUE, 2)},
    }


def _breaks(
    before: Shape,
    now: Shape,
) -> list[str]:
    """What a version that knows only what was before would stumble over."""
    found = [f"{name[0]} is gone" for name in before["tables"].keys() - now["tables"].keys()]
    for name, was in before["columns"].items():
        if now["columns"].get(name) != was:
            found.append(f"{'.'.join(name)} was {was} and is {now['columns'].get(name)}")
    old_tables = {name for (name,) in before["tables"]}
    for name, (_, nullable, filled) in now["columns"].items():
        new = name[0] in old_tables and name not in before["columns"]
        if new and nullable == "NO" and not filled:
            found.append(f"{'.'.join(name)} must be given, which the version before cannot")
    for name, (definition, columns) in now["rules"].items():
        new = before["rules"].get(name, ("", ()))[0] != definition
        known = {(name[0], column) for column in columns} <= before["columns"].keys()
        if name[0] in old_tables and new and known:
            found.append(f"{name[1]} forbids what the version before may do: {definition}")
    return found


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("drop table labels", "labels is gone"),
        ("alter table actions drop column uid", "actions.uid was"),
        ("alter table actions rename column uid to number", "actions.uid was"),
        ("alter table actions alter attempts type bigint", "actions.attempts was"),
        ("alter table actions alter uid set not null", "actions.uid was"),
        ("alter table actions alter attempts drop default", "actions.attempts was"),
        ("alter table actions add column x text not null", "actions.x must be given"),
        ("create unique index u on actions (uid)", "u forbids"),
        ("alter table actions add constraint c check (attempts < 9)", "c forbids"),
    ],
)
def test_what_an_old_version_would_stumble_over_is_found(
    database_url: str, change: str, told: str
) -> None:
    engine = create_engine(driver_url(database_url), poolclass=NullPool)
    with engine.connect() as db:
        before = _shape(db)
        db.execute(text(change))
        assert [fault for fault in _breaks(before, _shape(db)) if fault.startswith(told)]
    engine.dispose()


def test_a_process_of_this_version_starts_on_what_a_later_one_has_migrated(
    database_url: str,
) -> None:
    grow(database_url)
    migrate(database_url)
    with psycopg.connect(plain_url(database_url)) as db:
        assert db.execute("select version_num from alembic_version").fetchall() == [("9999",)]


def test_a_migration_that_finds_a_table_in_use_lets_the_others_work_and_tries_again(
    empty: str,
) -> None:
    """Waiting for it, it would hold up everybody who comes after it."""
    engine = create_engine(driver_url(empty), poolclass=NullPool)
    with engine.begin() as db:
        upgrade(db, "0002")
    pauses: list[float] = []

    with psycopg.connect(plain_url(empty)) as busy:
        busy.execute("lock table connections in row exclusive mode")

        def leave_it(seconds: float) -> None:
            pauses.append(seconds)
            busy.rollback()

        migrate(empty, sleep=leave_it, lock_timeout="200ms")
    engine.dispose()
    assert len(pauses) == 1
    with engine.connect() as db:
        assert db.execute(text("select count(*) from budgets")).scalar_one() == 0
    engine.dispose()


def test_a_table_that_stays_in_use_is_told_and_not_waited_for_without_end(empty: str) -> None:
    engine = create_engine(driver_url(empty), poolclass=NullPool)
    with engine.begin() as db:
        upgrade(db, "0002")
    engine.dispose()
    with psycopg.connect(plain_url(empty)) as busy:
        busy.execute("lock table connections in row exclusive mode")
        with pytest.raises(Exception, match="lock timeout"):
            migrate(empty, sleep=lambda _: None, lock_timeout="10ms")


def test_a_record_with_what_only_a_later_version_knows_is_read() -> None:
    """Its fields have defaults, so that the record of an older version is read as well."""
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    session = Session(number=1, started_at=now, channel=Channel.SMS)
    body = codec.encode(session).body
    assert codec.decode({**body, "next_field": {"a": 1}}, {}, Session) == session
