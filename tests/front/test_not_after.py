"""A write is not begun after its time: what was seen before it is too old by then (10.2)."""

import asyncio
from datetime import datetime, timedelta

import httpx2
import pytest

from frontmate.front import RateLimited, TooLate, Unreachable
from tests.front.doubles import Clock, Rig, refuses, rig, says
from tests.front.payloads import NOON
from tests.front.servers import Server, answering

SOON = NOON + timedelta(seconds=3)
CREATED = answering("201 Created\r\ncontent-type: application/json", '{"id":"com_1"}')
MOST_READINGS = 12


class Stopped(Clock):
    """The clock of a process that is stopped before the nth reading, and wakes a minute later."""

    def __init__(self, nth: int) -> None:
        super().__init__()
        self.left = nth

    def __call__(self) -> datetime:
        self.left -= 1
        if self.left == 0:
            self.now += timedelta(minutes=1)
        return self.now


async def comment(it: Rig) -> str:
    return await it.client.until(SOON).comment("cnv_1", "hello")


async def test_too_late_nothing_is_sent_and_nothing_is_in_doubt() -> None:
    it = rig([says({"id": "com_1"})])
    it.clock.now = SOON + timedelta(seconds=1)
    with pytest.raises(TooLate) as failed:
        await comment(it)
    assert (failed.value.reached, failed.value.permanent) == (False, False)
    assert it.script.asked == []


async def test_wherever_the_process_is_stopped_front_hears_the_whole_request_in_time_or_never() -> (
    None
):
    whole: list[bytes] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        body = await reader.read(1000)
        if body:
            whole.append(body)
            await CREATED(reader, writer)

    late = 0
    for nth in range(1, MOST_READINGS):
        whole.clear()
        async with Server(take) as server:
            it = rig(base_url=server.url, clock=Stopped(nth))
            (said,) = await asyncio.gather(comment(it), return_exceptions=True)
            await it.client.aclose()
        assert said == "com_1" or (isinstance(said, TooLate) and not said.reached)
        assert len(whole) == (said == "com_1")
        late += said != "com_1"
    # Before the connection, before the head, and before the body at the least.
    assert 3 <= late < MOST_READINGS - 1


async def test_what_has_to_wait_for_longer_than_it_has_is_given_up_at_once() -> None:
    it = rig([refuses(429, retry_after="10"), says({"id": "com_1"})])
    with pytest.raises(RateLimited) as failed:
        await comment(it)
    assert (failed.value.reached, failed.value.retry_after, it.clock.slept) == (False, 10, [])


async def test_a_doubt_stays_a_doubt_when_there_is_no_time_to_try_again() -> None:
    it = rig([httpx2.ReadTimeout("slow"), says()])
    view = it.client.until(NOON + timedelta(seconds=0.1))
    with pytest.raises(Unreachable) as failed:
        await view.assign("cnv_1", None)
    assert failed.value.reached


async def test_what_was_counted_before_does_not_stand_in_line_again() -> None:
    it = rig([says({"id": "cnv_1"})] * 6, per_minute=10)  # A bucket of five.
    view = await it.client.paid(2)
    for _ in range(3):
        await it.client.look("cnv_1")
    await view.look("cnv_1")
    await view.comment("cnv_1", "hello")
    assert it.clock.slept == []
    await view.look("cnv_1")
    assert it.clock.slept != []
