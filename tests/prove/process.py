"""The product as a process that may be told to pause at a checkpoint, where it is then killed.

    python -m tests.prove.process '{"role": "work", "database": …, "front": …, "port": 0, …}'

Prints "up" once it works, and "held NAME" for each pause. Ends at SIGTERM.
"""

import asyncio
import contextlib
import json
import os
import signal
import sys
import threading
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from frontmate.app import App, Options, build, listen, serve
from frontmate.workflow import read_events
from tests.journeys.product import workspace

KEY = "a-cookie-key-for-tests"


@dataclass(frozen=True)
class Orders:
    """What one process is to do. Times are seconds."""

    role: str
    """`run`, `serve` or `work`."""
    database: str
    front: str
    help_center: str
    port: int = 0
    visible_within: float = 3.0
    concurrency: int = 48
    hold_at: str = ""
    """The checkpoint at which it pauses; "" for none."""
    hold_seconds: float = 3600.0
    skip: int = 0
    """How often that checkpoint is passed before it pauses there."""
    read_events_every: float = 0.0
    """How often what no webhook told is read from the event list; 0 leaves it to the product,
    which does so every three minutes (10.3)."""

    def written(self) -> str:
        return json.dumps(asdict(self))


@dataclass
class Pausing:
    """The checkpoint callable: an ordinary argument of the product's."""

    orders: Orders
    passed: Counter[str] = field(default_factory=Counter)

    async def __call__(self, name: str) -> None:
        self.passed[name] += 1
        if name == self.orders.hold_at and self.passed[name] > self.orders.skip:
            _say(f"held {name}")
            await asyncio.sleep(self.orders.hold_seconds)


async def run(orders: Orders) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    listener = listen("127.0.0.1", orders.port)
    options = Options(
        public_url=f"http://127.0.0.1:{listener.getsockname()[1]}",
        secret_key=KEY,
        role=orders.role,
        visible_within=timedelta(seconds=orders.visible_within),
        concurrency=orders.concurrency,
    )
    spaces = [workspace(orders.front, Path(orders.help_center))]
    async with contextlib.AsyncExitStack() as stack:
        built = await stack.enter_async_context(build(orders.database, spaces, options))
        app = replace(built, shell=replace(built.shell, checkpoint=Pausing(orders)))
        if orders.role != "work":
            await stack.enter_async_context(serve(app.web, listener))
        if orders.read_events_every:
            reading = asyncio.create_task(_keep_reading(app, orders.read_events_every))
            stack.callback(reading.cancel)
        _say(f"up {listener.getsockname()[1]}")
        await app.work(stop)


async def _keep_reading(app: App, every: float) -> None:
    while True:
        await asyncio.sleep(every)
        # Front and the database may be away: that is what is being proved.
        with contextlib.suppress(Exception):
            for connection in list(app.shell.connections.values()):
                await read_events(app.shell, connection, source="recovered")


def _end_with_the_controller() -> None:
    """It holds our standard input open for as long as it lives."""
    sys.stdin.read()
    os._exit(1)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - whoever started us waits for this line


if __name__ == "__main__":
    threading.Thread(target=_end_with_the_controller, daemon=True).start()
    asyncio.run(run(Orders(**json.loads(sys.argv[1]))))
