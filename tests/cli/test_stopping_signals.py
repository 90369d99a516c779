"""What signals do to a process, without ending this one."""

import asyncio
import signal

from frontmate.cli.stopping import Stopping


async def test_whatever_hangs_it_is_ended_in_time_and_in_order() -> None:
    ended: list[int] = []
    stop = Stopping(within=0.05, end=ended.append)
    stop.tell(signal.SIGTERM)
    assert await stop.wait() is signal.SIGTERM
    assert ended == []
    for _ in range(100):
        if ended:
            break
        await asyncio.sleep(0.05)
    assert ended == [0]


async def test_a_second_signal_waits_for_nothing() -> None:
    ended: list[int] = []
    stop = Stopping(within=60.0, end=ended.append)
    stop.tell(signal.SIGINT)
    stop.tell(signal.SIGTERM)
    assert ended == [128 + 15]
