"""What Front cannot show holds up nothing else: neither what is new nor what must go (9.2)."""

from datetime import timedelta

import pytest

from tests.workflow.library import Library

CONTENT = "^/knowledge_base_articles/"


@pytest.fixture
def library(library: Library) -> Library:
    """With a help center."""
    library.center()
    return library


def break_articles(library: Library, *articles: str) -> None:
    """Front never shows them again."""
    for article in articles:
        library.fault("status", path_regex=f"{CONTENT}{article}/", status=500)


@pytest.mark.parametrize("given", [{"type": "internal"}, {"status": "unpublished"}])
async def test_9_2_a_help_center_that_is_for_customers_no_more_is_held_back_though_no_list_comes(
    library: Library, given: dict[str, object]
) -> None:
    library.article("Returns")
    await library.sync()
    library.edit("kb_set", kb="Help", **given)
    library.fault("status", path_regex="/categories$", status=403)
    before = await library.generation()
    await library.sync()
    assert (await library.public(), set(await library.told())) == (set(), {"Returns"})
    assert await library.generation() == before + 1
    await library.sync()
    assert await library.generation() == before + 1


@pytest.mark.parametrize("status", [403, 500])
async def test_9_2_a_help_center_that_cannot_be_read_at_all_keeps_no_other_from_us(
    library: Library, status: int
) -> None:
    other = library.center("Another")
    library.article("Returns")
    gone = library.article("Delivery", kb=other)
    await library.sync()
    known = await library.sources()
    library.edit("kb_article_delete", article=gone)
    library.fault("status", path_regex=f"^/knowledge_bases/{known['Help'].place}/", status=status)
    (problem,) = (await library.sync()).problems
    assert set(await library.told()) == {"Returns"}
    now = await library.sources()
    assert (now["Help"].public, now["Help"].problem) == (True, problem)
    assert now["Another"].problem == ""


async def test_9_2_articles_that_front_never_shows_keep_no_other_help_center_stale(
    library: Library,
) -> None:
    library.center("Another")
    made = library.edit("kb_generate", kb="Help", count=10)["articles"]
    gone = library.article("Delivery", kb="Another")
    break_articles(library, made[1], made[4], made[7])
    await library.sync()
    assert len(await library.public()) == 8
    library.edit("kb_article_delete", article=gone)
    # By now these three are all that is left to be read: three failures in a row.
    await library.sync()
    assert "Delivery" not in await library.public()


async def test_9_2_articles_that_front_never_shows_do_not_stand_before_all_others_for_ever(
    library: Library,
) -> None:
    made = library.edit("kb_generate", kb="Help", count=10)["articles"]
    break_articles(library, *made[:3])
    for _ in range(12):
        await library.sync()
        library.clock.now += timedelta(minutes=1)
    assert len(await library.public()) == 7
