"""A short run of the prover, in which nothing may be found; `make prove` is the long one."""

import re

import pytest

from tests.prove import crash
from tests.prove.campaign import VISIBLE_WITHIN, Campaign, Order

DEATHS = (
    "^answer, 1 worker, killed: accepted message$",
    "^answer, 3 workers, stopped: checkpoint reply_intended$",
)
MANY, STORIES = 8, 12


async def test_10_1_and_10_2_nothing_is_found_where_processes_die_or_sleep() -> None:
    order = Order(runs=MANY * len(DEATHS), seed=1, only="crash", match="|".join(DEATHS), many=MANY)
    campaign = await Campaign(order).run()
    assert campaign.is_good, campaign.line()
    assert campaign.crash_runs >= MANY * len(DEATHS) - 2


async def test_10_3_nothing_is_found_in_a_storm() -> None:
    campaign = await Campaign(Order(runs=STORIES, seed=1, only="storm", stories=STORIES)).run()
    assert campaign.is_good, campaign.line()
    assert campaign.storms == STORIES


@pytest.mark.parametrize("death", DEATHS)
def test_each_death_of_the_short_run_is_one_of_the_long_one(death: str) -> None:
    assert [round_ for round_ in crash.matrix(VISIBLE_WITHIN) if re.search(death, round_.name)]
