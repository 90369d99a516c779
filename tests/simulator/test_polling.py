"""Life on the event list alone: whole, in order, page by page, with no webhook at all."""

from typing import Any

import pytest

from frontmate.simulator.webhooks import OUTER_TYPES
from tests.simulator.conftest import Front, Receiver, eventually

Json = dict[str, Any]


async def all_events(front: Front, **query: Any) -> list[Json]:
    """Every page, by the links."""
    answer = await front.api.get("/events", params=query)
    found: list[Json] = []
    while True:
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert len(page["_results"]) <= 15
        found += page["_results"]
        following = page["_pagination"]["next"]
        if following is None:
            return found
        answer = await front.api.get(following)


async def everything_happens(front: Front) -> str:
    """One of each change that fires a webhook."""
    conversation = await front.customer()
    one = f"/conversations/{conversation}"
    other = await front.customer("two", channel="chat")
    await front.act("assign", conversation=conversation, teammate="mia")
    await front.act("assign", conversation=conversation, teammate=None)
    await front.act("comment", conversation=conversation, text="n")
    await front.act("tag", conversation=conversation, tag="x")
    await front.act("untag", conversation=conversation, tag="x")
    await front.act("archive", conversation=conversation)
    await front.act("reopen", conversation=conversation)
    await front.act("trash", conversation=conversation)
    await front.act("reopen", conversation=conversation)
    await front.api.patch(one, json={"inbox_id": "inb_1chat"})
    await front.reply(conversation, options={"archive": False})
    await eventually(lambda: "out_reply" in front.event_types())
    draft = await front.act("draft", conversation=conversation, teammate="leo", text="Hi")
    await front.act("send_draft", draft=draft["message"], teammate="leo")
    await front.act("merge", **{"from": other, "into": conversation})
    return conversation


async def test_whatever_fires_a_webhook_is_in_the_list_with_the_same_id(
    front: Front, receiver: Receiver
) -> None:
    await front.act("webhooks", app={"url": receiver.url, "secret": "s"})
    await everything_happens(front)
    sent = {delivery["event"] for delivery in await front.look("deliveries")}
    listed = {event["id"]: event["type"] for event in await all_events(front)}
    assert sent == {id_ for id_, kind in listed.items() if kind in OUTER_TYPES}
    assert set(listed.values()) - set(OUTER_TYPES) == {"conversations_merged"}


async def test_with_no_webhook_at_all_the_list_is_the_same(front: Front) -> None:
    await everything_happens(front)
    assert await front.look("deliveries") == []
    listed = [event["type"] for event in await all_events(front, sort_order="asc")]
    assert listed == front.event_types()
    assert len(listed) == 15


async def test_the_list_is_in_the_order_of_time_however_late_something_was_told(
    front: Front,
) -> None:
    await front.customer("now")
    await front.customer("long ago", seconds_ago=3600)
    for number in range(20):
        await front.customer(str(number), seconds_ago=60 * number)
    newest_first = await all_events(front, sort_by="created_at", sort_order="desc")
    oldest_first = await all_events(front, sort_by="created_at", sort_order="asc")
    times = [event["emitted_at"] for event in newest_first]
    assert times == sorted(times, reverse=True)
    assert oldest_first == newest_first[::-1]
    assert len({event["id"] for event in newest_first}) == 22


async def test_a_window_of_time_is_read_whole_while_new_events_come_in(front: Front) -> None:
    for number in range(40):
        await front.customer(str(number), seconds_ago=100 - number)
    before = (await all_events(front))[0]["emitted_at"] + 0.001
    first = (await front.api.get("/events", params={"q[before]": str(before)})).json()
    found = [event["id"] for event in first["_results"]]
    url = first["_pagination"]["next"]
    while url:
        await front.customer("meanwhile")
        page = (await front.api.get(url)).json()
        found += [event["id"] for event in page["_results"]]
        url = page["_pagination"]["next"]
    assert len(found) == len(set(found)) == 40


async def test_without_a_fixed_end_pages_shift_and_show_an_event_twice(front: Front) -> None:
    for number in range(20):
        await front.customer(str(number))
    first = (await front.api.get("/events")).json()
    await front.customer("meanwhile")
    second = (await front.api.get(first["_pagination"]["next"])).json()
    assert first["_results"][-1] == second["_results"][0]


async def test_a_cursor_takes_up_where_it_stopped_and_several_types_can_be_named(
    front: Front,
) -> None:
    conversation = await everything_happens(front)
    cursor = (await all_events(front))[0]["emitted_at"]
    await front.customer("later", conversation=conversation)
    await front.act("comment", conversation=conversation, text="later")
    await front.act("tag", conversation=conversation, tag="later")
    query = {"q[after]": str(cursor), "q[types][]": ["inbound", "comment"]}
    later = await all_events(front, **query, sort_order="asc")
    assert [event["type"] for event in later] == ["inbound", "comment"]
    both = await all_events(front, **{"q[inboxes][]": ["inb_1sms", "inb_1chat"]})
    assert both
    assert await all_events(front, **{"q[inboxes][]": "inb_1sms"}) == []


@pytest.mark.parametrize(
    "query",
    [
        {"q[types][]": "inbound_received"},
        {"sort_by": "updated_at"},
        {"sort_order": "newest"},
        {"q[before]": "now"},
        {"page_token": "2"},
        {"limit": "0"},
    ],
)
async def test_a_query_that_means_nothing_is_refused(front: Front, query: dict[str, str]) -> None:
    assert (await front.api.get("/events", params=query)).status_code == 400
