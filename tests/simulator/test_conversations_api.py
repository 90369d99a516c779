"""Conversations through the API: discussions, tasks, fields, links, followers, reminders, ends."""

from typing import Any

import pytest

from frontmate.simulator import Config
from frontmate.simulator.config import InboxConfig, TokenConfig
from tests.simulator.conftest import Front, served

SEES_ALL = {"authorization": "Bearer sees-all"}
DISCUSSION = {"type": "discussion", "subject": "A plan", "comment": {"body": "What do you think?"}}


async def read(front: Front, conversation: str) -> dict[str, Any]:
    answer = await front.api.get(f"/conversations/{conversation}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def change(front: Front, conversation: str, **body: Any) -> None:
    answer = await front.api.patch(f"/conversations/{conversation}", json=body)
    assert answer.status_code == 204, answer.text


async def refused(front: Front, conversation: str, **body: Any) -> list[str]:
    answer = await front.api.patch(f"/conversations/{conversation}", json=body)
    assert answer.status_code == 400, answer.text
    details: list[str] = answer.json()["_error"]["details"]
    return details


async def begun(front: Front, **more: Any) -> dict[str, Any]:
    answer = await front.api.post(
        "/conversations", json=DISCUSSION | {"inbox_id": "inb_1mail"} | more
    )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_a_discussion_has_comments_and_neither_messages_nor_a_recipient(front: Front) -> None:
    made = await begun(front)
    one = f"/conversations/{made['id']}"
    assert (made["type"], made["status"], made["recipient"]) == ("discussion", "unassigned", None)
    assert "last_message" not in made["_links"]["related"]
    assert "description" not in made
    assert [c["body"] for c in (await front.api.get(f"{one}/comments")).json()["_results"]] == [
        "What do you think?"
    ]
    assert (await front.api.get(f"{one}/messages")).json()["_results"] == []
    for path in ("messages", "drafts"):
        body = {"body": "x", "channel_id": "alt:address:support@example.com"}
        answer = await front.api.post(f"{one}/{path}", json=body)
        assert answer.status_code == 400
        assert "comments only" in answer.json()["_error"]["details"][0]
    assert front.event_types() == ["comment"]


async def test_a_task_has_a_description_and_a_time(front: Front) -> None:
    due = front.simulator.desk.workspace.now() + 3600
    made = await begun(front, type="task", description="Call them", due_at=due)
    assert (made["type"], made["description"], made["due_at"]) == ("task", "Call them", due)
    await change(front, made["id"], description=None, due_at=None)
    found = await read(front, made["id"])
    assert (found["description"], found["due_at"]) == (None, None)


async def test_a_discussion_among_teammates_is_in_no_inbox(front: Front) -> None:
    answer = await front.api.post(
        "/conversations",
        json=DISCUSSION | {"teammate_ids": ["tea_1mia", "alt:email:leo@example.com"]},
    )
    one = f"/conversations/{answer.json()['id']}"
    assert (await front.api.get(f"{one}/inboxes")).json()["_results"] == []
    followers = (await front.api.get(f"{one}/followers")).json()["_results"]
    assert [t["username"] for t in followers] == ["mia", "leo"]
    assert (await front.control.get(f"/c/{answer.json()['id']}")).status_code == 200


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"teammate_ids": ["tea_1mia"]}, "inbox_id: either this or"),
        ({"inbox_id": "inb_none"}, "inbox_id: no such inbox"),
        ({"type": "conversation"}, "type: one of discussion, task"),
        ({"subject": " "}, "subject: empty"),
        ({"comment": {"body": ""}}, "body: empty"),
        ({"comment": {}}, "comment.body: missing"),
        ({"comment": {"body": "x", "author_id": "tea_none"}}, "author_id: no such teammate"),
        ({"description": "x"}, "description: only of a task"),
        ({"type": "task", "due_at": 1}, "due_at: in the future"),
        ({"type": "task", "due_at": 1e12}, "due_at: in the future and within 50 years"),
        ({"type": "task", "due_at": 10**400}, "due_at: in the future and within 50 years"),
    ],
)
async def test_a_conversation_is_not_begun_like_that(
    front: Front, body: dict[str, Any], named: str
) -> None:
    given = DISCUSSION | {"inbox_id": "inb_1mail"} | body
    answer = await front.api.post("/conversations", json=given)
    assert answer.status_code == 400
    assert named in " ".join(answer.json()["_error"]["details"])
    assert (await front.api.get("/conversations")).json()["_results"] == []


