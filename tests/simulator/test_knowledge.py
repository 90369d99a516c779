"""Knowledge bases on the wire: slim lists, content by locale, times that move, page tokens."""

import base64
from typing import Any

import pytest

from frontmate.simulator import Config, HelpArticle, HelpCenter
from frontmate.simulator.ids import Ids
from frontmate.simulator.library import Edition, Library
from tests.simulator.conftest import Front, served

Json = dict[str, Any]


async def read(front: Front, path: str) -> Json:
    answer = await front.api.get(path)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def missing(front: Front, path: str) -> bool:
    answer = await front.api.get(path)
    return answer.status_code == 404


async def center(front: Front, **given: Any) -> str:
    return str((await front.act("kb_put", **{"name": "Help", **given}))["kb"])


async def article(front: Front, kb: str, **given: Any) -> str:
    given = {"kb": kb, "title": "Returns", "html": "<p>30 days</p>"} | given
    return str((await front.act("kb_article_put", **given))["article"])


async def ids_of(front: Front, path: str) -> list[str]:
    return [one["id"] for one in (await read(front, path))["_results"]]


async def test_a_list_tells_type_and_locales_and_only_the_content_the_name_and_status(
    front: Front,
) -> None:
    kb = await center(front, type="internal", status="unpublished", locales=["en", "de"])
    (slim,) = (await read(front, "/knowledge_bases"))["_results"]
    assert (slim["id"], slim["type"], slim["locales"]) == (kb, "internal", ["en", "de"])
    assert not {"name", "status"} & set(slim)
    assert await read(front, f"/knowledge_bases/{kb}") == slim
    for path, locale in (("content", "en"), ("locales/de/content", "de")):
        content = await read(front, f"/knowledge_bases/{kb}/{path}")
        told = (content["name"], content["status"], content["locale"])
        assert told == ("Help", "unpublished", locale)
    assert await missing(front, f"/knowledge_bases/{kb}/locales/fr/content")


async def test_an_article_is_slim_in_lists_and_whole_in_each_of_its_locales(front: Front) -> None:
    kb = await center(front, locales=["en", "de"])
    id_ = await article(front, kb, slug="returns", category="Orders", keywords=["refund"])
    await article(front, kb, article=id_, locale="de", title="Retouren", status="draft")
    (slim,) = (await read(front, f"/knowledge_bases/{kb}/articles"))["_results"]
    assert (slim["slug"], slim["locales"]) == ("/articles/returns", ["de", "en"])
    assert not {"name", "status", "title", "content"} & set(slim)
    assert await read(front, f"/knowledge_base_articles/{id_}") == slim
    english = await read(front, f"/knowledge_base_articles/{id_}/content")
    german = await read(front, f"/knowledge_base_articles/{id_}/locales/de/content")
    assert (english["name"], english["status"]) == ("Returns", "published")
    assert (german["name"], german["status"]) == ("Retouren", "draft")
    assert english["keywords"] == ["refund"]
    (category,) = (await read(front, f"/knowledge_bases/{kb}/categories"))["_results"]
    related = english["_links"]["related"]
    assert related["category"].rsplit("/", 1)[1] == category["id"]
    assert related["knowledge_base"].rsplit("/", 1)[1] == kb
    inside = f"/knowledge_base_categories/{category['id']}/articles"
    assert await ids_of(front, inside) == [id_]


async def test_an_article_without_the_default_locale_has_no_content_there(front: Front) -> None:
    kb = await center(front, locales=["en", "de"])
    id_ = await article(front, kb, locale="de")
    assert await missing(front, f"/knowledge_base_articles/{id_}/content")
    assert (await read(front, f"/knowledge_base_articles/{id_}"))["locales"] == ["de"]


