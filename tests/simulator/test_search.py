"""Search: words, phrases, filters, and what is refused."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.simulator.conftest import Front

HOUR = 3600


async def search(front: Front, query: str) -> dict[str, Any]:
    answer = await front.api.get(f"/conversations/search/{quote(query, safe='')}")
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


async def found(front: Front, query: str) -> list[str]:
    page = await search(front, query)
    ids = [c["id"] for c in page["_results"]]
    assert page["_total"] == len(ids)
    return ids


async def test_words_are_looked_for_in_subject_messages_and_comments(front: Front) -> None:
    lid = await front.customer("The red lid is broken", subject="A complaint")
    other = await front.customer("The blue lid is fine", subject="Praise")
    assert await found(front, "LID") == [other, lid]
    assert await found(front, "lid red") == [lid]
    assert await found(front, '"red lid"') == [lid]
    assert await found(front, '"lid red"') == []
    assert await found(front, "complaint") == [lid]
    await front.act("comment", conversation=other, text="ask the warehouse")
    assert await found(front, "warehouse lid") == [other]
    assert await found(front, "100% ?&#/") == []


async def test_filters_name_what_hangs_on_a_conversation(front: Front) -> None:
    mail = await front.customer(name="Kim", handle="kim@example.org", cc=["boss@example.org"])
    sms = await front.customer("hi", channel="sms", name="Sam", handle="+12025550123")
    tag = (await front.act("tag", conversation=mail, tag="VIP"))["tag"]
    link = (await front.act("link", conversation=sms, url="https://x.example/1"))["link"]
    await front.act("assign", conversation=sms, teammate="mia")
    await front.act("comment", conversation=mail, text="@leo?", by="mia")
    await front.act("set_fields", conversation=mail, fields={"Order No": "A 1"})
    kim = (await front.api.get("/contacts/alt:email:kim@example.org")).json()["id"]
    for query, ids in (
        ("inbox:inb_1sms", [sms]),
        (f"tag:{tag}", [mail]),
        (f"link:{link}", [sms]),
        ("recipient:boss@example.org", [mail]),
        ("from:boss@example.org", []),
        ("cc:Boss@example.org", [mail]),
        ("from:+12025550123", [sms]),
        (f"contact:{kim}", [mail]),
        ("assignee:tea_1mia", [sms]),
        ("assignee:alt:email:mia@example.com", [sms]),
        ("commenter:tea_1mia", [mail]),
        ("mention:tea_1leo", [mail]),
        ("participant:tea_1mia", [mail, sms]),
        ("author:tea_1mia", []),
        ("assignee:tea_none", []),
        ('custom_field:"Order No=a 1"', [mail]),
        (f"inbox:inb_1mail tag:{tag} is:open", [mail]),
        (f"inbox:inb_1sms tag:{tag}", []),
        ("hi inbox:inb_1sms", [sms]),
    ):
        assert await found(front, query) == ids, query


async def test_states_have_words_of_their_own(front: Front) -> None:
    new, held, done, later, gone = [await front.customer(text) for text in "abcde"]
    await front.act("assign", conversation=held, teammate="mia")
    await front.act("teammate_reply", conversation=held, teammate="mia", text="Yes")
    await front.act("archive", conversation=done)
    await front.act("snooze", conversation=later)
    await front.act("trash", conversation=gone)
    for word, ids in (
        ("open", {new, held}),
        ("archived", {done}),
        ("snoozed", {later}),
        ("trashed", {gone}),
        ("assigned", {held}),
        ("unassigned", {new, done, later}),
        ("unreplied", {new, done, later}),
        ("open is:unassigned", {new}),
    ):
        assert set(await found(front, f"is:{word}")) == ids, word


async def test_the_time_is_that_of_something_said(front: Front) -> None:
    old = await front.customer("old", seconds_ago=5 * HOUR)
    await front.customer("new", conversation=old)
    mid = await front.customer("mid", seconds_ago=3 * HOUR)
    now = front.simulator.desk.workspace.now()
    assert await found(front, f"after:{now - 4 * HOUR}") == [old, mid]
    assert await found(front, f"before:{now - 4 * HOUR}") == [old]
    between = f"after:{now - 4 * HOUR} before:{now - 2 * HOUR}"
    assert await found(front, between) == [mid]
    assert set(await found(front, f"during:{now}")) >= {old}


async def test_matches_are_counted_whole_and_shown_by_pages(front: Front) -> None:
    ids = [await front.customer(f"lid {number}") for number in range(5)]
    pages, url = [], f"{front.url}/conversations/search/lid%20is:open?limit=2"
    while url:
        page = (await front.api.get(url)).json()
        assert page["_total"] == 5
        pages.append([c["id"] for c in page["_results"]])
        url = page["_pagination"]["next"]
    assert pages == [[ids[4], ids[3]], [ids[2], ids[1]], [ids[0]]]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        (" ", "query: empty"),
        ("colour:red", "query: no filter colour"),
        ("is:closed", "query: is: one of open"),
        ("after:yesterday", "query: after: seconds"),
        ("before:nan", "query: before: seconds"),
        (" ".join(["is:open"] * 16), "query: at most 15"),
    ],
)
async def test_a_search_is_not_made_like_that(front: Front, query: str, named: str) -> None:
    answer = await front.api.get(f"/conversations/search/{quote(query)}")
    assert answer.status_code == 400
    assert answer.json()["_error"]["details"][0].startswith(named)


async def test_an_address_is_no_filter(front: Front) -> None:
    id_ = await front.customer("see https://shop.example/orders/1 please")
    assert await found(front, "https://shop.example/orders") == [id_]
    assert await found(front, " ".join(["is:open"] * 15)) == [id_]
