"""Names of tags to Front's ids, made where they are missing (5.1)."""

from collections.abc import Awaitable, Callable

from sqlalchemy import text

from frontmate.workflow.shell import Turn


async def ids_of(turn: Turn, names: tuple[str, ...]) -> tuple[str, ...]:
    """Raises FrontError. One worker at a time makes tags for a connection."""
    if not names:
        return ()

    async def alone(create: Callable[[], Awaitable[None]]) -> None:
        async with turn.shell.engine.begin() as db:
            key = f"tags:{turn.connection.id}"
            await db.execute(text("select pg_advisory_xact_lock(hashtext(:key))"), {"key": key})
            await create()

    return await turn.connection.directory.tag_ids(names, alone)
