"""Rounds and storms, as many as were ordered, over a PostgreSQL of the prover's own."""

import contextlib
import itertools
import json
import os
import random
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from frontmate.store import migrate
from tests.databases import THEIRS, a_server, named, run
from tests.journeys.conftest import write_articles
from tests.prove import crash, operations, storm
from tests.prove.arena import PATIENCE, Arena, open_arena
from tests.prove.ground import Ground
from tests.prove.interleavings import Explored, explore
from tests.prove.server import own_server
from tests.prove.verdict import Verdict

PER_COMPANY = 8
MOST_BROKEN = 3
"""Rounds that do not end, after which there is no use in going on."""
VISIBLE_WITHIN = 6.0
"""Seconds: D of 10.1, short. A write begins three seconds after its intention at the latest, and
whoever took over must not give up before."""


@dataclass(frozen=True)
class Order:
    runs: int
    seed: int
    only: str = ""
    match: str = ""
    first: int = 0
    """The number of the first round: to see one again that a longer campaign came to."""
    many: int = crash.MANY
    """Conversations under way in each death."""
    stories: int = storm.STORIES
    """Conversations in each storm."""
    patience: float = PATIENCE
    """Seconds after which a round that does not end counts as broken."""
    outage: float = 8.0
    """Seconds that the database is away where that is what a round is about."""

    def rounds(self) -> Iterator[crash.Round]:
        """The matrix in an order of the seed's, again and again."""
        found = [r for r in crash.matrix(VISIBLE_WITHIN) if re.search(self.match, r.name)]
        if not found:
            raise SystemExit(f"no crash round is called anything like {self.match!r}")
        rng = random.Random(self.seed)
        while True:
            rng.shuffle(found)
            yield from found


