"""How a process that serves or works is told to stop, and goes in time.

First signal: in order, and within `WITHIN` seconds whatever hangs: service managers and container
runtimes kill after ten. What is cut off then is taken over by others, as after a crash. Second
signal: at once.
"""

import asyncio
import contextlib
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

WITHIN = 8.0
"""Seconds from the first signal to the end."""

End = Callable[[int], None]
"""Ends the process at once, with an exit status."""


def _end(status: int) -> None:
    # Neither threads nor handlers at exit are waited for: one of them may be what hangs. An
    # embedded PostgreSQL lives on, and the next start joins it.
    logging.shutdown()
    os._exit(status)


@dataclass
class Stopping:
    """Waits for a signal; then watches that the end comes in time."""

    within: float = WITHIN
    end: End = _end
    told: signal.Signals | None = None
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _overdue: threading.Timer | None = None

    async def wait(self) -> signal.Signals:
        """Until SIGINT or SIGTERM; returns which."""
        await self._stop.wait()
        assert self.told is not None
        return self.told

    def tell(self, number: signal.Signals) -> None:
        """What a signal does."""
        if self.told is not None:
            log.warning("told to stop a second time: ended at once")
            self.end(128 + number)
            return
        self.told = number
        log.info("told to stop: finishing what is under way, %.0f seconds at most", self.within)
        # A thread's: the loop itself may hang in what it waits for.
        self._overdue = threading.Timer(self.within, self._give_up)
        self._overdue.daemon = True
        self._overdue.start()
        self._stop.set()

    def _give_up(self) -> None:
        log.warning("not everything was finished in time: what is left is taken over by others")
        self.end(0)


@contextlib.contextmanager
def stopping(within: float = WITHIN) -> Iterator[Stopping]:
    """Take the signals within the loop that runs, from here on."""
    stop = Stopping(within)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows has no such handlers
            loop.add_signal_handler(number, stop.tell, number)
    yield stop
