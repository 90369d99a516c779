"""Time on a dial: rates, standing still, and jumps that do on the way what falls due."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from frontmate.simulator import Config, Simulator, WebhookConfig
from frontmate.simulator.dial import Dial, DialError
from tests.simulator.conftest import Front, Gate, Receiver, eventually, served

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp()
DAY = 86_400.0
FROZEN = Config(message_delay=5, ratelimit=0, started_at=NOON, time_rate=0)


class Clock:
    """A wall clock that stands where the test puts it."""

    def __init__(self, seconds: float = NOON) -> None:
        self.seconds = seconds

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)


def frozen(sleep: Callable[[float], "asyncio.Future[None]"] | Gate | None = None) -> Dial:
    return Dial(Clock(), sleep or asyncio.sleep, started_at=NOON, rate=0)


async def note(dial: Dial, seconds: float, name: str, seen: list[tuple[str, float]]) -> None:
    await dial.sleep(seconds)
    seen.append((name, dial.seconds - NOON))


@pytest.mark.parametrize(("rate", "passed"), [(0, 0), (0.5, 5), (1, 10), (DAY, 10 * DAY)])
def test_time_passes_at_the_rate_of_the_dial(rate: float, passed: float) -> None:
    clock = Clock(5_000)
    dial = Dial(clock, asyncio.sleep, started_at=NOON, rate=rate)
    clock.seconds += 10
    assert dial.seconds == NOON + passed
    assert dial.now() == datetime.fromtimestamp(NOON + passed, UTC)


def test_without_a_beginning_the_dial_shows_what_the_clock_shows() -> None:
    clock = Clock()
    dial = Dial(clock, asyncio.sleep)
    for moment in (NOON + 0.123457, NOON + 7, NOON - 3):
        clock.seconds = moment
        assert dial.now() == clock()


def test_a_new_rate_counts_from_the_moment_it_is_set() -> None:
    clock = Clock()
    dial = Dial(clock, asyncio.sleep)
    clock.seconds += 10
    dial.rate = 60
    clock.seconds += 10
    dial.rate = 0
    clock.seconds += 10
    assert dial.seconds == NOON + 10 + 600


async def test_at_the_rate_of_the_world_a_sleep_is_the_sleep_that_was_given() -> None:
    gate = Gate()
    dial = Dial(Clock(), gate)
    sleeping = asyncio.create_task(dial.sleep(7))
    await eventually(lambda: gate.asked)
    assert gate.asked == [7]
    gate.open()
    await sleeping


async def test_a_day_a_second_makes_a_days_sleep_a_second_long() -> None:
    gate = Gate()
    dial = Dial(Clock(), gate, rate=DAY)
    sleeping = asyncio.create_task(dial.sleep(DAY / 2))
    await eventually(lambda: gate.asked)
    assert gate.asked == [0.5]
    gate.open()
    await sleeping


async def test_who_sleeps_is_asked_anew_when_the_rate_changes() -> None:
    gate, clock = Gate(), Clock()
    dial = Dial(clock, gate)
    sleeping = asyncio.create_task(dial.sleep(100))
    await eventually(lambda: gate.asked)
    clock.seconds += 40
    dial.rate = 10
    await eventually(lambda: len(gate.asked) == 2)
    assert gate.asked == [100, 6]
    dial.rate = 0
    gate.open()
    await dial.advance(59.999)
    assert not sleeping.done()
    await dial.advance(0.001)
    assert sleeping.done()


async def test_a_jump_wakes_in_the_order_of_what_is_due_and_each_sees_its_own_time() -> None:
    dial, seen = frozen(), list[tuple[str, float]]()
    waits = {"c": 3.0, "a": 1.0, "b": 2.0, "late": 10.5, "a too": 1.0}
    tasks = [asyncio.create_task(note(dial, s, name, seen)) for name, s in waits.items()]
    await dial.advance(10)
    assert seen == [("a", 1), ("a too", 1), ("b", 2), ("c", 3)]
    assert dial.seconds == NOON + 10
    await dial.advance(0.5)
    assert seen[-1] == ("late", 10.5)
    await asyncio.gather(*tasks)


async def test_what_is_begun_during_a_jump_is_done_within_it_in_its_turn() -> None:
    dial, seen = frozen(), list[tuple[str, float]]()

    async def twice() -> None:
        await note(dial, 0.1, "first", seen)
        await note(dial, 0.1, "second", seen)

    tasks = [asyncio.create_task(twice()), asyncio.create_task(note(dial, 0.15, "other", seen))]
    await dial.advance(0.2)
    assert [(name, round(at, 6)) for name, at in seen] == [
        ("first", 0.1),
        ("other", 0.15),
        ("second", 0.2),
    ]
    await asyncio.gather(*tasks)


async def test_time_does_not_move_on_before_watched_work_has_come_to_rest() -> None:
    dial, seen = frozen(), list[tuple[str, float]]()
    answered = asyncio.Event()

    async def slow_work() -> None:
        await dial.sleep(1)
        await answered.wait()
        seen.append(("answered", dial.seconds - NOON))

    work = asyncio.create_task(slow_work())
    dial.work.watch(work)
    other = asyncio.create_task(note(dial, 2, "other", seen))
    jump = asyncio.create_task(dial.advance(5))
    await eventually(lambda: dial.seconds == NOON + 1)
    # However many turns the loop takes, the dial stands where the work was begun.
    for _ in range(100):
        await asyncio.sleep(0)
    assert (seen, dial.seconds) == ([], NOON + 1)
    answered.set()
    await jump
    assert seen == [("answered", 1), ("other", 2)]
    await asyncio.gather(work, other)


async def test_two_jumps_at_once_follow_one_another() -> None:
    dial, seen = frozen(), list[tuple[str, float]]()
    task = asyncio.create_task(note(dial, 15, "x", seen))
    await asyncio.gather(dial.advance(10), dial.advance(10))
    assert (seen, dial.seconds) == ([("x", 15)], NOON + 20)
    await task


async def test_a_sleeper_who_is_cancelled_is_not_woken() -> None:
    dial, seen = frozen(), list[tuple[str, float]]()
    task = asyncio.create_task(note(dial, 1, "x", seen))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await dial.advance(2)
    assert seen == []


async def test_a_reset_wakes_everybody_and_goes_back_to_the_beginning() -> None:
    dial = frozen()
    sleeping = asyncio.create_task(dial.sleep(DAY))
    await dial.advance(3600)
    dial.rate = 5
    dial.reset()
    assert (dial.seconds, dial.rate) == (NOON, 0)
    await sleeping


async def test_what_cannot_be_is_refused_by_name() -> None:
    dial = frozen()
    for rate in (-1, float("inf"), float("nan"), True):
        with pytest.raises(DialError, match="rate"):
            dial.rate = rate
    for seconds in (-1, float("nan"), 1e12):
        with pytest.raises(DialError, match="advance"):
            await dial.advance(seconds)
    with pytest.raises(DialError, match="forward"):
        await dial.advance_to(NOON - 1)
    with pytest.raises(DialError, match="started_at"):
        Simulator(Config(started_at=-1))
    assert dial.seconds == NOON


# In the stand-in


async def test_the_control_api_shows_and_turns_the_dial() -> None:
    async with served(FROZEN) as front:
        assert await front.look("time") == {"now": NOON, "rate": 0}
        assert await front.act("time", advance=2 * DAY) == {"now": NOON + 2 * DAY, "rate": 0}
        assert await front.act("time", set=NOON + 3 * DAY) == {"now": NOON + 3 * DAY, "rate": 0}
        assert (await front.act("time", rate=1))["rate"] == 1
        both = await front.act("time", rate=0, advance=1)
        assert both["now"] >= NOON + 3 * DAY + 1


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, "time"),
        ({"hour": 1}, "time"),
        ({"rate": -1}, "rate"),
        ({"rate": "fast"}, "rate"),
        ({"advance": -1}, "advance"),
        ({"advance": 1e300}, "advance"),
        ({"advance": None}, "advance"),
        ({"set": NOON - 1}, "set"),
        ({"set": [1]}, "set"),
    ],
)
async def test_a_turn_that_cannot_be_is_a_400(given: dict[str, object], named: str) -> None:
    async with served(FROZEN) as front:
        answer = await front.control.post("/_control/time", json=given)
        assert answer.status_code == 400
        assert answer.json()["error"].startswith(named)
        assert await front.look("time") == {"now": NOON, "rate": 0}


async def test_an_accepted_reply_is_delivered_when_the_dial_says_so() -> None:
    async with served(FROZEN) as front:
        conversation = await front.customer()
        accepted = (await front.reply(conversation)).json()
        path = f"/messages/alt:uid:{accepted['message_uid']}"
        await front.act("time", advance=4.9)
        assert (await front.api.get(path)).status_code == 404
        await front.act("time", advance=0.1)
        message = (await front.api.get(path)).json()
        assert message["created_at"] == NOON + 5


async def snoozed(front: Front, days: float) -> str:
    conversation = await front.customer()
    await front.act("snooze", conversation=conversation, seconds=days * DAY, by="mia")
    return conversation


async def test_a_snoozed_conversation_comes_back_when_its_time_has_come() -> None:
    async with served(FROZEN) as front:
        conversation = await snoozed(front, 7)
        await front.act("time", advance=7 * DAY - 1)
        assert (await front.api.get(f"/conversations/{conversation}")).json()[
            "status"
        ] == "archived"
        await front.act("time", advance=30 * DAY)
        back = (await front.api.get(f"/conversations/{conversation}")).json()
        newest = (await front.api.get("/events")).json()["_results"][0]
        assert (back["status"], back["scheduled_reminders"]) == ("unassigned", [])
        assert (newest["type"], newest["emitted_at"]) == ("reminder", NOON + 7 * DAY)
        assert newest["source"] == {"_meta": {"type": "reminder"}, "data": None}
        assert "target" not in newest
        assert newest["conversation"]["status"] == "unassigned"


async def test_a_customer_who_writes_takes_the_reminder_away() -> None:
    async with served(FROZEN) as front:
        conversation = await snoozed(front, 7)
        await front.act("time", advance=DAY)
        await front.customer("Still there?", conversation=conversation)
        await front.act("time", advance=30 * DAY)
        assert "reminder" not in front.event_types()


async def test_only_the_last_of_two_reminders_counts() -> None:
    async with served(FROZEN) as front:
        conversation = await snoozed(front, 2)
        await front.act("snooze", conversation=conversation, seconds=5 * DAY)
        await front.act("time", advance=3 * DAY)
        assert "reminder" not in front.event_types()
        await front.act("time", advance=3 * DAY)
        assert front.event_types().count("reminder") == 1


async def test_all_retries_of_a_webhook_fit_into_one_jump(receiver: Receiver) -> None:
    config = Config(
        app_webhook=WebhookConfig(receiver.url, "key"),
        webhook_retry_delays=(60, 600, 3600),
        started_at=NOON,
        time_rate=0,
    )
    receiver.statuses = [500, 500, 500]
    async with served(config) as front:
        await front.customer()
        await front.act("time", advance=2 * DAY)
        (delivery,) = front.simulator.webhooks.deliveries
        assert delivery.state == "delivered"
        at = [datetime.fromisoformat(attempt.at).timestamp() for attempt in delivery.attempts]
        assert at == [NOON, NOON + 60, NOON + 660, NOON + 4260]
        stamps = [int(got.headers["x-front-request-timestamp"]) for got in receiver.received]
        assert stamps == [int(moment * 1000) for moment in at]
        assert len({json.loads(got.body)["payload"]["id"] for got in receiver.received}) == 1


async def test_a_held_request_stops_no_jump() -> None:
    async with served(FROZEN) as front:
        await front.fault(effect="hold_before")
        waiting = asyncio.create_task(front.api.get("/me"))
        await eventually(lambda: front.simulator.faults.held)
        assert (await front.act("time", advance=DAY))["now"] == NOON + DAY
        await front.act("release")
        assert (await waiting).status_code == 200


async def test_a_slow_answer_is_slow_on_the_dial() -> None:
    async with served(FROZEN) as front:
        await front.fault(effect="slow", seconds=3600, nth=1)
        waiting = asyncio.create_task(front.api.get("/me"))
        await eventually(lambda: front.simulator.faults.rules[0].acted)
        await front.act("time", advance=3599)
        assert not waiting.done()
        await front.act("time", advance=1)
        assert (await waiting).status_code == 200


async def test_everything_that_is_written_down_bears_the_time_of_the_dial() -> None:
    async with served(FROZEN) as front:
        await front.act("time", advance=DAY)
        await front.customer()
        journal = await front.look("journal")
        assert {entry["at"] for entry in journal} == {"2026-03-03T12:00:00.000+00:00"}
        assert {m["created_at"] for m in (await front.look("state"))["conversations"]} == {
            NOON + DAY
        }


async def test_a_reset_takes_the_dial_back() -> None:
    async with served(FROZEN) as front:
        await snoozed(front, 1)
        await front.act("time", advance=3600)
        await front.act("reset")
        await front.act("time", advance=2 * DAY)
        assert await front.look("time") == {"now": NOON + 2 * DAY, "rate": 0}
        assert front.event_types() == []
