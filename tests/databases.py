"""PostgreSQL for tests and provers: a server in a temporary place, and databases on it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.store import embedded, plain_url

THEIRS = "FRONTMATE_TEST_DATABASE_URL"
"""Names a server of somebody's, which is then used and left running."""


@contextmanager
def a_server(prefix: str) -> Iterator[tuple[str, Path]]:
    """Its URL, and a folder; an embedded server and the folder go again."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    # As root the server runs as a system user, which must be able to enter the folder.
    folder.chmod(0o755)
    given = os.environ.get(THEIRS)
    try:
        yield given or embedded.start(folder / "pg", stop_at_exit=True), folder
    finally:
        if not given:
            embedded.stop(folder / "pg")
        shutil.rmtree(folder, ignore_errors=True)


def named(url: str, database: str) -> str:
    """The URL of another database on the same server."""
    return make_url(url).set(database=database).render_as_string(hide_password=False)


async def rows_of_all(engine: AsyncEngine) -> dict[str, str]:
    """Every row of every table as text, by the table's name."""
    async with engine.connect() as db:
        named_so = text("select tablename from pg_tables where schemaname = 'public' order by 1")
        tables = (await db.execute(named_so)).scalars().all()
        return {
            table: "\n".join(
                (await db.execute(text(f'select t::text from "{table}" t order by 1'))).scalars()
            )
            for table in tables
        }


async def tables_with(engine: AsyncEngine, word: str) -> list[str]:
    """Where in the database a word stands as it is."""
    return [table for table, rows in (await rows_of_all(engine)).items() if word in rows]


@contextmanager
def statements_of(engine: AsyncEngine) -> Iterator[list[str]]:
    """What is asked of the database while the block runs."""
    seen: list[str] = []

    def on_statement(_: Any, __: Any, statement: str, *___: Any) -> None:
        seen.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", on_statement)
    try:
        yield seen
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", on_statement)


def run(url: str, statement: str) -> None:
    """Outside any transaction."""
    with psycopg.connect(plain_url(url), autocommit=True) as connection:
        connection.execute(statement)
