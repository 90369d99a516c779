"""A real process that is told to stop: what is under way is finished, and it is gone in time."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from frontmate.app import Options, build
from frontmate.simulator import Config, Simulator
from frontmate.simulator import serve as serve_simulator
from tests.journeys.conftest import help_center
from tests.journeys.fleet import KEY, Fleet, Process
from tests.journeys.house import SIGNING_KEY, House
from tests.journeys.product import workspace
from tests.journeys.webhooks import envelope, inbound, post_app
from tests.workflow.relay import Relay, relay

__all__ = ["help_center"]

IN_TIME = 15.0
"""Seconds. It ends within eight, since container runtimes kill after ten; a machine on which many
tests run measures that late."""
REPLY = "/messages$"


@dataclass
class Scene:
    house: House
    fleet: Fleet
    way: Relay

    async def begin(self, role: str = "run") -> Process:
        process = await self.fleet.start(role)
        if role != "work":
            hook = {"url": f"{process.url}/webhooks/front/main", "secret": SIGNING_KEY}
            await self.house.control("webhooks", app=hook)
        return process


@pytest.fixture
async def scene(database_url: str, help_center: Path, tmp_path: Path) -> AsyncIterator[Scene]:
    async with a_scene(database_url, help_center, tmp_path) as scene:
        yield scene


@asynccontextmanager
async def a_scene(database_url: str, help_center: Path, tmp_path: Path) -> AsyncIterator[Scene]:
    simulator = Simulator(Config(message_delay=0.05, ratelimit=0, webhook_retry_delays=(0.2, 1.0)))
    options = Options(public_url="http://127.0.0.1:1", secret_key=KEY, role="serve")
    async with (
        relay(database_url) as way,
        serve_simulator(simulator) as front,
        httpx2.AsyncClient(timeout=20) as http,
        build(database_url, [workspace(front, help_center)], options) as app,
    ):
        fleet = Fleet(way.url, tmp_path / "data")
        house = House(app, front, "http://127.0.0.1:1", http)
        try:
            yield Scene(house, fleet, way)
        finally:
            way.silent.set()
            way.cut = False
            await fleet.stop()


async def ended(process: Process) -> tuple[int, float]:
    """The exit status, and the seconds that it took from now."""
    begun = time.monotonic()
    status = await asyncio.wait_for(process.process.wait(), 60)
    return status, time.monotonic() - begun


async def test_a_webhook_that_is_being_taken_is_answered_and_whoever_looks_is_sent_away(
    scene: Scene,
) -> None:
    process = await scene.begin("serve")
    http = scene.house.http
    # Nobody works; webhooks are taken all the same.
    assert (await http.get(f"{process.url}/readyz")).status_code == 503
    assert (await http.get(f"{process.url}/readyz?workers=0")).status_code == 200
    scene.way.silent.clear()
    told = asyncio.create_task(_webhook(scene, process))
    await asyncio.sleep(0.3)
    process.process.send_signal(signal.SIGTERM)
    await asyncio.sleep(0.3)
    # A database that says nothing holds up no answer: it is not asked any more.
    ready = await http.get(f"{process.url}/readyz")
    assert (ready.status_code, ready.json()["why"]) == (503, "this process has been told to stop")
    assert (await http.get(f"{process.url}/healthz")).status_code == 200
    scene.way.silent.set()
    answer = await told
    assert (answer.status_code, answer.json()["ok"]) == (200, True)
    status, seconds = await ended(process)
    assert status == 0
    assert seconds < IN_TIME


async def _webhook(scene: Scene, process: Process) -> httpx2.Response:
    hook = f"{process.url}/webhooks/front/main"
    told = envelope("inbound", inbound("How do I reset the dimmer?"))
    return await post_app(scene.house.http, hook, told, SIGNING_KEY)


async def test_an_answer_in_flight_is_finished_or_taken_over_and_never_sent_twice(
    scene: Scene,
) -> None:
    process = await scene.begin()
    await scene.house.fault("hold_before", method="POST", path_regex=REPLY, nth=1)
    conversation = await scene.house.customer("How do I reset the dimmer?", channel="chat")
    await scene.house.until_held()
    process.process.send_signal(signal.SIGTERM)
    await asyncio.sleep(0.5)
    await scene.house.control("release")
    status, seconds = await ended(process)
    assert status == 0
    assert seconds < IN_TIME
    await scene.begin()
    await scene.house.until_replies(conversation, 1)
    await scene.house.until_quiet()
    assert len(await scene.house.delivered(conversation)) == 1


async def test_it_ends_in_time_while_front_does_not_answer_and_nothing_is_sent_twice(
    scene: Scene,
) -> None:
    process = await scene.begin()
    await scene.house.fault("hold_after_accept", method="POST", path_regex=REPLY, nth=1)
    conversation = await scene.house.customer("How do I reset the dimmer?", channel="chat")
    await scene.house.until_held()
    process.process.send_signal(signal.SIGTERM)
    status, seconds = await ended(process)
    assert status == 0
    assert seconds < IN_TIME
    await scene.house.control("release")
    await scene.house.mend()
    await scene.begin()
    await scene.house.until_quiet()
    assert len(await scene.house.delivered(conversation)) == 1


@pytest.mark.parametrize(
    ("role", "away"), [("run", "hangs up"), ("run", "is silent"), ("work", "is silent")]
)
async def test_it_ends_in_time_while_the_database_is_away(
    scene: Scene, role: str, away: str
) -> None:
    process = await scene.begin(role)
    if away == "hangs up":
        scene.way.hang_up()
    else:
        scene.way.silent.clear()
    await asyncio.sleep(0.5)
    process.process.send_signal(signal.SIGTERM)
    status, seconds = await ended(process)
    assert status == 0
    assert seconds < IN_TIME


async def test_a_second_signal_ends_it_at_once(scene: Scene) -> None:
    process = await scene.begin()
    await scene.house.fault("hold_before", method="POST", path_regex=REPLY, nth=1)
    await scene.house.customer("How do I reset the dimmer?", channel="chat")
    await scene.house.until_held()
    process.process.send_signal(signal.SIGTERM)
    await asyncio.sleep(0.3)
    process.process.send_signal(signal.SIGTERM)
    status, seconds = await ended(process)
    assert status == 128 + signal.SIGTERM
    assert seconds < 2.0


async def test_somebody_who_presses_ctrl_c_does_not_wait_for_nothing(scene: Scene) -> None:
    process = await scene.begin("serve")
    process.process.send_signal(signal.SIGINT)
    status, seconds = await ended(process)
    assert status == 0
    assert seconds < 5.0
