"""A short run of the rounds about operations; `make prove` plays all of them."""

import os

import pytest

from tests.prove import operations
from tests.prove.campaign import Campaign, Order

MANY = 6
KILLED = "^database killed: hold_after_accept message, .*1 worker"


@pytest.mark.skipif(
    "FRONTMATE_TEST_DATABASE_URL" in os.environ, reason="the server is somebody else's"
)
async def test_10_3_nothing_is_found_where_the_database_dies() -> None:
    campaign = await Campaign(
        Order(runs=1, seed=1, only="operations", match=KILLED, many=MANY)
    ).run()
    assert campaign.is_good, campaign.line()
    assert campaign.operation_runs >= 1


async def test_10_3_nothing_is_found_where_the_database_is_away() -> None:
    order = Order(runs=1, seed=1, only="operations", match="away: cut off", outage=3.0, many=MANY)
    campaign = await Campaign(order).run()
    assert campaign.is_good, campaign.line()
    assert campaign.operation_runs >= 1


def test_what_would_kill_somebody_elses_server_is_left_out_and_said() -> None:
    said: list[str] = []
    rounds = operations.in_order("", 1, False, said.append)
    names = [next(rounds).name for _ in range(20)]
    assert not [name for name in names if "killed" in name]
    assert [line for line in said if "not ours to kill" in line]