async def test_custom_fields_are_a_whole_set_and_an_empty_one_changes_nothing(front: Front) -> None:
    """Facts 5.4: what is left out of a set is erased."""
    id_ = await front.customer()
    await change(front, id_, custom_fields={"Order": "1", "Country": "AT"})
    await change(front, id_, custom_fields={"Order": "2"})
    assert (await read(front, id_))["custom_fields"] == {"Order": "2"}
    await change(front, id_, custom_fields={})
    assert (await read(front, id_))["custom_fields"] == {"Order": "2"}
    assert front.event_types()[1:] == ["custom_field_updated"] * 4
    await front.act("set_fields", conversation=id_, fields={"Country": "DE"}, by="mia")
    assert (await read(front, id_))["custom_fields"] == {"Order": "2", "Country": "DE"}
    newest = (await front.api.get(f"/conversations/{id_}/events")).json()["_results"][0]
    assert newest["source"]["_meta"]["type"] == "teammate"
    assert newest["target"] == {"_meta": {"type": "custom_field"}, "data": {"name": "Country"}}


async def test_all_of_a_change_is_made_or_nothing(front: Front) -> None:
    id_ = await front.customer()
    details = await refused(front, id_, assignee_id="tea_1mia", tag_ids=["tag_none"])
    assert details == ["tag_ids: no such tag tag_none"]
    details = await refused(front, id_, status="archived", due_at=None)
    assert details == ["due_at: only of a task"]
    assert (await read(front, id_))["status"] == "unassigned"
    tag = (await front.api.post("/company/tags", json={"name": "x"})).json()["id"]
    await change(
        front,
        id_,
        status="archived",
        custom_fields={"A": 1},
        inbox_id="inb_1sms",
        tag_ids=[tag],
        assignee_id="tea_1mia",
    )
    order = ["inbound", "assign", "tag", "move", "custom_field_updated", "archive"]
    assert front.event_types() == order


async def test_links_come_and_go_with_an_event_each(front: Front) -> None:
    id_ = await front.customer()
    links = f"/conversations/{id_}/links"
    url = "https://shop.example/orders/1"
    assert (await front.api.post(links, json={"link_external_urls": [url, url]})).status_code == 204
    (link,) = (await read(front, id_))["links"]
    assert (link["external_url"], link["name"], link["type"]) == (url, url, "web")
    same = (await front.api.post("/links", json={"external_url": url, "name": "x"})).json()
    assert same["id"] == link["id"]
    assert (await front.api.post(links, json={"link_ids": [link["id"]]})).status_code == 204
    listed = (await front.api.get(f"/links/{link['id']}/conversations")).json()["_results"]
    assert [c["id"] for c in listed] == [id_]
    gone = await front.api.request("DELETE", links, json={"link_ids": [link["id"]]})
    assert gone.status_code == 204
    assert (await read(front, id_))["links"] == []
    assert front.event_types()[1:] == ["link_added", "link_removed"]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "link_ids: either this or"),
        ({"link_ids": [], "link_external_urls": []}, "link_ids: either this or"),
        ({"link_ids": ["top_none"]}, "link_ids: no such link"),
        ({"link_external_urls": [""]}, "link_external_urls: empty"),
        ({"link_external_urls": ["x"] * 11}, "link_external_urls: at most 10"),
    ],
)
async def test_a_link_is_not_added_like_that(
    front: Front, body: dict[str, Any], named: str
) -> None:
    id_ = await front.customer()
    answer = await front.api.post(f"/conversations/{id_}/links", json=body)
    assert answer.status_code == 400
    assert answer.json()["_error"]["details"][0].startswith(named)


async def test_teammates_follow_and_stop(front: Front) -> None:
    followers = f"/conversations/{await front.customer()}/followers"

    async def present() -> list[str]:
        return [t["username"] for t in (await front.api.get(followers)).json()["_results"]]

    both = {"teammate_ids": ["tea_1mia", "alt:email:leo@example.com"]}
    assert (await front.api.post(followers, json=both)).status_code == 204
    assert await present() == ["mia", "leo"]
    one = {"teammate_ids": ["tea_1mia"]}
    assert (await front.api.request("DELETE", followers, json=one)).status_code == 204
    assert await present() == ["leo"]
    some = {"teammate_ids": ["tea_none", "tea_1ada"]}
    assert (await front.api.post(followers, json=some)).status_code == 400
    assert (await front.api.post(f"{followers}?ignore_errors=true", json=some)).status_code == 204
    assert await present() == ["leo", "ada"]