async def test_every_change_in_any_locale_moves_the_articles_time_and_no_others(
    front: Front,
) -> None:
    kb = await center(front, locales=["en", "de"])
    id_, other = await article(front, kb), await article(front, kb)
    untouched = (await read(front, f"/knowledge_base_articles/{other}"))["updated_at"]
    of_kb = (await read(front, f"/knowledge_bases/{kb}"))["updated_at"]
    times = [(await read(front, f"/knowledge_base_articles/{id_}"))["updated_at"]]
    for change in (
        {"html": "<p>31 days</p>"},
        {"status": "draft"},
        {"locale": "de", "title": "Retouren", "html": "<p>x</p>"},
        {"locale": "de", "html": "<p>y</p>"},
        {"category": "Orders"},
        {"category": None},
        {"keywords": ["a"]},
    ):
        await front.act("kb_article_put", article=id_, **change)
        times.append((await read(front, f"/knowledge_base_articles/{id_}"))["updated_at"])
    assert times == sorted(set(times))
    content = await read(front, f"/knowledge_base_articles/{id_}/content")
    assert (content["content"], content["status"]) == ("<p>31 days</p>", "draft")
    assert (await read(front, f"/knowledge_base_articles/{other}"))["updated_at"] == untouched
    assert (await read(front, f"/knowledge_bases/{kb}"))["updated_at"] == of_kb


def test_two_changes_are_two_times_even_if_the_clock_stands_still() -> None:
    library = Library(Ids(1), lambda: 1000.0)
    base = library.load(HelpCenter("Help", articles=(HelpArticle("One", "<p>1</p>"),)))
    (article,) = library.articles_of(base)
    times = [article.updated_at]
    for text in ("2", "3"):
        library.edit(article, Edition("en", html=text))
        times.append(article.updated_at)
    assert times == sorted(set(times))


async def test_a_help_center_can_be_hidden_and_made_internal_without_moving_its_articles(
    front: Front,
) -> None:
    kb = await center(front)
    id_ = await article(front, kb)
    before = await read(front, f"/knowledge_bases/{kb}/articles")
    await front.act("kb_set", kb="Help", status="unpublished", type="internal")
    content = await read(front, f"/knowledge_bases/{kb}/content")
    assert (content["status"], content["type"]) == ("unpublished", "internal")
    assert content["updated_at"] > content["created_at"]
    assert await read(front, f"/knowledge_bases/{kb}/articles") == before
    assert before["_results"][0]["id"] == id_


async def test_a_category_can_be_hidden_and_only_its_own_time_moves(front: Front) -> None:
    kb = await center(front)
    id_ = await article(front, kb, category="Old things")
    before = (await read(front, f"/knowledge_base_articles/{id_}"))["updated_at"]
    done = await front.act("kb_category_set", kb=kb, category="Old things", hidden=True)
    content = await read(front, f"/knowledge_base_categories/{done['category']}/content")
    assert (content["is_hidden"], content["name"]) == (True, "Old things")
    assert content["updated_at"] > content["created_at"]
    assert (await read(front, f"/knowledge_base_articles/{id_}"))["updated_at"] == before


async def test_a_deleted_article_is_gone_and_a_deleted_locale_leaves_the_others(
    front: Front,
) -> None:
    kb = await center(front, locales=["en", "de"])
    id_ = await article(front, kb)
    await article(front, kb, article=id_, locale="de")
    before = (await read(front, f"/knowledge_base_articles/{id_}"))["updated_at"]
    await front.act("kb_article_delete", article=id_, locale="de")
    after = await read(front, f"/knowledge_base_articles/{id_}")
    assert (after["locales"], after["updated_at"] > before) == (["en"], True)
    assert await missing(front, f"/knowledge_base_articles/{id_}/locales/de/content")
    await front.act("kb_article_delete", article=id_)
    assert await missing(front, f"/knowledge_base_articles/{id_}")
    assert await missing(front, f"/knowledge_base_articles/{id_}/content")
    assert await ids_of(front, f"/knowledge_bases/{kb}/articles") == []


async def test_an_article_can_move_to_another_help_center(front: Front) -> None:
    one, two = await center(front), await center(front, name="Internal", type="internal")
    id_ = await article(front, one, category="Orders")
    await front.act("kb_article_put", article=id_, kb=two)
    assert await ids_of(front, f"/knowledge_bases/{one}/articles") == []
    assert await ids_of(front, f"/knowledge_bases/{two}/articles") == [id_]
    slim = await read(front, f"/knowledge_base_articles/{id_}")
    assert slim["_links"]["related"]["category"] is None


