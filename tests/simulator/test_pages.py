"""Lists by pages: tokens, what comes in meanwhile, and short pages that are not the end."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from frontmate.simulator import Config
from tests.simulator.conftest import Front, served


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    async with served(Config(message_delay=0, ratelimit=0, time_rate=0)) as front:
        yield front


async def page_of(front: Front, url: str) -> dict[str, Any]:
    answer = await front.api.get(url)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


async def whole(front: Front, url: str | None) -> list[list[str]]:
    """The ids, page by page."""
    pages = []
    while url:
        page = await page_of(front, url)
        pages.append([one["id"] for one in page["_results"]])
        url = page["_pagination"]["next"]
    return pages


def flat(pages: list[list[str]]) -> list[str]:
    return [one for page in pages for one in page]


async def several(front: Front, count: int) -> list[str]:
    """Conversations, a second apart."""
    made = []
    for number in range(count):
        await front.act("time", advance=1)
        made.append(await front.customer(str(number), handle=f"c{number}@example.org"))
    return made


async def test_what_comes_in_at_the_top_moves_no_page(front: Front) -> None:
    ids = await several(front, 5)
    first = await page_of(front, "/conversations?limit=2")
    await front.act("time", advance=1)
    await front.customer("new")
    await front.act("assign", conversation=ids[0], teammate="mia")
    rest = await whole(front, first["_pagination"]["next"])
    assert rest == [[ids[2], ids[1]]]
    assert [c["id"] for c in first["_results"]] == [ids[4], ids[3]]


async def test_messages_in_either_direction_are_each_seen_once(front: Front) -> None:
    id_ = await front.customer("0")
    for number in range(1, 5):
        await front.customer(str(number), conversation=id_)
    messages = f"/conversations/{id_}/messages?limit=2"
    newest_first = await whole(front, messages)
    oldest_first = await whole(front, f"{messages}&sort_order=asc")
    assert [len(page) for page in newest_first] == [2, 2, 1]
    assert flat(newest_first) == flat(oldest_first)[::-1]
    rising = await page_of(front, f"{messages}&sort_order=asc")
    await front.customer("5", conversation=id_)
    more = await whole(front, rising["_pagination"]["next"])
    assert [len(page) for page in more] == [2, 2]


async def test_the_event_list_shifts_unless_before_is_fixed(front: Front) -> None:
    """Facts 3.4 and 4.4."""
    await several(front, 4)
    for query, shifts in (
        ("", True),
        (f"&q[before]={front.simulator.desk.workspace.now() + 1}", False),
    ):
        first = await page_of(front, f"/events?limit=2{query}")
        await front.act("time", advance=2)
        await front.customer("new")
        second = await page_of(front, first["_pagination"]["next"])
        seen_twice = {e["id"] for e in first["_results"]} & {e["id"] for e in second["_results"]}
        assert bool(seen_twice) is shifts


async def test_what_is_gone_meanwhile_takes_nothing_with_it(front: Front) -> None:
    ids = [(await front.api.post("/company/tags", json={"name": n})).json()["id"] for n in "abcde"]
    first = await page_of(front, "/tags?limit=2")
    await front.api.delete(f"/tags/{ids[0]}")
    await front.api.delete(f"/tags/{ids[1]}")
    assert await whole(front, first["_pagination"]["next"]) == [[ids[2], ids[3]], [ids[4]]]


@pytest.mark.parametrize("token", ["", "2", "zzz", "00" * 8, "ff" * 40, "ABCDEF", "é"])
async def test_a_token_that_was_made_up_is_refused(front: Front, token: str) -> None:
    await several(front, 3)
    for path in ("/conversations", "/events", "/contacts", "/tags"):
        answer = await front.api.get(path, params={"page_token": token})
        assert answer.status_code == 400, path
        assert answer.json()["_error"]["details"] == ["page_token: unknown"]


async def test_a_token_of_another_list_is_refused_and_a_merge_keeps_it(front: Front) -> None:
    gone, survivor = await front.customer("one"), await front.customer("two")
    await front.customer("more", conversation=gone)
    page = await page_of(front, f"/conversations/{gone}/messages?limit=1")
    token = page["_pagination"]["next"].partition("page_token=")[2]
    assert (await front.api.get("/conversations", params={"page_token": token})).status_code == 400
    await front.act("merge", **{"from": gone, "into": survivor})
    moved = await front.api.get(page["_pagination"]["next"])
    assert moved.status_code == 301
    assert (await front.api.get(moved.headers["location"])).status_code == 200


async def test_page_numbers_mean_nothing(front: Front) -> None:
    """Facts 9.20: whoever makes them up reads the first page for ever."""
    await several(front, 3)
    first = await page_of(front, "/conversations?limit=2")
    second = await page_of(front, "/conversations?limit=2&page=2")
    assert first["_results"] == second["_results"]


async def test_some_pages_are_short_and_yet_not_the_last() -> None:
    config = Config(message_delay=0, ratelimit=0, short_pages=0.5, seed=7)
    async with served(config) as front:
        ids = [await front.customer(str(number)) for number in range(20)]
        pages = await whole(front, "/conversations?limit=4")
        assert flat(pages) == ids[::-1]
        assert any(len(page) < 4 for page in pages[:-1])
        assert any(len(page) == 4 for page in pages)
        assert await whole(front, "/conversations?limit=4") == pages
        await front.act("settings", short_pages=0)
        assert {len(page) for page in await whole(front, "/conversations?limit=4")} == {4}
        await front.act("settings", short_pages=1)
        assert {len(page) for page in (await whole(front, "/conversations?limit=4"))[:-1]} <= {
            1,
            2,
            3,
        }
        answer = await front.control.post("/_control/settings", json={"short_pages": 2})
        assert answer.status_code == 400


async def test_some_lists_come_whole(front: Front) -> None:
    """Facts 4.4: Front describes no pages for them."""
    id_ = await front.customer()
    for path in ("teammates", "inboxes", "channels", "teams", "knowledge_bases"):
        assert "_pagination" not in await page_of(front, f"/{path}?limit=1")
    assert "_pagination" not in await page_of(front, f"/conversations/{id_}/comments?limit=1")
