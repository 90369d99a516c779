"""Who is at work: what a jump in time waits for before time moves on."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

# Real seconds, for work that never comes to rest. A receiver that does not answer is given up long
# before that (the webhooks' own timeout).
_PATIENCE: Final = 15.0
# Whoever is not watched gets that many turns of the loop.
_TURNS: Final = 10


class Work:
    """The tasks that are watched, less those that are at rest: asleep or held."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Future[Any]] = set()
        self._changed = asyncio.Event()

    def watch(self, task: asyncio.Future[Any]) -> None:
        """A background task, from now until it is done."""
        self._tasks.add(task)
        task.add_done_callback(self.leave)

    def mine(self) -> asyncio.Future[Any] | None:
        """The current task, if it is watched."""
        task = asyncio.current_task()
        return task if task in self._tasks else None

    def enter(self, task: asyncio.Future[Any] | None) -> None:
        if task is not None and not task.done():
            self._tasks.add(task)

    def leave(self, task: asyncio.Future[Any] | None) -> None:
        if task in self._tasks:
            self._tasks.remove(task)
            self._changed.set()

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """The current task is watched within."""
        task = None if self.mine() else asyncio.current_task()
        self.enter(task)
        try:
            yield
        finally:
            self.leave(task)

    @contextmanager
    def at_rest(self) -> Iterator[asyncio.Future[Any] | None]:
        """Nobody waits for the current task within: it waits for somebody else itself.

        Gives the task, if it is watched.
        """
        task = self.mine()
        self.leave(task)
        try:
            yield task
        finally:
            self.enter(task)

    async def settled(self) -> None:
        """Until all who are watched have come to rest, except for whoever asks."""
        turns, own = 0, {asyncio.current_task()}
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                while turns < _TURNS:
                    if self._tasks <= own:
                        turns += 1
                        await asyncio.sleep(0)
                    else:
                        turns = 0
                        self._changed.clear()
                        await self._changed.wait()
