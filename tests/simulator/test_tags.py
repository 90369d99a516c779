"""Tags: whose they are, how they hang together, what becomes of them on conversations."""

from typing import Any

import pytest

from tests.simulator.conftest import Front


async def made(front: Front, owner: str, name: str = "Late") -> dict[str, Any]:
    answer = await front.api.post(f"{owner}/tags", json={"name": name})
    assert answer.status_code == 201, answer.text
    tag: dict[str, Any] = answer.json()
    return tag


async def listed(front: Front, path: str) -> list[str]:
    return [tag["id"] for tag in (await front.api.get(path)).json()["_results"]]


async def on(front: Front, conversation: str) -> list[str]:
    found = (await front.api.get(f"/conversations/{conversation}")).json()
    return [tag["id"] for tag in found["tags"]]


async def test_a_tag_says_whose_it_is(front: Front) -> None:
    owners = {
        "/company": None,
        "/teams/tim_1": f"{front.url}/teams/tim_1",
        "/teammates/tea_1mia": f"{front.url}/teammates/tea_1mia",
        "": f"{front.url}/teams/tim_1",
    }
    for path, owner in owners.items():
        tag = await made(front, path)
        assert tag["_links"]["related"]["owner"] == owner
        assert tag["is_private"] is (path == "/teammates/tea_1mia")


async def test_each_list_has_its_own_tags_and_one_has_them_all(front: Front) -> None:
    company = (await made(front, "/company"))["id"]
    team = (await made(front, "/teams/tim_1"))["id"]
    mias = (await made(front, "/teammates/tea_1mia"))["id"]
    assert await listed(front, "/company/tags") == [company]
    assert await listed(front, "/teams/tim_1/tags") == [team]
    assert await listed(front, "/teammates/alt:email:mia@example.com/tags") == [mias]
    assert await listed(front, "/teammates/tea_1leo/tags") == []
    assert await listed(front, "/tags") == [company, team, mias]
    assert await listed(front, "/tags?sort_by=id&sort_order=desc") == [mias, team, company]


async def test_two_tags_may_have_one_name(front: Front) -> None:
    first, second = await made(front, "/company"), await made(front, "/company")
    assert first["name"] == second["name"]
    assert first["id"] != second["id"]


async def test_a_tag_is_changed_where_it_is(front: Front) -> None:
    tag = await made(front, "/company")
    conversation = await front.customer()
    await front.act("tag", conversation=conversation, tag=tag["id"])
    body = {"name": "Too late", "highlight": "red", "is_visible_in_conversation_lists": True}
    assert (await front.api.patch(f"/tags/{tag['id']}", json=body)).status_code == 204
    (shown,) = (await front.api.get(f"/conversations/{conversation}")).json()["tags"]
    assert {name: shown[name] for name in body} == body
    assert shown["updated_at"] >= tag["updated_at"]


async def test_tags_have_children(front: Front) -> None:
    parent, other = (await made(front, "/company"))["id"], (await made(front, "/company"))["id"]
    child = (await front.api.post(f"/tags/{parent}/children", json={"name": "x"})).json()
    assert child["_links"]["related"]["parent_tag"] == f"{front.url}/tags/{parent}"
    await front.api.patch(f"/tags/{other}", json={"parent_tag_id": parent})
    assert set(await listed(front, f"/tags/{parent}/children")) == {child["id"], other}
    shown = (await front.api.get(f"/tags/{parent}")).json()
    assert shown["_links"]["related"]["children"] == f"{front.url}/tags/{parent}/children"
    ring = await front.api.patch(f"/tags/{parent}", json={"parent_tag_id": child["id"]})
    assert ring.status_code == 400
    await front.api.patch(f"/tags/{other}", json={"parent_tag_id": None})
    assert await listed(front, f"/tags/{parent}/children") == [child["id"]]
    await front.api.delete(f"/tags/{parent}")
    orphan = (await front.api.get(f"/tags/{child['id']}")).json()
    assert orphan["_links"]["related"]["parent_tag"] is None


async def test_a_deleted_tag_is_gone_from_conversations_and_nothing_tells_of_it(
    front: Front,
) -> None:
    gone, stays = (await made(front, "/company"))["id"], (await made(front, "/company"))["id"]
    conversation = await front.customer()
    tags = f"/conversations/{conversation}/tags"
    await front.api.post(tags, json={"tag_ids": [gone, stays]})
    assert await listed(front, f"/tags/{gone}/conversations") == [conversation]
    assert (await front.api.delete(f"/tags/{gone}")).status_code == 204
    assert await on(front, conversation) == [stays]
    assert (await front.api.get(f"/tags/{gone}")).status_code == 404
    assert front.event_types() == ["inbound", "tag", "tag"]


async def test_replacing_tags_takes_a_teammates_private_tag_with_it(front: Front) -> None:
    """Facts 9.17: whoever means to add must add."""
    conversation = await front.customer()
    private = (await front.act("tag", conversation=conversation, tag="Mine", owner="mia"))["tag"]
    shared = (await made(front, "/company"))["id"]
    (shown,) = (await front.api.get(f"/conversations/{conversation}")).json()["tags"]
    assert (shown["id"], shown["is_private"]) == (private, True)
    await front.api.post(f"/conversations/{conversation}/tags", json={"tag_ids": [shared]})
    assert await on(front, conversation) == [private, shared]
    await front.api.patch(f"/conversations/{conversation}", json={"tag_ids": [shared]})
    assert await on(front, conversation) == [shared]
    assert front.event_types()[-1] == "untag"


async def test_an_action_never_takes_a_private_tag_for_a_shared_one(front: Front) -> None:
    one, two = await front.customer(), await front.customer()
    private = await front.act("tag", conversation=one, tag="Mine", owner="mia")
    shared = await front.act("tag", conversation=two, tag="Mine")
    again = await front.act("tag", conversation=two, tag="Mine", owner="tea_1mia")
    assert shared["tag"] != private["tag"] == again["tag"]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "name: missing"),
        ({"name": " "}, "name: empty"),
        ({"name": "x" * 65}, "name: at most 64"),
        ({"name": "x", "highlight": "beige"}, "highlight: one of"),
        ({"name": "x", "description": None}, "description: string"),
    ],
)
async def test_a_tag_is_not_made_like_that(
    front: Front, body: dict[str, object], named: str
) -> None:
    for owner in ("/company", "/teams/tim_1", "/teammates/tea_1mia"):
        answer = await front.api.post(f"{owner}/tags", json=body)
        assert answer.status_code == 400
        assert answer.json()["_error"]["details"][0].startswith(named)
    assert await listed(front, "/tags") == []
