"""Promise 3.6, continued: what restarts, put-backs and calendars do to the clock; orphans: 0."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx2
import pytest
import pytest_asyncio

from frontmate.app import NewWorkspace, Options, build, utc_now
from frontmate.setup import Kit, handoff_watch
from frontmate.simulator import Config, Simulator
from frontmate.simulator import serve as serve_simulator
from frontmate.store import Keeper, troubles
from frontmate.store.troubles import TroubleKind
from tests.journeys.house import MIA, QUICK, House
from tests.journeys.product import workspace
from tests.journeys.said import PERSON, RETURNS

pytestmark = pytest.mark.asyncio(loop_scope="module")

LEO = "tea_1leo"
NEW_YORK = ZoneInfo("America/New_York")
KEY = "a-cookie-key-for-tests"
OPTIONS = Options(public_url="http://127.0.0.1:1", secret_key=KEY)


@pytest_asyncio.fixture(loop_scope="module")
async def house(one_house: House) -> AsyncIterator[House]:
    yield one_house
    await one_house.tidy()


async def listed(house: House, conversation: str) -> set[TroubleKind]:
    """As what "Needs a person" shows it."""
    async with house.app.engine.begin() as db:
        needs = await troubles.list_needs(db, utc_now() - timedelta(minutes=2))
    found = [need for need in needs if need.front_id == conversation]
    return {trouble.kind for need in found for trouble in need.troubles}


async def timers(house: House, conversation: str) -> dict[str, datetime]:
    """What is still to fire, by kind."""
    rows = await house.rows(
        "select t.kind, t.due from timers t join conversations c on c.id = t.conversation"
        " join sessions s on s.conversation = c.id and s.version = t.version"
        " where t.fired_at is null and c.front_id = :conversation",
        conversation=conversation,
    )
    return {row.kind: row.due for row in rows}


async def test_3_6_a_hand_off_with_nobody_on_it_is_listed_until_somebody_has_it(
    house: House,
) -> None:
    replied, taken = [await house.customer(PERSON) for _ in range(2)]
    await house.until_quiet()
    for conversation in (replied, taken):
        assert await listed(house, conversation) == {TroubleKind.HANDOFF}
    await house.control("teammate_reply", conversation=replied, teammate=MIA, text="Mia here.")
    await house.control("assign", conversation=taken, teammate=LEO, by=LEO)
    await house.until_quiet()
    for conversation in (replied, taken):
        assert await listed(house, conversation) == set()
        assert "handoff_reminder" not in await timers(house, conversation)


async def test_3_6_who_takes_it_and_puts_it_back_unanswered_leaves_it_watched_anew(
    house: House,
) -> None:
    await house.set_policy(handoff_clock=timedelta(seconds=4))
    conversation = await house.customer(PERSON)
    await house.until_quiet()
    await house.control("assign", conversation=conversation, teammate=MIA, by=MIA)
    await house.until_quiet()
    assert await timers(house, conversation) == {}
    await house.control("assign", conversation=conversation, teammate=None, by=MIA)
    await house.until_quiet()
    assert await listed(house, conversation) == {TroubleKind.HANDOFF}
    assert "handoff_not_taken" not in await house.reasons(conversation)
    await house.until_reason(conversation, "handoff_not_taken")
    await house.until_state(conversation, "reminder", "confirmed")
    assert "**Still waiting for a person:**" in (await house.comments(conversation))[-1]


async def test_3_6_an_answer_of_the_fallback_assignee_is_an_answer(house: House) -> None:
    await house.set_policy(handoff_clock=timedelta(seconds=0.5), fallback_assignee=LEO)
    conversation = await house.customer(PERSON)
    await house.until_reason(conversation, "handoff_fallback")
    await house.until_quiet()
    assert await listed(house, conversation) == set()
    await house.control("teammate_reply", conversation=conversation, teammate=LEO, text="Leo.")
    await house.until_quiet()
    assert (await house.session(conversation)).state["waiting"] == []


@contextlib.asynccontextmanager
async def working(
    database_url: str, front: str, spaces: Sequence[NewWorkspace]
) -> AsyncIterator[House]:
    async with (
        httpx2.AsyncClient(timeout=10) as http,
        build(database_url, spaces, OPTIONS) as app,
    ):
        house = House(app, front, OPTIONS.public_url, http)
        async with house.working():
            await house.until_caught_up()
            yield house


async def test_3_6_the_clock_outlives_the_process(database_url: str, help_center: Path) -> None:
    """It runs out while nothing runs; whoever starts next brings it up."""
    async with serve_simulator(Simulator(Config(message_delay=0.05, ratelimit=0))) as front:
        policy = replace(QUICK, handoff_clock=timedelta(seconds=5))
        space = replace(workspace(front, help_center), intake="poll", policy=policy)
        async with working(database_url, front, [space]) as house:
            conversation = await house.customer(PERSON)
            await house.until_reason(conversation, "handed_off")
            await house.until_state(conversation, "tags", "confirmed")
            assert "handoff_not_taken" not in await house.reasons(conversation)
            (due,) = (await timers(house, conversation)).values()
        async with working(database_url, front, []) as house:
            await house.until_reason(conversation, "handoff_not_taken")
            await house.until_state(conversation, "reminder", "confirmed")
            reasons = await house.reasons(conversation)
            assert reasons.count("handoff_not_taken") == 1
            assert utc_now() >= due


async def test_3_6_the_clock_goes_by_what_the_operator_has_set(house: House) -> None:
    """Hours and holidays from the command, down to the moment at which the timer fires."""
    kit = Kit(house.app.engine, Keeper(KEY))
    wanted = handoff_watch.Wanted(
        zone=NEW_YORK.key,
        openings=("mon-sun 09:00-17:00",),
        holidays=tuple(_days_from_today(0, 3)),
        minutes=90,
    )
    await handoff_watch.change(kit, "main", wanted)
    conversation = await house.customer(RETURNS + " " + PERSON)
    await house.until_reason(conversation, "handed_off")
    await house.until_quiet()
    due = (await timers(house, conversation))["handoff_reminder"]
    local = due.astimezone(NEW_YORK)
    assert (local.hour, local.minute) == (10, 30)
    assert local.date().isoformat() == _days_from_today(4, 4)[0]


def _days_from_today(first: int, last: int) -> list[str]:
    today = utc_now().astimezone(NEW_YORK).date()
    return [(today + timedelta(days=n)).isoformat() for n in range(first, last + 1)]
