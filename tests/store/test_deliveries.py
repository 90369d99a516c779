"""Deliveries: each event is taken in once, whichever way it comes, in the order of its row."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from frontmate.conversation.policy import Policy
from frontmate.store import Delivery, Workspace, connections, conversations, deliveries, events

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
EVENT = Delivery("main", "evt_1", "webhook", "application", "inbound_received", None, NOW, "{}")
POLLED = replace(EVENT, source="poll", kind="list", type="inbound")


@pytest.fixture(autouse=True)
async def _connected(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        for name in ("main", "other"):
            workspace = Workspace(name, f"cmp_{name}", "tea_1", "Ada")
            await connections.connect(db, workspace, Policy(), NOW)


class Woken(list[int]):
    async def __call__(self, _: AsyncConnection, conversation: int) -> None:
        self.append(conversation)


@pytest.fixture
def woken() -> Woken:
    return Woken()


async def test_an_event_opens_its_conversations_inbox_and_wakes_it(
    engine: AsyncEngine, woken: Woken
) -> None:
    async with engine.begin() as db:
        number = await deliveries.take_in(db, EVENT, "cnv_1", woken, NOW + timedelta(minutes=1))
    async with engine.begin() as db:
        (conversation,) = woken
        assert (await conversations.get(db, conversation)).front_id == "cnv_1"
        opened = await events.next_open(db, conversation)
        assert opened is not None
        assert (opened.delivery, opened.event) == (number, None)
        at = (await db.execute(text("select at, type from events"))).one()
        assert tuple(at) == (NOW, "inbound_received")


@pytest.mark.parametrize(("first", "second"), [(EVENT, POLLED), (POLLED, EVENT)])
async def test_an_event_is_taken_in_once_whichever_way_it_comes(
    engine: AsyncEngine, woken: Woken, first: Delivery, second: Delivery
) -> None:
    async with engine.begin() as db:
        assert await deliveries.take_in(db, first, "cnv_1", woken, NOW) is not None
    async with engine.begin() as db:
        assert await deliveries.take_in(db, second, "cnv_1", woken, NOW) is None
        rows = (await db.execute(text("select source, repeats from deliveries"))).all()
        assert [tuple(row) for row in rows] == [(first.source, 1)]
        assert (await db.execute(text("select count(*) from events"))).scalar_one() == 1
    assert len(woken) == 1


async def test_both_ways_at_once_are_one_event(engine: AsyncEngine, woken: Woken) -> None:
    async def take(delivery: Delivery) -> int | None:
        async with engine.begin() as db:
            return await deliveries.take_in(db, delivery, "cnv_1", woken, NOW)

    taken = await asyncio.gather(*(take(each) for each in (EVENT, POLLED) * 4))
    assert len([number for number in taken if number is not None]) == 1
    assert len(woken) == 1


async def test_the_same_id_in_another_company_is_another_event(
    engine: AsyncEngine, woken: Woken
) -> None:
    async with engine.begin() as db:
        await deliveries.take_in(db, EVENT, "cnv_1", woken, NOW)
        other = replace(EVENT, connection="other")
        assert await deliveries.take_in(db, other, "cnv_1", woken, NOW) is not None
        assert await deliveries.known(db, "other", ["evt_1", "evt_2"]) == {"evt_1"}
    assert len(set(woken)) == 2


async def test_an_event_of_no_conversation_is_kept_and_wakes_nobody(
    engine: AsyncEngine, woken: Woken
) -> None:
    async with engine.begin() as db:
        assert await deliveries.take_in(db, EVENT, None, woken, NOW) is not None
        (state,) = (await db.execute(text("select state from deliveries"))).scalars()
    assert (state, list(woken)) == ("ignored", [])


async def test_asking_what_is_known_counts_nothing(engine: AsyncEngine, woken: Woken) -> None:
    async with engine.begin() as db:
        await deliveries.take_in(db, EVENT, "cnv_1", woken, NOW)
        assert await deliveries.known(db, "main", ["evt_1", "evt_2"]) == {"evt_1"}
        assert await deliveries.known(db, "main", []) == frozenset()
        assert await deliveries.count_duplicates(db, "main") == 0


async def test_when_something_last_came_is_each_connections_own(
    engine: AsyncEngine, woken: Woken
) -> None:
    async with engine.begin() as db:
        assert await deliveries.last_received(db, "main") is None
        for minute, key in enumerate(("evt_1", "evt_2")):
            event = replace(EVENT, event_key=key)
            await deliveries.take_in(db, event, "cnv_1", woken, NOW + timedelta(minutes=minute))
        assert await deliveries.last_received(db, "main") == NOW + timedelta(minutes=1)
        assert await deliveries.last_received(db, "other") is None
