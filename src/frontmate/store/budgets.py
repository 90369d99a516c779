"""What is left of each company's budget of Front's requests, for all processes (10.5).

Nobody holds the row: who changes it says which version it saw, and looks again if another was
faster. So a process that dies or is stopped in the middle keeps nobody waiting.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from frontmate.store.database import open_engine
from frontmate.store.tables import budgets, connections

BRIEF = {
    # Should the server crash, half a second of counting is lost, and Front's headers make up for
    # it. Waiting for the disk would hold up every call to Front.
    "synchronous_commit": "off",
    "statement_timeout": "1500ms",
}

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class StoredBudget:
    """Times are by the database's clock, whichever host wrote them."""

    tokens: float
    at: datetime
    blocked_until: datetime | None = None
    front_limit: int | None = None
    front_remaining: int | None = None
    said_at: datetime | None = None


@dataclass(frozen=True)
class Found:
    budget: StoredBudget
    version: int
    per_minute: int | None
    """What the company's connection allows at this moment; None where it has none."""
    now: datetime
    """By the database's clock: the clocks of several hosts differ."""


def open_engine_for_budgets(url: str) -> AsyncEngine:
    """An engine of few sessions and short waits, apart from those that the work uses up."""
    return open_engine(url, pool_size=2, session=BRIEF)


async def look(db: AsyncConnection, company: str) -> Found | None:
    """A company's budget; None where it was never counted."""
    b, c = budgets.c, connections.c
    plan = select(c.requests_per_minute).where(c.company == company).scalar_subquery()
    row = (
        await db.execute(
            select(budgets, plan.label("per_minute"), func.clock_timestamp().label("now")).where(
                b.company == company
            )
        )
    ).one_or_none()
    if row is None:
        return None
    return Found(_read(row), row.version, row.per_minute, row.now)


def _read(row: Row[Any]) -> StoredBudget:
    return StoredBudget(
        tokens=row.tokens,
        at=row.at,
        blocked_until=row.blocked_until,
        front_limit=row.front_limit,
        front_remaining=row.front_remaining,
        said_at=row.said_at,
    )


async def look_at_all(db: AsyncConnection) -> dict[str, Found]:
    """The budgets of the connections in use, by connection."""
    c = connections.c
    rows = await db.execute(
        select(budgets, c.id, c.requests_per_minute, func.clock_timestamp().label("now"))
        .join(connections, c.company == budgets.c.company)
        .where(c.disconnected_at.is_(None))
    )
    return {r.id: Found(_read(r), r.version, r.requests_per_minute, r.now) for r in rows}


async def begin(db: AsyncConnection, company: str) -> None:
    """Begin to count, unless another process has: with a bucket that has filled up for ever."""
    row = insert(budgets).values(company=company, version=0, tokens=0.0, at=_NEVER)
    await db.execute(row.on_conflict_do_nothing())


async def put(db: AsyncConnection, company: str, budget: StoredBudget, seen: int) -> bool:
    """Change the budget of which version `seen` was found; False if it is another by now."""
    b = budgets.c
    change = update(budgets).where(b.company == company, b.version == seen)
    done = await db.execute(
        change.values(
            version=seen + 1,
            tokens=budget.tokens,
            at=budget.at,
            blocked_until=budget.blocked_until,
            front_limit=budget.front_limit,
            front_remaining=budget.front_remaining,
            said_at=budget.said_at,
        )
    )
    return done.rowcount == 1
