"""The list's filters: outcome, reason, tag, workspace, and the words of any message."""

import re

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.conversation.events import ActionDone, Step
from frontmate.conversation.outcome import HandoffReason, Reading, Solved
from frontmate.store import Workspace, connections
from tests.console.build import NOW, POLICY, answered, begin, handed_off


@pytest.fixture
async def three(engine: AsyncEngine) -> None:
    """One answered and solved, one handed off, one that waits."""
    solved = await answered(engine, front_id="cnv_1", name="Ann", handle="ann@customer.example")
    await solved.customer("Thanks, that solved it!")
    await solved.proposes(Solved(Reading()))
    await solved.does(Step.RESOLUTION_NOTE)
    await solved.happens(ActionDone(solved.at, Step.RESOLUTION_NOTE, solved.turn))
    await handed_off(
        engine,
        HandoffReason.FRUSTRATED,
        front_id="cnv_2",
        name="Ben",
        handle="ben@customer.example",
    )
    waits = begin(engine, "cnv_3", name="Cem", handle="cem@customer.example")
    await waits.customer("Do you sell 100%_wool blankets?")


def names(page: httpx2.Response) -> list[str]:
    assert page.status_code == 200, page.text
    return sorted(re.findall(r'class="row-link"[^>]*>([^<]*)<', page.text))


pytestmark = pytest.mark.usefixtures("three")


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("outcome=answered", ["Ann"]),
        ("outcome=handed_off", ["Ben"]),
        ("outcome=confirmed", ["Ann"]),
        ("outcome=assumed", []),
        ("outcome=drafted", []),
        ("outcome=left_alone", ["Cem"]),
        ("outcome=nonsense", ["Ann", "Ben", "Cem"]),
        ("reason=handoff:frustrated", ["Ben"]),
        ("reason=handoff:too_old", []),
        ("reason=handed_off", ["Ben"]),
        ("reason=reply_sent", ["Ann"]),
        ("reason=asked_agent", ["Ann", "Ben", "Cem"]),
        ("reason='; drop table sessions", []),
        ("tag=ai-replied", ["Ann"]),
        ("tag=ai-resolved", ["Ann"]),
        ("tag=ai-handed-off", ["Ben"]),
        ("tag=refund", ["Ben"]),
        ("tag=nonsense", []),
        ("workspace=main", ["Ann", "Ben", "Cem"]),
        ("workspace=other", []),
        ("q=100%25_wool", ["Cem"]),
        ("q=0__wool", []),
        ("q=descaling programme", ["Ann"]),
        ("q=BEN", ["Ben"]),
        ("q=human&outcome=handed_off&channel=email&holder=team", ["Ben"]),
        ("q=%00", ["Ann", "Ben", "Cem"]),
    ],
)
async def test_a_filter_leaves_what_fits(
    admin: httpx2.AsyncClient, query: str, left: list[str]
) -> None:
    assert names(await admin.get(f"/?{query}")) == left


async def test_the_tabs_and_pages_keep_every_filter(admin: httpx2.AsyncClient) -> None:
    query = "holder=team&channel=email&outcome=handed_off&reason=handed_off&tag=refund&q=human"
    page = await admin.get(f"/?{query}&state=open")
    for link in re.findall(r'id="tab-\d" href="/\?([^"]+)"', page.text):
        for part in query.split("&"):
            assert part in link
    assert '<details class="fold more-filters" open>' in page.text
    assert '<option value="refund" selected>' in page.text
    assert '<option value="handed_off" selected>Handed to the team' in page.text


async def test_topics_that_there_are_can_be_chosen_and_workspaces_once_there_are_two(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    page = (await admin.get("/")).text
    assert '<option value="refund">refund</option>' in page
    assert 'id="workspace"' not in page
    async with engine.begin() as db:
        other = Workspace("second", "cmp_2", "tea_2ai", "Bo")
        await connections.connect(db, other, POLICY, NOW)
    assert '<option value="second">second</option>' in (await admin.get("/")).text