async def test_articles_are_paged_by_full_links_up_to_a_hundred(front: Front) -> None:
    kb = await center(front)
    made = (await front.act("kb_generate", kb=kb, count=230))["articles"]
    sizes, found = [], []
    url: str | None = f"/knowledge_bases/{kb}/articles?limit=100"
    while url:
        page = await read(front, url)
        sizes.append(len(page["_results"]))
        found += [one["id"] for one in page["_results"]]
        url = page["_pagination"]["next"]
        assert url is None or url.startswith(front.url)
    assert sizes == [100, 100, 30]
    assert found == made
    over = await front.api.get(f"/knowledge_bases/{kb}/articles?limit=101")
    assert over.status_code == 400


async def test_an_attachment_is_listed_and_downloaded(front: Front) -> None:
    kb = await center(front)
    data = base64.b64encode(b"\x89PNG").decode()
    file = {"filename": "a.png", "content_type": "image/png", "base64": data}
    id_ = await article(front, kb, attachments=[file])
    content = await read(front, f"/knowledge_base_articles/{id_}/content")
    (listed,) = content["attachments"]
    assert (listed["filename"], listed["size"]) == ("a.png", 4)
    for path in (listed["url"], f"/knowledge_base_articles/{id_}/download/{listed['id']}"):
        answer = await front.api.get(path)
        assert (answer.content, answer.headers["content-type"]) == (b"\x89PNG", "image/png")
    assert await missing(front, "/download/fil_none")


async def test_markdown_is_rendered_and_the_config_brings_help_centers_that_a_reset_restores() -> (
    None
):
    given = HelpCenter(
        "Shop", articles=(HelpArticle("One", "<p>1</p>", "one"),), id="knb_shop", locales=("en",)
    )
    async with served(Config(help_centers=(given,))) as front:
        (first,) = await ids_of(front, "/knowledge_bases/knb_shop/articles")
        await front.act("kb_article_put", article=first, markdown="# A\n\n| b |\n| - |\n| c |")
        content = await read(front, f"/knowledge_base_articles/{first}/content")
        assert "<h1>A</h1>" in content["content"]
        assert "<td>c</td>" in content["content"]
        await front.act("kb_put", name="Another")
        await front.act("reset")
        assert await ids_of(front, "/knowledge_bases") == ["knb_shop"]
        content = await read(front, f"/knowledge_base_articles/{first}/content")
        assert content["content"] == "<p>1</p>"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("kb_put", {}),
        ("kb_put", {"name": "x", "type": "public"}),
        ("kb_put", {"name": "x", "locales": []}),
        ("kb_put", {"name": "x", "id": "cnv_1"}),
        ("kb_put", {"name": "x", "id": "knb_there"}),
        ("kb_set", {"kb": "knb_none"}),
        ("kb_set", {"kb": "There", "status": "draft"}),
        ("kb_article_put", {"title": "x", "html": "y"}),
        ("kb_article_put", {"kb": "There", "title": "x"}),
        ("kb_article_put", {"kb": "There", "title": "x", "html": "y", "locale": "de"}),
        ("kb_article_put", {"kb": "There", "title": "x", "html": "y", "status": "unpublished"}),
        ("kb_article_put", {"kb": "There", "title": "x", "html": "y", "attachments": [{}]}),
        ("kb_article_put", {"kb": "There", "title": "x", "html": "y", "category": 5}),
        ("kb_article_put", {"article": "kba_none", "html": "y"}),
        ("kb_article_delete", {"article": "kba_none"}),
        ("kb_category_set", {"category": "none", "hidden": True}),
        ("kb_generate", {"kb": "There", "count": -1}),
        ("kb_generate", {"kb": "There", "count": 10**9}),
    ],
)
async def test_what_cannot_be_done_to_a_help_center_is_a_400_and_changes_nothing(
    front: Front, name: str, arguments: Json
) -> None:
    await center(front, name="There", id="knb_there")
    before = (await front.look("state"))["help_centers"]
    answer = await front.control.post(f"/_control/{name}", json=arguments)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert (await front.look("state"))["help_centers"] == before
