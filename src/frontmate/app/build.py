"""Real things, chosen and put together."""

import asyncio
import contextlib
import os
import secrets
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import metadata

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette

from frontmate import store
from frontmate.app.alerts import Alerter
from frontmate.app.clock import utc_now
from frontmate.app.desk import product_for
from frontmate.app.enrol import NewWorkspace, enrol
from frontmate.app.health import health_routes
from frontmate.app.leaving import Leaving
from frontmate.app.library import Library
from frontmate.app.minds import agent_of, close_engine
from frontmate.app.options import Options
from frontmate.app.roster import Roster
from frontmate.app.upkeep import Upkeep
from frontmate.console import build_console
from frontmate.conversation.outcome import Outcome
from frontmate.intake import Door, routes
from frontmate.workflow import Budgets, Jobs, Question, Shell, handle, tick

_LAST_WORDS = 1.5
"""Seconds that each of the last things has which a process does at its end."""


@dataclass(frozen=True)
class App:
    """The product, put together: `web` is served, `work` is run, in one loop or apart."""

    engine: AsyncEngine
    jobs: Jobs
    shell: Shell
    web: Starlette
    roster: Roster
    upkeep: Upkeep
    leaving: Leaving

    async def work(self, stop: asyncio.Event) -> None:
        """Do what this process's role asks for, until `stop` is set."""
        tasks = [asyncio.create_task(loop(stop)) for loop in self.upkeep.loops()]
        try:
            if self.upkeep.role != "serve":
                await self._work_on_conversations(stop)
            else:
                await stop.wait()
        finally:
            await _gathered(tasks)
            await self._leave()

    async def _leave(self) -> None:
        # The database may be away: then the others see it by the beat.
        async def leave() -> None:
            with contextlib.suppress(SQLAlchemyError, OSError):
                async with self.engine.begin() as db:
                    await store.processes.leave(db, self.upkeep.process)

        await _gathered([asyncio.create_task(leave())])

    async def _work_on_conversations(self, stop: asyncio.Event) -> None:
        async def handle_one(conversation: int) -> None:
            await handle(self.shell, conversation)

        async def tick_once() -> None:
            await tick(self.shell)

        await self.jobs.work(handle_one, tick_once, stop)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Work until the block ends; what is under way is then finished."""
        stop = asyncio.Event()
        work = asyncio.create_task(self.work(stop))
        try:
            yield
        finally:
            self.leaving.begun = True
            stop.set()
            await asyncio.gather(work, asyncio.sleep(self.leaving.linger))


async def _gathered(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Wait until they have ended, but not for a database that says nothing."""
    done, late = await asyncio.wait(tasks, timeout=_LAST_WORDS)
    for task in late:
        task.cancel()
    for task in done:
        task.result()


@asynccontextmanager
async def build(
    database_url: str, workspaces: Sequence[NewWorkspace], options: Options
) -> AsyncIterator[App]:
    """Put the product together on a migrated database; closes what it opened.

    `workspaces` are connected first; those that the database knows are there anyway. Raises
    WrongKeyError, CompanyTakenError.
    """
    engine = store.open_engine(database_url)
    jobs = Jobs(database_url, concurrency=options.concurrency)
    alerter = Alerter(options.alert_url)
    keeper = store.Keeper(options.secret_key)
    library = Library(engine, options.encoder)
    counting = store.budgets.open_engine_for_budgets(database_url)
    budgets = Budgets(counting, clock=utc_now, sleep=asyncio.sleep)
    roster = Roster(engine, keeper, library, budgets, options.meter)
    await jobs.open()
    try:
        async with engine.begin() as db:
            await store.sealing.check_key(db, keeper)
        for new in workspaces:
            await enrol(engine, keeper, new)
        await roster.refresh()
        shell = _shell(engine, jobs, roster, library, options, alerter)
        version = metadata.version("frontmate")
        tell = alerter.webhook_silent
        upkeep = Upkeep(shell, roster, library, _process(), options.role, version, tell)
        for new in workspaces:
            await upkeep.sync(new.connection)
        await roster.refresh()
        web = _web(engine, jobs, shell, roster, options, leaving := Leaving())
        yield App(engine, jobs, shell, web, roster, upkeep, leaving)
    finally:
        await roster.close()
        await library.close()
        await close_engine(options.engine)
        await alerter.close()
        await jobs.close()
        await counting.dispose()
        await engine.dispose()


def _process() -> str:
    """One of its kind, also among containers that all have pid 1."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"


def _shell(
    engine: AsyncEngine,
    jobs: Jobs,
    roster: Roster,
    library: Library,
    options: Options,
    alerter: Alerter,
) -> Shell:
    propose = agent_of(options.engine, roster.search)

    async def ask(connection: str, question: Question) -> Outcome:
        outcome = await propose(connection, question)
        library.remember(connection, question.thread.asked, outcome.reading.language)
        return outcome

    def session_url(session: int) -> str:
        return f"{options.public_url}/sessions/{session}"

    async def alert(connection: str, session: int, why: str) -> None:
        await alerter.send(connection, session_url(session), why)

    return Shell(
        engine=engine,
        connections=roster,
        answer=ask,
        defer=jobs.defer,
        alert=alert,
        clock=utc_now,
        session_url=session_url,
        visible_within=options.visible_within,
        meter=options.meter,
        blobs=options.blobs,
        see=None if options.pictures is None else options.pictures.read,
    )


def _web(
    engine: AsyncEngine,
    jobs: Jobs,
    shell: Shell,
    roster: Roster,
    options: Options,
    leaving: Leaving,
) -> Starlette:
    console = build_console(
        engine=engine,
        secret_key=store.sealing.derived(options.secret_key, "cookies").hex(),
        clock=utc_now,
        front_url=options.front_url,
        product=product_for(shell, roster, options),
        demo_key=options.demo_key,
        zone=options.zone,
        secure_cookies=options.public_url.startswith("https://"),
    )
    door = Door(engine, roster.gates, jobs.defer, utc_now)
    return Starlette(routes=[*routes(door), *health_routes(engine, roster, leaving), *console])
