"""Whose token it is, and what happened last."""

import pytest

from frontmate.front import Company
from tests.front.doubles import rig, says
from tests.front.payloads import HOST, Json


async def test_the_company_is_told_by_name_and_host() -> None:
    it = rig([says({"_links": {"self": f"{HOST}/me"}, "id": "cmp_a1", "name": "Acme"})])
    assert await it.client.company() == Company("cmp_a1", "Acme", "acme.api.frontapp.com")


@pytest.mark.parametrize("links", [None, {}, {"self": 3}, {"self": "https://[x/me"}, {"self": ""}])
async def test_a_company_without_a_host_is_still_one(links: object) -> None:
    it = rig([says({"id": "cmp_a1", "_links": links})])
    assert await it.client.company() == Company("cmp_a1", "", "")


async def test_the_newest_events_come_first_and_no_more_than_asked() -> None:
    def page(first: int, token: str | None) -> Json:
        found = [{"id": f"evt_{n}"} for n in range(first, first - 15, -1)]
        following = f"{HOST}/events?page_token={token}" if token else None
        return {"_results": found, "_pagination": {"next": following}}

    it = rig([says(page(60, "a")), says(page(45, "b"))])
    events = await it.client.recent_events(20)
    assert [one["id"] for one in events] == [f"evt_{n}" for n in range(60, 40, -1)]
    params = dict(it.script.asked[0].url.params)
    assert params == {"limit": "15", "sort_by": "created_at", "sort_order": "desc"}
