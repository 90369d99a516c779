"""The articles, each with what customers may be told of it and the admin's word."""

from dataclasses import replace
from urllib.parse import quote

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.console.build import answered
from tests.console.conftest import csrf_of
from tests.console.knowledge.stock import DESCALING, MARGINS, changed, stocked

LIST = "/knowledge/main/articles"


async def test_articles_are_found_by_title_id_source_language_and_why_they_are_held_back(
    engine: AsyncEngine, viewer: httpx2.AsyncClient
) -> None:
    stock = await stocked(engine)
    german = replace(DESCALING, key="descale:de", locale="de-AT", title="Den Kestrel entkalken")
    await stock.says(german)

    async def titles(query: str) -> set[str]:
        page = (await viewer.get(f"{LIST}?{query}")).text
        known = (DESCALING.title, german.title, "Warranty of refurbished", MARGINS.title)
        return {title for title in known if f">{title}" in page}

    assert len(await titles("")) == 4
    assert await titles("q=KESTREL") == {DESCALING.title, german.title}
    assert await titles("q=kba_9") == {"Warranty of refurbished"}
    assert await titles("q=%25") == set()
    assert await titles("language=de-AT") == {german.title}
    assert await titles(f"source={stock.handbook}") == {MARGINS.title}
    assert await titles("state=told") == {DESCALING.title, german.title}
    assert await titles("state=held") == {MARGINS.title, "Warranty of refurbished"}
    assert await titles("state=draft") == {"Warranty of refurbished"}
    assert len(await titles("source=x&page=-3&q=%00")) == 4
    assert "German (de-AT)" in (await viewer.get(LIST)).text


async def test_fifty_articles_make_a_page(engine: AsyncEngine, viewer: httpx2.AsyncClient) -> None:
    stock = await stocked(engine)
    await stock.says(
        *(replace(DESCALING, key=f"a{n:03}", title=f"Article {n:03}") for n in range(60))
    )
    page = (await viewer.get(f"{LIST}?state=told")).text
    assert page.count('class="row article-row"') == 50
    assert "1–50 of 61" in page
    assert f'href="{LIST}?state=told&amp;page=2"' in page
    last = (await viewer.get(f"{LIST}?state=told&page=99")).text
    assert "51–61 of 61" in last


async def test_an_articles_page_shows_its_words_and_nothing_of_them_is_markup(
    engine: AsyncEngine, viewer: httpx2.AsyncClient
) -> None:
    stock = await stocked(engine)
    hostile = replace(
        DESCALING,
        key="faq/<hostile>",
        title="<script>alert(1)</script>",
        body="# One\n\nFirst <img src=x onerror=alert(1)>\n\n# Two\n\nSecond.",
        url="javascript:alert(1)",
    )
    await stock.says(hostile)
    page = (await viewer.get(f"{LIST}/{quote(hostile.key, safe='')}")).text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "javascript:" not in page
    assert "2 pieces that can be found and quoted" in page
    assert quote(hostile.key, safe="") in (await viewer.get(LIST)).text
    assert (await viewer.get(f"{LIST}/nothing")).status_code == 404


async def test_an_articles_page_shows_its_versions_and_where_it_was_quoted(
    engine: AsyncEngine, viewer: httpx2.AsyncClient
) -> None:
    stock = await stocked(engine)
    story = await answered(engine)
    await stock.says(changed(DESCALING, "Descale it every month."))
    page = (await viewer.get(f"{LIST}/{DESCALING.key}")).text
    assert "Descale it every month." in page
    assert f'href="/sessions/{story.session}"' in page
    assert "b81f3c7d</code> until" in page
    assert "Told to customers" in page


async def test_an_admin_holds_an_article_back_and_leaves_it_to_its_source_again(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    await stocked(engine)
    address = f"{LIST}/{DESCALING.key}"
    csrf = csrf_of(await admin.get(address))
    done = await admin.post(address, data={"csrf": csrf, "shown": "hide"})
    page = (await admin.get(done.headers["location"])).text
    assert "Customers are not told this article any more" in page
    assert "Held back by an administrator" in page
    assert "Held back here since" in page
    assert "What it says (not to customers)" in page
    await admin.post(address, data={"csrf": csrf, "shown": "as-source"})
    assert "Told to customers" in (await admin.get(address)).text


async def test_an_internal_article_can_be_shown_and_a_draft_cannot(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    await stocked(engine)
    margins, draft = f"{LIST}/margins", f"{LIST}/kba_9:en"
    csrf = csrf_of(await admin.get(margins))
    assert "Show to customers" in (await admin.get(margins)).text
    await admin.post(margins, data={"csrf": csrf, "shown": "show"})
    assert "Told to customers" in (await admin.get(margins)).text
    assert "Show to customers" not in (await admin.get(draft)).text
    forced = await admin.post(draft, data={"csrf": csrf, "shown": "show"})
    page = (await admin.get(forced.headers["location"])).text
    assert "It stays held back" in page
    assert "Held back: a draft" in page
    assert (await admin.post(draft, data={"csrf": csrf, "shown": "x"})).status_code == 404
