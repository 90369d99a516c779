"""The installation's state as gauges: asked of the database when somebody looks.

Every process shows the same, so that sums over several of them would be wrong: take the `max`.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate import store
from frontmate.app.roster import Roster
from frontmate.front import Budget
from frontmate.workflow import budgets_of

_KEPT = 5.0
"""Seconds for which what was found is shown again."""
_AT_MOST = 4.0
"""Seconds; Prometheus waits for ten."""

Figures = store.figures.Figures
Samples = Iterable[tuple[tuple[str, ...], float]]


class Gauges:
    """A collector for a registry. `look` first; what it could not find is not shown."""

    def __init__(
        self,
        engine: AsyncEngine,
        roster: Roster,
        clock: Callable[[], datetime],
        kept: float = _KEPT,
    ) -> None:
        self._engine, self._roster, self._clock, self._kept = engine, roster, clock, kept
        self._found: tuple[Figures, Mapping[str, Budget]] | None = None
        self._looked = float("-inf")
        self._looking = asyncio.Lock()

    async def look(self) -> None:
        """Ask the database, unless it was asked just now. A database that is away is shown."""
        async with self._looking:
            if time.monotonic() - self._looked < self._kept:
                return
            task = asyncio.create_task(self._ask())
            done, _ = await asyncio.wait({task}, timeout=_AT_MOST)
            # A driver that is cancelled asks a silent server for a while whether it has stopped.
            task.cancel()
            self._found = task.result() if done else None
            self._looked = time.monotonic()

    async def _ask(self) -> tuple[Figures, Mapping[str, Budget]] | None:
        now = self._clock()
        try:
            async with store.one_moment(self._engine) as db:
                await db.execute(text("set local statement_timeout = '3s'"))
                found = await store.figures.measure(
                    db,
                    now,
                    alive_since=now - store.processes.ALIVE_WITHIN,
                    answered_by=now - store.troubles.ANSWERED_WITHIN,
                )
                return found, await budgets_of(db)
        except (SQLAlchemyError, OSError):
            return None

    def collect(self) -> Iterator[Metric]:
        yield _gauge("database_up", "Whether the database answered", (), [((), self._is_there)])
        yield _gauge("passages", "What answers are found in", ("connection",), self._passages())
        if self._found is None:
            return
        found, left = self._found
        yield from _of_the_work(found)
        yield from _of_listening(found, self._clock())
        yield from _of_conversations(found)
        yield _gauge(
            "front_budget_left",
            "Requests to Front that may be made at once",
            ("connection",),
            [((name,), budget.tokens) for name, budget in left.items()],
        )
        yield _gauge(
            "front_budget_per_minute",
            "Requests a minute that are allowed",
            ("connection",),
            [((name,), budget.rate) for name, budget in left.items()],
        )

    @property
    def _is_there(self) -> float:
        return 0.0 if self._found is None else 1.0

    def _passages(self) -> Samples:
        return [((name,), len(self._roster.search(name).passages)) for name in self._roster]


def _gauge(name: str, what: str, labels: tuple[str, ...], samples: Samples) -> Metric:
    metric = GaugeMetricFamily(f"frontmate_{name}", what, labels=labels)
    for values, value in samples:
        metric.add_metric(values, value)
    return metric


def _of_the_work(found: Figures) -> Iterator[Metric]:
    work = found.work
    single: tuple[tuple[str, str, float], ...] = (
        ("database_bytes", "The database on disk", work.bytes),
        ("open_events", "Events that wait for a decision", work.open_events),
        ("timers_due", "Timers that should have fired", work.timers_due),
        ("needs_person", 'Conversations under "needs a person"', found.needs_person),
    )
    for name, what, value in single:
        yield _gauge(name, what, (), [((), value)])
    jobs = [(("waiting",), work.jobs_waiting), (("running",), work.jobs_running)]
    yield _gauge("jobs", "Jobs of the queue", ("state",), jobs)
    # A role without a process is shown as well, for the sake of alerts.
    roles = {"run": 0, "serve": 0, "work": 0} | dict(found.processes)
    alive = [((role,), number) for role, number in roles.items()]
    yield _gauge("processes", "Processes alive", ("role",), alive)


def _of_listening(found: Figures, now: datetime) -> Iterator[Metric]:
    by_name = ("connection",)
    arrived = list(found.deliveries.items())
    labels = ("connection", "source", "state")
    yield _gauge("deliveries_last_day", "Events told by Front in a day", labels, arrived)
    oldest = found.work.oldest
    waits = 0.0 if oldest is None else max(0.0, (now - oldest).total_seconds())
    yield _gauge("oldest_open_event_seconds", "Age of the oldest open event", (), [((), waits)])
    hooks = {name: one for name, one in found.connections.items() if one.intake == "webhook"}
    ages = [
        ((name,), (now - found.heard_at.get(name, now - store.figures.DAY)).total_seconds())
        for name in hooks
    ]
    yield _gauge("webhook_age_seconds", "Since the newest webhook, a day at most", by_name, ages)
    silent = [
        ((name,), (now - (one.silent_since or now)).total_seconds()) for name, one in hooks.items()
    ]
    yield _gauge("webhook_silent_seconds", "Since webhooks are missing; or 0", by_name, silent)
    lags = [
        ((name,), one.cursor.lag(now))
        for name, one in found.connections.items()
        if one.cursor is not None
    ]
    yield _gauge("event_list_lag_seconds", "How far Front's list is behind", by_name, lags)


def _of_conversations(found: Figures) -> Iterator[Metric]:
    by_holder = list(found.open_sessions.items())
    yield _gauge("open_sessions", "Sessions that are open", ("connection", "holder"), by_holder)
    steps = list(found.open_steps.items())
    labels = ("connection", "step", "state")
    yield _gauge("open_steps", "Steps that are not over", labels, steps)
    shelf = [
        ((name, "yes" if told else "no"), number) for (name, told), number in found.articles.items()
    ]
    yield _gauge("articles", "Articles as they are now", ("connection", "told"), shelf)
    collided = CounterMetricFamily(
        "frontmate_collisions", "A person acted while we wrote", labels=("connection",)
    )
    for name in found.connections:
        collided.add_metric((name,), found.collisions.get(name, 0))
    yield collided
