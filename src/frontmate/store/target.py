"""The database that a backup is brought back into: who uses it, what it holds, emptying it."""

import time

import psycopg
from psycopg import sql

from frontmate.store.backup_file import Manifest
from frontmate.store.programs import BackupError
from frontmate.store.tables import metadata

_ENGINE = "procrastinate_"

_RELATIONS = """
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = current_schema() and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
and not exists (
    select 1 from pg_depend d
    where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('e', 'a', 'i')
)
order by 1
"""
"""Without what an extension brought, and the sequences that belong to a column."""

_FUNCTIONS = """
select p.proname, pg_get_function_identity_arguments(p.oid) from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
where n.nspname = current_schema() and starts_with(p.proname, %s)
"""

_TYPES = """
select t.typname from pg_type t join pg_namespace n on n.oid = t.typnamespace
left join pg_class c on c.oid = t.typrelid
where n.nspname = current_schema() and starts_with(t.typname, %s)
and (t.typtype = 'e' or c.relkind = 'c')
"""

_USERS = """
select coalesce(nullif(application_name, ''), 'unnamed') || ' (pid ' || pid || ')'
from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
and backend_type = 'client backend' order by pid
"""


_LOOKS, _BETWEEN = 12, 0.25
"""How often, and with how many seconds between, sessions are waited for that are just ending."""


def refuse(database: psycopg.Connection, manifest: Manifest, *, replace: bool) -> None:
    """Raises BackupError for a database that the backup must not go into."""
    _refuse_other_schema(database, manifest)
    foreign = [name for name in _names(database) if not _is_ours(name)]
    if foreign:
        raise BackupError(
            f"this database holds tables that are not frontmate's ({', '.join(foreign[:3])}): "
            "give frontmate a database of its own"
        )
    users = _users(database)
    if users:
        raise BackupError(
            f"the database is in use by {len(users)}: {', '.join(users[:5])}. Stop every frontmate "
            "that works on it (Ctrl-C, `systemctl stop frontmate`, `docker compose stop`), close "
            "other connections, and restore again"
        )
    if not replace and _holds_something(database):
        raise BackupError(
            "this database holds conversations or connections already: --replace puts the backup "
            "in their place, and what is there now is gone (take a backup of it first)"
        )


def _users(database: psycopg.Connection) -> list[str]:
    """Who is connected, and still is after a moment: a session outlives its program for a while."""
    for _ in range(_LOOKS):
        database.execute("select pg_stat_clear_snapshot()")
        users = [str(name) for (name,) in database.execute(_USERS)]
        if not users:
            break
        time.sleep(_BETWEEN)
    return users


def _refuse_other_schema(database: psycopg.Connection, manifest: Manifest) -> None:
    row = database.execute("select current_schema()").fetchone()
    here = row[0] if row else None
    if here != manifest.schema:
        raise BackupError(
            f"the backup is of the schema {manifest.schema}, and this database's tables would go "
            f"to {here or 'none'}: give its URL ?options=-csearch_path%3D{manifest.schema}"
        )


def _holds_something(database: psycopg.Connection) -> bool:
    there = set(_names(database))
    for name in ("connections", "conversations"):
        query = sql.SQL("select 1 from {} limit 1").format(sql.Identifier(name))
        if name in there and database.execute(query).fetchone() is not None:
            return True
    return False


def empty(database: psycopg.Connection) -> None:
    """Drop everything of ours. Committed only together with what takes its place."""
    for name in _names(database):
        drop = sql.SQL("drop table if exists {} cascade").format(sql.Identifier(name))
        database.execute(drop)
    for name, arguments in database.execute(_FUNCTIONS, [_ENGINE]).fetchall():
        database.execute(
            sql.SQL("drop function if exists {}({}) cascade").format(
                sql.Identifier(name),
                sql.SQL(arguments),  # as PostgreSQL itself writes them
            )
        )
    for (name,) in database.execute(_TYPES, [_ENGINE]).fetchall():
        database.execute(sql.SQL("drop type if exists {} cascade").format(sql.Identifier(name)))


def _names(database: psycopg.Connection) -> list[str]:
    return [name for (name,) in database.execute(_RELATIONS)]


def _is_ours(name: str) -> bool:
    return name in metadata.tables or name == "alembic_version" or name.startswith(_ENGINE)
