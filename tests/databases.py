"""PostgreSQL for tests and provers: a server in a temporary place, and databases on it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

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


def run(url: str, statement: str) -> None:
    """Outside any transaction."""
    with psycopg.connect(plain_url(url), autocommit=True) as connection:
        connection.execute(statement)
