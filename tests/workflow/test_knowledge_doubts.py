"""What a sceptic found in the knowledge sync: words told too early, too late or to nobody (9.2)."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from frontmate.setup import help_centers, knowledge
from frontmate.store import Source, sources
from frontmate.workflow import choose_article, preview_connection
from tests.setup.connecting import kit_on
from tests.workflow.library import Library, PowerCut, stop_after

SECRET = "For the team: refund code 4711."


async def told(library: Library) -> set[tuple[str, str]]:
    return {(a.key, a.version) for a in (await library.told()).values() if a.public}


async def words(library: Library) -> str:
    return " ".join(a.body for a in (await library.told()).values() if a.public)


@pytest.mark.parametrize("by", ["help center", "category"])
@pytest.mark.parametrize("edit", [{"markdown": "Write to us."}, {"status": "draft"}])
async def test_9_2_words_of_a_time_when_it_was_for_the_team_are_never_told(
    library: Library, by: str, edit: dict[str, object]
) -> None:
    library.center("Help", type="internal" if by == "help center" else "external")
    library.article("Other", category="Staff")
    article = library.article("Returns", markdown=SECRET, category="Staff")
    if by == "category":
        library.edit("kb_category_set", category="Staff", hidden=True)
    await library.sync()
    assert not await library.public()
    library.edit("kb_article_put", article=article, **edit)
    if by == "category":
        library.edit("kb_category_set", category="Staff", hidden=False)
    else:
        library.edit("kb_set", kb="Help", type="external")
    with pytest.raises(PowerCut):
        await library.sync(stop_after(0))
    assert await library.public() == {"Other"}
    await library.sync()
    assert "4711" not in await words(library)


@pytest.mark.parametrize("by", ["help center", "admin"])
async def test_9_2_no_process_is_left_with_words_that_are_gone(library: Library, by: str) -> None:
    library.center("Help", type="internal")
    articles = [library.article(f"A{n}", markdown=f"old {n}") for n in range(3)]
    await library.sync()
    for n, article in enumerate(articles):
        library.edit("kb_article_put", article=article, markdown=f"new {n}")
    if by == "help center":
        library.edit("kb_set", kb="Help", type="external")
    indexed, generation, passed = set[tuple[str, str]](), -1, 0

    async def pause() -> None:
        nonlocal indexed, generation, passed
        passed += 1
        if by == "admin" and passed == 1:
            async with library.engine.begin() as db:
                for article in articles:
                    await choose_article(db, "main", article, True, library.clock())
        newest = await library.generation()
        if newest != generation:
            indexed, generation = await told(library), newest
        assert indexed <= await told(library)

    await library.sync(pause)
    assert passed == 3
    assert "old" not in await words(library)


async def test_9_2_what_left_any_help_center_is_gone_before_anything_is_fetched(
    library: Library,
) -> None:
    library.center("First")
    library.center("Second")
    gone = library.article("Old", kb="Second")
    await library.sync()
    library.edit("kb_article_delete", article=gone)
    library.article("New", kb="First")
    seen: list[set[str]] = []

    async def pause() -> None:
        seen.append(await library.public())

    await library.sync(pause)
    assert seen == [set()]


async def test_9_2_a_file_that_cannot_be_read_keeps_nothing_else_in_the_answers(
    library: Library, tmp_path: Path
) -> None:
    def write(name: str, more: str = "") -> None:
        (tmp_path / f"{name}.md").write_text(f"---\ntitle: {name}\n{more}---\nText.\n")

    for name in ("a", "b"):
        write(name)
    folder = Source("folder", str(tmp_path), "f", ("en",), public=True)
    async with library.engine.begin() as db:
        await sources.found(db, "main", folder, library.clock())
    await library.sync()
    assert await library.public() == {"a", "b"}
    (tmp_path / "a.md").unlink()
    write("c", "status: publishd\n")
    write("d")
    (problem,) = (await library.sync()).problems
    assert "c.md" in problem
    assert await library.public() == {"b", "d"}


async def test_9_2_deselected_and_chosen_again_during_a_pass_it_counts_as_not_read(
    library: Library,
) -> None:
    library.edit("kb_generate", kb=library.center(), count=6)
    kit, passed = kit_on(library.engine), 0

    async def pause() -> None:
        nonlocal passed
        passed += 1
        if passed == 4:
            source = (await library.sources())["Help"]
            await help_centers.choose(kit, "main", [])
            await help_centers.choose(kit, "main", [source.id])

    await library.sync(pause)
    assert (await library.sources())["Help"].synced_at is None
    await library.sync()
    assert len(await library.public()) == 6


async def test_9_2_a_new_help_center_is_marked_after_an_upgrade_too(library: Library) -> None:
    library.center("Help")
    await library.sync()
    async with library.engine.begin() as db:
        # As a migration leaves what an older version has found.
        await db.execute(text("update sources set found_at = null"))
    library.clock.now += timedelta(days=30)
    library.center("Second")
    await library.sync()
    kit = replace(kit_on(library.engine), clock=library.clock)
    views = await knowledge.overview(kit, "main")
    assert isinstance(views, tuple)
    assert {view.source.title: view.is_new for view in views} == {"Help": False, "Second": True}


async def test_9_2_a_dry_run_goes_on_where_one_help_center_is_out_of_bounds(
    library: Library,
) -> None:
    library.center("Help")
    second = library.center("Second")
    library.article("A")
    library.fault("status", status=403, path_regex=f"^/knowledge_bases/{second}/")
    found = await preview_connection(library.engine, library.client, "main", library.clock)
    assert {each.to_fetch for each in found.sources} == {0, 1}
    assert [bool(each.problem) for each in found.sources] == [False, True]


async def test_9_2_an_article_is_named_by_one_of_its_languages_as_well(library: Library) -> None:
    library.center("Help", locales=["en", "de"])
    article = library.article("Returns")
    library.edit("kb_article_put", article=article, locale="de", title="Rückgabe", markdown="Text.")
    await library.sync()
    async with library.engine.begin() as db:
        after = await choose_article(db, "main", f"{article}:de", False, library.clock())
    assert {each.title for each in after} == {"Returns", "Rückgabe"}
    assert await library.public() == set()


async def test_9_2_one_article_that_front_cannot_show_ends_no_long_import(
    library: Library,
) -> None:
    library.edit("kb_generate", kb=library.center("Help"), count=60)
    path = "^/knowledge_base_articles/"
    library.fault("status", status=422, path_regex=path, nth=5, times=1)

    def ticking() -> object:
        library.clock.now += timedelta(seconds=4)
        return library.clock.now

    kit = replace(kit_on(library.engine), clock=ticking)  # type: ignore[arg-type]
    async for _ in help_centers.read_all(kit, "main", library.client):
        pass
    assert len(await library.public()) >= 59
