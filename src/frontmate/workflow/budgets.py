"""One budget of Front's requests for each company, counted by all processes in the database (10.5).

While the database is away each process counts for itself, and uses a part only.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from frontmate.front import Budget, Limiter, Said, Urgency, budget
from frontmate.store import Workspace, budgets

log = logging.getLogger(__name__)

LONGEST = 2.0
AGAIN = timedelta(seconds=2)
"""After a failure the database is left alone for as long."""
TOLD = timedelta(minutes=1)
"""The log is told of it no more often."""

T = TypeVar("T")
Taken = tuple[int, float]
"""How many requests, and the seconds to wait for the next."""
Change = Callable[[Budget, datetime], tuple[Budget, int, float]]
"""The budget at a time, to the budget after it, and what was taken."""


class Budgets:
    """The budgets as one process uses them: a limiter for each company, whatever the token."""

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._engine, self._clock, self._sleep = engine, clock, sleep
        self._limiters: dict[str, Limiter] = {}

    def limiter(self, workspace: Workspace) -> Limiter:
        """The same for as long as the process lives, so that a company's calls stand in one line
        and what it used stays used."""
        known = self._limiters.get(workspace.company)
        if known is None:
            bank = SharedBank(self._engine, workspace, self._clock)
            known = Limiter(clock=self._clock, sleep=self._sleep, bank=bank)
            self._limiters[workspace.company] = known
        return known


class SharedBank:
    """One company's budget. A `Bank` of `front`'s."""

    def __init__(
        self,
        engine: AsyncEngine,
        workspace: Workspace,
        clock: Callable[[], datetime],
        shared_clock: Callable[[], datetime] | None = None,
        longest: float = LONGEST,
    ) -> None:
        """`clock` is this host's. `shared_clock` None: the database's, which all hosts share.

        `longest`: seconds that a call to Front may be held up by the database.
        """
        self._engine, self._company = engine, workspace.company
        self._clock, self._shared_clock, self._longest = clock, shared_clock, longest
        self._per_minute = workspace.requests_per_minute
        self._ahead = timedelta(0)
        """Of the shared clock before ours."""
        self._known = budget.full(self._per_minute, clock())
        """As this process saw it last; while it is apart, what it may use."""
        self._apart = False
        self._spent = 0
        """Requests that were made apart."""
        self._ask_again = self._tell_again = clock()

    async def take(self, urgency: Urgency, wanted: int = 1) -> Taken:
        """See `Bank`."""
        done = await self._changed(lambda known, now: budget.take_many(known, now, urgency, wanted))
        if done is not None:
            return done
        self._known, taken, seconds = budget.take_many(self._known, self._now(), urgency, wanted)
        self._spent += taken
        return taken, seconds

    async def feed(self, status: int, headers: Mapping[str, str]) -> None:
        """What tightens the budget is told to all at once; the rest with the next request."""
        before = budget.filled(self._known, self._now())
        self._known = budget.feed(before, before.at, status, headers)
        if budget.is_tighter(self._known, before):
            await self._changed(
                lambda known, now: (budget.feed(known, now, status, headers), 0, 0.0)
            )

    async def _changed(self, change: Change) -> Taken | None:
        """What was taken; None where the database was not asked or did not answer."""
        if self._apart and self._clock() < self._ask_again:
            return None
        try:
            after, done = await _within(self._longest, self._change(change))
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            self._lose(error)
            return None
        self._return(after)
        return done

    async def _change(self, change: Change) -> tuple[Budget, Taken]:
        async with self._engine.connect() as db:
            await db.execution_options(isolation_level="AUTOCOMMIT")
            while True:
                found = await budgets.look(db, self._company)
                if found is None:
                    await budgets.begin(db, self._company)
                    continue
                stored, shared = self._read(found)
                after, taken, seconds = change(shared, shared.at)
                if after == stored or await budgets.put(
                    db, self._company, _stored(after), found.version
                ):
                    return after, (taken, seconds)

    def _read(self, found: budgets.Found) -> tuple[Budget, Budget]:
        """What is stored, and the same with what only this process knows; both of this moment."""
        now = found.now if self._shared_clock is None else self._shared_clock()
        self._ahead = now - self._clock()
        self._per_minute = found.per_minute or self._per_minute
        stored = budget.filled(_reckoned(found.budget, self._per_minute), now)
        shared = budget.spent(stored, self._spent) if self._apart else stored
        return stored, budget.informed(shared, self._known, now)

    def _now(self) -> datetime:
        """By the shared clock, as far as that can be told without asking."""
        return self._clock() + self._ahead

    def _return(self, after: Budget) -> None:
        # Another call may have learned something meanwhile.
        self._known = budget.informed(after, self._known, after.at)
        self._apart, self._spent = False, 0

    def _lose(self, error: Exception) -> None:
        now = self._clock()
        self._ask_again = now + AGAIN
        if not self._apart:
            self._apart, self._known = True, budget.apart(self._known, self._now())
        if now >= self._tell_again:
            self._tell_again = now + TOLD
            log.warning(
                "company %s: the budget that all processes share cannot be reached (%s): until it "
                "can, this process counts for itself and calls Front less often",
                self._company,
                type(error).__name__,
            )


async def _within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """Raises TimeoutError on time: the driver, cancelled, asks a silent server for ten seconds
    more whether it has stopped."""
    task = asyncio.create_task(work)
    # Whoever asked may be gone by then.
    task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
        if not done:
            raise TimeoutError
        return task.result()
    finally:
        task.cancel()


async def budget_of(db: AsyncConnection, workspace: Workspace) -> Budget | None:
    """A company's budget at this moment by the database's clock; None where it was never used."""
    found = await budgets.look(db, workspace.company)
    if found is None:
        return None
    per_minute = found.per_minute or workspace.requests_per_minute
    return budget.filled(_reckoned(found.budget, per_minute), found.now)


async def budgets_of(db: AsyncConnection) -> dict[str, Budget]:
    """The same of all connections in use, by connection."""
    return {
        name: budget.filled(_reckoned(found.budget, found.per_minute), found.now)
        for name, found in (await budgets.look_at_all(db)).items()
        if found.per_minute is not None
    }


def _reckoned(stored: budgets.StoredBudget, per_minute: int) -> Budget:
    said = None
    if stored.said_at is not None:
        said = Said(stored.said_at, stored.front_limit, stored.front_remaining)
    return Budget(per_minute, stored.tokens, stored.at, stored.blocked_until, said)


def _stored(known: Budget) -> budgets.StoredBudget:
    said = known.said
    return budgets.StoredBudget(
        tokens=known.tokens,
        at=known.at,
        blocked_until=known.blocked_until,
        front_limit=None if said is None else said.limit,
        front_remaining=None if said is None else said.remaining,
        said_at=None if said is None else said.at,
    )
