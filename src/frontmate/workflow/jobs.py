"""The job engine (Procrastinate): the only file that knows it.

Our own rows are the durable truth; the engine wakes, keeps one conversation in one hand at a time,
spreads the work over workers and notices those that died.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

import procrastinate
from procrastinate.connector import BaseConnector
from procrastinate.exceptions import ConnectorException, NoResult
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from psycopg_pool import AsyncConnectionPool
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store import ABANDONED, plain_url

log = logging.getLogger(__name__)

_TASK = "handle_conversation"
_HEARTBEAT = 2.0
_DEAD_AFTER = 6.0
_TICK = 1.0
_POLL = 0.25
"""Only polling notices a conversation whose lock has become free, and a wake-up that came while
jobs were being fetched."""

_GIVE_UP = 2.0
"""Seconds. The pool waits twice as long after each failure: after a database that was away for a
minute it would come back a minute late."""

_WAIT = 8.0
"""Seconds that a worker waits for a connection."""

FINISH_WITHIN = 4.5
"""Seconds that what is under way has once a worker is told to stop; then it is cut off, and taken
over by another. With the rest that a process has to do it is less than the ten seconds after which
container runtimes kill."""

Handle = Callable[[int], Awaitable[None]]
Tick = Callable[[], Awaitable[None]]


async def _connect_again(pool: AsyncConnectionPool) -> None:
    # For those who wait already, and would not ask a second time.
    await pool.check()


class _Book(JobManager):
    """Remembers whose end could not be written down: their worker may live on, so that nobody
    would take them over, and their conversations would be locked for ever."""

    def __init__(self, connector: BaseConnector) -> None:
        super().__init__(connector)
        self.left_open: list[Job] = []

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        try:
            await super().finish_job(job, status, delete_job)
        except ConnectorException:
            self.left_open.append(job)
            raise

    async def close_what_was_left(self) -> None:
        while self.left_open:
            job = self.left_open[-1]
            if job.id is not None and await self._is_open(job.id):
                await super().finish_job(job, Status.FAILED, delete_job=False)
            self.left_open.remove(job)

    async def _is_open(self, job: int) -> bool:
        # It may have been written down all the same, and only the answer was lost.
        try:
            return await self.get_job_status_async(job) is Status.DOING
        except NoResult:
            return False


class Jobs:
    """Defers a job for each thing that arrives, and works on them.

    Always at once, with the conversation as the lock and never with a queueing lock: a job that is
    "already waiting" may have read the inbox before this transaction commits.
    """

    def __init__(self, url: str, *, concurrency: int = 10) -> None:
        self._app = procrastinate.App(
            connector=procrastinate.PsycopgConnector(
                conninfo=plain_url(url),
                max_size=5,
                kwargs={"options": f"-c idle_in_transaction_session_timeout={ABANDONED}"},
                timeout=_WAIT,
                reconnect_timeout=_GIVE_UP,
                reconnect_failed=_connect_again,
            ),
        )
        self._book = self._app.job_manager = _Book(self._app.connector)
        self._concurrency = concurrency
        self._handle: Handle | None = None

        @self._app.task(name=_TASK)
        async def handle_conversation(conversation: int) -> None:
            assert self._handle is not None
            await self._handle(conversation)

    async def open(self) -> None:
        await self._app.open_async()

    async def close(self) -> None:
        await self._app.close_async()

    async def defer(self, db: AsyncConnection, conversation: int) -> None:
        """Wake a conversation up: the job becomes visible when the transaction commits."""
        raw = await db.get_raw_connection()
        await self._app.configure_task(
            _TASK, lock=str(conversation), connection=raw.driver_connection
        ).defer_async(conversation=conversation)

    async def work(self, handle: Handle, tick: Tick, stop: asyncio.Event) -> None:
        """Work until `stop` is set; running jobs are finished first.

        A worker that the others took for dead ends at its next fetch: it is started again.
        """
        self._handle = handle
        ticking = asyncio.create_task(self._keep_ticking(tick, stop))
        try:
            while not stop.is_set():
                await self._work_once(stop)
        finally:
            ticking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await ticking

    async def _work_once(self, stop: asyncio.Event) -> None:
        worker = asyncio.create_task(
            self._app.run_worker_async(
                concurrency=self._concurrency,
                fetch_job_polling_interval=_POLL,
                install_signal_handlers=False,
                update_heartbeat_interval=_HEARTBEAT,
                stalled_worker_timeout=_DEAD_AFTER,
                delete_jobs="successful",
                shutdown_graceful_timeout=FINISH_WITHIN,
            )
        )
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({worker, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if stop.is_set():
            worker.cancel()
        try:
            await worker
        except asyncio.CancelledError:
            if not stop.is_set():
                raise
        except Exception:
            log.exception("the worker ended; starting it again")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 1.0)

    async def _keep_ticking(self, tick: Tick, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await self._take_over()
                await self._book.close_what_was_left()
                await tick()
            except Exception:
                # The database may be away for a while; nothing is lost, the next tick tries again.
                log.exception("the tick failed")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _TICK)

    async def _take_over(self) -> None:
        """Free the conversations of workers that died.

        The dead worker's job is finished as failed and never retried under its id: a worker that
        was only asleep would close the new owner's job. The sweep defers a fresh one.
        """
        for job in await self._book.get_stalled_jobs(seconds_since_heartbeat=_DEAD_AFTER):
            log.warning("taking over job %s of a worker that died", job.id)
            await self._book.finish_job(job, status=Status.FAILED, delete_job=False)

    async def forget_old(self, older_than: timedelta) -> None:
        hours = int(older_than.total_seconds() // 3600)
        await self._app.job_manager.delete_old_jobs(
            hours, include_failed=True, include_cancelled=True, include_aborted=True
        )
