"""The engine, and migrations up to the newest."""

import itertools
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from importlib import resources
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg.errors import DeadlockDetected, LockNotAvailable
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

log = logging.getLogger(__name__)

_MOST_ATTEMPTS, _PAUSE = 30, 1.0
"""Of a migration that finds a table in use, and the seconds in between."""


def driver_url(url: str) -> str:
    """The URL with the driver that we use, whatever scheme the user wrote."""
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def plain_url(url: str) -> str:
    """The URL as libpq (psycopg, pg_dump) understands it."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    # SQLAlchemy leaves blanks as they are, and libpq ends a URL at one.
    return plain.replace(" ", "%20")


ABANDONED = "10s"
"""Idle for so long inside a transaction, a process was stopped, or its machine is gone: what it
had locked is free again, for whoever takes over."""
PATIENT = {
    "statement_timeout": "30s",
    "lock_timeout": "20s",
    "idle_in_transaction_session_timeout": ABANDONED,
}
"""A statement fails rather than hang a conversation."""
_LONGEST_LOOK = "8s"
"""For who waits for a page."""


def open_engine(
    url: str, *, pool_size: int = 10, session: Mapping[str, str] = PATIENT
) -> AsyncEngine:
    """An engine whose sessions have the given settings of PostgreSQL's."""
    options = " ".join(f"-c {name}={value}" for name, value in session.items())
    return create_async_engine(
        driver_url(url),
        pool_size=pool_size,
        max_overflow=5,
        pool_pre_ping=True,
        # Errors are logged, and parameters hold what customers wrote.
        hide_parameters=True,
        connect_args={
            "connect_timeout": 5,
            "options": f"-c timezone=UTC {options}",
        },
    )


@asynccontextmanager
async def one_moment(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """The database as it is at the first query, whatever is written meanwhile; for reading only."""
    async with engine.connect() as db:
        await db.execute(text("set transaction isolation level repeatable read, read only"))
        await db.execute(text(f"set local statement_timeout = '{_LONGEST_LOOK}'"))
        yield db


def migrate(
    url: str, *, sleep: Callable[[float], None] = time.sleep, lock_timeout: str = "5s"
) -> None:
    """Bring the schema to the newest revision; safe to call from several processes at once, and
    while older ones work. What a later version has migrated is left as it is.

    Raises what the database raises, where a table stays in use.
    """
    engine = create_engine(driver_url(url), poolclass=NullPool, hide_parameters=True)
    try:
        for attempt in itertools.count(1):
            try:
                with engine.begin() as connection:
                    _migrate_alone(connection, lock_timeout)
                return
            except OperationalError as error:
                in_use = isinstance(error.orig, LockNotAvailable | DeadlockDetected)
                if not in_use or attempt == _MOST_ATTEMPTS:
                    raise
                log.info("a table is in use: the migration tries again")
            sleep(_PAUSE)
    finally:
        engine.dispose()


def _migrate_alone(connection: Connection, lock_timeout: str) -> None:
    # One at a time: two processes that start together must not both create a table.
    connection.exec_driver_sql("select pg_advisory_xact_lock(727265)")
    # Whoever waits for a table holds up everybody who comes after it.
    connection.exec_driver_sql(f"set local lock_timeout = '{lock_timeout}'")
    found = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(scripts()).walk_revisions()}
    if found is not None and found not in known:
        # A rolling restart, or the way back from a new version: those only add.
        log.warning("the tables are of a later version (revision %s) and left as they are", found)
        return
    upgrade(connection)


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the schema to a revision within the caller's transaction."""
    config = scripts()
    attributes: dict[str, Any] = config.attributes
    attributes["connection"] = connection
    command.upgrade(config, revision)


def scripts() -> Config:
    """Where the migrations are."""
    config = Config()
    config.set_main_option(
        "script_location", str(resources.files("frontmate.store") / "migrations")
    )
    return config
