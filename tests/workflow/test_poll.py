"""Front's event list is read without losing an event, and without taking one in twice (7.2)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.simulator.records import Event
from frontmate.workflow import PollReport, next_pause
from tests.workflow.library import NOW
from tests.workflow.listening import Listening, open_listening


@pytest.fixture
async def listening(engine: AsyncEngine) -> AsyncIterator[Listening]:
    """A connection whose event list was read once: what happens from now on is taken in."""
    async with open_listening(engine) as listening:
        listening.writes("Long ago")
        listening.passes(1)
        assert (await listening.read()).taken == 0
        listening.passes(1)
        yield listening


class PowerCut(Exception):  # noqa: N818 - what happens
    """Nobody expects it."""


async def test_7_2_what_happened_before_the_connection_is_not_taken_in(
    engine: AsyncEngine,
) -> None:
    async with open_listening(engine) as listening:
        for _ in range(20):
            listening.writes("Long ago")
        listening.passes(0.001)
        first = await listening.read()
        listening.passes(1)
        listening.writes("Now")
        second = await listening.read()
        assert (first.taken, first.known, second.taken) == (0, 0, 1)
        assert await listening.taken() == [listening.events()[-1]["id"]]


async def test_7_2_what_is_listed_anew_with_a_time_before_the_connection_is_not_taken_in(
    listening: Listening,
) -> None:
    old = {**listening.events()[0], "id": "evt_anew"}
    now = listening.front_clock.now.timestamp()
    event = Event("evt_anew", "inbound", now, old["conversation"]["id"], (), old)
    listening.simulator.desk.workspace.keep_event(event)
    report = await listening.read()
    assert (report.taken, report.known, await listening.taken()) == (0, 1, [])


async def test_7_2_an_event_is_taken_in_as_its_webhook_would_have_been(
    listening: Listening,
) -> None:
    front_id = listening.writes("Can I return a lamp?")
    report = await listening.read()
    assert (report.taken, report.more, report.lag_seconds, report.problem) == (1, False, 0, "")
    (row,) = await listening.rows(
        "select d.source, d.kind, d.type, d.state, d.emitted_at, c.front_id, e.closed_at, e.at"
        " from deliveries d join conversations c on c.id = d.conversation"
        " join events e on e.delivery = d.id"
    )
    assert (row.source, row.type, row.state, row.front_id) == ("poll", "inbound", "open", front_id)
    assert (row.closed_at, row.at, row.emitted_at) == (None, listening.front_clock.now, row.at)
    assert len(listening.woken) == 1


async def test_7_2_what_came_by_webhook_is_known_and_not_counted_as_a_repeat(
    listening: Listening,
) -> None:
    listening.writes()
    assert await listening.by_webhook(listening.events()[-1], "inbound_received") is not None
    report = await listening.read()
    assert (report.taken, report.known) == (0, 1)
    rows = await listening.rows("select source, repeats from deliveries")
    assert [tuple(row) for row in rows] == [("webhook", 0)]
    assert len(listening.woken) == 1


async def test_7_2_a_webhook_of_what_was_read_before_it_is_a_repeat(listening: Listening) -> None:
    listening.writes()
    await listening.read(source="recovered")
    assert await listening.by_webhook(listening.events()[-1], "inbound_received") is None
    rows = await listening.rows("select source, repeats from deliveries")
    assert [tuple(row) for row in rows] == [("recovered", 1)]
    assert len(listening.woken) == 1


async def test_7_2_merges_are_asked_for_and_what_decides_nothing_is_not(
    listening: Listening,
) -> None:
    survivor, gone = listening.writes(name="Kim"), listening.writes(name="Kim")
    listening.happens("merge", **{"from": gone, "into": survivor, "by": "tea_1mia"})
    await listening.read()
    types = [row.type for row in await listening.rows("select type from deliveries order by id")]
    assert types[-1] == "conversations_merged"
    asked = set(parse_qs(listening.queries()[-1])["q[types][]"])
    wanted = {"inbound", "out_reply", "assign", "unassign", "archive", "comment", "tag", "trash"}
    assert asked >= wanted | {"conversations_merged", "outbound", "reminder", "sending_error"}
    assert not asked & {"topic_identified", "call_started", "custom_field_updated"}


async def test_7_2_many_events_of_one_second_are_all_taken_in_once(listening: Listening) -> None:
    for _ in range(40):
        listening.writes()
        listening.passes(0.01)
    report = await listening.read()
    assert (report.taken, report.more) == (40, False)
    assert await listening.taken() == [event["id"] for event in listening.events()[1:]]


@pytest.mark.parametrize("later", [0, 1000])
async def test_7_2_events_of_the_very_same_moment_are_all_taken_in(
    listening: Listening, later: float
) -> None:
    for _ in range(70):
        listening.writes()
    listening.passes(later)
    reports = [await listening.read(limit=20) for _ in range(4)]
    assert [(each.taken, each.more) for each in reports] == [
        (30, True),
        (30, True),
        (10, False),
        (0, False),
    ]
    ids = await listening.taken()
    assert sorted(ids) == sorted(event["id"] for event in listening.events()[1:])


async def test_7_2_an_event_that_is_listed_late_is_taken_in(listening: Listening) -> None:
    listening.passes(300)
    listening.writes("First")
    assert (await listening.read()).taken == 1
    listening.passes(10)
    assert (await listening.read()).taken == 0
    listening.passes(15)
    listening.writes("Listed late", seconds_ago=50)
    report = await listening.read()
    assert (report.taken, len(await listening.taken())) == (1, 2)


async def test_7_2_while_it_is_quiet_a_reading_is_one_call_and_reads_nothing_again(
    listening: Listening,
) -> None:
    for _ in range(20):
        listening.writes()
    await listening.read()
    costs = []
    for _ in range(8):
        listening.passes(15)
        report = await listening.read()
        costs.append((report.calls, report.known))
    # For a minute there may be late ones among those that are known.
    assert costs[-1] == (1, 0)
    assert (await listening.cursor()).read_at == listening.front_clock.now


@pytest.mark.parametrize("skew", [timedelta(minutes=-20), timedelta(minutes=20)])
async def test_7_2_a_clock_of_ours_that_is_wrong_loses_and_delays_nothing(
    engine: AsyncEngine, skew: timedelta
) -> None:
    async with open_listening(engine) as listening:
        listening.writes("Long ago")
        listening.skew = skew
        listening.passes(0.001)
        assert (await listening.read()).taken == 0
        for pause in (1, 200, 3600, 2):
            listening.passes(pause)
            listening.writes()
            assert (await listening.read()).taken == 1


async def test_7_2_a_clock_of_ours_that_jumps_loses_nothing(listening: Listening) -> None:
    listening.writes()
    await listening.read()
    listening.skew = timedelta(hours=2)
    await listening.read()
    listening.passes(5)
    listening.writes()
    assert (await listening.read()).taken == 1


async def test_7_2_a_company_without_any_event_is_listened_to_from_its_first(
    engine: AsyncEngine,
) -> None:
    async with open_listening(engine) as listening:
        assert (await listening.read()).taken == 0
        listening.passes(30)
        listening.writes()
        assert (await listening.read()).taken == 1


# Crashes and outages


@pytest.mark.parametrize("step", ["event_taken", "page_stored"])
async def test_10_3_a_crash_loses_nothing_and_repeats_nothing(
    listening: Listening, step: str
) -> None:
    for _ in range(40):
        listening.writes()
        listening.passes(0.01)

    async def cut(name: str) -> None:
        if name == step:
            raise PowerCut

    for _ in range(3):
        with pytest.raises(PowerCut):
            await listening.read(checkpoint=cut)
    await listening.read()
    ids = [event["id"] for event in listening.events()[1:]]
    assert (await listening.taken(), len(listening.woken)) == (ids, 40)


async def test_10_3_pages_that_were_stored_before_a_crash_are_behind_the_cursor(
    listening: Listening,
) -> None:
    listening.passes(300)
    for _ in range(40):
        listening.writes()
        listening.passes(10)
    pages = 0

    async def cut_at_the_second_page(name: str) -> None:
        nonlocal pages
        pages += name == "page_stored"
        if pages == 2:
            raise PowerCut

    with pytest.raises(PowerCut):
        await listening.read(checkpoint=cut_at_the_second_page)
    report = await listening.read()
    # The last one before the cursor is read again: another may have its time.
    assert (report.taken, report.known) == (10, 1)


async def test_10_3_after_an_outage_of_the_list_everything_is_taken_in(
    listening: Listening,
) -> None:
    listening.writes()
    await listening.read()
    before = await listening.cursor()
    listening.fault("status", path_regex="^/events$", status=503)
    for _ in range(3):
        listening.passes(60)
        listening.writes()
        report = await listening.read()
        assert (report.taken, report.more) == (0, False)
        assert "503" in report.problem
    assert report.lag_seconds >= 180
    during = await listening.cursor()
    assert (during.at, during.problem) == (before.at, report.problem)
    listening.simulator.faults.clear()
    assert (await listening.read()).taken == 3
    assert (await listening.cursor()).problem == ""


async def test_10_3_an_outage_while_connecting_loses_nothing_of_what_comes_then(
    engine: AsyncEngine,
) -> None:
    async with open_listening(engine) as listening:
        listening.writes("Long ago")
        listening.passes(5)
        listening.fault("status", path_regex="^/events$", status=503)
        assert "503" in (await listening.read()).problem
        listening.passes(60)
        listening.writes("Now")
        listening.simulator.faults.clear()
        assert (await listening.read()).taken == 1
        assert await listening.taken() == [listening.events()[-1]["id"]]


async def test_10_3_a_list_that_breaks_off_keeps_the_pages_before(listening: Listening) -> None:
    for _ in range(40):
        listening.writes()
    listening.fault("html_error", path_regex="^/events$", nth=3, times=100)
    report = await listening.read()
    assert (report.taken, report.more, bool(report.problem)) == (30, False, True)
    listening.simulator.faults.clear()
    assert (await listening.read()).taken == 10


async def test_10_5_front_asks_for_patience_and_gets_it(listening: Listening) -> None:
    listening.fault("status", path_regex="^/events$", status=429, retry_after=75)
    report = await listening.read()
    assert (report.retry_after, report.calls) == (75, 1)
    assert next_pause(report, 50) == 75


async def test_10_3_of_two_readers_at_once_one_reads(listening: Listening) -> None:
    listening.writes()
    begun, let_go = asyncio.Event(), asyncio.Event()

    async def hold(_: str) -> None:
        begun.set()
        await let_go.wait()

    first = asyncio.create_task(listening.read(checkpoint=hold))
    await begun.wait()
    assert (await listening.read()).busy
    let_go.set()
    assert (await first).taken == 1


async def test_10_5_readers_that_take_turns_read_no_more_often_than_one_would(
    listening: Listening,
) -> None:
    listening.writes()
    assert (await listening.read(within=1.5)).busy
    listening.passes(2)
    assert (await listening.read(within=1.5)).taken == 1
    listening.passes(1)
    before = len(listening.queries())
    assert (await listening.read(within=1.5)).busy
    assert len(listening.queries()) == before


async def test_7_2_odd_events_are_kept_and_hold_nothing_up(listening: Listening) -> None:
    at = listening.front_clock.now.timestamp()
    odd: list[dict[str, Any]] = [
        {"type": "inbound", "emitted_at": at},
        {"id": "evt_timeless", "type": "inbound", "conversation": {"id": "cnv_1"}},
        {"id": "evt_nul", "type": "inbound", "emitted_at": "soon", "conversation": {"id": "c\x00"}},
        {"id": "evt_bare", "type": "inbound", "emitted_at": at, "conversation": None},
        {"id": 7, "type": 7, "emitted_at": at, "conversation": []},
    ]
    for data in odd:
        event = Event("evt_odd", "inbound", at, "cnv_1", (), data)
        listening.simulator.desk.workspace.keep_event(event)
    listening.writes()
    assert (await listening.read()).taken == 6
    again = await listening.read()
    assert (again.taken, again.problem) == (0, "")


# How often


@pytest.mark.parametrize(
    ("report", "per_minute", "seconds"),
    [
        (PollReport(taken=1, calls=1, quiet_seconds=0), 200, 2.0),
        (PollReport(calls=1, quiet_seconds=60), 200, 7.5),
        (PollReport(calls=1, quiet_seconds=86_400), 200, 15.0),
        (PollReport(more=True, calls=1), 200, 0.6),
        # Half of fifty a minute: a call each 2.4 seconds.
        (PollReport(taken=1, calls=1), 50, 2.4),
        (PollReport(more=True, calls=11), 50, 26.4),
        (PollReport(busy=True), 50, 15.0),
        (PollReport(problem="503", calls=4), 50, 15.0),
        (PollReport(problem="429", calls=1, retry_after=60.0), 50, 60.0),
    ],
)
def test_7_2_polls_come_soon_while_something_goes_on_and_within_half_the_budget(
    report: PollReport, per_minute: int, seconds: float
) -> None:
    assert next_pause(report, per_minute) == pytest.approx(seconds)


async def test_7_2_a_quiet_list_is_asked_less_and_less_often(listening: Listening) -> None:
    just_connected = next_pause(await listening.read(), 200)
    assert just_connected == 2.0
    listening.passes(3600)
    listening.writes()
    busy = next_pause(await listening.read(), 200)
    listening.passes(3600)
    assert (busy, next_pause(await listening.read(), 200)) == (2.0, 15.0)
    assert listening.front_clock.now > NOW
