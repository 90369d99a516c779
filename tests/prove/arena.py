"""One stand-in, one database and the product's processes around them."""

import asyncio
import contextlib
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx2

from frontmate.app import Options, build
from frontmate.front.words import WANTED_EVENTS
from frontmate.simulator import Config, InboxConfig, Simulator, serve
from tests.journeys.house import SIGNING_KEY
from tests.journeys.ledger import Ledger
from tests.journeys.product import workspace
from tests.prove.process import KEY, Orders

ROOT = Path(__file__).parents[2]
PATIENCE = 240.0
"""Seconds: a slow machine is no fault of the product's."""

PHONE = InboxConfig("inb_1tel", "Phone", "truly", "+12025550150")

Json = dict[str, Any]


@dataclass
class Process:
    """One process of the product's, and the lines it has said."""

    orders: Orders
    process: asyncio.subprocess.Process
    log: Path
    lines: list[str] = field(default_factory=list)
    _reading: "asyncio.Task[None] | None" = None

    async def until_up(self) -> None:
        self._reading = asyncio.create_task(self._read())
        await until(lambda: self._is_up or not self.is_alive, "a process is up or has ended")
        if not self._is_up:
            raise RuntimeError(f"a process did not start:\n{self.log.read_text()[-2000:]}")

    @property
    def _is_up(self) -> bool:
        return any(line.startswith("up") for line in self.lines)

    @property
    def port(self) -> int:
        return int(next(line.split()[1] for line in self.lines if line.startswith("up")))

    @property
    def held(self) -> int:
        """How many conversations pause at the checkpoint that was ordered."""
        return sum(line.startswith("held") for line in self.lines)

    @property
    def is_alive(self) -> bool:
        return self.process.returncode is None

    async def kill(self) -> None:
        """From outside and without a goodbye, as a machine that loses its power."""
        self.signal(signal.SIGKILL)
        await self.process.wait()
        if self._reading is not None:
            await self._reading

    def signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)

    async def _read(self) -> None:
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            self.lines.append(line.decode().strip())


