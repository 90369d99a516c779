"""Where answers come from, and who may choose it."""

from datetime import timedelta

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.store import audit, sources, vectors
from tests.console.build import NOW, answered
from tests.console.conftest import csrf_of
from tests.console.knowledge.stock import DESCALING, changed, connected, stocked


async def test_without_a_connection_an_admin_is_led_to_connecting_and_a_viewer_to_an_admin(
    admin: httpx2.AsyncClient, viewer: httpx2.AsyncClient
) -> None:
    assert 'href="/settings/connections/new"' in (await admin.get("/knowledge")).text
    page = (await viewer.get("/knowledge")).text
    assert 'href="/settings/connections/new"' not in page
    assert "An administrator of this installation can connect one." in page


async def test_knowledge_leads_to_the_first_connection_and_from_there_to_the_others(
    engine: AsyncEngine, viewer: httpx2.AsyncClient
) -> None:
    await connected(engine, "main", "cmp_1")
    await connected(engine, "acme-eu", "cmp_2")
    first = await viewer.get("/knowledge")
    assert (first.status_code, first.headers["location"]) == (302, "/knowledge/acme-eu")
    page = (await viewer.get("/knowledge/acme-eu")).text
    assert 'href="/knowledge/main"' in page
    assert "No source is known yet" in page
    assert (await viewer.get("/knowledge/nobody")).status_code == 404


async def test_each_source_says_how_much_is_told_and_what_is_held_back_why(
    engine: AsyncEngine, viewer: httpx2.AsyncClient
) -> None:
    stock = await stocked(engine)
    page = (await viewer.get("/knowledge/main")).text
    assert "Quernby Help" in page
    assert "English, German" in page
    assert "1 article</a>" in page
    assert "1: a draft" in page
    assert "1: its source is for the team" in page
    # Found after the others, and within the last week.
    assert page.count(">New<") == 1
    async with engine.begin() as db:
        await sources.fail(db, stock.help, "Front: the token may not read knowledge bases")
    page = (await viewer.get("/knowledge/main")).text
    assert "the token may not read knowledge bases" in page
    assert "What was known of it is kept" in page


async def test_a_reading_and_an_encoding_show_how_far_they_are(
    engine: AsyncEngine, viewer: httpx2.AsyncClient
) -> None:
    stock = await stocked(engine)
    async with engine.begin() as db:
        await sources.begin(db, stock.help, 120, NOW, done=40)
        await vectors.note_progress(db, "main", 300, 900, 5.0, NOW)
    page = (await viewer.get("/knowledge/main")).text
    assert "Reading: 40 of 120 articles" in page
    assert "300 of 900 pieces are encoded; done in about 2 min" in page


async def test_what_an_admin_unticks_leaves_the_answers_at_once_and_it_is_noted_who_did_it(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    stock = await stocked(engine)
    page = await admin.get("/knowledge/main")
    form = {"csrf": csrf_of(page), "source": str(stock.handbook)}
    answer = await admin.post("/knowledge/main/sources", data=form)
    assert answer.headers["location"] == "/knowledge/main?done=chosen"
    assert await stock.keys() == ["margins"]
    page = await admin.get(answer.headers["location"])
    assert "What is not ticked has left the answers" in page.text
    assert "customers can be told nothing of it" in page.text
    async with engine.connect() as db:
        (entry,) = await audit.newest(db, 1)
    assert (entry.who, entry.what, entry.connection) == ("admin", "sources_chosen", "main")


async def test_a_viewer_sees_the_sources_and_cannot_change_them(
    engine: AsyncEngine, viewer: httpx2.AsyncClient
) -> None:
    stock = await stocked(engine)
    page = await viewer.get("/knowledge/main")
    assert "Answer from what is ticked" not in page.text
    form = {"csrf": csrf_of(page)}
    for address in ("sources", f"sources/{stock.help}/address", "articles/descale-the-kestrel"):
        answer = await viewer.post(f"/knowledge/main/{address}", data=form)
        assert answer.status_code == 403, address
    assert len(await stock.keys()) == 3


async def test_a_public_address_is_saved_and_one_that_is_none_is_told_at_its_field(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    stock = await stocked(engine)
    address = f"/knowledge/main/sources/{stock.help}/address"
    csrf = csrf_of(await admin.get("/knowledge/main"))
    wrong = await admin.post(address, data={"csrf": csrf, "url": "javascript:alert(1)"})
    assert f'aria-describedby="url-problem-{stock.help} ' in wrong.text
    assert "is not the address of a help center" in wrong.text
    done = await admin.post(address, data={"csrf": csrf, "url": "https://help.quernby.example/"})
    assert done.headers["location"] == "/knowledge/main?done=address"
    page = await admin.get(done.headers["location"])
    assert "Stands at https://help.quernby.example<" in page.text


async def test_the_sources_of_one_connection_cannot_be_changed_through_another(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    stock = await stocked(engine)
    await connected(engine, "other", "cmp_2")
    form = {"csrf": csrf_of(await admin.get("/knowledge/other")), "url": "https://a.example"}
    answer = await admin.post(f"/knowledge/other/sources/{stock.help}/address", data=form)
    assert answer.status_code == 404
    await admin.post("/knowledge/other/sources", data={**form, "source": "1"})
    async with engine.connect() as db:
        assert all(source.chosen for source in await sources.of(db, "main"))
        assert {source.public_url for source in await sources.of(db, "main")} == {None}


async def test_past_answers_that_rest_on_what_changed_are_counted_shown_and_judged(
    engine: AsyncEngine, viewer: httpx2.AsyncClient
) -> None:
    stock = await stocked(engine)
    story = await answered(engine, ago=timedelta(days=1))
    assert "last 30 days rest" not in (await viewer.get("/knowledge/main")).text
    assert "Every answer still holds" in (await viewer.get("/knowledge/main/past-answers")).text
    await stock.says(changed(DESCALING, "Descale it every month."))
    assert "1 answer of the last 30 days rests on" in (await viewer.get("/knowledge/main")).text
    page = (await viewer.get("/knowledge/main/past-answers")).text
    assert "Look at it" in page
    assert f'href="/sessions/{story.session}"' in page
    assert "Run the descaling programme every three months" in page
    await stock.says(changed(DESCALING, f"New first words. {DESCALING.body}"))
    assert "Still says so" in (await viewer.get("/knowledge/main/past-answers")).text


async def test_what_is_gone_is_listed_with_why(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    await stocked(engine)
    page = (await admin.get("/knowledge/main/gone")).text
    assert "Nothing was taken away" in page
    form = {"csrf": csrf_of(await admin.get("/knowledge/main"))}
    await admin.post("/knowledge/main/sources", data=form)
    page = (await admin.get("/knowledge/main/gone")).text
    assert "Descale the Kestrel" in page
    assert "Its source is deselected" in page
    # What customers were never told is not gone for them.
    assert "Margins of our dealers" not in page
    assert "What it said last" in (await admin.get("/knowledge/main/articles/margins")).text
