"""Each kind of event that the stand-in makes: the keys of real bodies, and Front's own words."""

from typing import Any

import pytest

from frontmate.simulator import Config
from tests.contract import official
from tests.simulator.conftest import Front, eventually, served
from tests.simulator.test_events import assert_same_conversation, fixture, keys, related

Json = dict[str, Any]
RULE = {"id": "rul_1", "on": ["restore"], "do": [{"action": "archive"}]}


def _description() -> Json:
    if not official.is_here():
        pytest.skip(official.ABSENT)
    return official.description()


# What is done → the event's type, its source's type and its target's (facts 3.2).
BY_A_TEAMMATE: list[tuple[str, Json, str, str | None]] = [
    ("assign", {"teammate": "leo"}, "assign", "teammate"),
    ("assign", {"teammate": None}, "unassign", None),
    ("tag", {"tag": "Urgent"}, "tag", "tag"),
    ("untag", {"tag": "Urgent"}, "untag", "tag"),
    ("comment", {"text": "A note"}, "comment", "comment"),
    ("move", {"inbox": "inb_1chat"}, "move", "inboxes"),
    ("archive", {}, "archive", None),
    ("reopen", {}, "reopen", None),
    ("trash", {}, "trash", None),
    ("reopen", {}, "restore", None),
    ("snooze", {"seconds": 60}, "archive", None),
]


@pytest.fixture
def event_words() -> tuple[list[str], list[str], list[str]]:
    """The types of events, of sources and of targets that Front's description knows."""
    found = _description()["components"]["schemas"]["EventResponse"]["properties"]
    ends = [found[end]["properties"]["_meta"]["properties"]["type"] for end in ("source", "target")]
    return found["type"]["enum"], ends[0]["enum"], ends[1]["enum"]


def newest(front: Front) -> Json:
    return front.simulator.desk.workspace.events[-1].data


async def answered(front: Front) -> str:
    """A conversation with a message each way."""
    conversation = await front.customer("Where is my parcel?", subject="Parcel", name="Sabrina C")
    said = {"conversation": conversation, "teammate": "mia", "text": "Soon"}
    await front.act("teammate_reply", **said)
    return conversation


def assert_like_a_real_event(ours: Json, name: str = "app_conversation_archived") -> None:
    """Its own keys and its conversation's; whether there is a target depends on the kind."""
    real = fixture(name)["payload"]
    assert set(ours) - {"target"} == set(real) - {"target"}
    conversation = real["conversation"]
    if ours["conversation"]["assignee"] is None:
        conversation = conversation | {"assignee": None}
    assert_same_conversation(ours["conversation"], conversation)


@pytest.mark.parametrize(("action", "given", "kind", "target"), BY_A_TEAMMATE)
async def test_what_a_teammate_does_is_told_in_fronts_shape(
    front: Front,
    event_words: tuple[list[str], list[str], list[str]],
    action: str,
    given: Json,
    kind: str,
    target: str | None,
) -> None:
    types, sources, targets = event_words
    conversation = await answered(front)
    # Whatever must have been before it can happen.
    for before, more, _, _ in BY_A_TEAMMATE[: BY_A_TEAMMATE.index((action, given, kind, target))]:
        await front.act(before, conversation=conversation, by="mia", **more)
    await front.act(action, conversation=conversation, by="mia", **given)
    event = newest(front)
    assert (event["type"], event["source"]["_meta"]["type"]) == (kind, "teammate")
    assert (kind in types, "teammate" in sources, target in [None, *targets]) == (True,) * 3
    assert ("target" in event) == (target is not None)
    if target is not None:
        assert event["target"]["_meta"]["type"] == target
    assert_like_a_real_event(event)
    real = fixture("app_conversation_archived")["payload"]["source"]["data"]
    assert keys(event["source"]["data"], "teammate") == keys(real, "teammate")


async def test_who_took_it_is_source_and_target(front: Front) -> None:
    conversation = await front.customer()
    await front.act("assign", conversation=conversation, teammate="leo", by="leo")
    event = newest(front)
    assert event["source"]["data"] == event["target"]["data"]
    assert event["target"]["data"]["username"] == "leo"
    assert event["conversation"]["assignee"] == event["target"]["data"]


API_CALLS: list[tuple[str, str, Json, str]] = [
    ("PATCH", "", {"assignee_id": "tea_1leo"}, "assign"),
    ("PATCH", "", {"assignee_id": None}, "unassign"),
    ("PATCH", "", {"status": "archived"}, "archive"),
    ("PATCH", "", {"status": "open"}, "reopen"),
    ("PATCH", "", {"inbox_id": "inb_1chat"}, "move"),
    ("POST", "/links", {"link_external_urls": ["https://shop.example/7"]}, "link_added"),
]


async def test_what_the_api_does_has_a_source_without_data(front: Front) -> None:
    conversation = await answered(front)
    for method, path, body, kind in API_CALLS:
        answer = await front.api.request(method, f"/conversations/{conversation}{path}", json=body)
        assert answer.status_code == 204, answer.text
        event = newest(front)
        assert event["type"] == kind
        assert event["source"] == {"_meta": {"type": "api"}, "data": None}
        assert_like_a_real_event(event)


