"""The list: what stands in it, what a filter leaves, and how one gets to the rest."""

import re
from datetime import timedelta

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.console.sessions.list_page import PER_PAGE
from frontmate.conversation.events import ActionDone, Archived, Recorded, Step
from frontmate.conversation.message import Channel
from frontmate.conversation.outcome import Reading, Solved
from frontmate.conversation.session import By
from frontmate.store import Workspace, connections
from tests.console.build import NOW, POLICY, answered, handed_off, many
from tests.console.conftest import Desk


def names(page: httpx2.Response) -> list[str]:
    return re.findall(r'class="row-link"[^>]*>([^<]*)<', page.text)


def tab_counts(page: httpx2.Response) -> list[int]:
    return [int(number) for number in re.findall(r'class="count">(\d+)<', page.text)]


async def test_an_empty_house_says_what_to_do_and_what_will_come(
    engine: AsyncEngine, admin: httpx2.AsyncClient, viewer: httpx2.AsyncClient
) -> None:
    assert 'href="/settings/connections/new"' in (await admin.get("/")).text
    assert "An administrator connects one" in (await viewer.get("/")).text
    async with engine.begin() as db:
        here = Workspace("main", "cmp_1", "tea_1ai", "Ada")
        await connections.connect(db, here, POLICY, NOW)
    page = await admin.get("/")
    assert "No conversations yet" in page.text
    assert tab_counts(page) == [0, 0, 0, 0]


async def test_a_session_is_listed_with_its_last_reason_in_words(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    story = await handed_off(engine)
    # Bookkeeping that follows does not hide why it is like this.
    await story.happens(Recorded(story.at, "tag_added"))
    page = await admin.get("/")
    assert names(page) == ["Noor Haddad"]
    assert "Handed to the team: the customer asked for a person" in page.text
    assert "Amber light on my Kestrel" in page.text
    assert ">Open<" in page.text
    assert ">Team<" in page.text
    assert "5 min" in page.text


async def test_our_own_archive_does_not_hide_that_it_was_resolved(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    story = await answered(engine)
    await story.customer("Thanks, that solved it!")
    await story.proposes(Solved(Reading()))
    await story.does(Step.RESOLUTION_NOTE)
    await story.happens(ActionDone(story.at, Step.RESOLUTION_NOTE, story.turn))
    await story.happens(Archived(story.at, By.AI, echo_of=1))
    assert "Resolved by the AI: the customer said so" in (await admin.get("/")).text


async def test_the_newest_change_comes_first(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    await answered(engine, front_id="cnv_1", name="Old", ago=timedelta(days=2))
    await answered(
        engine, front_id="cnv_2", name="New", handle="n@x.example", ago=timedelta(hours=1)
    )
    assert names(await admin.get("/")) == ["New", "Old"]


async def _three(engine: AsyncEngine) -> None:
    await handed_off(engine, front_id="cnv_1", name="Handed Over", handle="1@x.example")
    await answered(
        engine,
        front_id="cnv_2",
        name=None,
        handle="anna_b%@x.example",
        subject="100% cotton?",
        channel=Channel.CHAT,
        ago=timedelta(minutes=10),
    )
    closed = await answered(
        engine, front_id="cnv_3", name="Closed One", handle="3@x.example", ago=timedelta(hours=1)
    )
    await closed.happens(Archived(closed.at, By.TEAMMATE))


FILTERS: list[tuple[str, list[str] | None]] = [
    ("", ["Handed Over", "anna_b%@x.example", "Closed One"]),
    ("?state=resolved", ["Closed One"]),
    ("?state=open", ["Handed Over", "anna_b%@x.example"]),
    ("?state=abandoned", []),
    ("?holder=team", ["Handed Over"]),
    ("?holder=ai&state=open", ["anna_b%@x.example"]),
    ("?channel=chat", ["anna_b%@x.example"]),
    ("?channel=sms", []),
    ("?q=handed", ["Handed Over"]),
    ("?q=3@X.example", ["Closed One"]),
    ("?q=cotton", ["anna_b%@x.example"]),
    ("?q=%25", ["anna_b%@x.example"]),
    ("?q=_b%25", ["anna_b%@x.example"]),
    ("?q=%00", ["Handed Over", "anna_b%@x.example", "Closed One"]),
    ("?q=%27%3B--", []),
    ("?state=nonsense&holder=x&channel=y&page=z", None),
    ("?page=999999999999999999999", None),
    ("?page=-1", None),
]
"""Addresses, and who is listed; None is everybody."""


async def test_a_filter_leaves_what_fits_it(engine: AsyncEngine, admin: httpx2.AsyncClient) -> None:
    await _three(engine)
    everybody = ["Handed Over", "anna_b%@x.example", "Closed One"]
    for query, found in FILTERS:
        page = await admin.get(f"/{query}")
        assert page.status_code == 200, query
        assert names(page) == (everybody if found is None else found), query
        assert ("Nothing matches" in page.text) == (found == []), query


async def test_the_counts_follow_the_other_filters(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    await _three(engine)
    assert tab_counts(await admin.get("/")) == [3, 2, 1, 0]
    assert tab_counts(await admin.get("/?state=resolved&holder=ai")) == [2, 1, 1, 0]
    page = await admin.get("/?state=resolved&holder=ai&q=x.example")
    assert 'href="/?state=open&amp;holder=ai&amp;q=x.example"' in page.text


async def test_every_session_is_on_exactly_one_page(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    await many(engine, PER_PAGE + 3)
    first = await admin.get("/?holder=ai")
    assert len(names(first)) == PER_PAGE
    assert f"1–{PER_PAGE} of {PER_PAGE + 3}" in first.text
    assert "Newer" not in first.text
    link = re.search(r'href="([^"]+)" rel="next"', first.text)
    assert link is not None
    second = await admin.get(link[1].replace("&amp;", "&"))
    assert f"{PER_PAGE + 1}–{PER_PAGE + 3} of {PER_PAGE + 3}" in second.text
    assert "Older" not in second.text
    everything = names(first) + names(second)
    assert len(set(everything)) == len(everything) == PER_PAGE + 3
    # A page beyond the end, as a kept address may name one, is the last.
    assert names(await admin.get("/?holder=ai&page=70")) == names(second)


async def test_an_unchanged_page_is_not_sent_again(
    engine: AsyncEngine, desk: Desk, admin: httpx2.AsyncClient
) -> None:
    await answered(engine)
    first = await admin.get("/")
    again = {"if-none-match": first.headers["etag"]}
    unchanged = await admin.get("/", headers=again)
    assert (unchanged.status_code, unchanged.text) == (304, "")
    await answered(engine, front_id="cnv_2", name="Another", handle="a@x.example")
    changed = await admin.get("/", headers=again)
    assert changed.status_code == 200
    assert "Another" in changed.text
