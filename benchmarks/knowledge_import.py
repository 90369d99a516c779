"""How long a help center of 2,000 articles takes to be read, at Front's plans of 50, 100 and 200
requests a minute: the first time, again with nothing changed, and again with 20 articles changed.

The waiting is not waited: the clock is moved on instead. The budget is the one that all processes
share in the database, in the background's share of it; the stand-in counts requests as Front does
and refuses those above the plan. Traffic goes to loopback only.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import ASGIApp, Receive, Scope, Send

from frontmate.conversation.policy import Policy
from frontmate.front import FrontClient, Identity, Limiter
from frontmate.simulator import Config, Simulator, serve
from frontmate.store import Workspace, connections, embedded, migrate, open_engine
from frontmate.workflow import SharedBank, SyncReport, sync_connection

PLANS = (50, 100, 200)
CHANGED = 20


@dataclass
class Clock:
    """Stands still until somebody sleeps."""

    now: datetime = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


@dataclass
class TimedFront:
    """What the stand-in itself takes, which is no work of ours."""

    app: ASGIApp
    seconds: float = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.perf_counter()
        await self.app(scope, receive, send)
        if scope["type"] == "http":
            self.seconds += time.perf_counter() - began


@dataclass
class Import:
    """One company, its help center and its budget."""

    engine: AsyncEngine
    name: str
    simulator: Simulator
    front: TimedFront
    client: FrontClient
    clock: Clock

    async def up_to_date(self) -> dict[str, Any]:
        """As many passes as it takes, one after the other."""
        began, then, before = time.perf_counter(), self.clock(), self.front.seconds
        reports: list[SyncReport] = []
        while not reports or reports[-1].unfinished:
            reports.append(
                await sync_connection(
                    self.engine, self.client, self.name, self.clock, pause=_nobody_waits
                )
            )
            if reports[-1].problems:
                raise RuntimeError(reports[-1].problems[0])
        return {
            "passes": len(reports),
            "calls": sum(report.calls for report in reports),
            "contents_read": sum(report.read for report in reports),
            "simulated_minutes": round((self.clock() - then).total_seconds() / 60, 2),
            "refused_by_front": self._refused(),
            "real_seconds": round(time.perf_counter() - began, 1),
            "of_these_the_stand_in": round(self.front.seconds - before, 1),
        }

    def _refused(self) -> int:
        asked = self.simulator.journal.of_kind("request")
        self.simulator.journal.clear()
        return len([1 for each in asked if each["status"] == 429])

    def change(self, articles: list[str]) -> None:
        for article in articles:
            given = {"article": article, "markdown": "Something else."}
            self.simulator.actions.perform("kb_article_put", given)


async def _nobody_waits() -> None:
    """Nothing else is to be done in this process."""


@asynccontextmanager
async def _company(engine: AsyncEngine, per_minute: int) -> AsyncIterator[Import]:
    clock, name = Clock(), f"plan{per_minute}"
    workspace = Workspace(name, f"cmp_{name}", "tea_1ada", "Ada", requests_per_minute=per_minute)
    async with engine.begin() as db:
        await connections.connect(db, workspace, Policy(), clock())
    simulator = Simulator(
        Config(ratelimit=per_minute, ratelimit_burst=per_minute // 2), clock=clock
    )
    front = TimedFront(simulator.app)
    simulator.app = front
    bank = SharedBank(engine, workspace, clock, clock)
    async with serve(simulator) as url:
        client = FrontClient(
            base_url=url,
            token=simulator.config.token,
            identity=Identity(workspace.company, workspace.ai_teammate),
            limiter=Limiter(clock=clock, sleep=clock.sleep, bank=bank),
            clock=clock,
            sleep=clock.sleep,
        )
        try:
            yield Import(engine, name, simulator, front, client, clock)
        finally:
            await client.aclose()


async def _measure_plan(engine: AsyncEngine, per_minute: int, count: int) -> dict[str, Any]:
    async with _company(engine, per_minute) as company:
        company.simulator.actions.perform("kb_put", {"name": "Help"})
        given = {"kb": "Help", "count": count}
        made = company.simulator.actions.perform("kb_generate", given)["articles"]
        measured = {"first": await company.up_to_date()}
        company.clock.now += timedelta(minutes=5)
        measured["nothing_changed"] = await company.up_to_date()
        company.change(made[:CHANGED])
        company.clock.now += timedelta(minutes=5)
        measured[f"{CHANGED}_changed"] = await company.up_to_date()
        return measured


async def _measure(url: str, count: int) -> dict[str, Any]:
    engine = open_engine(url)
    try:
        plans = {str(plan): await _measure_plan(engine, plan, count) for plan in PLANS}
    finally:
        await engine.dispose()
    return {"articles": count, "requests_a_minute": plans}


def measure(count: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="frontmate-bench-") as folder:
        # As root the server runs as a user of its own, which must be able to enter.
        Path(folder).chmod(0o755)
        data = Path(folder) / "pg"
        url = embedded.start(data, stop_at_exit=True)
        try:
            migrate(url)
            return asyncio.run(_measure(url, count))
        finally:
            embedded.stop(data)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2000)
    count = parser.parse_args().articles
    if not 1 <= count <= 10_000:
        parser.error("--articles: 1 to 10,000")
    print(json.dumps(measure(count)))  # noqa: T201 - the result


if __name__ == "__main__":
    main()
