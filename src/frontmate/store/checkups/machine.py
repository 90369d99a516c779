"""The database itself, the installation's key, and work that nobody does."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.sealing import Keeper, WrongKeyError
from frontmate.store.tables import connections, events, installation, secrets, timers


@dataclass(frozen=True)
class Server:
    version: str
    bytes: int
    """Of this database on disk."""


async def begin_reading(db: AsyncConnection) -> None:
    """Let the server refuse whatever would change something."""
    await db.execute(text("set transaction read only"))


async def server(db: AsyncConnection) -> Server:
    row = (
        await db.execute(
            select(
                func.current_setting("server_version"),
                func.pg_database_size(func.current_database()),
            )
        )
    ).one()
    return Server(str(row[0]).split(maxsplit=1)[0], int(row[1]))


async def revision(db: AsyncConnection) -> str | None:
    """The schema's revision; None for a database that nobody has migrated yet."""
    has_table = await db.run_sync(lambda sync: inspect(sync).has_table("alembic_version"))
    if not has_table:
        return None
    row = await db.execute(text("select version_num from alembic_version"))
    found: str | None = row.scalar_one_or_none()
    return found


@cache
def newest_revision() -> str:
    """The revision that this version of frontmate works with."""
    config = Config()
    folder = resources.files("frontmate.store") / "migrations"
    config.set_main_option("script_location", str(folder))
    head = ScriptDirectory.from_config(config).get_current_head()
    assert head is not None
    return head


async def connections_of_all_times(db: AsyncConnection) -> dict[str, bool]:
    """Every connection by name, and whether it is in use."""
    c = connections.c
    rows = await db.execute(select(c.id, c.disconnected_at.is_(None)).order_by(c.id))
    return {row[0]: bool(row[1]) for row in rows}


async def unreadable_secrets(db: AsyncConnection, keeper: Keeper) -> tuple[int, int]:
    """How many sealed values the key does not open, of how many (the check word included)."""
    kept = select(installation.c.value).where(installation.c.name == "key_check")
    sealed = [
        *(await db.execute(kept)).scalars(),
        *(await db.execute(select(secrets.c.sealed))).scalars(),
    ]
    return sum(not _opens(keeper, value) for value in sealed), len(sealed)


def _opens(keeper: Keeper, value: bytes) -> bool:
    try:
        keeper.unseal(value)
    except WrongKeyError:
        return False
    return True


@dataclass(frozen=True)
class Backlog:
    """What should have been done before a moment and was not."""

    events: int
    oldest: datetime | None
    timers: int


async def backlog(db: AsyncConnection, before: datetime) -> Backlog:
    e, t = events.c, timers.c
    open_ones = select(func.count(), func.min(e.at)).where(e.closed_at.is_(None), e.at < before)
    late = select(func.count()).where(t.fired_at.is_(None), t.due < before)
    count, oldest = (await db.execute(open_ones)).one()
    return Backlog(int(count), oldest, int((await db.execute(late)).scalar_one()))