@dataclass
class Campaign:
    """Counts while it goes on; `line` is what it came to."""

    order: Order
    verdict: Verdict = field(default_factory=Verdict)
    crash_runs: int = 0
    operation_runs: int = 0
    rounds: int = 0
    storms: int = 0
    skies: int = 0
    explored: Explored = Explored()
    windows_ms: list[float] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    """Rounds that did not come to their end."""
    seconds: float = 0.0
    _began: float = field(default_factory=time.monotonic)
    _numbers: Iterator[int] = field(init=False)

    def __post_init__(self) -> None:
        self._numbers = itertools.count(self.order.first)

    async def run(self) -> "Campaign":
        try:
            await self._run()
        finally:
            self.seconds = time.monotonic() - self._began
        return self

    async def _run(self) -> None:
        if self.order.only in ("", "model"):
            self.explored = await explore(_say)
        if self.order.only != "model":
            await self._play()

    async def _play(self) -> None:
        with a_server("frontmate-prove-") as (url, folder):
            write_articles(folder / "help")
            rounds = self.order.rounds()
            await self._arena(url, folder, rounds)
            if self.order.only in ("", "operations"):
                await self._operations(url, folder)

    @property
    def is_good(self) -> bool:
        return self.verdict.is_good and not self.broken and not self.explored.violations

    def line(self) -> str:
        verdict, runs = self.verdict, self.crash_runs + self.storms + self.operation_runs
        found = [*verdict.duplicates, *verdict.lost, *verdict.half_done, *verdict.over_a_person]
        return json.dumps(
            {
                "runs": runs,
                "crash_runs": self.crash_runs,
                "rounds": self.rounds,
                "storms": self.storms,
                "skies": self.skies,
                "operation_runs": self.operation_runs,
                "seed": self.order.seed,
                "duplicates": len(verdict.duplicates),
                "lost": len(verdict.lost),
                "half_done": len(verdict.half_done),
                "over_a_person": len(verdict.over_a_person),
                "violations": self.explored.violations,
                "model": {
                    "states": self.explored.states,
                    "transitions": self.explored.transitions,
                    "depth": self.explored.depth,
                },
                "in_the_window": verdict.in_the_window,
                "told": verdict.told,
                "listed": len(verdict.listed),
                "listed_as": dict(Counter(verdict.listed)),
                "answered": verdict.answered,
                "window_ms": _window(self.windows_ms),
                "runs_per_hour": round(runs / self.seconds * 3600) if self.seconds else 0,
                "broken": len(self.broken),
                "found": (found + self.broken)[:20],
            }
        )

    async def _arena(self, url: str, folder: Path, rounds: Iterator[crash.Round]) -> None:
        for what in ("crash", "storm"):
            while self.order.only in ("", what) and self._goes_on(self._counted(what)):
                database = _database(url, f"prove_{what}")
                await self._company(what, database, folder, rounds)

    def _goes_on(self, counted: int) -> bool:
        return counted < self.order.runs and len(self.broken) < MOST_BROKEN

    def _at_a_company(
        self, database: str, folder: Path
    ) -> contextlib.AbstractAsyncContextManager[Arena]:
        return open_arena(
            database,
            folder / "help",
            folder / f"{make_url(database).database}.log",
            seed=self.order.seed,
            visible_within=VISIBLE_WITHIN,
            patience=self.order.patience,
        )

    def _broke(self, complaint: str) -> None:
        self.broken.append(complaint)
        _say(f"BROKEN {complaint}")

    def _counted(self, what: str) -> int:
        return self.crash_runs if what == "crash" else self.storms

    async def _company(
        self, what: str, database: str, folder: Path, rounds: Iterator[crash.Round]
    ) -> None:
        """Some rounds at one company. Each new one begins with an empty database and journal, so
        that the last round costs what the first did."""
        async with self._at_a_company(database, folder) as arena:
            if what == "storm":
                await arena.start("work", read_events_every=1.0)
            for _ in range(PER_COMPANY):
                if not self._goes_on(self._counted(what)):
                    return
                number = next(self._numbers)
                round_ = next(rounds)
                name = round_.name if what == "crash" else f"storm {number}"
                try:
                    if what == "crash":
                        await self._crash(arena, round_, number)
                    else:
                        await self._storm(arena, number)
                except TimeoutError as error:
                    self._broke(f"{name}: {error}")
                    return

    async def _crash(self, arena: Arena, round_: crash.Round, number: int) -> None:
        rng = random.Random(self.order.seed * 10_000 + number)
        outcome = await crash.play(arena, round_, number, rng, self.order.many)
        self.crash_runs += outcome.runs
        self.rounds += 1
        self._count(f"{number} {round_.name}", outcome.verdict)

    async def _storm(self, arena: Arena, number: int) -> None:
        found = await storm.brew(arena, self.order.seed * 10_000 + number, self.order.stories)
        self.storms += found.stories
        self.skies += 1
        self.windows_ms += found.windows_ms
        rule = ", answers on assignment" if found.on_assignment else ""
        self._count(f"{number} storm{rule}", found.verdict)

    async def _operations(self, url: str, folder: Path) -> None:
        """On a server of its own, which may be killed; on somebody else's without what kills it."""
        with contextlib.ExitStack() as stack:
            theirs = THEIRS in os.environ
            server = None if theirs else stack.enter_context(own_server(folder / "operations"))
            order = self.order
            rounds = operations.in_order(order.match, order.seed, server is not None, _say)
            while self._goes_on(self.operation_runs):
                fresh = _database(url if server is None else server.url, "prove_operations")
                async with self._at_a_company(fresh, folder) as arena:
                    await self._at_work(Ground(arena, server, order.outage, order.many), rounds)

    async def _at_work(self, ground: Ground, rounds: Iterator[operations.Round]) -> None:
        for _ in range(PER_COMPANY):
            if not self._goes_on(self.operation_runs):
                return
            number, round_ = next(self._numbers), next(rounds)
            rng = random.Random(self.order.seed * 10_000 + number)
            try:
                outcome = await operations.play(ground, round_, number, rng)
            except TimeoutError as error:
                self._broke(f"{round_.name}: {error}")
                await ground.restore()
                return
            self.operation_runs += outcome.runs
            self.rounds += 1
            for complaint in outcome.complaints:
                self._broke(complaint)
            self._count(f"{number} {round_.name}", outcome.verdict)

    def _count(self, name: str, verdict: Verdict) -> None:
        self.verdict += verdict
        mark = "ok" if verdict.is_good else "FOUND"
        _say(
            f"{mark} {name}, {len(verdict.listed)} listed ({self.crash_runs} crash runs, "
            f"{self.storms} storms, {self.operation_runs} in operation)"
        )
        faults = verdict.duplicates + verdict.lost + verdict.half_done + verdict.over_a_person
        for fault in faults:
            _say(f"   {fault}")


def _window(found: list[float]) -> dict[str, Any]:
    if len(found) < 2:
        return {"n": len(found)}
    # Of those measured: the other method would guess at more than the longest of a few.
    cuts = statistics.quantiles(found, n=100, method="inclusive")
    return {
        "n": len(found),
        "p50": round(statistics.median(found), 1),
        "p99": round(cuts[98], 1),
        "stand_in_latency": round(storm.LATENCY * 1000),
    }


def _database(url: str, name: str) -> str:
    """An empty, migrated database of that name."""
    run(url, f'drop database if exists "{name}" with (force)')
    run(url, f'create database "{name}"')
    made = named(url, name)
    migrate(made)
    return made


def _say(line: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {line}\n")
    sys.stderr.flush()
