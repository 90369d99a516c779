"""The engine, and migrations up to the newest."""

from collections.abc import Mapping
from importlib import resources
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool


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
        connect_args={
            "connect_timeout": 5,
            "options": f"-c timezone=UTC {options}",
        },
    )


def migrate(url: str) -> None:
    """Bring the schema to the newest revision; safe to call from several processes at once."""
    engine = create_engine(driver_url(url), poolclass=NullPool)
    with engine.begin() as connection:
        # One at a time: two processes that start together must not both create a table.
        connection.exec_driver_sql("select pg_advisory_xact_lock(727265)")
        upgrade(connection)
    engine.dispose()


def upgrade(connection: Connection) -> None:
    """Bring the schema to the newest revision within the caller's transaction."""
    config = Config()
    config.set_main_option(
        "script_location", str(resources.files("frontmate.store") / "migrations")
    )
    attributes: dict[str, Any] = config.attributes
    attributes["connection"] = connection
    command.upgrade(config, "head")
