"""Where answers come from: help centers found, chosen and read; folders; public addresses."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from frontmate.setup import Kit, Problem, help_centers, workspaces
from frontmate.simulator.help_centers import HelpArticle, HelpCenter
from frontmate.store import Source, articles
from tests.setup.connecting import TOKEN, Front, emptied, kit_on, simulated_front, wanted

PUBLIC = HelpCenter(
    "Lamps",
    id="knb_1pub",
    articles=(HelpArticle("Dimmer", "<p>Hold the button.</p>", locale="en"),),
)
INTERNAL = HelpCenter("Handbook", type="internal", id="knb_2int", locales=("en", "de"))
UNPUBLISHED = HelpCenter("Soon", status="unpublished", id="knb_3new")


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    async with simulated_front(help_centers=(PUBLIC, INTERNAL, UNPUBLISHED)) as opened:
        yield opened


@pytest.fixture
async def kit(module_database_url: str, front: Front) -> AsyncIterator[Kit]:
    async with emptied(module_database_url) as engine:
        kit = kit_on(engine)
        assert await workspaces.save(kit, wanted(front.url)) is None
        yield kit


async def _find(kit: Kit, front: Front) -> tuple[Source, ...] | Problem:
    async with kit.front(front.url, TOKEN) as client:
        return await help_centers.find(kit, "main", client, front.url)


async def _found(kit: Kit, front: Front) -> dict[str, Source]:
    found = await _find(kit, front)
    assert not isinstance(found, Problem)
    return {source.place: source for source in found}


async def test_help_centers_are_found_with_audience_and_locales_all_chosen(
    kit: Kit, front: Front
) -> None:
    found = await _found(kit, front)
    assert {place: source.public for place, source in found.items()} == {
        "knb_1pub": True,
        "knb_2int": False,
        "knb_3new": False,
    }
    assert found["knb_2int"].locales == ("en", "de")
    assert all(source.chosen for source in found.values())


async def test_what_was_deselected_stays_so_when_it_is_found_again(kit: Kit, front: Front) -> None:
    found = await _found(kit, front)
    await help_centers.choose(kit, "main", [found["knb_1pub"].id])
    again = await _found(kit, front)
    assert [place for place, source in again.items() if source.chosen] == ["knb_1pub"]


async def test_a_choice_of_nothing_public_is_saved_with_a_warning(kit: Kit, front: Front) -> None:
    found = await _found(kit, front)
    chosen = [found["knb_2int"].id, found["knb_3new"].id]
    assert await help_centers.choose(kit, "main", chosen) == help_centers.NONE_PUBLIC
    assert await help_centers.choose(kit, "main", [found["knb_1pub"].id]) is None
    assert await help_centers.choose(kit, "main", []) is None


async def test_no_help_center_is_no_error(kit: Kit) -> None:
    async with simulated_front() as empty:
        assert await _find(kit, empty) == ()


async def test_a_missing_permission_is_named(kit: Kit, front: Front) -> None:
    await front.control("set_scopes", scopes=["conversations:read"])
    found = await _find(kit, front)
    assert isinstance(found, Problem)
    assert "knowledge_bases:read" in found.what
    assert await help_centers.of(kit, "main") == ()


async def test_the_first_sync_shows_its_progress_and_ends(kit: Kit, front: Front) -> None:
    found = await _found(kit, front)
    await help_centers.choose(kit, "main", [found["knb_1pub"].id])
    async with kit.front(front.url, TOKEN) as client:
        seen = [known async for known in help_centers.read_all(kit, "main", client)]
    last = {source.place: source for source in seen[-1]}["knb_1pub"]
    assert (last.done, last.total, last.problem) == (1, 1, "")
    assert last.synced_at is not None
    async with kit.engine.begin() as db:
        assert [one.title for one in await articles.current(db, "main")] == ["Dimmer"]


async def test_what_cannot_be_read_is_told_per_source(kit: Kit, front: Front) -> None:
    await _found(kit, front)
    await front.control("faults", effect="status", status=403, path_regex="/knb_1pub/articles")
    async with kit.front(front.url, TOKEN) as client:
        seen = [known async for known in help_centers.read_all(kit, "main", client)]
    problems = {source.place: source.problem for source in seen[-1]}
    assert "knowledge_bases:read" in problems["knb_1pub"]
    assert problems["knb_2int"] == ""


ARTICLE = "---\ntitle: {0}\nvisibility: {1}\nstatus: published\nlocale: {2}\n---\n\nSome words.\n"


def _folder(path: Path, *articles_: tuple[str, str, str]) -> Path:
    path.mkdir()
    for title, visibility, locale in articles_:
        words = ARTICLE.format(title, visibility, locale)
        (path / f"{title}.md").write_text(words, encoding="utf-8")
    return path


async def test_a_folder_is_counted_and_noted(kit: Kit, tmp_path: Path) -> None:
    path = _folder(tmp_path / "help", ("one", "public", "en"), ("two", "internal", "de"))
    folder = help_centers.look_into(path)
    assert isinstance(folder, help_centers.Folder)
    assert (folder.articles, folder.public, folder.locales) == (2, 1, ("de", "en"))
    await help_centers.add_folder(kit, "main", folder)
    (source,) = await help_centers.of(kit, "main")
    assert (source.kind, source.place, source.public) == ("folder", str(path.resolve()), True)


def test_a_folder_that_is_none_or_empty_or_broken_says_so(tmp_path: Path) -> None:
    broken = _folder(tmp_path / "broken")
    (broken / "bad.md").write_text("no front matter at all", encoding="utf-8")
    for path, word in (
        (tmp_path / "nowhere", "unreadable_folder"),
        (_folder(tmp_path / "empty"), "empty_folder"),
        (broken, "unreadable_folder"),
    ):
        found = help_centers.look_into(path)
        assert isinstance(found, Problem)
        assert found.word == word
        assert found.fix


async def test_a_public_address_is_kept_without_its_slash(kit: Kit, front: Front) -> None:
    source = (await _found(kit, front))["knb_1pub"]
    set_address = help_centers.set_address
    assert await set_address(kit, "main", source.id, " https://help.example.com/ ") is None
    assert (await _found(kit, front))["knb_1pub"].public_url == "https://help.example.com"


async def test_what_is_no_address_is_not_kept(kit: Kit, front: Front) -> None:
    source = (await _found(kit, front))["knb_1pub"]
    for url in ("help.example.com", "javascript:alert(1)", "https://", "https://h.example/a?b=c"):
        assert isinstance(await help_centers.set_address(kit, "main", source.id, url), Problem)
    assert (await _found(kit, front))["knb_1pub"].public_url is None