async def test_a_snooze_through_the_api_ends_by_itself_or_by_null(front: Front) -> None:
    id_ = await front.customer()
    where = f"/conversations/{id_}/reminders"
    now = front.simulator.desk.workspace.now()
    body = {"teammate_id": "alt:email:mia@example.com", "scheduled_at": now + 3600}
    assert (await front.api.patch(where, json=body)).status_code == 204
    found = await read(front, id_)
    (reminder,) = found["scheduled_reminders"]
    assert (found["status"], reminder["scheduled_at"]) == ("archived", now + 3600)
    assert reminder["_links"]["related"]["owner"] == f"{front.url}/teammates/tea_1mia"
    assert (await front.api.patch(where, json=body | {"scheduled_at": None})).status_code == 204
    found = await read(front, id_)
    assert (found["status"], found["scheduled_reminders"]) == ("unassigned", [])
    assert front.event_types() == ["inbound", "archive", "reopen"]


async def test_what_is_snoozed_comes_back_and_what_was_taken_out_before_does_not() -> None:
    async with served(Config(message_delay=0, ratelimit=0, time_rate=0)) as front:
        back, taken = await front.customer("one"), await front.customer("two")
        now = front.simulator.desk.workspace.now()
        body = {"teammate_id": "tea_1mia", "scheduled_at": now + 3600}
        await front.api.patch(f"/conversations/{back}/reminders", json=body)
        await front.act("snooze", conversation=taken, seconds=60)
        await front.act("unsnooze", conversation=taken)
        await front.act("archive", conversation=taken)
        await front.act("time", advance=3601)
        found = await read(front, back)
        assert (found["status"], found["scheduled_reminders"]) == ("unassigned", [])
        assert (await read(front, taken))["status"] == "archived"
        assert front.event_types().count("reminder") == 1


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "teammate_id: missing"),
        ({"teammate_id": "tea_none", "scheduled_at": None}, "teammate_id: no such"),
        ({"teammate_id": "tea_1mia", "scheduled_at": 5}, "scheduled_at: in the future"),
        ({"teammate_id": "tea_1mia", "scheduled_at": "soon"}, "scheduled_at: number or null"),
        (
            {"teammate_id": "tea_1mia", "scheduled_at": None, "status_id": "sts_2"},
            "status_id: no waiting",
        ),
    ],
)
async def test_a_snooze_is_not_asked_for_like_that(
    front: Front, body: dict[str, Any], named: str
) -> None:
    id_ = await front.customer()
    answer = await front.api.patch(f"/conversations/{id_}/reminders", json=body)
    assert answer.status_code == 400
    assert answer.json()["_error"]["details"][0].startswith(named)


async def test_only_what_is_in_the_trash_can_be_deleted_for_good(front: Front) -> None:
    id_ = await front.customer()
    one = f"/conversations/{id_}"
    message = (await front.api.get(f"{one}/messages")).json()["_results"][0]
    assert (await front.api.delete(one)).status_code == 400
    await change(front, id_, status="spam")
    assert (await front.api.delete(one)).status_code == 204
    for path in (one, f"/messages/{message['id']}", f"/messages/alt:uid:{message['message_uid']}"):
        assert (await front.api.get(path)).status_code == 404
    assert (await front.api.delete(one)).status_code == 404
    told = (await front.api.get("/events")).json()["_results"]
    assert [event["type"] for event in told] == ["trash", "inbound"]


