"""The company's budget is never exceeded: the arithmetic, whoever keeps the bucket."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from frontmate.front import Budget, Said, Urgency
from frontmate.front.budget import (
    apart,
    feed,
    filled,
    full,
    informed,
    is_tighter,
    spent,
    take,
    take_many,
)
from tests.front.payloads import NOON

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def emptied(budget: Budget, urgency: Urgency = Urgency.CUSTOMER) -> tuple[Budget, int]:
    """The budget after taking all that it gives at noon, and how many that were."""
    taken = 0
    while True:
        budget, wait = take(budget, NOON, urgency)
        if wait:
            return budget, taken
        taken += 1


def test_half_a_minutes_requests_may_go_at_once() -> None:
    assert emptied(full(60, NOON))[1] == 30
    assert emptied(full(2, NOON))[1] == 5


@given(wanted=st.integers(0, 60), per_minute=st.integers(1, 100), urgency=st.sampled_from(Urgency))
def test_many_at_once_are_as_many_one_by_one(
    wanted: int, per_minute: int, urgency: Urgency
) -> None:
    together, taken, wait = take_many(full(per_minute, NOON), NOON, urgency, wanted)
    one_by_one, possible = emptied(full(per_minute, NOON), urgency)
    assert taken == min(wanted, possible)
    assert (wait > 0) == (wanted > possible)
    if wait:
        assert together == one_by_one


def test_an_empty_budget_says_how_long_to_wait() -> None:
    budget, _ = emptied(full(60, NOON))
    _, wait = take(budget, NOON)
    assert wait == pytest.approx(1.0, abs=0.01)
    _, wait = take(budget, NOON + timedelta(seconds=wait))
    assert wait == 0


def test_housekeeping_leaves_a_fifth_to_customers() -> None:
    budget, taken = emptied(full(60, NOON), Urgency.HOUSEKEEPING)
    assert taken == 24
    assert emptied(budget)[1] == 6


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
        within = [one for one in granted if start <= one < start + MINUTE]
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
    assert emptied(budget)[1] == 2


def test_fronts_figures_give_no_more_than_we_are_allowed() -> None:
    headers = {"x-ratelimit-remaining": "1000", "x-ratelimit-limit": "1000"}
    fed = feed(full(10, NOON), NOON, 200, headers)
    assert (fed.rate, fed.tokens) == (10, 5.0)
    assert not is_tighter(fed, full(10, NOON))


def test_a_smaller_plan_lowers_the_rate_until_front_allows_more() -> None:
    small = feed(full(100, NOON), NOON, 200, {"x-ratelimit-limit": "50"})
    assert (small.rate, emptied(small)[1]) == (50, 25)
    assert feed(small, NOON, 200, {"x-ratelimit-limit": "200"}).rate == 100


def test_an_answer_without_a_limit_leaves_the_one_that_is_known() -> None:
    small = feed(full(100, NOON), NOON, 200, {"x-ratelimit-limit": "50"})
    assert feed(small, NOON, 200, {"x-ratelimit-remaining": "3"}).rate == 50
    assert feed(small, NOON, 502, {}) == small


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
        st.text("0123456789.-+einfa ٣x", max_size=8)
        | st.sampled_from(["nan", "inf", "-inf", "-1", "0", "1e400", "12"]),
    ),
    st.sampled_from([200, 429, 500]),
)
def test_no_header_breaks_the_arithmetic(headers: dict[str, str], status: int) -> None:
    budget, wait = take(feed(full(60, NOON), NOON, status, headers), NOON)
    assert 0 <= budget.tokens <= budget.capacity
    assert 1 <= budget.rate <= 60
    assert 0 <= wait <= 3601


def test_a_clock_set_back_gives_nothing() -> None:
    budget, _ = emptied(full(60, NOON))
    assert take(budget, NOON - timedelta(hours=1))[0].tokens < 1


def test_a_clock_set_back_by_a_day_does_not_silence_us_for_a_day() -> None:
    budget = feed(full(60, NOON), NOON, 429, {"retry-after": "3600"})
    assert take(budget, NOON)[1] == pytest.approx(3600, abs=0.01)
    assert take(budget, NOON - timedelta(days=1))[1] == 0


def test_a_budget_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        full(0, NOON)


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (429, {"retry-after": "7"}),
        (200, {"x-ratelimit-remaining": "3"}),
        (200, {"x-ratelimit-limit": "20"}),
    ],
)
def test_what_others_must_know_at_once_is_told_apart(status: int, headers: dict[str, str]) -> None:
    assert is_tighter(feed(full(60, NOON), NOON, status, headers), full(60, NOON))


def test_a_process_alone_uses_a_quarter() -> None:
    alone = apart(full(60, NOON), NOON)
    assert (alone.rate, emptied(alone)[1]) == (15, 7)
    # What Front allows is a ceiling for that, too.
    small = replace(full(60, NOON), said=Said(NOON, limit=20))
    assert apart(small, NOON).rate == 5
    assert apart(full(1, NOON), NOON).rate == 1


def test_what_was_used_apart_is_missing_afterwards() -> None:
    assert emptied(spent(full(60, NOON), 10))[1] == 20
    assert spent(full(60, NOON), 100).tokens == 0


def test_one_view_of_a_budget_learns_from_another() -> None:
    told = feed(full(60, NOON), NOON, 429, {"retry-after": "9", "x-ratelimit-limit": "30"})
    learned = informed(full(60, NOON), told, NOON)
    assert (learned.blocked_until, learned.rate) == (NOON + 9 * SECOND, 30)
    later = replace(full(60, NOON), said=Said(NOON + SECOND, limit=40))
    assert informed(later, told, NOON).rate == 30 + 10
    # A silence that is over is no news.
    assert informed(full(60, NOON), told, NOON + MINUTE).blocked_until is None


class OneCompany(RuleBasedStateMachine):
    """Whatever its processes ask and learn, in whatever order: the row is one, and so is Front."""

    now: datetime
    budget: Budget

    @initialize(per_minute=st.integers(1, 200))
    def connected(self, per_minute: int) -> None:
        self.now, self.most = NOON, per_minute
        self.budget = full(per_minute, NOON)
        self.granted: list[datetime] = []
        self.silent_until = NOON

    @rule(seconds=st.floats(0, 40))
    def time_passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(urgency=st.sampled_from(Urgency), times=st.integers(1, 60))
    def somebody_asks(self, urgency: Urgency, times: int) -> None:
        for _ in range(times):
            before = filled(self.budget, self.now)
            self.budget, wait = take(self.budget, self.now, urgency)
            if wait:
                assert take(self.budget, self.now + timedelta(seconds=wait), urgency)[1] == 0
                return
            assert self.now >= self.silent_until
            if urgency is Urgency.HOUSEKEEPING:
                assert before.tokens >= 1 + before.capacity / 5
            self.granted.append(self.now)

    @rule(remaining=st.integers(0, 300), limit=st.integers(1, 300))
    def front_answers(self, remaining: int, limit: int) -> None:
        headers = {"x-ratelimit-remaining": str(remaining), "x-ratelimit-limit": str(limit)}
        self.budget = feed(self.budget, self.now, 200, headers)
        assert self.budget.tokens <= remaining
        assert self.budget.rate <= limit

    @rule(seconds=st.integers(0, 100))
    def front_refuses(self, seconds: int) -> None:
        self.budget = feed(self.budget, self.now, 429, {"retry-after": str(seconds)})
        self.silent_until = max(self.silent_until, self.now + timedelta(seconds=seconds))

    @rule(per_minute=st.integers(1, 200))
    def the_plan_changes(self, per_minute: int) -> None:
        self.budget = replace(self.budget, per_minute=per_minute)
        self.most = max(self.most, per_minute)

    @invariant()
    def no_minute_has_more_than_its_budget(self) -> None:
        bucket = max(5.0, self.most / 2)
        for start in self.granted:
            within = [one for one in self.granted if start <= one < start + MINUTE]
            assert len(within) <= self.most + bucket + 1


TestOneCompany = OneCompany.TestCase
