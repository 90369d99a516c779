"""What every room's tests share: a real PostgreSQL in a temporary place, and closed sockets."""

import functools
import itertools
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpcore2
import pydantic_ai.models
import pytest
from playwright.async_api import Browser
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.store import migrate, open_engine
from tests.browsing import open_browser
from tests.databases import THEIRS, a_server, named, run

pydantic_ai.models.ALLOW_MODEL_REQUESTS = False
"""No test asks a model that somebody pays for; those that speak to a stand-in say so."""

httpcore2.default_ssl_context = functools.cache(httpcore2.default_ssl_context)
"""Each of the thousands of clients would read the machine's authorities again, for 40 ms of work;
none of them speaks TLS."""

_LONGEST = (
    "journeys/test_section_10_restore.py",
    "prove/test_short.py",
    "workflow/test_every_crash_point.py",
    "prove/test_short_operations.py",
    "app/test_stopping_processes.py",
    "console/test_every_page_in_a_browser.py",
    "journeys/test_section_7_processes.py",
    "conversation/test_invariants.py",
    "console/connect/test_wizard_in_a_browser.py",
    "console/test_doors.py",
    "cli/test_connect_trial.py",
    "files/test_pictures.py",
    "channels/test_worst.py",
)
"""Files that take longest go first: one that begins last would keep the others waiting."""

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_NUMBERS = itertools.count()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    order = {here / name: place for place, name in enumerate(_LONGEST)}
    assert all(file.exists() for file in order), "a file of _LONGEST is gone"
    items.sort(key=lambda item: order.get(item.path, len(order)))


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Traffic only ever goes to loopback: a test that would call out fails instead."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0]) if isinstance(address, tuple) else str(address)
            if host not in _LOOPBACK:
                raise AssertionError(f"a test tried to reach {host}")
        connect(self, address)  # type: ignore[arg-type] # the address is whatever connect takes

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """For tests that say `needs_chromium`."""
    async with open_browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """A PostgreSQL server: FRONTMATE_TEST_DATABASE_URL, or an embedded one that goes again."""
    with a_server("frontmate-test-") as (url, _):
        if THEIRS not in os.environ:
            # Thousands of databases come and go here, and none has to outlive a loss of power.
            for setting in ("fsync", "full_page_writes"):
                run(url, f"alter system set {setting} = off")
            run(url, "select pg_reload_conf()")
        yield url


@pytest.fixture(scope="session")
def template(server_url: str) -> str:
    """The name of a migrated, empty database to copy."""
    name = f"template_{os.getpid()}"
    run(server_url, f'create database "{name}"')
    migrate(named(server_url, name))
    return name


@pytest.fixture
def database_url(server_url: str, template: str) -> Iterator[str]:
    """A migrated, empty database of the test's own."""
    with _database(server_url, template) as url:
        yield url


@pytest.fixture(scope="module")
def module_database_url(server_url: str, template: str) -> Iterator[str]:
    """The same for all tests of a file."""
    with _database(server_url, template) as url:
        yield url


@contextmanager
def _database(server_url: str, template: str) -> Iterator[str]:
    name = f"test_{os.getpid()}_{next(_NUMBERS)}"
    # Files are copied: half the time of a template that goes through the log.
    run(server_url, f'create database "{name}" template "{template}" strategy file_copy')
    yield named(server_url, name)
    run(server_url, f'drop database "{name}" with (force)')


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(database_url)
    yield engine
    await engine.dispose()
