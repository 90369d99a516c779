"""One at a time across all workers, for work that is too long for a transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine


@asynccontextmanager
async def alone(engine: AsyncEngine, work: str, connection: str) -> AsyncIterator[bool]:
    """True if nobody else is at this work for this connection, and then until the block ends.

    The lock belongs to a database session of its own: one that belonged to a transaction would
    keep it open through minutes of waiting for Front, and a row would outlive a worker that died.
    Should the session be lost, two may work at once: that costs calls and must do no harm.
    """
    key = (func.hashtext(work), func.hashtext(connection))
    async with engine.connect() as session:
        await session.execution_options(isolation_level="AUTOCOMMIT")
        mine = bool((await session.execute(select(func.pg_try_advisory_lock(*key)))).scalar_one())
        try:
            yield mine
        finally:
            if mine:
                try:
                    await session.execute(select(func.pg_advisory_unlock(*key)))
                except BaseException:
                    # It must not go back into the pool with the lock still on it.
                    await session.invalidate()
                    raise
