"""Behaviour 10.5: several processes, one budget of Front's requests."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import httpx2
import psutil
import pytest

from frontmate.app import Options, build
from frontmate.simulator import Config, Simulator
from frontmate.simulator import serve as serve_simulator
from tests.journeys.fleet import KEY, Fleet, Process
from tests.journeys.house import SIGNING_KEY, House
from tests.journeys.product import workspace

PER_MINUTE, AT_ONCE = 40, 20
CUSTOMERS = 10
LATE = 5
"""Requests that a slow machine lets arrive together with later ones."""


@dataclass
class Scene:
    house: House
    fleet: Fleet
    simulator: Simulator

    def requests(self) -> list[tuple[datetime, int]]:
        """When each came, and how it was answered."""
        asked = self.simulator.journal.of_kind("request")
        return [(datetime.fromisoformat(entry["at"]), entry["status"]) for entry in asked]

    def has_called(self, process: Process) -> bool:
        port = httpx2.URL(self.house.front).port
        peers = psutil.Process(process.process.pid).net_connections()
        return any(peer.raddr and peer.raddr.port == port for peer in peers)


@pytest.fixture
async def scene(database_url: str, help_center: Path, tmp_path: Path) -> AsyncIterator[Scene]:
    simulator = Simulator(Config(message_delay=0.05, ratelimit=PER_MINUTE + AT_ONCE))
    fleet = Fleet(database_url, tmp_path / "data")
    async with serve_simulator(simulator) as front, httpx2.AsyncClient(timeout=10) as http:
        slow = replace(workspace(front, help_center), requests_per_minute=PER_MINUTE)
        options = Options(public_url="http://127.0.0.1:1", secret_key=KEY, role="serve")
        async with build(database_url, [slow], options) as app:
            house = House(app, front, "http://127.0.0.1:1", http)
            try:
                yield Scene(house, fleet, simulator)
            finally:
                await fleet.stop()


async def test_10_5_two_busy_workers_stay_within_one_budget(scene: Scene) -> None:
    house = scene.house
    server = await scene.fleet.start("serve")
    workers = [await scene.fleet.start("work") for _ in range(2)]
    url = f"{server.url}/webhooks/front/main"
    await house.control("webhooks", app={"url": url, "secret": SIGNING_KEY})
    asked = [
        await house.customer("How do I reset the dimmer?", channel="chat", name=f"Customer {n}")
        for n in range(CUSTOMERS)
    ]

    async def all_are_answered() -> bool:
        return all([await house.replies(each) for each in asked])

    await house.until(all_are_answered, patience=90, every=0.5)
    assert [scene.has_called(worker) for worker in workers] == [True, True]
    requests = scene.requests()
    assert 429 not in {status for _, status in requests}
    # Each was counted in the one row, whichever process made it: no more is left there than the
    # full bucket, less the requests, and what has come in since the first.
    (left,) = await house.rows("select tokens, at from budgets")
    minutes = (left.at - requests[0][0]).total_seconds() / 60
    assert left.tokens <= AT_ONCE - len(requests) + minutes * PER_MINUTE + LATE
    # More than one bucket was wanted, so that they had to wait for each other.
    assert len(requests) > AT_ONCE
    assert most_above_the_rate([at for at, _ in requests]) <= AT_ONCE + LATE


def most_above_the_rate(times: Sequence[datetime]) -> float:
    """Of any stretch of time: the requests in it, less what comes in meanwhile."""
    return max(
        number + 1 - (end - begin).total_seconds() * PER_MINUTE / 60
        for first, begin in enumerate(times)
        for number, end in enumerate(times[first:])
    )
