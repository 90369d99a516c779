"""The company's budget is never exceeded, and customers go first."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.front import Budget, Limiter, RateLimited, Urgency
from frontmate.front.limiter import feed, full, take
from tests.front.doubles import Clock
from tests.front.payloads import NOON

SECOND = timedelta(seconds=1)


def spent(budget: Budget, urgency: Urgency = Urgency.CUSTOMER) -> tuple[Budget, int]:
    """The budget after taking all that it gives at noon, and how many that were."""
    taken = 0
    while True:
        budget, wait = take(budget, NOON, urgency)
        if wait:
            return budget, taken
        taken += 1


def test_half_a_minutes_requests_may_go_at_once() -> None:
    assert spent(full(60, NOON))[1] == 30
    assert spent(full(2, NOON))[1] == 5


def test_an_empty_budget_says_how_long_to_wait() -> None:
    budget, _ = spent(full(60, NOON))
    _, wait = take(budget, NOON)
    assert wait == pytest.approx(1.0, abs=0.01)
    _, wait = take(budget, NOON + timedelta(seconds=wait))
    assert wait == 0


def test_housekeeping_leaves_a_fifth_to_customers() -> None:
    budget, taken = spent(full(60, NOON), Urgency.HOUSEKEEPING)
    assert taken == 24
    assert spent(budget)[1] == 6


@given(
    gaps=st.lists(st.floats(0, 10), min_size=1, max_size=200),
    per_minute=st.integers(1, 200),
)
def test_no_minute_takes_more_than_the_rate_and_one_bucket(
    gaps: list[float], per_minute: int
) -> None:
    budget, now = full(per_minute, NOON), NOON
    granted = []
    for gap in gaps:
        now += timedelta(seconds=gap)
        budget, wait = take(budget, now)
        if wait == 0:
            granted.append(now)
    for start in granted:
        within = [one for one in granted if start <= one < start + timedelta(minutes=1)]
        assert len(within) <= per_minute + budget.capacity + 1


@given(gap=st.floats(0, 300), per_minute=st.integers(1, 200), taken=st.integers(0, 120))
def test_after_the_wait_it_said_a_request_is_granted(
    gap: float, per_minute: int, taken: int
) -> None:
    budget, now = full(per_minute, NOON), NOON
    for _ in range(taken):
        budget, _ = take(budget, now)
    now += timedelta(seconds=gap)
    budget, wait = take(budget, now)
    if wait:
        assert take(budget, now + timedelta(seconds=wait))[1] == 0


def test_what_others_used_is_not_there_for_us() -> None:
    budget = feed(full(60, NOON), NOON, 200, {"x-ratelimit-remaining": "2"})
    assert spent(budget)[1] == 2


def test_fronts_figures_never_loosen_the_budget() -> None:
    headers = {"x-ratelimit-remaining": "1000", "x-ratelimit-limit": "1000"}
    assert feed(full(10, NOON), NOON, 200, headers) == full(10, NOON)


def test_a_smaller_plan_lowers_the_rate() -> None:
    assert feed(full(100, NOON), NOON, 200, {"x-ratelimit-limit": "50"}).per_minute == 50


def test_a_429_blocks_everybody_for_as_long_as_it_says() -> None:
    budget = feed(full(60, NOON), NOON, 429, {"retry-after": "7"})
    assert take(budget, NOON)[1] == pytest.approx(7, abs=0.01)
    assert take(budget, NOON + 6 * SECOND)[1] > 0
    assert take(budget, NOON + 7 * SECOND)[1] == 0


def test_a_429_without_a_time_blocks_for_a_second() -> None:
    budget = feed(full(60, NOON), NOON, 429, {})
    assert take(budget, NOON)[1] == pytest.approx(1, abs=0.01)


def test_a_429_of_one_resources_guard_does_not_block_the_others() -> None:
    headers = {"retry-after": "7", "x-front-tier": "2"}
    assert take(feed(full(60, NOON), NOON, 429, headers), NOON)[1] == 0


def test_nothing_remaining_blocks_until_the_reset() -> None:
    reset = str((NOON + 20 * SECOND).timestamp())
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
    assert take(feed(full(60, NOON), NOON, 200, headers), NOON)[1] == pytest.approx(20, abs=0.01)


def test_a_wrong_reset_cannot_silence_us_for_long() -> None:
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "99999999999"}
    assert take(feed(full(60, NOON), NOON, 200, headers), NOON)[1] <= 121


def test_a_shorter_block_does_not_end_a_longer_one() -> None:
    budget = feed(full(60, NOON), NOON, 429, {"retry-after": "30"})
    budget = feed(budget, NOON, 429, {"retry-after": "1"})
    assert take(budget, NOON)[1] > 29


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "x-ratelimit-limit",
                "x-ratelimit-remaining",
                "x-ratelimit-reset",
                "retry-after",
                "x-front-tier",
            ]
        ),
        st.text(max_size=8) | st.sampled_from(["nan", "inf", "-inf", "-1", "0", "1e400", "12"]),
    ),
    st.sampled_from([200, 429, 500]),
)
def test_no_header_breaks_the_arithmetic(headers: dict[str, str], status: int) -> None:
    budget, wait = take(feed(full(60, NOON), NOON, status, headers), NOON)
    assert 0 <= budget.tokens <= budget.capacity
    assert 0 <= wait <= 3601


def test_a_clock_set_back_gives_nothing() -> None:
    budget, _ = spent(full(60, NOON))
    assert take(budget, NOON - timedelta(hours=1))[0].tokens < 1


def test_a_budget_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        full(0, NOON)


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
    limiter.feed(429, {"retry-after": "300"})
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
