"""Lists that go on: to their end, at Front, and nowhere else (facts 4.4)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest

from frontmate.front import Unreachable
from frontmate.front.calls import MOST_PAGES
from frontmate.simulator import Config
from tests.front.doubles import BASE, Rig, rig, says
from tests.front.payloads import HOST, Json, event
from tests.front.servers import Server, answering, served
from tests.front.stand_in import now, standing_in


def tag(number: int) -> Json:
    return {"id": f"tag_{number}", "name": f"t{number}", "is_private": False}


def page(numbers: Sequence[int], link: object = None) -> httpx2.Response:
    return says({"_results": [tag(one) for one in numbers], "_pagination": {"next": link}})


async def names(it: Rig) -> list[str]:
    return [one.name for one in await it.client.tags()]


def tokens(it: Rig) -> list[str | None]:
    return [one.url.params.get("page_token") for one in it.script.asked]


async def test_a_list_is_read_to_its_end_past_short_and_empty_pages() -> None:
    it = rig(
        [
            page([1], f"{HOST}/company/tags?limit=100&page_token=p2"),
            page([], f"{HOST}/company/tags?page_token=p%2F3"),
            page([2, 3]),
        ]
    )
    assert await names(it) == ["t1", "t2", "t3"]
    assert tokens(it) == [None, "p2", "p/3"]
    assert {one.url.params["limit"] for one in it.script.asked} == {"100"}


@pytest.mark.parametrize(
    "link",
    [
        f"{HOST}/company/tags?page_token=p2",
        f"{BASE}/company/tags?page_token=p2",
        "https://API2.FrontApp.com/company/tags?page_token=p2",
        "/company/tags?page_token=p2",
        "?page_token=p2",
    ],
)
async def test_only_the_token_is_taken_from_a_link_and_it_goes_to_our_address(link: str) -> None:
    it = rig([page([1], link), page([2])])
    assert await names(it) == ["t1", "t2"]
    assert [str(one.url.copy_with(query=None)) for one in it.script.asked] == [
        f"{BASE}/company/tags"
    ] * 2


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://evil.example/company/tags?page_token=p2", "evil.example"),
        ("//evil.example/company/tags?page_token=p2", "evil.example"),
        ("https://evilfrontapp.com/x?page_token=p2", "evilfrontapp.com"),
        ("https://frontapp.com.evil.example/x?page_token=p2", "frontapp.com.evil.example"),
        ("https://api2.frontapp.com@evil.example/x?page_token=p2", "evil.example"),
        ("https://evil.example/.frontapp.com?page_token=p2", "evil.example"),
        ("https://evil.example#@api2.frontapp.com/?page_token=p2", "evil.example"),
        ("http://acme.api.frontapp.com/x?page_token=p2", "acme.api.frontapp.com"),
        ("http://127.0.0.1:8080/x?page_token=p2", "127.0.0.1"),
        ("http://169.254.169.254/latest?page_token=p2", "169.254.169.254"),
        ("ftp://acme.api.frontapp.com/x?page_token=p2", "acme.api.frontapp.com"),
        ("javascript:alert(1)?page_token=p2", "a place without a name"),
        ("https://ev\u0131l.example/x?page_token=p2", "a place without a name"),
    ],
)
async def test_a_list_that_goes_on_elsewhere_is_an_error_that_names_the_place(
    link: str, host: str
) -> None:
    it = rig([page([1], link), page([2])])
    with pytest.raises(Unreachable, match=f"goes on at {host}, which is not Front's"):
        await names(it)
    assert len(it.script.asked) == 1


@pytest.mark.parametrize(
    "link",
    [
        f"{HOST}/company/tags",
        f"{HOST}/company/tags?page_token=",
        f"{HOST}/company/tags?page=2",
        f"{HOST}/company/tags#page_token=p2",
        f"{HOST}/company/tags/page_token=p2",
        "http://[",
        7,
        False,
        {"page_token": "p2"},
        ["p2"],
    ],
)
async def test_a_list_that_goes_on_nobody_knows_where_is_not_taken_for_whole(link: object) -> None:
    it = rig([page([1], link), page([2])])
    with pytest.raises(Unreachable, match="the list goes on"):
        await names(it)
    assert len(it.script.asked) == 1


@pytest.mark.parametrize("pagination", [{}, None, [], 7, {"next": None}, {"next": ""}])
async def test_without_a_link_a_list_is_at_its_end(pagination: object) -> None:
    it = rig([says({"_results": [tag(1), None, 7], "_pagination": pagination})])
    assert await names(it) == ["t1"]


async def test_a_list_without_any_pagination_is_whole() -> None:
    it = rig([says({"_results": [tag(1)]})])
    assert await names(it) == ["t1"]


async def test_a_strange_token_stays_one_parameter() -> None:
    it = rig([page([1], f"{HOST}/x?page_token=a%26limit%3D1%23b%20c&limit=7"), page([2])])
    assert await names(it) == ["t1", "t2"]
    assert tokens(it)[1] == "a&limit=1#b c"
    assert it.script.asked[1].url.params.get_list("limit") == ["100"]


async def test_a_list_that_leads_back_to_itself_is_no_list() -> None:
    it = rig([page([1], f"{HOST}/x?page_token={token}") for token in "abababab"])
    with pytest.raises(Unreachable, match="no end"):
        await names(it)
    assert tokens(it) == [None, "a", "b"]


async def test_a_list_without_an_end_is_given_up() -> None:
    it = rig([page([1], f"{HOST}/x?page_token=p{number}") for number in range(MOST_PAGES * 2)])
    with pytest.raises(Unreachable, match="no end"):
        await names(it)
    assert len(it.script.asked) == MOST_PAGES + 1


async def test_no_more_pages_are_read_than_are_asked_for() -> None:
    more = [
        says(
            {
                "_results": [event("archive")] * 15,
                "_pagination": {"next": f"{HOST}/e?page_token={n}"},
            }
        )
        for n in range(9)
    ]
    it = rig(more)
    assert len(await it.client.recent_events(20)) == 20
    assert len(it.script.asked) == 2


async def test_a_page_that_fails_is_read_again_and_none_is_left_out() -> None:
    it = rig([page([1], f"{HOST}/x?page_token=p2"), says(status=503), page([2])])
    assert await names(it) == ["t1", "t2"]
    assert tokens(it) == [None, "p2", "p2"]


async def test_the_token_of_the_company_is_shown_to_no_other_host() -> None:
    """Over real sockets: the second server stands for any place that a link could name."""
    async with Server(answering("200 OK", "{}")) as other:
        body = f'{{"_results": [], "_pagination": {{"next": "{other.url}/x?page_token=p2"}}}}'
        async with served(answering("200 OK", body)) as (it, asked):
            with pytest.raises(Unreachable):
                await names(it)
    assert all(b"authorization: Bearer" in one for one in asked)
    assert other.asked == []


async def test_short_pages_of_the_stand_in_lose_nothing() -> None:
    async with standing_in(replace(Config(), short_pages=0.7)) as front:
        begun = [front.customer(handle=f"k{number}@shop.example") for number in range(60)]
        until = now() + timedelta(minutes=1)
        pages = [page async for page in front.client.event_pages(until - timedelta(hours=1), until)]
    found = [event["conversation"]["id"] for page in pages for event in page]
    assert found == begun
    assert len(pages) > 60 / 15
