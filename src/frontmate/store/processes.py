"""Which of our processes are alive, by their beats: for `/readyz`, `doctor` and restores."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.tables import processes

ALIVE_WITHIN = timedelta(seconds=15)
"""A process whose beat is older is taken for gone."""


@dataclass(frozen=True)
class Process:
    id: str
    role: str
    """`run`, `serve` or `work`."""
    version: str
    started_at: datetime
    beat_at: datetime

    @property
    def works(self) -> bool:
        """It decides and answers."""
        return self.role in ("run", "work")

    @property
    def listens(self) -> bool:
        """It takes webhooks and shows the console."""
        return self.role in ("run", "serve")


async def beat(db: AsyncConnection, process: str, role: str, version: str, now: datetime) -> None:
    row = insert(processes).values(
        id=process, role=role, version=version, started_at=now, beat_at=now
    )
    await db.execute(
        row.on_conflict_do_update(index_elements=["id"], set_={"beat_at": now, "version": version})
    )


async def leave(db: AsyncConnection, process: str) -> None:
    """An orderly end."""
    await db.execute(delete(processes).where(processes.c.id == process))


async def alive(db: AsyncConnection, since: datetime) -> tuple[Process, ...]:
    """Those whose last beat is not older, longest running first."""
    rows = await db.execute(
        select(processes).where(processes.c.beat_at >= since).order_by(processes.c.started_at)
    )
    return tuple(Process(**row._mapping) for row in rows)


async def forget(db: AsyncConnection, before: datetime) -> None:
    await db.execute(delete(processes).where(processes.c.beat_at < before))
