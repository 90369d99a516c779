"""What is answered from: chosen by checkbox, a folder, addresses, and the reading as it goes."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.store import Keeper, Source, processes, secrets, sources
from tests.console.build import NOW
from tests.console.conftest import SECRET, Desk
from tests.console.connect.conftest import Admin


@pytest.fixture
async def connected(at: Admin, engine: AsyncEngine) -> Admin:
    await at.connect()
    async with engine.begin() as db:
        await processes.beat(db, "one", "run", "1", NOW)
    return at


async def _of(engine: AsyncEngine) -> dict[str, Source]:
    async with engine.begin() as db:
        return {source.title: source for source in await sources.of(db, "main")}


async def test_help_centers_are_found_chosen_and_given_their_address(
    connected: Admin, engine: AsyncEngine
) -> None:
    assert "No help center of Front is known yet" in await connected.see("/main/knowledge")
    await connected.done("/main/knowledge/find")
    page = await connected.see("/main/knowledge")
    for said in ("Lamps &amp; more", "en, de; internal: never quoted", "waiting to be read"):
        assert said in page, said
    assert "Go on" not in page
    lamps = (await _of(engine))["Lamps & more"]
    await connected.done(
        "/main/knowledge",
        **{"source": str(lamps.id), f"url-{lamps.id}": "https://help.example/"},
    )
    found = await _of(engine)
    assert found["Lamps & more"].public_url == "https://help.example"
    assert [found[title].chosen for title in ("Lamps & more", "Handbook")] == [True, False]
    assert "Go on: " in await connected.see("/main/knowledge")
    await connected.done("/main/knowledge", **{"source": str(lamps.id), f"url-{lamps.id}": ""})
    assert (await _of(engine))["Lamps & more"].public_url is None


async def test_an_address_that_is_none_is_refused_at_its_field(
    connected: Admin, engine: AsyncEngine
) -> None:
    await connected.done("/main/knowledge/find")
    lamps = (await _of(engine))["Lamps & more"].id
    told = await connected.told(
        "/main/knowledge", **{"source": str(lamps), f"url-{lamps}": "help me"}
    )
    assert "is not the address of a help center" in told
    assert f'aria-describedby="url-{lamps}-help problem"' in told
    assert 'value="help me"' in told


async def test_the_reading_is_told_article_by_article_with_what_went_wrong(
    connected: Admin, engine: AsyncEngine
) -> None:
    await connected.done("/main/knowledge/find")
    found = await _of(engine)
    async with engine.begin() as db:
        await sources.begin(db, found["Lamps & more"].id, 12, NOW, done=4)
        await sources.begin(db, found["Handbook"].id, 2, NOW)
        await sources.fail(db, found["Handbook"].id, "Front is out of order")
    page = await connected.see("/main/knowledge")
    assert "4 of 12 articles" in page
    assert "Front is out of order" in page
    async with engine.begin() as db:
        await sources.finish(db, found["Lamps & more"].id, NOW)
    assert "12 articles, read" in await connected.see("/main/knowledge")


async def test_without_a_worker_the_page_says_who_would_have_to_read(
    connected: Admin, desk: Desk
) -> None:
    await connected.done("/main/knowledge/find")
    assert "No worker" not in await connected.see("/main/knowledge")
    desk.clock.go_on(timedelta(seconds=16))
    page = await connected.see("/main/knowledge")
    assert "No worker of frontmate is running" in page
    assert "Start frontmate run" in page


async def test_internal_sources_alone_are_warned_of(connected: Admin, engine: AsyncEngine) -> None:
    await connected.done("/main/knowledge/find")
    handbook = (await _of(engine))["Handbook"].id
    await connected.done("/main/knowledge", source=str(handbook))
    assert "may quote none of it to customers" in await connected.see("/main/knowledge")


async def test_a_front_without_help_centers_offers_the_folder(
    connected: Admin, engine: AsyncEngine, tmp_path: Path
) -> None:
    await connected.here.control("faults", rules=[{"effect": "status", "status": 500}])
    assert "answered 500" in await connected.told("/main/knowledge/find")
    for path, told in (
        ("", "No folder is named"),
        (str(tmp_path / "nowhere"), "nowhere"),
        (str(tmp_path), "There is no article in"),
    ):
        page = await connected.told("/main/knowledge/folder", folder=path)
        assert told in page, told
        assert 'aria-describedby="folder-help problem"' in page
    (tmp_path / "dimmer.md").write_text("---\ntitle: Dimmer\n---\nHold the button.\n")
    await connected.done("/main/knowledge/folder", folder=str(tmp_path))
    found = (await _of(engine))[tmp_path.name]
    assert (found.kind, found.chosen) == ("folder", True)


async def test_help_centers_may_have_a_token_of_their_own(
    connected: Admin, engine: AsyncEngine
) -> None:
    assert "That is no token" in await connected.told("/main/knowledge/token", token="a b")
    await connected.done("/main/knowledge/token", token="for-articles")
    async with engine.begin() as db:
        assert (await secrets.read(db, Keeper(SECRET), "main"))["knowledge_token"] == "for-articles"
    page = await connected.see("/main/knowledge")
    assert "One is sealed and in use" in page
    assert "for-articles" not in page
    await connected.done("/main/knowledge/token", token="")
    async with engine.begin() as db:
        assert "knowledge_token" not in await secrets.read(db, Keeper(SECRET), "main")