@dataclass
class Arena(Ledger):
    """`simulator` lives in this process; what is killed are the product's."""

    database_url: str
    help_center: Path
    log: Path
    simulator: Simulator
    front: str
    http: httpx2.AsyncClient
    visible_within: float
    patience: float = PATIENCE
    processes: list[Process] = field(default_factory=list)

    async def start(self, role: str, **orders: Any) -> Process:
        given = Orders(
            role,
            self.database_url,
            self.front,
            str(self.help_center),
            visible_within=self.visible_within,
        )
        with self.log.open("ab") as log:
            started = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.prove.process",
                replace(given, **orders).written(),
                cwd=ROOT,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        process = Process(given, started, self.log)
        self.processes.append(process)
        await process.until_up()
        return process

    async def take_webhooks(self, at: Process) -> None:
        await self.take_webhooks_at(at.port)

    async def take_webhooks_at(self, port: int) -> None:
        url = f"http://127.0.0.1:{port}/webhooks/front/main"
        answer = await self.http.post(
            f"{self.front}/_control/webhooks", json={"app": {"url": url, "secret": SIGNING_KEY}}
        )
        answer.raise_for_status()

    async def kill(self, process: Process) -> None:
        await process.kill()
        self.processes.remove(process)

    async def retire_workers(self) -> None:
        """In order: what is under way is finished, and the process says goodbye."""
        leaving = [process for process in self.processes if process.orders.role == "work"]
        for process in leaving:
            process.signal(signal.SIGTERM)
        for process in leaving:
            await process.process.wait()
            self.processes.remove(process)

    async def end(self) -> None:
        for process in list(self.processes):
            process.signal(signal.SIGCONT)
            await self.kill(process)

    # Front

    def act(self, action: str, /, **given: object) -> Json:
        return self.simulator.actions.perform(action, given)

    async def fault(self, **rule: object) -> None:
        answer = await self.http.post(f"{self.front}/_control/faults", json=rule)
        answer.raise_for_status()

    async def mend(self) -> None:
        """Take all faults away; what is held goes on, with or without its client."""
        (await self.http.delete(f"{self.front}/_control/faults")).raise_for_status()

    @property
    def held(self) -> int:
        return len(self.simulator.faults.held)

    # The end of a run

    async def until_heard(self, conversations: Iterable[str]) -> None:
        """Every event of theirs that Front has told or would tell has come in, by whichever way."""
        ids = set(conversations)
        events = [e for e in self.simulator.desk.workspace.events if e.conversation_id in ids]
        wanted = {e.id for e in events if e.type in WANTED_EVENTS}

        async def heard() -> bool:
            rows = await self.rows(
                "select event_key from deliveries where event_key = any(:keys)", keys=list(wanted)
            )
            return len({row.event_key for row in rows}) == len(wanted)

        await until_true(heard, "every event was heard of", self.patience)

    async def until_quiet(self, patience: float | None = None) -> None:
        """Nothing is on its way and nothing is due: whatever was to happen has happened."""
        patience = patience or self.patience
        deadline = time.monotonic() + patience
        calm = 0
        while calm < 2:
            await asyncio.sleep(0.25)
            calm = calm + 1 if await self._is_quiet() else 0
            if time.monotonic() > deadline:
                raise TimeoutError(f"not quiet after {patience:.0f} s: {await self._restless()}")

    async def _is_quiet(self) -> bool:
        travelling = any(
            d.state in ("pending", "retrying") for d in self.simulator.webhooks.deliveries
        )
        return not travelling and not any((await self._restless()).values())

    async def _restless(self) -> dict[str, int]:
        (row,) = await self.rows(
            "select (select count(*) from events where closed_at is null) as events,"
            " (select count(*) from actions where state in"
            "   ('planned', 'intended', 'uncertain', 'accepted')) as actions,"
            " (select count(*) from procrastinate_jobs where status in ('todo', 'doing')) as jobs,"
            " (select count(*) from timers where fired_at is null and due <= now()) as timers"
        )
        return dict(row._mapping)


async def until(
    what: Callable[[], object], name: str, patience: float = PATIENCE, every: float = 0.02
) -> None:
    """Wait until something is true; TimeoutError names it."""
    deadline = time.monotonic() + patience
    while not what():
        if time.monotonic() > deadline:
            raise TimeoutError(f"this never came true: {name}")
        await asyncio.sleep(every)


async def until_true(
    what: Callable[[], Awaitable[object]], name: str, patience: float = PATIENCE
) -> None:
    deadline = time.monotonic() + patience
    while not await what():
        if time.monotonic() > deadline:
            raise TimeoutError(f"this never came true: {name}")
        await asyncio.sleep(0.05)


@contextlib.asynccontextmanager
async def open_arena(
    database_url: str,
    help_center: Path,
    log: Path,
    *,
    seed: int = 1,
    visible_within: float = 3.0,
    message_delay: float = 0.05,
    patience: float = PATIENCE,
) -> AsyncIterator[Arena]:
    """A company whose AI teammate is connected; one process serves and one works."""
    simulator = Simulator(
        Config(
            seed=seed,
            inboxes=(*Config().inboxes, PHONE),
            message_delay=message_delay,
            ratelimit=0,
            webhook_retry_delays=(0.2, 0.4, 0.8),
            webhook_disable_after=0,
        )
    )
    options = Options("http://127.0.0.1:1", KEY, role="serve")
    async with (
        serve(simulator) as front,
        httpx2.AsyncClient(timeout=20) as http,
        # Reads the ledger only: nobody works in this process.
        build(database_url, [workspace(front, help_center)], options) as reader,
    ):
        arena = Arena(
            app=reader,
            database_url=database_url,
            help_center=help_center,
            log=log,
            simulator=simulator,
            front=front,
            http=http,
            visible_within=visible_within,
            patience=patience,
        )
        try:
            await arena.take_webhooks(await arena.start("serve"))
            await arena.start("work")
            yield arena
        finally:
            await arena.end()
