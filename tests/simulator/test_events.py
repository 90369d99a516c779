"""Events: shapes as in real bodies, list, filters, sources, order."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.simulator.conftest import Front, eventually

FIXTURES = Path(__file__).parents[3] / "shared" / "front" / "fixtures"

# What Front's description has required since the bodies of 2023 were captured.
ADDED_SINCE = {
    "conversation": {"type", "ticket_ids", "updated_at", "waiting_since"},
    "teammate": {"type"},
}


def fixture(name: str) -> dict[str, Any]:
    path = FIXTURES / f"{name}.json"
    if not path.exists():
        pytest.skip("the captured bodies lie in ../shared, which is not here")
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return loaded


def keys(thing: dict[str, Any] | None, kind: str) -> set[str] | None:
    return None if thing is None else set(thing) - ADDED_SINCE.get(kind, set())


def related(thing: dict[str, Any]) -> set[str]:
    return set(thing["_links"]["related"])


async def event_of(front: Front, kind: str) -> dict[str, Any]:
    page = (await front.api.get("/events", params={"q[types][]": kind})).json()
    found: dict[str, Any] = page["_results"][0]
    return found


async def lived(front: Front) -> str:
    """A conversation to which one of each has happened."""
    conversation = await front.customer("Where is it?", subject="Parcel", name="Sabrina C")
    await front.act("tag", conversation=conversation, tag="Urgent")
    await front.act("assign", conversation=conversation, teammate="tea_1mia")
    await front.act("teammate_reply", conversation=conversation, teammate="tea_1mia", text="Soon")
    await front.act("archive", conversation=conversation, by="tea_1mia")
    return conversation


def assert_same_message(ours: dict[str, Any], real: dict[str, Any]) -> None:
    assert set(ours) == set(real)
    assert related(ours) == related(real)
    assert keys(ours["author"], "teammate") == keys(real["author"], "teammate")
    assert [set(r) for r in ours["recipients"]] == [set(r) for r in real["recipients"]]


def assert_same_conversation(ours: dict[str, Any], real: dict[str, Any]) -> None:
    assert keys(ours, "conversation") == set(real)
    assert related(ours) == related(real)
    assert set(ours["recipient"]) == set(real["recipient"])
    assert keys(ours["assignee"], "teammate") == keys(real["assignee"], "teammate")
    for tag in ours["tags"]:
        assert set(tag) == set(real["tags"][0])
        assert related(tag) == related(real["tags"][0])
    assert_same_message(ours["last_message"], real["last_message"])


async def test_an_inbound_event_has_the_keys_of_a_real_one(front: Front) -> None:
    real = fixture("app_inbound_received")["payload"]
    await lived(front)
    ours = await event_of(front, "inbound")
    assert set(ours) == set(real)
    assert_same_conversation(ours["conversation"], real["conversation"])
    assert_same_message(ours["target"]["data"], real["target"]["data"])
    our_inbox, real_inbox = ours["source"]["data"][0], real["source"]["data"][0]
    assert set(our_inbox) == set(real_inbox)
    assert related(our_inbox) == related(real_inbox)


async def test_an_archive_event_has_the_keys_of_a_real_one_and_no_target(front: Front) -> None:
    real = fixture("app_conversation_archived")["payload"]
    await lived(front)
    ours = await event_of(front, "archive")
    assert set(ours) == set(real)
    assert_same_conversation(ours["conversation"], real["conversation"])
    assert keys(ours["source"]["data"], "teammate") == keys(real["source"]["data"], "teammate")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("rule_assign", "assign"), ("rule_tag", "tag"), ("rule_out_reply", "out_reply")],
)
async def test_older_bodies_have_no_key_that_ours_lack(front: Front, name: str, kind: str) -> None:
    real = fixture(name)
    await lived(front)
    ours = await event_of(front, kind)
    assert set(ours) == set(real)
    assert set(real["conversation"]) <= set(ours["conversation"])
    for end in ("source", "target"):
        assert ours[end]["_meta"] == real[end]["_meta"]
        our_data, real_data = ours[end]["data"], real[end]["data"]
        assert isinstance(our_data, list) == isinstance(real_data, list)
        first = (our_data[0], real_data[0]) if isinstance(our_data, list) else (our_data, real_data)
        assert set(first[1]) <= set(first[0])


async def test_an_event_shows_the_conversation_as_it_was_then(front: Front) -> None:
    await lived(front)
    assert (await event_of(front, "inbound"))["conversation"]["status"] == "unassigned"
    assert (await event_of(front, "archive"))["conversation"]["status"] == "archived"


async def test_the_source_tells_who_did_it(front: Front) -> None:
    conversation = await front.customer()
    await front.act("assign", conversation=conversation, teammate="ada", by="rul_7")
    await front.act("assign", conversation=conversation, teammate=None, by="mia")
    await front.api.patch(f"/conversations/{conversation}", json={"status": "archived"})
    by_rule, by_mia = await event_of(front, "assign"), await event_of(front, "unassign")
    assert (by_rule["source"]["_meta"]["type"], by_rule["source"]["data"]["id"]) == (
        "rule",
        "rul_7",
    )
    assert by_mia["source"]["data"]["id"] == "tea_1mia"
    assert (await event_of(front, "archive"))["source"] == {"_meta": {"type": "api"}, "data": None}


async def test_the_event_list_holds_fifteen_a_page_and_every_event_once(front: Front) -> None:
    conversation = await front.customer()
    for number in range(20):
        await front.customer(f"message {number}", conversation=conversation)
    first = (await front.api.get("/events?limit=100")).json()
    second = (await front.api.get(first["_pagination"]["next"])).json()
    assert (len(first["_results"]), len(second["_results"])) == (15, 6)
    assert second["_pagination"]["next"] is None
    ids = [e["id"] for e in first["_results"] + second["_results"]]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 21


async def test_events_are_filtered_by_type_inbox_and_time(front: Front) -> None:
    await front.customer(channel="chat")
    conversation = await lived(front)
    assert conversation

    async def found(**query: str) -> list[str]:
        page = (await front.api.get("/events", params=query)).json()
        return [event["type"] for event in page["_results"]]

    assert await found(**{"q[types][]": "tag"}) == ["tag"]
    assert await found(**{"q[inboxes][]": "inb_1chat"}) == ["inbound"]
    newest = (await event_of(front, "archive"))["emitted_at"]
    assert await found(**{"q[after]": str(newest)}) == []
    assert "archive" in await found(**{"q[after]": str(newest - 0.001)})
    assert "archive" not in await found(**{"q[before]": str(newest)})
    assert (await front.api.get("/events", params={"q[after]": "soon"})).status_code == 400


async def test_a_conversations_own_events_and_single_events_are_read(front: Front) -> None:
    conversation = await lived(front)
    await front.customer("another one")
    own = (await front.api.get(f"/conversations/{conversation}/events")).json()["_results"]
    assert [e["type"] for e in own] == ["archive", "out_reply", "assign", "tag", "inbound"]
    assert (await front.api.get(f"/events/{own[0]['id']}")).json() == own[0]


async def test_the_same_seed_gives_the_same_ids(front: Front) -> None:
    first = await front.customer()
    uid = (await front.reply(first)).json()["message_uid"]
    await eventually(lambda: "out_reply" in front.event_types())
    await front.act("reset")
    assert await front.customer() == first
    assert (await front.reply(first)).json()["message_uid"] == uid
