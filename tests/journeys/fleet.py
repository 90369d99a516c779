"""Several real processes of the product (`frontmate serve`, `frontmate work`) on one database."""

import asyncio
import contextlib
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

KEY = "an-installation-key-for-tests"


@dataclass
class Process:
    """One `frontmate ROLE`; `url` is where a serving one listens."""

    role: str
    process: asyncio.subprocess.Process
    lines: list[str]

    @property
    def url(self) -> str:
        return next(line.split()[1] for line in self.lines if line.startswith("Console:"))

    def kill(self) -> None:
        """No goodbye: as a machine that loses its power."""
        self.process.kill()


@dataclass
class Fleet:
    """Started one by one; what is left is ended in order with `stop`."""

    database_url: str
    data: Path
    processes: list[Process] = field(default_factory=list)

    def environment(self, **more: str) -> dict[str, str]:
        return {
            **{k: v for k, v in os.environ.items() if not k.startswith("FRONTMATE_")},
            "FRONTMATE_DATABASE_URL": self.database_url,
            "FRONTMATE_DATA": str(self.data),
            "FRONTMATE_SECRET_KEY": KEY,
            "FRONTMATE_PORT": "0",
            "FRONTMATE_ENCODER": "none",
            **more,
        }

    async def start(self, role: str, **more: str) -> Process:
        """Wait until it says what it is."""
        started = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "frontmate",
            role,
            env=self.environment(**more),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        process = Process(role, started, [])
        self.processes.append(process)
        assert started.stdout is not None
        wanted = "Console:" if role != "work" else "Working."
        while not any(line.startswith(wanted) for line in process.lines):
            line = await asyncio.wait_for(started.stdout.readline(), 120)
            assert line, f"{role} ended before it was up"
            process.lines.append(line.decode())
        return process

    async def stop(self) -> None:
        for each in self.processes:
            if each.process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    each.process.terminate()
        for each in self.processes:
            await asyncio.wait_for(each.process.communicate(), 120)
