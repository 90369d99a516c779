"""Knowledge bases written through the API: drafts by default, `subject` read as `name`."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from frontmate.simulator import Config
from frontmate.simulator.help_centers import HelpCenter
from tests.simulator.conftest import Front, served

BASE = "/knowledge_bases/knb_1"
ARTICLE = {"author_id": "tea_1mia", "subject": "Returns", "content": "<p>Send it back.</p>"}


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    center = HelpCenter("Help", "external", "published", ("en", "fr"), id="knb_1")
    async with served(Config(message_delay=0, ratelimit=0, help_centers=(center,))) as front:
        yield front


async def ok(answering: Any, status: int = 200) -> dict[str, Any]:
    answer = await answering
    assert answer.status_code == status, answer.text
    read: dict[str, Any] = answer.json() if answer.content else {}
    return read


async def test_an_article_is_a_draft_unless_told_otherwise(front: Front) -> None:
    made = await ok(front.api.post(f"{BASE}/articles", json=ARTICLE), 201)
    assert (made["name"], made["status"], made["locale"]) == ("Returns", "draft", "en")
    assert made["_links"]["related"]["last_editor"] == f"{front.url}/teammates/tea_1mia"
    live = await ok(front.api.post(f"{BASE}/articles", json=ARTICLE | {"status": "published"}), 201)
    assert live["status"] == "published"
    listed = (await ok(front.api.get(f"{BASE}/articles")))["_results"]
    assert [one["id"] for one in listed] == [made["id"], live["id"]]


async def test_an_edit_without_a_status_unpublishes(front: Front) -> None:
    """Facts 5.7: whoever edits must always say which status it is to have."""
    made = await ok(front.api.post(f"{BASE}/articles", json=ARTICLE | {"status": "published"}), 201)
    where = f"/knowledge_base_articles/{made['id']}/content"
    edit = {"author_id": "tea_1leo", "content": "<p>Keep it.</p>"}
    edited = await ok(front.api.patch(where, json=edit))
    assert (edited["name"], edited["content"], edited["status"]) == (
        "Returns",
        "<p>Keep it.</p>",
        "draft",
    )
    again = await ok(front.api.patch(where, json=edit | {"status": "published", "subject": "New"}))
    assert (again["name"], again["status"]) == ("New", "published")
    assert again["updated_at"] > made["updated_at"]


async def test_each_locale_has_its_own_text(front: Front) -> None:
    made = await ok(front.api.post(f"{BASE}/locales/fr/articles", json=ARTICLE), 201)
    where = f"/knowledge_base_articles/{made['id']}"
    assert made["locale"] == "fr"
    assert (await front.api.get(f"{where}/content")).status_code == 404
    edit = {"author_id": "tea_1mia", "content": "<p>Back.</p>"}
    refused = await front.api.patch(f"{where}/locales/en/content", json=edit)
    assert refused.json()["_error"]["details"] == ["subject: missing in a new translation"]
    await ok(front.api.patch(f"{where}/locales/en/content", json=edit | {"subject": "Back"}))
    assert (await ok(front.api.get(where)))["locales"] == ["en", "fr"]
    unknown = await front.api.patch(f"{where}/locales/de/content", json=edit)
    assert unknown.status_code == 404


async def test_categories_hold_articles_and_take_them_along(front: Front) -> None:
    orders = await ok(front.api.post(f"{BASE}/categories", json={"name": "Orders"}), 201)
    below = await ok(
        front.api.post(
            f"{BASE}/locales/fr/categories",
            json={"name": "Retours", "parent_category_id": orders["id"]},
        ),
        201,
    )
    where = f"/knowledge_base_categories/{orders['id']}"
    assert below["_links"]["related"]["parent_category"] == f"{front.url}{where}"
    made = await ok(
        front.api.post(f"{BASE}/articles", json=ARTICLE | {"category_id": orders["id"]}), 201
    )
    inside = (await ok(front.api.get(f"{where}/articles")))["_results"]
    assert [one["id"] for one in inside] == [made["id"]]
    await ok(front.api.patch(f"{where}/locales/fr/content", json={"name": "Commandes"}))
    assert (await ok(front.api.get(f"{where}/content")))["name"] == "Orders"
    assert (await ok(front.api.get(f"{where}/locales/fr/content")))["name"] == "Commandes"
    await ok(front.api.delete(where), 204)
    assert (await front.api.get(f"/knowledge_base_articles/{made['id']}")).status_code == 404
    orphan = await ok(front.api.get(f"/knowledge_base_categories/{below['id']}"))
    assert orphan["_links"]["related"]["parent_category"] is None


async def test_a_deleted_article_is_answered_by_what_it_was(front: Front) -> None:
    made = await ok(front.api.post(f"{BASE}/articles", json=ARTICLE), 201)
    where = f"/knowledge_base_articles/{made['id']}"
    shown = await ok(front.api.get(where))
    assert await ok(front.api.delete(where)) == shown
    assert (await front.api.get(where)).status_code == 404


async def test_a_new_knowledge_base_is_not_published(front: Front) -> None:
    made = await ok(
        front.api.post("/knowledge_bases", json={"name": "Inside", "type": "internal"}), 201
    )
    assert (made["status"], made["type"], made["locale"]) == ("unpublished", "internal", "en")
    where = f"/knowledge_bases/{made['id']}"
    renamed = await ok(front.api.patch(f"{where}/content", json={"name": "Within"}))
    assert renamed["name"] == (await ok(front.api.get(f"{where}/content")))["name"] == "Within"


@pytest.mark.parametrize(
    ("path", "body", "named"),
    [
        (f"{BASE}/articles", {}, "author_id: missing"),
        (f"{BASE}/articles", ARTICLE | {"author_id": "tea_none"}, "author_id: no such"),
        (f"{BASE}/articles", ARTICLE | {"subject": " "}, "subject: empty"),
        (f"{BASE}/articles", ARTICLE | {"status": "live"}, "status: one of"),
        (f"{BASE}/articles", ARTICLE | {"category_id": "kbc_none"}, "category_id: no such"),
        (f"{BASE}/categories", {}, "name: missing"),
        (f"{BASE}/categories", {"name": "x", "parent_category_id": "kbc_1"}, "parent_category_id"),
        ("/knowledge_bases", {"name": "x", "type": "public"}, "type: one of"),
    ],
)
async def test_nothing_is_written_like_that(
    front: Front, path: str, body: dict[str, object], named: str
) -> None:
    answer = await front.api.post(path, json=body)
    assert answer.status_code == 400
    assert answer.json()["_error"]["details"][0].startswith(named)
    for list_ in (f"{BASE}/articles", f"{BASE}/categories"):
        assert (await ok(front.api.get(list_)))["_results"] == []