async def test_what_is_merged_twice_leads_to_where_it_is_now(front: Front) -> None:
    first, second, third = [await front.customer(name) for name in ("one", "two", "three")]
    await front.act("merge", **{"from": first, "into": second})
    await front.act("merge", **{"from": second, "into": third})
    for gone in (first, second):
        answer = await front.api.get(f"/conversations/{gone}/messages?limit=1")
        assert answer.status_code == 301
        assert answer.headers["location"] == f"{front.url}/conversations/{third}/messages?limit=1"
        assert (await front.api.delete(f"/conversations/{gone}")).status_code == 404
    told = (await front.api.get(f"/conversations/{third}/events")).json()["_results"]
    assert [event["type"] for event in told] == [
        "conversations_merged",
        "conversations_merged",
        "inbound",
        "inbound",
        "inbound",
    ]


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("PATCH", "/reminders"),
        ("GET", "/followers"),
        ("POST", "/followers"),
        ("DELETE", "/followers"),
        ("POST", "/links"),
        ("DELETE", "/links"),
        ("POST", "/drafts"),
        ("GET", "/comments"),
    ],
)
async def test_each_further_call_on_a_merged_conversation_is_a_301(
    front: Front, verb: str, path: str
) -> None:
    gone, survivor = await front.customer("one"), await front.customer("two")
    await front.act("merge", **{"from": gone, "into": survivor})
    answer = await front.api.request(verb, f"/conversations/{gone}{path}")
    assert answer.status_code == 301
    assert answer.headers["location"] == f"{front.url}/conversations/{survivor}{path}"


async def test_what_is_private_is_not_there_for_an_ordinary_token() -> None:
    """Facts 9.22: also in the middle of the work."""
    config = Config(message_delay=0, tokens=(TokenConfig("sees-all", may_see_private=True),))
    async with served(config) as front:
        id_ = await front.customer("secret")
        message = (await front.api.get(f"/conversations/{id_}/messages")).json()["_results"][0]
        comment = (await front.act("comment", conversation=id_, text="shh"))["comment"]
        await front.act("set_private", conversation=id_)
        one = f"/conversations/{id_}"
        paths = (one, f"{one}/comments", f"/messages/{message['id']}", f"/comments/{comment}")
        for path in paths:
            assert (await front.api.get(path)).status_code == 404, path
            assert (await front.api.get(path, headers=SEES_ALL)).status_code == 200, path
        assert (await front.api.patch(one, json={"status": "archived"})).status_code == 404
        for path in ("/conversations", "/conversations/search/secret", "/events"):
            assert (await front.api.get(path)).json()["_results"] == [], path
            assert (await front.api.get(path, headers=SEES_ALL)).json()["_results"], path
        assert (await front.api.get(one, headers=SEES_ALL)).json()["is_private"] is True


async def test_moved_to_a_private_inbox_it_is_private_and_back_it_is_not() -> None:
    mias = InboxConfig("inb_1mias", "Mia", "gmail", "mia@example.com", owner="tea_1mia")
    config = Config(message_delay=0, inboxes=(*Config().inboxes, mias))
    async with served(config) as front:
        id_ = await front.customer()
        await front.act("move", conversation=id_, inbox="inb_1mias")
        assert (await front.api.get(f"/conversations/{id_}")).status_code == 404
        await front.act("move", conversation=id_, inbox="inb_1mail")
        assert (await read(front, id_))["is_private"] is False
        await front.act("add_token", token="sees-all", may_see_private=True)
        seen = await front.api.get("/inboxes/inb_1mias", headers=SEES_ALL)
        assert seen.status_code == 200
        details = await refused(front, id_, inbox_id="inb_1mias")
        assert details == ["inbox_id: no such inbox"]


async def test_a_mail_to_two_inboxes_is_one_conversation_in_both() -> None:
    """Facts 1.1: which inbox it is in is a set."""
    sales = InboxConfig("inb_1sales", "Sales", "smtp", "sales@example.com")
    config = Config(message_delay=0, inboxes=(*Config().inboxes, sales))
    async with served(config) as front:
        id_ = await front.customer(cc=["Sales@example.com"])
        listed = (await front.api.get(f"/conversations/{id_}/inboxes")).json()["_results"]
        assert [inbox["id"] for inbox in listed] == ["inb_1mail", "inb_1sales"]
        for inbox in listed:
            inside = await front.api.get(f"/inboxes/{inbox['id']}/conversations")
            assert [c["id"] for c in inside.json()["_results"]] == [id_]
        await change(front, id_, inbox_id="inb_1sales")
        (left,) = (await front.api.get(f"/conversations/{id_}/inboxes")).json()["_results"]
        assert left["id"] == "inb_1sales"
