"""Sources: found once, chosen by people, and the progress of a pass."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from frontmate.conversation.policy import Policy
from frontmate.store import Source, StoredArticle, Workspace, articles, connections, sources

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HELP = Source("front", "knb_1", "Help", ("en", "de"), True)


@pytest.fixture
async def db(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    async with engine.begin() as db:
        for name in ("main", "other"):
            workspace = Workspace(name, f"cmp_{name}", "tea_1", "Ada")
            await connections.connect(db, workspace, Policy(), NOW)
        yield db


async def test_a_source_is_found_once_and_its_names_follow(db: AsyncConnection) -> None:
    number = await sources.found(db, "main", HELP, NOW)
    renamed = replace(HELP, title="Help and more", locales=("en",), public=False)
    assert await sources.found(db, "main", renamed, NOW) == number
    assert await sources.of(db, "main") == (replace(renamed, id=number, found_at=NOW),)
    assert await sources.of(db, "other") == ()


async def test_what_people_decided_stays_when_a_source_is_found_again(db: AsyncConnection) -> None:
    number = await sources.found(db, "main", HELP, NOW)
    await sources.choose(db, "main", [])
    await sources.set_public_url(db, number, "https://help.example")
    await sources.found(db, "main", HELP, NOW)
    (known,) = await sources.of(db, "main")
    assert (known.chosen, known.public_url) == (False, "https://help.example")


async def test_choosing_for_one_connection_leaves_the_others_alone(db: AsyncConnection) -> None:
    await sources.found(db, "other", HELP, NOW)
    number = await sources.found(db, "main", HELP, NOW)
    more = await sources.found(db, "main", replace(HELP, place="knb_2"), NOW)
    await sources.choose(db, "main", [more])
    chosen = {each.id: each.chosen for each in await sources.of(db, "main")}
    assert chosen == {number: False, more: True}
    assert [each.chosen for each in await sources.of(db, "other")] == [True]


async def test_a_pass_shows_how_far_it_is_and_why_it_ended(db: AsyncConnection) -> None:
    number = await sources.found(db, "main", HELP, NOW)
    await sources.begin(db, number, 40, NOW)
    await sources.progress(db, number, 12, 40)
    await sources.fail(db, number, "Front is away.")
    (known,) = await sources.of(db, "main")
    assert (known.done, known.total, known.began_at) == (12, 40, NOW)
    assert (known.problem, known.synced_at) == ("Front is away.", None)
    await sources.finish(db, number, NOW)
    (known,) = await sources.of(db, "main")
    assert (known.problem, known.synced_at) == ("", NOW)


async def test_a_source_that_articles_name_cannot_be_removed(db: AsyncConnection) -> None:
    number = await sources.found(db, "main", HELP, NOW)
    unused = await sources.found(db, "main", replace(HELP, place="knb_2"), NOW)
    await sources.remove(db, unused)
    article = StoredArticle("returns", "v1", "Returns", "en", True, "30 days.", None, ())
    await articles.put(db, "main", number, article, NOW)
    with pytest.raises(IntegrityError):
        async with db.begin_nested():
            await sources.remove(db, number)
    assert [each.id for each in await sources.of(db, "main")] == [number]
