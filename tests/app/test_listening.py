"""How a worker reads Front's event list beside a webhook (10.3): within its share, and once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.app.clock import utc_now
from frontmate.app.library import Library
from frontmate.app.listening import Listening
from frontmate.app.roster import Roster
from frontmate.conversation.policy import Policy
from frontmate.simulator import Config, Simulator
from frontmate.simulator import serve as serve_simulator
from frontmate.store import Keeper, connections, cursors, secrets, webhook_silences
from frontmate.workflow import Budgets, Shell
from tests.workflow.listening import no_alert, no_answer
from tests.workflow.pacing import NOON, workspace

PER_MINUTE = 50


@dataclass
class Worker:
    """One worker's reading, and the Front that it reads."""

    listening: Listening
    simulator: Simulator

    @property
    def requests(self) -> int:
        asked = self.simulator.journal.of_kind("request")
        return sum(entry["path"] == "/events" for entry in asked)

    def customers_write(self, number: int, seconds_ago: float) -> None:
        for n in range(number):
            given = {"channel": "email", "text": "Hello?", "seconds_ago": seconds_ago - n}
            self.simulator.actions.perform("customer_message", given)


async def nobody(_: str, __: datetime) -> bool:
    return True


@asynccontextmanager
async def open_worker(engine: AsyncEngine, intake: str = "webhook") -> AsyncIterator[Worker]:
    keeper = Keeper("a-key-for-tests")
    budgets = Budgets(engine, clock=utc_now, sleep=_at_once)
    roster = Roster(engine, keeper, Library(engine, None), budgets)

    async def wake(*_: object) -> None:
        return None

    shell = Shell(engine, roster, no_answer, wake, no_alert, utc_now, str)
    simulator = Simulator(Config(ratelimit=0))
    async with serve_simulator(simulator) as url:
        space = replace(workspace(PER_MINUTE), api_url=url, intake=intake)
        async with engine.begin() as db:
            await connections.connect(db, space, Policy(), NOON)
            await secrets.put(db, keeper, "main", "token", "simulated-token", NOON)
        await roster.refresh()
        try:
            since = datetime(2020, 1, 1, tzinfo=UTC)
            yield Worker(Listening(shell, roster, nobody, since), simulator)
        finally:
            await roster.close()


async def _at_once(_: float) -> None:
    return None


async def test_10_3_a_reading_and_its_pause_stay_within_a_tenth_of_the_budget(
    engine: AsyncEngine,
) -> None:
    async with open_worker(engine) as worker:
        await worker.listening.listen("main")
        async with engine.begin() as db:
            # As if it had been connected an hour ago.
            for name in ("events", "events_begin"):
                at = datetime.fromtimestamp(utc_now().timestamp() - 3600, UTC)
                await cursors.move(db, "main", name, at, at)
        worker.customers_write(200, seconds_ago=1800)
        before = worker.requests
        pause = await worker.listening.listen("main")
        calls = worker.requests - before
        assert calls == PER_MINUTE / 10
        assert pause >= calls * 60 / (PER_MINUTE / 10)
        # Nor does another try in between read anything.
        again = await worker.listening.listen("main")
        assert (worker.requests - before, again) == (calls, 15)


async def test_10_3_a_workspace_that_polls_has_no_silent_webhook(engine: AsyncEngine) -> None:
    async with open_worker(engine, intake="poll") as worker:
        async with engine.begin() as db:
            await webhook_silences.begin(db, "main", NOON)
        await worker.listening.listen("main")
        async with engine.begin() as db:
            assert not await webhook_silences.end(db, "main")
