"""What was changed is noted, with who and when."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.store import audit
from tests.store.world import NOW


async def test_the_newest_changes_come_first(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        for number in range(4):
            await audit.write(
                db,
                who="mia",
                what="policy_changed",
                connection="main",
                detail={"version": number, "fields": ["enabled"]},
                now=NOW + timedelta(minutes=number // 2),
            )
        found = await audit.newest(db, 3)
    assert [entry.detail["version"] for entry in found] == [3, 2, 1]
    first = found[0]
    assert (first.at, first.who, first.what) == (
        NOW + timedelta(minutes=1),
        "mia",
        "policy_changed",
    )
    assert (first.connection, first.detail["fields"]) == ("main", ["enabled"])


async def test_a_change_that_is_rolled_back_is_not_noted(engine: AsyncEngine) -> None:
    async with engine.connect() as db:
        await audit.write(db, who="mia", what="tried", connection=None, detail={}, now=NOW)
        await db.rollback()
        assert await audit.newest(db, 10) == ()
