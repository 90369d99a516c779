"""Help centers and articles: what Front leaves out never makes anything public."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from frontmate.front import ArticleStub, Call, HelpCenter, NotFound, Unreachable, Urgency
from tests.front.doubles import refuses, rig, says
from tests.front.payloads import HOST, NOON, Json


def page(*objects: Json, token: str | None = None) -> httpx2.Response:
    following = f"{HOST}/anything?page_token={token}" if token else None
    return says({"_pagination": {"next": following}, "_results": list(objects)})


def center(id_: str = "knb_1", **more: Any) -> Json:
    return {"id": id_, "type": "external", "locales": ["en", "fr"], **more}


def content(id_: str = "knb_1", **more: Any) -> Json:
    return {"id": id_, "name": "Help", "status": "published", "locale": "en", **more}


def stub(id_: str, category: str | None = None) -> Json:
    link = f"{HOST}/knowledge_base_categories/{category}" if category else None
    return {
        "_links": {"related": {"category": link}},
        "id": id_,
        "slug": f"/articles/{id_}",
        "locales": ["en"],
        "updated_at": NOON.timestamp(),
    }


def category(id_: str, parent: str | None = None, **more: Any) -> Json:
    link = f"{HOST}/knowledge_base_categories/{parent}" if parent else None
    return {"_links": {"related": {"parent_category": link}}, "id": id_, **more}


async def test_a_help_center_is_named_by_a_second_call() -> None:
    it = rig([page(center()), says(content())])
    assert await it.client.help_centers() == (
        HelpCenter("knb_1", "Help", True, True, ("en", "fr"), "en"),
    )
    assert it.script.asked[1].url.path == "/knowledge_bases/knb_1/content"


@pytest.mark.parametrize("type_", ["internal", "members", None, 7])
async def test_only_an_external_help_center_is_public(type_: object) -> None:
    it = rig([page(center(type=type_)), says(content())])
    (found,) = await it.client.help_centers()
    assert not found.public


@pytest.mark.parametrize("status", ["unpublished", "archived", None, ["published"]])
async def test_only_a_published_help_center_is_published(status: object) -> None:
    it = rig([page(center()), says(content(status=status))])
    (found,) = await it.client.help_centers()
    assert not found.published


async def test_a_help_center_that_is_gone_meanwhile_is_not_published() -> None:
    it = rig([page(center("knb_1"), center("knb_2")), refuses(404), says(content("knb_2"))])
    found = await it.client.help_centers()
    assert [(one.id, one.name, one.published) for one in found] == [
        ("knb_1", "knb_1", False),
        ("knb_2", "Help", True),
    ]


@pytest.mark.parametrize("odd", [{}, {"id": None}, {"id": 3}])
async def test_what_has_no_id_is_passed_over(odd: Json) -> None:
    it = rig([page(odd), page(odd, stub("kba_1"))])
    assert await it.client.help_centers() == ()
    assert [one.id for one in await it.client.article_stubs("knb_1")] == ["kba_1"]


async def test_a_bare_help_center_is_read() -> None:
    it = rig([page({"id": "knb_1"}), says({"id": "knb_1"})])
    assert await it.client.help_centers() == (HelpCenter("knb_1", "knb_1", False, False, (), None),)


async def test_articles_come_page_by_page_to_the_end() -> None:
    it = rig([page(stub("kba_1"), token="a"), page(token="b"), page(stub("kba_2", "kbc_1"))])
    pages = [one async for one in it.client.article_pages("knb_1")]
    assert [[one.id for one in each] for each in pages] == [["kba_1"], [], ["kba_2"]]
    assert pages[2][0] == ArticleStub("kba_2", "/articles/kba_2", ("en",), NOON, "kbc_1")
    asked = [dict(one.url.params) for one in it.script.asked]
    assert asked[1:] == [{"limit": "100", "page_token": token} for token in "ab"]


async def test_all_articles_at_once_are_the_pages_together() -> None:
    it = rig([page(stub("kba_1"), token="a"), page(stub("kba_2"))])
    assert [one.id for one in await it.client.article_stubs("knb_1")] == ["kba_1", "kba_2"]


async def test_more_than_fifty_pages_are_no_end() -> None:
    steps = [page(stub(f"kba_{n}"), token=str(n)) for n in range(60)]
    it = rig([*steps, page(stub("kba_last"))], per_minute=6000)
    assert len(await it.client.article_stubs("knb_1")) == 61


@pytest.mark.parametrize("broken", [says({"_results": None}), says([]), page(token="a")])
async def test_a_list_that_does_not_end_well_is_an_error_and_never_a_short_list(
    broken: httpx2.Response,
) -> None:
    """Whatever a list leaves out counts as deleted."""
    it = rig([page(stub("kba_1"), token="a"), broken])
    with pytest.raises(Unreachable):
        await it.client.article_stubs("knb_1")


async def test_a_list_without_end_is_given_up() -> None:
    tokens = iter(range(10_000))

    def another(_: httpx2.Request) -> httpx2.Response:
        return page(token=str(next(tokens)))

    steps: list[Callable[[httpx2.Request], httpx2.Response]] = [another] * 2000
    it = rig(steps, per_minute=1_000_000)
    with pytest.raises(Unreachable):
        await it.client.article_stubs("knb_1")
    assert len(it.script.asked) == 1001


async def test_an_article_is_read_in_its_default_locale_or_another() -> None:
    said = {
        "id": "kba_1",
        "name": "Returns",
        "content": "<p>30 days</p>",
        "status": "published",
        "keywords": ["refund", 7],
        "locale": "fr",
        "last_edited_at": NOON.timestamp(),
    }
    it = rig([says(said), says(said)])
    found = await it.client.article_content("kba_1", "fr")
    assert (found.title, found.html, found.locale) == ("Returns", "<p>30 days</p>", "fr")
    assert (found.published, found.keywords, found.updated_at) == (True, ("refund",), NOON)
    await it.client.article_content("kba_1")
    assert [one.url.path for one in it.script.asked] == [
        "/knowledge_base_articles/kba_1/locales/fr/content",
        "/knowledge_base_articles/kba_1/content",
    ]


@pytest.mark.parametrize("status", ["draft", "archived", "PUBLISHED", None])
async def test_only_a_published_article_is_published(status: object) -> None:
    it = rig([says({"id": "kba_1", "status": status})])
    found = await it.client.article_content("kba_1")
    assert not found.published
    assert (found.title, found.html, found.locale, found.keywords) == ("", "", "", ())


async def test_an_article_that_is_gone_is_not_found() -> None:
    it = rig([refuses(404)])
    with pytest.raises(NotFound):
        await it.client.article_content("kba_1", "de")


async def test_what_lies_in_a_hidden_category_is_hidden_however_deep() -> None:
    it = rig(
        [
            page(category("kbc_deep", "kbc_mid", is_hidden=False), token="a"),
            page(
                category("kbc_top", is_hidden=True),
                category("kbc_mid", "kbc_top", is_hidden=False),
                category("kbc_seen", is_hidden=False),
                category("kbc_orphan", "kbc_unknown", is_hidden=False),
            ),
        ]
    )
    found = await it.client.hidden_categories("knb_1")
    assert found == {"kbc_top", "kbc_mid", "kbc_deep"}


async def test_categories_that_contain_each_other_do_not_hang() -> None:
    it = rig(
        [
            page(
                category("kbc_1", "kbc_2", is_hidden=False),
                category("kbc_2", "kbc_1", is_hidden=False),
                category("kbc_3", "kbc_3", is_hidden=True),
            )
        ]
    )
    assert await it.client.hidden_categories("knb_1") == {"kbc_3"}


async def test_a_category_is_asked_where_the_list_does_not_say() -> None:
    it = rig(
        [
            page(category("kbc_1"), category("kbc_2"), category("kbc_3")),
            says({"id": "kbc_1", "is_hidden": True}),
            says({"id": "kbc_2"}),
            refuses(404),
        ]
    )
    assert await it.client.hidden_categories("knb_1") == {"kbc_1", "kbc_3"}


async def test_a_sync_waits_behind_customers_and_is_watched() -> None:
    it, seen = rig([page(center()), says(content()), page(stub("kba_1"))]), list[Call]()
    view = it.client.watched(seen.append, urgency=Urgency.HOUSEKEEPING)
    await view.help_centers()
    async for _ in view.article_pages("knb_1"):
        pass
    assert [one.template for one in seen] == [
        "/knowledge_bases",
        "/knowledge_bases/{knowledge_base_id}/content",
        "/knowledge_bases/{knowledge_base_id}/articles",
    ]
    assert it.calls == []
