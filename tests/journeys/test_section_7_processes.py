"""Behaviour 7 and 10: many processes on one PostgreSQL that is reached by URL."""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from frontmate.app import Options, build
from frontmate.simulator import Config, Simulator
from frontmate.simulator import serve as serve_simulator
from tests.journeys.fleet import KEY, Fleet, Process
from tests.journeys.house import SIGNING_KEY, House
from tests.journeys.product import workspace

QUESTIONS = 16


@dataclass
class Scene:
    house: House
    fleet: Fleet
    http: httpx2.AsyncClient

    async def take_webhooks(self, at: Process) -> None:
        url = f"{at.url}/webhooks/front/main"
        await self.house.control("webhooks", app={"url": url, "secret": SIGNING_KEY})

    async def ready(self, at: Process) -> tuple[int, dict[str, Any]]:
        answer = await self.http.get(f"{at.url}/readyz")
        return answer.status_code, answer.json()


@pytest.fixture
async def scene(database_url: str, help_center: Path, tmp_path: Path) -> AsyncIterator[Scene]:
    simulator = Simulator(
        Config(message_delay=0.05, ratelimit=0, webhook_retry_delays=(0.2, 0.5, 1.0))
    )
    fleet = Fleet(database_url, tmp_path / "data")
    async with (
        serve_simulator(simulator) as front,
        httpx2.AsyncClient(timeout=10) as http,
        # Connected by a process that does not work: what `frontmate connect` does.
        build(
            database_url,
            [workspace(front, help_center)],
            Options(public_url="http://127.0.0.1:1", secret_key=KEY, role="serve"),
        ) as app,
    ):
        house = House(app, front, "http://127.0.0.1:1", http)
        try:
            yield Scene(house, fleet, http)
        finally:
            await fleet.stop()


async def test_two_servers_and_three_workers_answer_each_customer_once(scene: Scene) -> None:
    house, fleet = scene.house, scene.fleet
    servers = [await fleet.start("serve") for _ in range(2)]
    workers = [await fleet.start("work") for _ in range(3)]
    asked = []
    for number in range(QUESTIONS):
        if number in (0, QUESTIONS // 2):
            await scene.take_webhooks(servers[number * 2 // QUESTIONS])
        if number == QUESTIONS // 4:
            workers[0].kill()
        words = "How do I reset the dimmer?"
        asked.append(await house.customer(words, channel="chat", name=f"Customer {number}"))
    for conversation in asked:
        await house.until_replies(conversation, 1)
    await house.until_quiet()
    assert [len(await house.delivered(each)) for each in asked] == [1] * QUESTIONS
    status, found = await scene.ready(servers[0])
    assert (status, found["ok"]) == (200, True)
    roles = await house.rows("select role, count(*) as n from processes group by role")
    assert {row.role for row in roles} == {"serve", "work"}


async def test_a_server_without_a_worker_says_that_it_is_not_ready(scene: Scene) -> None:
    server = await scene.fleet.start("serve")
    status, found = await scene.ready(server)
    assert status == 503
    assert "frontmate work" in found["why"]
    assert (await scene.http.get(f"{server.url}/healthz")).status_code == 200
    worker = await scene.fleet.start("work")

    async def is_ready() -> bool:
        return (await scene.ready(server))[0] == 200

    await scene.house.until(is_ready)
    worker.process.terminate()

    async def is_not() -> bool:
        return (await scene.ready(server))[0] == 503

    # An orderly end is seen at once; a hard one once the beat is too old.
    await scene.house.until(is_not)


async def test_what_is_connected_while_they_run_is_served_without_a_restart(
    scene: Scene, help_center: Path
) -> None:
    house = scene.house
    server = await scene.fleet.start("serve")
    await scene.fleet.start("work")
    await scene.take_webhooks(server)
    before = await house.customer("How do I reset the dimmer?", channel="chat")
    await house.until_replies(before, 1)
    await house.set_policy(enabled=False)
    after = await house.customer("How do I reset the dimmer?", channel="chat", name="Late Customer")
    await house.until_reason(after, "off")
    assert await house.delivered(after) == []


async def test_a_wrong_key_stops_the_start_with_one_sentence(scene: Scene) -> None:
    started = scene.fleet.environment(FRONTMATE_SECRET_KEY="another-key")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "frontmate",
        "work",
        env=started,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    _, told = await asyncio.wait_for(process.communicate(), 120)
    assert process.returncode == 2
    assert "another key" in told.decode()
    assert "Traceback" not in told.decode()
