"""Whoever writes sources and articles takes one lock first: nobody waits in a circle (9.2)."""

import asyncio

import pytest
from sqlalchemy import text

from frontmate.store import article_choices, articles, sources
from tests.workflow.library import Library

WAITING = (
    "select count(*) from pg_stat_activity"
    " where wait_event_type = 'Lock' and datname = current_database()"
)


@pytest.fixture
def library(library: Library) -> Library:
    """With a help center."""
    library.center()
    return library


@pytest.mark.parametrize("front", ["shows it", "has it no more"])
async def test_9_2_a_choice_of_sources_and_a_pass_do_not_wait_for_each_other(
    library: Library, front: str
) -> None:
    article = library.article("Returns")
    await library.sync()
    library.edit("kb_article_put", article=article, markdown="Other words.")
    if front == "has it no more":
        library.fault("status", status=404, path_regex="^/knowledge_base_articles/")
    began, chosen = asyncio.Event(), list[asyncio.Task[None]]()

    async def choose() -> None:
        """As `help_centers.choose`, which the pass comes upon in the middle."""
        async with library.engine.begin() as db:
            await article_choices.hold(db, "main")
            began.set()
            await _until_somebody_waits(library)
            await sources.choose(db, "main", [])
            await articles.remove_sources(db, "main", [], library.clock())

    async def pause() -> None:
        chosen.append(asyncio.create_task(choose()))
        await began.wait()

    await library.sync(pause)
    await asyncio.gather(*chosen)
    assert await library.public() == set()


async def _until_somebody_waits(library: Library) -> None:
    for _ in range(1500):
        async with library.engine.begin() as db:
            if (await db.execute(text(WAITING))).scalar_one():
                return
        await asyncio.sleep(0.02)
    raise AssertionError("nobody waits")
