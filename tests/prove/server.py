"""A PostgreSQL of the prover's own on a loopback port, which may be killed and started again."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg

from frontmate.store import embedded
from frontmate.store.cluster import SYSTEM_USER, Cluster
from frontmate.store.programs import shipped

_START_WITHIN = 60.0


@dataclass
class Server:
    """`url` stays the same through every death."""

    folder: Path
    binaries: Path
    port: int
    _postmaster: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    async def start(self) -> None:
        """Until it takes connections: after a hard death it first mends itself."""
        await asyncio.to_thread(self.start_now)

    async def kill(self) -> None:
        """The postmaster and every one of its processes at once, as when memory runs out."""
        await asyncio.to_thread(self.kill_now)

    async def stop(self) -> None:
        """In order; whoever is connected is hung up on (`pg_ctl stop -m fast`)."""
        await asyncio.to_thread(self.stop_now)

    def start_now(self) -> None:
        with (self.folder.parent / "postgres.log").open("ab") as log:
            self._postmaster = subprocess.Popen(
                [
                    str(self.binaries / "postgres"),
                    *("-D", str(self.folder), "-h", "127.0.0.1", "-p", str(self.port)),
                    *("-c", "unix_socket_directories=", "-c", "max_connections=300"),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=SYSTEM_USER if os.geteuid() == 0 else None,
                cwd="/",
            )
        deadline = time.monotonic() + _START_WITHIN
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return

    def kill_now(self) -> None:
        assert self._postmaster is not None
        family = psutil.Process(self._postmaster.pid)
        # The postmaster first: it would start new ones in place of those that die.
        for process in (family, *family.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self._postmaster.wait()
        self._postmaster = None

    def stop_now(self) -> None:
        if self._postmaster is not None:
            self._postmaster.send_signal(signal.SIGINT)
            self._postmaster.wait()
            self._postmaster = None


@contextlib.contextmanager
def own_server(folder: Path) -> Iterator[Server]:
    """Made in `folder`, which must not exist, and gone at the end of the block."""
    major = max(shipped())
    binaries = embedded.programs(major)
    assert binaries is not None, "the wheel has its own target"
    Cluster(folder, binaries).make()
    server = Server(folder, binaries, free_port())
    server.start_now()
    try:
        yield server
    finally:
        server.stop_now()
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
