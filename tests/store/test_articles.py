"""Articles: what a source says now, what is gone, and that no version is ever lost."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from frontmate.conversation.policy import Policy
from frontmate.store import (
    Gone,
    Source,
    StoredArticle,
    Workspace,
    articles,
    connections,
    sources,
    tombstones,
)

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
RETURNS = StoredArticle(
    "returns", "v1", "Returns", "en", True, "30 days.", None, ("refund",), held_back=""
)
DELIVERY = StoredArticle(
    "delivery", "v1", "Delivery", "en", True, "Two days.", None, (), held_back=""
)


@pytest.fixture
async def db(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    async with engine.begin() as db:
        for name in ("main", "other"):
            workspace = Workspace(name, f"cmp_{name}", "tea_1", "Ada")
            await connections.connect(db, workspace, Policy(), NOW)
        yield db


async def a_source(db: AsyncConnection, place: str = "knb_1") -> int:
    return await sources.found(db, "main", Source("front", place, "Help", ("en",), True), NOW)


async def keys(db: AsyncConnection) -> list[str]:
    return [f"{each.key} {each.version}" for each in await articles.current(db, "main")]


async def test_a_source_says_what_it_was_last_seen_to_say(db: AsyncConnection) -> None:
    number = await a_source(db)
    assert await articles.replace_all(db, "main", number, [RETURNS, DELIVERY], NOW)
    assert not await articles.replace_all(db, "main", number, [RETURNS, DELIVERY], LATER)
    assert await articles.replace_all(db, "main", number, [RETURNS], LATER)
    assert await keys(db) == ["returns v1"]
    (known,) = await articles.of_source(db, number)
    assert known == replace(RETURNS, source=number, seen_at=LATER)


@pytest.mark.parametrize(
    "changed",
    [
        replace(RETURNS, version="v2", body="60 days."),
        replace(RETURNS, url="https://help.example/returns"),
        replace(RETURNS, keywords=("refund", "send back")),
    ],
)
async def test_whatever_an_answer_could_rest_on_or_show_counts_as_a_change(
    db: AsyncConnection, changed: StoredArticle
) -> None:
    number = await a_source(db)
    await articles.replace_all(db, "main", number, [RETURNS], NOW)
    assert await articles.replace_all(db, "main", number, [changed], LATER)
    assert not await articles.replace_all(db, "main", number, [changed], LATER)


async def test_a_newer_version_takes_the_place_of_the_older_which_is_kept(
    db: AsyncConnection,
) -> None:
    number = await a_source(db)
    await articles.put(db, "main", number, RETURNS, NOW)
    await articles.put(db, "main", number, replace(RETURNS, version="v2"), LATER)
    assert await keys(db) == ["returns v2"]
    rows = (await db.execute(text("select version, gone_at from articles order by id"))).all()
    assert [tuple(row) for row in rows] == [("v1", LATER), ("v2", None)]
    # An editor takes the change back.
    await articles.put(db, "main", number, RETURNS, LATER)
    assert await keys(db) == ["returns v1"]


async def test_an_article_can_move_to_another_source(db: AsyncConnection) -> None:
    first, second = await a_source(db), await a_source(db, "knb_2")
    await articles.put(db, "main", first, RETURNS, NOW)
    await articles.put(db, "main", second, RETURNS, LATER)
    assert await articles.remove(db, "main", first, {"returns"}, LATER, Gone.DELETED) == 0
    assert [each.source for each in await articles.current(db, "main")] == [second]


async def test_only_what_is_there_is_removed_and_counted(db: AsyncConnection) -> None:
    number = await a_source(db)
    await articles.replace_all(db, "main", number, [RETURNS, DELIVERY], NOW)
    assert (
        await articles.remove(db, "main", number, {"returns", "unheard of"}, LATER, Gone.DELETED)
        == 1
    )
    assert await articles.remove(db, "main", number, {"returns"}, LATER, Gone.DELETED) == 0
    assert await articles.remove(db, "main", number, (), LATER, Gone.DELETED) == 0
    assert await keys(db) == ["delivery v1"]


async def test_what_comes_from_a_source_that_is_not_kept_is_gone(db: AsyncConnection) -> None:
    kept, dropped = await a_source(db), await a_source(db, "knb_2")
    await articles.put(db, "main", kept, RETURNS, NOW)
    await articles.put(db, "main", dropped, DELIVERY, NOW)
    await articles.put(db, "main", None, replace(DELIVERY, key="of nobody"), NOW)
    await articles.put(db, "other", None, RETURNS, NOW)
    assert await articles.remove_sources(db, "main", [kept], LATER)
    assert not await articles.remove_sources(db, "main", [kept], LATER)
    assert await keys(db) == ["returns v1"]
    assert len(await articles.current(db, "other")) == 1


async def test_a_key_of_another_source_is_told(db: AsyncConnection) -> None:
    first, second = await a_source(db), await a_source(db, "knb_2")
    await articles.put(db, "main", first, RETURNS, NOW)
    await articles.put(db, "main", None, DELIVERY, NOW)
    wanted = {"returns", "delivery"}
    assert await articles.held_by_others(db, "main", second, wanted) == {"returns"}
    assert await articles.held_by_others(db, "main", first, wanted) == set()


async def whys(db: AsyncConnection) -> dict[str, str]:
    return {each.key: each.why for each in await tombstones.newest(db, "main", 10)}


async def test_what_was_deleted_has_a_tombstone_until_it_comes_back(db: AsyncConnection) -> None:
    number = await a_source(db)
    await articles.replace_all(db, "main", number, [RETURNS, DELIVERY], NOW)
    await articles.replace_all(db, "main", number, [DELIVERY], LATER)
    assert await whys(db) == {"returns": "deleted"}
    await articles.put(db, "main", number, RETURNS, LATER)
    assert await whys(db) == {}


async def test_what_reads_differently_is_not_gone(db: AsyncConnection) -> None:
    number = await a_source(db)
    await articles.put(db, "main", number, RETURNS, NOW)
    await articles.put(db, "main", number, replace(RETURNS, version="v2"), LATER)
    assert await whys(db) == {}


@pytest.mark.parametrize(
    ("held_back", "why"), [("draft", "draft"), ("", "withheld")], ids=["source", "admin"]
)
async def test_a_tombstone_says_what_holds_back(
    db: AsyncConnection, held_back: str, why: str
) -> None:
    number = await a_source(db)
    await articles.put(db, "main", number, RETURNS, NOW)
    hidden = replace(RETURNS, version="v2", public=False, held_back=held_back)
    await articles.put(db, "main", number, hidden, LATER)
    assert await whys(db) == {"returns": why}


@pytest.mark.parametrize("left_first", [True, False])
async def test_what_another_source_holds_now_has_moved(
    db: AsyncConnection, left_first: bool
) -> None:
    first, second = await a_source(db), await a_source(db, "knb_2")
    await articles.put(db, "main", first, RETURNS, NOW)
    if left_first:
        await articles.remove(db, "main", first, {"returns"}, LATER, Gone.DELETED)
    internal = replace(RETURNS, version="v2", public=False, held_back="internal_help_center")
    await articles.put(db, "main", second, internal, LATER)
    assert await whys(db) == {"returns": "moved"}


async def test_what_was_deselected_says_so(db: AsyncConnection) -> None:
    number = await a_source(db)
    await articles.put(db, "main", number, RETURNS, NOW)
    await articles.remove_sources(db, "main", [], LATER)
    assert await whys(db) == {"returns": "deselected"}


async def test_only_what_customers_may_be_told_now_is_up_to_date(db: AsyncConnection) -> None:
    number = await a_source(db)
    await articles.put(db, "main", number, RETURNS, NOW)
    await articles.put(db, "main", number, replace(DELIVERY, public=False), NOW)
    pinned = {("returns", "v1"), ("delivery", "v1"), ("unheard of", "v1")}
    assert await articles.outdated(db, "main", pinned) == {"delivery", "unheard of"}
    assert await articles.outdated(db, "main", {("returns", "v0")}) == {"returns"}
    assert await articles.outdated(db, "other", {("returns", "v1")}) == {"returns"}


async def test_a_nul_that_a_file_holds_is_left_out(db: AsyncConnection) -> None:
    number = await a_source(db)
    await articles.put(db, "main", number, replace(RETURNS, title="R\x00", body="3\x000"), NOW)
    (known,) = await articles.of_source(db, number)
    assert (known.title, known.body) == ("R", "30")