async def test_what_the_api_tags_and_untags_has_a_source_without_data(front: Front) -> None:
    conversation = await answered(front)
    tag = (await front.api.post("/company/tags", json={"name": "vip"})).json()["id"]
    for method, kind in (("POST", "tag"), ("DELETE", "untag")):
        path = f"/conversations/{conversation}/tags"
        await front.api.request(method, path, json={"tag_ids": [tag]})
        event = newest(front)
        assert (event["type"], event["target"]["data"]["id"]) == (kind, tag)
        assert event["source"] == {"_meta": {"type": "api"}, "data": None}


async def test_what_did_not_arrive_names_the_recipient_and_the_message(front: Front) -> None:
    conversation = await front.customer(handle="kim@customer.example")
    said = {"conversation": conversation, "teammate": "mia", "text": "Soon"}
    sent = await front.act("teammate_reply", **said)
    await front.act("bounce", message=sent["message"])
    event = newest(front)
    assert event["type"] == "message_bounce_error"
    assert event["source"]["_meta"]["type"] == "recipient"
    assert event["source"]["data"]["handle"] == "kim@customer.example"
    assert event["target"]["_meta"]["type"] == "message"
    assert event["target"]["data"]["id"] == sent["message"]
    assert event["target"]["data"]["error_type"]
    assert_like_a_real_event(event)


async def test_a_snooze_that_ends_is_a_reminder(front: Front) -> None:
    conversation = await answered(front)
    await front.act("snooze", conversation=conversation, seconds=60)
    assert newest(front)["conversation"]["scheduled_reminders"]
    await front.act("time", advance=61)
    event = newest(front)
    assert (event["type"], event["source"]["_meta"]) == ("reminder", {"type": "reminder"})
    assert "target" not in event
    assert_like_a_real_event(event)


async def test_what_a_rule_does_names_it_in_fronts_shape() -> None:
    async with served(Config.from_json({"rules": [RULE], "message_delay": 0})) as front:
        conversation = await answered(front)
        await front.act("trash", conversation=conversation)
        await front.act("reopen", conversation=conversation)
        await eventually(lambda: front.event_types()[-1] == "archive")
    event = newest(front)
    assert event["source"]["_meta"] == {"type": "rule"}
    rule = _description()["components"]["schemas"]["RuleResponse"]
    assert set(event["source"]["data"]) == set(rule["required"])
    assert_like_a_real_event(event)


async def test_a_message_is_told_by_its_inboxes_and_twice(front: Front) -> None:
    await answered(front)
    inbound, reply = (event.data for event in front.simulator.desk.workspace.events)
    assert_like_a_real_event(inbound, "app_inbound_received")
    assert_like_a_real_event(reply)
    for event in (inbound, reply):
        assert event["source"]["_meta"]["type"] == "inboxes"
        assert [inbox["id"] for inbox in event["source"]["data"]] == ["inb_1mail"]
        assert event["target"]["_meta"]["type"] == "message"
        # A receiver has to have room for it: the message is in there a second time.
        assert event["conversation"]["last_message"] == event["target"]["data"]
    assert (inbound["target"]["data"]["author"], inbound["type"]) == (None, "inbound")
    assert reply["type"] == "out_reply"


async def test_a_comment_is_told_with_its_author_and_a_link_to_its_mentions(front: Front) -> None:
    conversation = await front.customer()
    await front.act("comment", conversation=conversation, text="@leo look", by="mia")
    comment = newest(front)["target"]["data"]
    assert {"id", "body", "posted_at", "author", "_links"} <= set(comment)
    assert "mentions" in related(comment)
    assert comment["author"]["username"] == "mia"


async def test_a_merge_tells_which_conversations_are_gone(front: Front) -> None:
    gone, survivor = await front.customer(), await front.customer()
    await front.act("merge", **{"from": gone, "into": survivor})
    event = newest(front)
    assert event["type"] == "conversations_merged"
    assert event["target"] == {"_meta": {"type": "deleted_conversation_ids"}, "data": [gone]}
    assert event["conversation"]["id"] == survivor


@pytest.mark.parametrize(
    ("name", "kind"), [("rule_archive", "archive"), ("rule_assign", "assign"), ("rule_tag", "tag")]
)
async def test_older_bodies_of_rules_have_no_key_that_ours_lack(
    front: Front, name: str, kind: str
) -> None:
    real = fixture(name)
    conversation = await answered(front)
    for action, more in (("tag", {"tag": "x"}), ("assign", {"teammate": "leo"}), ("archive", {})):
        await front.act(action, conversation=conversation, by="mia", **more)
    ours = next(e.data for e in front.simulator.desk.workspace.events if e.type == kind)
    assert set(ours) == set(real)
    assert ours["source"]["_meta"] == real["source"]["_meta"]
    assert set(real["source"]["data"]) <= set(ours["source"]["data"])
    assert set(real["conversation"]) <= set(ours["conversation"])
    last = real["conversation"]["last_message"]
    assert set(last) <= set(ours["conversation"]["last_message"])
