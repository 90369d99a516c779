"""The loop and the tick: what nobody can judge blocks nobody, and what lies about is woken up."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from frontmate.app import utc_now
from frontmate.workflow import Shell, Uncounted, tick
from tests.journeys.said import DIMMER, PERSON, RETURNS
from tests.workflow.bench import Bench


def later(shell: Shell, seconds: float) -> Shell:
    """The same, a while from now."""

    def clock() -> datetime:
        return utc_now() + timedelta(seconds=seconds)

    return replace(shell, clock=clock)


async def jobs(bench: Bench) -> list[int]:
    """The conversations that have a job waiting."""
    rows = await bench.house.rows(
        "select args from procrastinate_jobs where status = 'todo' order by id"
    )
    return [row.args["conversation"] for row in rows]


async def lose_the_jobs(bench: Bench) -> None:
    await bench.house.rows("delete from procrastinate_jobs returning id")


async def test_10_4_an_event_that_cannot_be_judged_is_kept_and_a_person_is_told(
    bench: Bench,
) -> None:
    house = bench.house
    conversation = await house.customer(DIMMER)
    await bench.arrived()
    await house.rows(
        "update texts set body = '{' from deliveries d where d.raw = texts.id returning texts.id"
    )
    await bench.until_settled(conversation, bench.app.shell)
    assert await house.alarms(conversation) == ["event_not_understood"]
    assert await house.reasons(conversation) == ["recorded"]
    assert await house.delivered(conversation) == []


async def test_10_4_an_event_that_cannot_be_judged_does_not_block_the_next_one(
    bench: Bench,
) -> None:
    house = bench.house
    conversation = await house.customer(DIMMER)
    await bench.arrived()
    await house.rows(
        "update texts set body = '{' from deliveries d where d.raw = texts.id returning texts.id"
    )
    await house.customer(RETURNS, conversation=conversation)
    await bench.arrived()
    await bench.until_settled(conversation, bench.app.shell)
    assert len(await house.delivered(conversation)) == 1


async def test_10_3_a_conversation_whose_job_was_lost_is_woken_up(bench: Bench) -> None:
    await bench.house.customer(DIMMER)
    await bench.arrived()
    (conversation,) = await jobs(bench)
    await lose_the_jobs(bench)
    await tick(bench.app.shell)
    assert await jobs(bench) == [], "somebody may be about to come"
    await tick(later(bench.app.shell, 10))
    assert await jobs(bench) == [conversation]


async def test_a_conversation_that_has_a_job_gets_no_second_one(bench: Bench) -> None:
    await bench.house.customer(DIMMER)
    await bench.arrived()
    for _ in range(3):
        await tick(later(bench.app.shell, 10))
    assert len(await jobs(bench)) == 1


async def test_a_conversation_with_nothing_to_do_is_not_woken_up(bench: Bench) -> None:
    conversation = await bench.house.customer(DIMMER)
    await bench.arrived()
    await bench.until_settled(conversation, bench.app.shell)
    await lose_the_jobs(bench)
    await tick(later(bench.app.shell, 10))
    assert await jobs(bench) == []


async def test_10_1_a_row_left_behind_by_a_crash_is_taken_up(bench: Bench) -> None:
    conversation = await bench.begin("Kim Doe")
    await lose_the_jobs(bench)
    await bench.house.rows(
        "update actions set state = 'intended', due = null where step = 'reply' returning id"
    )
    await tick(later(bench.app.shell, 10))
    rows = await bench.house.rows(
        "select id from conversations where front_id = :c", c=conversation
    )
    assert await jobs(bench) == [rows[0].id]


async def test_4_5_a_timer_fires_once(bench: Bench) -> None:
    conversation = await bench.begin("Kim Doe")
    await lose_the_jobs(bench)
    four_days_on = later(bench.app.shell, timedelta(days=4).total_seconds())
    await tick(four_days_on)
    await tick(four_days_on)
    fired = await bench.house.rows("select id from events where type = 'TimerFired'")
    assert len(fired) == 1
    await bench.work(conversation, four_days_on)
    # A greeting alone was no answer: silence after it is no success.
    assert (await bench.house.session(conversation)).status == "abandoned"


@pytest.mark.parametrize("seconds", [0, 3600])
async def test_a_timer_that_is_not_due_does_not_fire(bench: Bench, seconds: float) -> None:
    await bench.begin("Kim Doe")
    await tick(later(bench.app.shell, seconds))
    assert await bench.house.rows("select id from events where type = 'TimerFired'") == []


async def test_a_conversation_of_an_unknown_connection_is_left_for_whoever_knows_it(
    bench: Bench,
) -> None:
    conversation = await bench.house.customer(DIMMER)
    await bench.arrived()
    await bench.work(conversation, replace(bench.app.shell, connections={}))
    left = await bench.house.rows("select id from events where closed_at is null")
    assert len(left) == 1
    await bench.until_settled(conversation, bench.app.shell)
    assert len(await bench.house.delivered(conversation)) == 1


class Faulty(Uncounted):
    """A fault of ours, at the worst of moments: Front has taken the message."""

    def __init__(self, times: int) -> None:
        self.left = times

    def was_open(self, connection: str, seconds: float) -> None:
        if self.left > 0:
            self.left -= 1
            raise LookupError(connection)


async def test_10_4_a_step_that_cannot_be_formed_ends_with_somebody_who_knows(
    bench: Bench,
) -> None:
    def faulty(_: int) -> str:
        raise LookupError

    house = bench.house
    conversation = await house.customer(PERSON, name="Kim Doe")
    await bench.arrived()
    await bench.until_settled(conversation, replace(bench.app.shell, session_url=faulty))
    assert await house.state_of(conversation, "handoff_note") == "failed"
    assert await house.alarms(conversation) == ["handoff_note_failed"]
    assert await house.comments(conversation) == []
    # What stands behind it is done all the same.
    assert await house.state_of(conversation, "tags") == "confirmed"


async def test_10_1_after_a_fault_of_ours_the_message_that_front_has_is_not_sent_again(
    bench: Bench,
) -> None:
    house = bench.house
    conversation = await bench.begin("Kim Doe")
    shell = replace(bench.app.shell, meter=Faulty(1))
    await house.customer(DIMMER, conversation=conversation)
    await bench.arrived()
    await bench.until_settled(conversation, shell)
    assert await house.state_of(conversation, "reply") == "confirmed"
    assert len(await house.delivered(conversation)) == 2
    assert await house.alarms(conversation) == []
