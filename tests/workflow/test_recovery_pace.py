"""Beside webhooks the event list is read within a tenth of the budget; its lag is told (10.3)."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.workflow import PollReport, recovery_pages, recovery_pause
from tests.workflow.listening import Listening, open_listening

FRESH, OLD = timedelta(seconds=20), timedelta(minutes=20)


@pytest.fixture
async def listening(engine: AsyncEngine) -> AsyncIterator[Listening]:
    """A connection whose event list was read once."""
    async with open_listening(engine) as listening:
        listening.writes("Long ago")
        listening.passes(1)
        await listening.read(source="recovered")
        listening.passes(1)
        yield listening


@pytest.mark.parametrize(
    ("report", "age", "missed", "seconds"),
    [
        (PollReport(calls=1), FRESH, False, 300),
        (PollReport(calls=1), OLD, False, 180),
        (PollReport(calls=1), None, False, 180),
        (PollReport(calls=1), FRESH, True, 60),
        (PollReport(calls=1), OLD, True, 60),
        # A tenth of fifty a minute: a call each twelve seconds.
        (PollReport(calls=5, more=True), OLD, True, 60),
        (PollReport(calls=1, more=True), OLD, True, 12),
        (PollReport(calls=30), FRESH, False, 360),
        (PollReport(problem="503", calls=4), None, False, 48),
        (PollReport(problem="503", calls=1), None, False, 30),
        (PollReport(problem="429", calls=1, retry_after=75.0), None, False, 75),
    ],
)
def test_10_3_the_list_is_read_each_one_to_five_minutes_within_a_tenth_of_the_budget(
    report: PollReport, age: timedelta | None, missed: bool, seconds: float
) -> None:
    assert recovery_pause(report, 50, webhook_age=age, missed=missed) == pytest.approx(seconds)


@pytest.mark.parametrize(("per_minute", "pages"), [(50, 5), (100, 10), (200, 20), (5, 1), (1, 1)])
def test_10_3_one_reading_takes_no_more_than_a_minutes_share(per_minute: int, pages: int) -> None:
    assert recovery_pages(per_minute) == pages


async def read_to_the_end(listening: Listening, per_minute: int) -> list[datetime]:
    """Read as the worker does until there is no more; when each request was made."""
    asked: list[datetime] = []
    while True:
        report = await listening.read(source="recovered", pages=recovery_pages(per_minute))
        asked += [listening.front_clock.now] * report.calls
        if not report.more:
            return asked
        pause = recovery_pause(report, per_minute, webhook_age=OLD, missed=True)
        listening.passes(pause)


@pytest.mark.parametrize("per_minute", [50, 100])
async def test_10_3_after_a_long_silence_all_is_taken_in_and_no_minute_exceeds_a_tenth(
    listening: Listening, per_minute: int
) -> None:
    before = len(listening.queries())
    for _ in range(400):
        listening.writes()
        listening.passes(7)
    asked = await read_to_the_end(listening, per_minute)
    assert len(listening.queries()) - before == len(asked)
    within = [
        sum(timedelta(0) <= later - at < timedelta(minutes=1) for later in asked) for at in asked
    ]
    assert max(within) <= per_minute / 10
    ids = [event["id"] for event in listening.events()[1:]]
    assert await listening.taken() == ids


async def test_10_3_webhooks_that_flow_cost_a_reading_no_more_than_its_share(
    listening: Listening,
) -> None:
    """What is known already uses up pages too."""
    for _ in range(200):
        listening.writes()
        await listening.by_webhook(listening.events()[-1], "inbound_received")
        listening.passes(1)
    report = await listening.read(source="recovered", pages=5)
    assert (report.calls, report.taken, report.more) == (5, 0, True)


async def test_10_3_a_reading_that_is_cut_short_never_stands_still(listening: Listening) -> None:
    """More events of one moment than a reading may take: the next one begins before them."""
    for _ in range(70):
        listening.writes()
    listening.passes(1000)
    for _ in range(3):
        await listening.read(source="recovered", pages=2)
    listening.writes("Later")
    await listening.read(source="recovered", pages=2)
    ids = await listening.taken()
    assert sorted(ids) == sorted(event["id"] for event in listening.events()[1:])


async def test_10_3_how_far_the_reading_is_behind_is_kept_and_told(listening: Listening) -> None:
    for _ in range(100):
        listening.writes()
        listening.passes(10)
    await listening.read(source="recovered", pages=2)
    cut_short = await listening.cursor()
    now = listening.front_clock.now
    assert cut_short.behind is not None
    # Thirty of a hundred events were read, ten seconds each.
    assert cut_short.lag(now) == pytest.approx(710, abs=1)
    await listening.read(source="recovered")
    assert (await listening.cursor()).behind is None
    assert (await listening.cursor()).lag(now) == 0
    assert (await listening.cursor()).lag(now + timedelta(seconds=90)) == 90


async def test_10_3_an_outage_of_the_list_is_a_growing_lag(listening: Listening) -> None:
    await listening.read(source="recovered")
    listening.fault("status", path_regex="^/events$", status=503)
    listening.passes(600)
    await listening.read(source="recovered")
    assert (await listening.cursor()).lag(listening.front_clock.now) >= 600
