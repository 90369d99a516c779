"""What an admin decides holds from that moment, whatever pass is under way (9.2)."""

from collections.abc import Awaitable, Callable

import pytest

from frontmate.setup import help_centers
from frontmate.workflow import choose_article
from tests.setup.connecting import kit_on
from tests.workflow.library import Library


@pytest.fixture
def library(library: Library) -> Library:
    """With a help center."""
    library.center()
    return library


def once(do: Callable[[], Awaitable[object]], *, before: int) -> Callable[[], Awaitable[None]]:
    """Do something before the nth article of a pass is fetched."""
    passed = 0

    async def pause() -> None:
        nonlocal passed
        passed += 1
        if passed == before:
            await do()

    return pause


async def test_9_2_a_pass_under_way_brings_back_nothing_of_what_is_deselected(
    library: Library,
) -> None:
    for title in ("Returns", "Delivery", "Warranty"):
        library.article(title)

    async def deselect() -> None:
        await help_centers.choose(kit_on(library.engine), "main", [])

    await library.sync(once(deselect, before=2))
    assert await library.told() == {}
    # Chosen again, it is read at once and whole.
    known = await library.sources()
    assert known["Help"].synced_at is None
    await library.choose("Help")
    await library.sync()
    assert await library.public() == {"Returns", "Delivery", "Warranty"}


async def test_9_2_a_pass_under_way_shows_nothing_of_what_is_withheld(library: Library) -> None:
    ids = {title: library.article(title) for title in ("Returns", "Delivery")}
    await library.sync()
    for title, article in ids.items():
        library.edit("kb_article_put", article=article, markdown=f"New words on {title}.")

    async def withhold() -> None:
        async with library.engine.begin() as db:
            for article in ids.values():
                await choose_article(db, "main", article, False, library.clock())

    await library.sync(once(withhold, before=2))
    assert await library.public() == set()
    assert "New words" in (await library.told())["Delivery"].body
