"""The database and the key of this installation, and whether the product is at work on them."""

import asyncio
import getpass
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from frontmate.app.databases import prepared_database
from frontmate.app.running import known_secret_key, secret_key
from frontmate.settings import Settings
from frontmate.setup import Kit
from frontmate.store import Keeper, open_engine, processes


@asynccontextmanager
async def open_kit(settings: Settings, *, makes_key: bool = True) -> AsyncIterator[Kit]:
    """What the steps need, on a migrated database. Raises EmbeddedServerError.

    Without `makes_key` a key that is missing is not made, for what opens no secret: after a restore
    a new one would only hide that the right one is missing.
    """
    database = await asyncio.to_thread(prepared_database, settings)
    key = secret_key(settings) if makes_key else known_secret_key(settings) or ""
    engine = open_engine(database, pool_size=3)
    try:
        yield Kit(engine, Keeper(key), who=_who())
    finally:
        await engine.dispose()


def _who() -> str:
    try:
        return f"command line ({getpass.getuser()})"
    except (KeyError, OSError):  # a container's user may have no name
        return "command line"


async def is_running(kit: Kit) -> bool:
    """Whether a process is there that takes webhooks."""
    async with kit.engine.begin() as db:
        alive = await processes.alive(db, kit.clock() - processes.ALIVE_WITHIN)
    return any(process.listens for process in alive)
