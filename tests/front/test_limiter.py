"""Those who wait for the budget stand in line: customers first, then first come, first served."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from frontmate.front import Limiter, OwnBank, RateLimited, Urgency
from tests.front.doubles import Clock


async def test_customers_go_before_housekeeping_that_came_first() -> None:
    clock = Clock()
    limiter = Limiter(per_minute=60, clock=clock, sleep=clock.sleep)
    for _ in range(30):
        await limiter.wait()
    order: list[str] = []

    async def ask(name: str, urgency: Urgency) -> None:
        await limiter.wait(urgency)
        order.append(name)

    async with asyncio.TaskGroup() as group:
        for name in ("sweep 1", "sweep 2"):
            group.create_task(ask(name, Urgency.HOUSEKEEPING))
        for name in ("Kim", "Lee"):
            group.create_task(ask(name, Urgency.CUSTOMER))
    assert order == ["Kim", "Lee", "sweep 1", "sweep 2"]


async def test_the_rate_holds_over_time() -> None:
    clock = Clock()
    limiter = Limiter(per_minute=60, clock=clock, sleep=clock.sleep)
    granted = []
    for _ in range(100):
        await limiter.wait()
        granted.append(clock.now)
    assert granted[-1] - granted[0] >= timedelta(seconds=69)
    assert all(earlier <= later for earlier, later in pairwise(granted))


async def test_a_wait_that_would_be_too_long_is_refused_at_once() -> None:
    clock = Clock()
    limiter = Limiter(per_minute=60, clock=clock, sleep=clock.sleep)
    await limiter.feed(429, {"retry-after": "300"})
    with pytest.raises(RateLimited) as refused:
        await limiter.wait(at_most=60)
    assert refused.value.retry_after == pytest.approx(300, abs=0.01)
    assert not refused.value.reached
    assert clock.slept == []


async def test_somebody_who_gives_up_does_not_hold_up_the_others() -> None:
    clock = Clock()
    gate = asyncio.Event()

    async def sleep(seconds: float) -> None:
        await gate.wait()
        await clock.sleep(seconds)

    limiter = Limiter(per_minute=60, clock=clock, sleep=sleep)
    for _ in range(30):
        await limiter.wait()
    first = asyncio.create_task(limiter.wait())
    second = asyncio.create_task(limiter.wait())
    await asyncio.sleep(0)
    first.cancel()
    gate.set()
    await second
    assert first.cancelled()
    assert len(clock.slept) == 1


async def test_the_first_in_line_asks_again_while_it_waits_long() -> None:
    clock = Clock()
    bank = OwnBank(1, clock)
    limiter = Limiter(clock=clock, sleep=clock.sleep, bank=bank)
    for _ in range(5):
        await limiter.wait()
    await limiter.wait()
    assert sum(clock.slept) == pytest.approx(60, abs=0.1)
    assert max(clock.slept) <= 5


async def test_two_limiters_before_one_bank_share_its_budget() -> None:
    clock = Clock()
    bank = OwnBank(60, clock)
    limiters = [Limiter(clock=clock, sleep=clock.sleep, bank=bank) for _ in range(2)]
    for number in range(40):
        await limiters[number % 2].wait()
    assert sum(clock.slept) == pytest.approx(10, abs=0.1)


async def test_a_limiter_of_its_own_learns_from_answers() -> None:
    clock = Clock()
    limiter = Limiter(per_minute=60, clock=clock, sleep=clock.sleep)
    await limiter.feed(200, {"x-ratelimit-remaining": "1"})
    await limiter.wait(at_most=0)
    with pytest.raises(RateLimited):
        await limiter.wait(at_most=0)


async def test_the_first_in_line_asks_for_all_who_came_with_it() -> None:
    clock = Clock()
    asked: list[int] = []

    class Counting(OwnBank):
        async def take(self, urgency: Urgency, wanted: int = 1) -> tuple[int, float]:
            asked.append(wanted)
            await asyncio.sleep(0)
            return await super().take(urgency, wanted)

    limiter = Limiter(clock=clock, sleep=clock.sleep, bank=Counting(60, clock))
    await asyncio.gather(*(limiter.wait() for _ in range(20)))
    # The first of them was alone when it came, or all were there already.
    assert sum(asked) == 20
    assert len(asked) <= 2


async def test_those_who_are_not_served_stay_in_line_in_their_order() -> None:
    clock = Clock()
    limiter = Limiter(per_minute=60, clock=clock, sleep=clock.sleep)
    order: list[int] = []

    async def ask(number: int) -> None:
        await limiter.wait()
        order.append(number)

    await asyncio.gather(*(ask(number) for number in range(35)))
    assert order == list(range(35))
    assert sum(clock.slept) == pytest.approx(5, abs=0.1)
