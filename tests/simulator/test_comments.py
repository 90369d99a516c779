"""Comments: replies, edits, pins and whom they mention."""

from typing import Any

import pytest

from frontmate.simulator import Config
from frontmate.simulator.config import TeammateConfig, TokenConfig
from tests.simulator.conftest import Front, served

OTHER = {"authorization": "Bearer another"}


async def said(front: Front, conversation: str, body: str, **more: Any) -> dict[str, Any]:
    answer = await front.api.post(
        f"/conversations/{conversation}/comments", json={"body": body, **more}
    )
    assert answer.status_code == 201, answer.text
    comment: dict[str, Any] = answer.json()
    return comment


async def mentioned(front: Front, comment: str) -> list[str]:
    listed = (await front.api.get(f"/comments/{comment}/mentions")).json()["_results"]
    return [teammate["username"] for teammate in listed]


async def test_a_reply_says_what_it_answers(front: Front) -> None:
    id_ = await front.customer()
    first = await said(front, id_, "Who knows?")
    assert "comment_replied_to" not in first["_links"]["related"]
    answer = await front.api.post(
        f"/comments/{first['id']}/replies", json={"body": "I do", "author_id": "tea_1leo"}
    )
    assert answer.status_code == 201
    reply = answer.json()
    assert reply["_links"]["related"]["comment_replied_to"] == first["_links"]["self"]
    assert reply["author"]["username"] == "leo"
    listed = (await front.api.get(f"/conversations/{id_}/comments")).json()["_results"]
    assert [c["id"] for c in listed] == [reply["id"], first["id"]]
    assert front.event_types() == ["inbound", "comment", "comment"]
    done = await front.act("comment", conversation=id_, text="Me too", reply_to=first["id"])
    shown = (await front.api.get(f"/comments/{done['comment']}")).json()
    assert shown["_links"]["related"]["comment_replied_to"] == first["_links"]["self"]


async def test_a_comment_is_changed_by_the_token_that_wrote_it_only() -> None:
    async with served(Config(tokens=(TokenConfig("another"),))) as front:
        id_ = await front.customer()
        mine = await said(front, id_, "draft of a note")
        persons = (await front.act("comment", conversation=id_, text="hands off"))["comment"]
        where = f"/comments/{mine['id']}/"
        answer = await front.api.patch(where, json={"body": "a note", "is_pinned": True})
        assert (answer.status_code, answer.json()["body"]) == (200, "a note")
        assert answer.json()["is_pinned"] is True
        stranger = await front.api.patch(where, json={"body": "x"}, headers=OTHER)
        assert stranger.status_code == 403
        assert (
            await front.api.patch(f"/comments/{persons}/", json={"body": "x"})
        ).status_code == 403
        pinned = await front.api.patch(f"/comments/{persons}/", json={"is_pinned": True})
        assert (pinned.status_code, pinned.json()["body"]) == (200, "hands off")
        assert front.event_types() == ["inbound", "comment", "comment"]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"body": " "}, "body: empty"),
        ({"body": 5}, "body: string"),
        ({"is_pinned": "yes"}, "is_pinned: boolean"),
    ],
)
async def test_a_comment_is_not_changed_like_that(
    front: Front, body: dict[str, object], named: str
) -> None:
    comment = await said(front, await front.customer(), "note")
    answer = await front.api.patch(f"/comments/{comment['id']}/", json=body)
    assert answer.status_code == 400
    assert answer.json()["_error"]["details"][0].startswith(named)
    assert (await front.api.get(f"/comments/{comment['id']}")).json()["body"] == "note"


@pytest.mark.parametrize(
    ("body", "usernames"),
    [
        ("@mia please look", ["mia"]),
        ("Over to @leo, or @Mia.", ["leo", "mia"]),
        ("@mia @mia", ["mia"]),
        ("write to support@mia.example or a.b@leo", []),
        ("@miaow is nobody", []),
        ("@all: who knows?", ["mia", "leo"]),
    ],
)
async def test_only_the_username_of_a_real_teammate_is_a_mention(
    front: Front, body: str, usernames: list[str]
) -> None:
    comment = await said(front, await front.customer(), body)
    assert await mentioned(front, comment["id"]) == usernames


async def test_a_mention_is_told_as_a_comment_whose_list_is_asked_for(front: Front) -> None:
    id_ = await front.customer()
    done = await front.act("comment", conversation=id_, text="@mia?", by="leo")
    newest = (await front.api.get("/events")).json()["_results"][0]
    assert newest["type"] == "comment"
    data = newest["target"]["data"]
    assert (
        data["_links"]["related"]["mentions"] == f"{front.url}/comments/{done['comment']}/mentions"
    )
    assert await mentioned(front, done["comment"]) == ["mia"]


async def test_an_edit_mentions_anew(front: Front) -> None:
    comment = await said(front, await front.customer(), "@mia")
    await front.api.patch(f"/comments/{comment['id']}/", json={"body": "@leo"})
    assert await mentioned(front, comment["id"]) == ["leo"]


async def test_everybody_with_access_is_all_of_them(front: Front) -> None:
    """A discussion among two teammates is in no inbox: they are all there is."""
    answer = await front.api.post(
        "/conversations",
        json={
            "type": "discussion",
            "subject": "Lunch",
            "teammate_ids": ["tea_1leo"],
            "comment": {"body": "@all hungry?"},
        },
    )
    one = f"/conversations/{answer.json()['id']}"
    (comment,) = (await front.api.get(f"{one}/comments")).json()["_results"]
    assert await mentioned(front, comment["id"]) == ["leo"]


async def test_a_teammate_who_is_called_all_is_the_one_who_is_meant() -> None:
    al = TeammateConfig("tea_1al", "al@example.com", "all", "Al")
    async with served(Config(teammates=(*Config().teammates, al))) as front:
        comment = await said(front, await front.customer(), "@all")
        assert await mentioned(front, comment["id"]) == ["all"]


async def test_what_is_not_there_is_not_found(front: Front) -> None:
    for verb, path in (
        ("GET", ""),
        ("PATCH", "/"),
        ("POST", "/replies"),
        ("GET", "/mentions"),
    ):
        answer = await front.api.request(verb, f"/comments/com_none{path}", json={"body": "x"})
        assert answer.status_code == 404, path
