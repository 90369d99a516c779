"""A simulated Front whose event list a test reads; no worker: what is taken in stays open."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from frontmate.conversation.outcome import Outcome
from frontmate.conversation.policy import Policy
from frontmate.front import FrontClient, Identity, Limiter
from frontmate.simulator import Config, Simulator
from frontmate.simulator import serve as serve_simulator
from frontmate.simulator.faults import Rule
from frontmate.store import Delivery, connections, cursors, deliveries
from frontmate.workflow import Connection, Directory, PollReport, Question, Shell, read_events
from tests.workflow.library import WORKSPACE, Clock


async def no_answer(_: str, __: Question) -> Outcome:
    raise AssertionError("nobody works here")


async def no_alert(_: str, __: int, ___: str) -> None:
    raise AssertionError("nobody works here")


@dataclass
class Listening:
    """`front_clock` is Front's; ours may be ahead of it by `skew`."""

    engine: AsyncEngine
    simulator: Simulator
    connection: Connection
    front_clock: Clock
    skew: timedelta = timedelta(0)
    woken: list[int] = field(default_factory=list)

    def happens(self, action: str, **given: object) -> dict[str, Any]:
        return self.simulator.actions.perform(action, given)

    def writes(self, words: str = "Hello?", **given: object) -> str:
        """A customer does; returns the conversation."""
        return str(
            self.happens("customer_message", channel="email", text=words, **given)["conversation"]
        )

    def fault(self, effect: str, **given: object) -> None:
        self.simulator.faults.rules.append(Rule.parse({"effect": effect, **given}))

    def passes(self, seconds: float) -> None:
        self.front_clock.now += timedelta(seconds=seconds)

    @property
    def shell(self) -> Shell:
        async def wake(_: AsyncConnection, conversation: int) -> None:
            self.woken.append(conversation)

        return Shell(
            engine=self.engine,
            connections={"main": self.connection},
            answer=no_answer,
            defer=wake,
            alert=no_alert,
            clock=lambda: self.front_clock.now + self.skew,
            session_url=str,
        )

    async def read(
        self,
        *,
        source: Literal["poll", "recovered"] = "poll",
        limit: int = 150,
        pages: int | None = None,
        within: float = 0,
        checkpoint: Callable[[str], Awaitable[None]] | None = None,
    ) -> PollReport:
        shell = self.shell
        if checkpoint is not None:
            shell = replace(shell, checkpoint=checkpoint)
        return await read_events(
            shell,
            self.connection,
            source=source,
            limit=limit,
            pages=pages,
            unless_read_within=timedelta(seconds=within),
        )

    async def by_webhook(self, event: dict[str, Any], outer: str) -> int | None:
        """The door has let the same event in, or would."""
        at = datetime.fromtimestamp(event["emitted_at"], UTC)
        delivery = Delivery("main", event["id"], "webhook", "application", outer, None, at, "{}")
        front_id = event["conversation"]["id"]
        async with self.engine.begin() as db:
            return await deliveries.take_in(
                db, delivery, front_id, self.shell.defer, self.shell.clock()
            )

    async def rows(self, query: str) -> Sequence[Any]:
        async with self.engine.begin() as db:
            return (await db.execute(text(query))).all()

    async def taken(self) -> list[str]:
        """The ids of the events that were taken in, in the order in which they were."""
        return [row.event_key for row in await self.rows("select * from deliveries order by id")]

    async def cursor(self) -> cursors.Cursor:
        async with self.engine.begin() as db:
            found = await cursors.get(db, "main", "events")
        assert found is not None
        return found

    def events(self) -> list[dict[str, Any]]:
        """What Front has, oldest first."""
        return [event.data for event in self.simulator.desk.workspace.events]

    def queries(self) -> list[str]:
        """What the event list was asked, one a request."""
        asked = self.simulator.journal.of_kind("request")
        return [each["query"] for each in asked if each["path"] == "/events"]


@asynccontextmanager
async def open_listening(engine: AsyncEngine) -> AsyncIterator[Listening]:
    clock = Clock()
    simulator = Simulator(Config(ratelimit=0), clock=clock)
    async with engine.begin() as db:
        await connections.connect(db, WORKSPACE, Policy(), clock())
    identity = Identity("cmp_1demo", "tea_1ada")
    async with serve_simulator(simulator) as url:
        client = FrontClient(
            base_url=url,
            token="simulated-token",
            identity=identity,
            limiter=Limiter(per_minute=100_000, clock=clock, sleep=clock.sleep),
            clock=clock,
            sleep=clock.sleep,
        )
        connection = Connection("main", identity, client, Directory(client, clock), "Ada")
        try:
            yield Listening(engine, simulator, connection, clock)
        finally:
            await client.aclose()
