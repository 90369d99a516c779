"""The embedded PostgreSQL dies under `frontmate run`, which nobody restarts (10.3)."""

import asyncio
import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import httpx2
import psutil
import pytest

from frontmate.store.cluster import postmaster

PATIENCE = 180.0


@pytest.fixture
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="frontmate-test-"))
    # As root the server runs as a system user, which must be able to enter the folder.
    folder.chmod(0o755)
    yield folder / "data"
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.asynccontextmanager
async def running(data: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """`frontmate run` and its URL, until the block ends; it stops its server with it."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("FRONTMATE_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "frontmate", "run"),
        env={
            **environment,
            "FRONTMATE_DATA": str(data),
            "FRONTMATE_PORT": "0",
            "FRONTMATE_ENCODER": "none",
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        while not (line := (await process.stdout.readline()).decode()).startswith("Console:"):
            assert line, "it ended before it was up"
        yield process, line.split()[1]
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await asyncio.wait_for(process.communicate(), PATIENCE)


async def test_10_3_the_embedded_server_is_started_again_by_whoever_uses_it(data: Path) -> None:
    folder = data / "postgresql"
    async with running(data) as (process, url), httpx2.AsyncClient(timeout=PATIENCE) as http:

        async def ready() -> bool:
            return (await http.get(f"{url}/readyz")).status_code == 200

        await until(ready)
        first = postmaster(folder)
        assert first is not None
        server = psutil.Process(first)
        for one in (server, *server.children(recursive=True)):
            one.kill()
        psutil.wait_procs([server], timeout=PATIENCE)

        async def another() -> bool:
            return postmaster(folder) not in (None, first)

        await until(another)
        await until(ready)
        assert process.returncode is None
    assert postmaster(folder) is None, "it stops the one that it started, too"


async def until(what: Callable[[], Awaitable[bool]]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not await what():
        assert time.monotonic() < deadline, f"this never came true: {what.__name__}"
        await asyncio.sleep(0.1)
