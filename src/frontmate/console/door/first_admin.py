"""The first person: without one, nobody could ever log in."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.console.door.passwords import hash_password
from frontmate.store import Role, people

ADMIN = "admin"


async def ensure_admin(
    engine: AsyncEngine, clock: Callable[[], datetime], token: Callable[[], str]
) -> str | None:
    """Create the person "admin" if there is nobody yet; returns the password, this once."""
    async with engine.begin() as db:
        # Two processes that start together must not both make a password: one would be lost.
        await db.execute(text("select pg_advisory_xact_lock(727266)"))
        if await people.count(db) > 0:
            return None
        password = token()
        await people.add(db, ADMIN, hash_password(password), Role.ADMIN, clock())
    return password
