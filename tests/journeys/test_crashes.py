"""The product is killed at the worst moments (10.1, 10.3, 10.4), as a process, with SIGKILL.

What a customer got is counted at the stand-in, which goes on living.
"""

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from frontmate.app import Options, build
from frontmate.simulator import Config, Simulator
from frontmate.simulator import serve as serve_simulator
from tests.journeys.house import SIGNING_KEY, House
from tests.journeys.product import workspace
from tests.journeys.said import DIMMER, PERSON

ROOT = Path(__file__).parents[2]
VISIBLE_WITHIN = 4.0
REPLY = "/messages$"


@dataclass
class Product:
    """Web server and worker as a process: started, killed, started again on the same port."""

    arguments: list[str]
    log: Path
    _process: asyncio.subprocess.Process | None = field(default=None, init=False)

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.journeys.product",
                *self.arguments,
                cwd=ROOT,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), 120)
        assert line == b"up\n", self.log.read_text("utf-8")

    async def kill(self) -> None:
        """No goodbye: as a machine that loses its power."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.communicate()
            self._process = None


@dataclass
class Scene:
    house: House
    product: Product

    async def kill_and_start_again(self) -> None:
        """Killed while the stand-in holds a request; what is held goes on without its client."""
        await self.product.kill()
        await self.house.control("release")
        await self.house.mend()
        await self.product.start()


@pytest.fixture
async def scene(database_url: str, help_center: Path, tmp_path: Path) -> AsyncIterator[Scene]:
    async with open_scene(database_url, help_center, tmp_path) as scene:
        yield scene


@contextlib.asynccontextmanager
async def open_scene(
    database_url: str, help_center: Path, tmp_path: Path, **config: Any
) -> AsyncIterator[Scene]:
    simulator = Simulator(
        Config(message_delay=0.05, ratelimit=0, webhook_retry_delays=(0.1,), **config)
    )
    options = Options("http://127.0.0.1", "a-cookie-key-for-tests", visible_within=timedelta(1))
    async with (
        serve_simulator(simulator) as front,
        httpx2.AsyncClient(timeout=10) as http,
        # Reads the ledger only: nobody works in this process.
        build(database_url, [workspace(front, help_center)], options) as reader,
    ):
        port = _free_port()
        url = f"http://127.0.0.1:{port}"
        arguments = [database_url, front, str(port), str(help_center), str(VISIBLE_WITHIN)]
        product = Product(arguments, tmp_path / "product.log")
        await product.start()
        house = House(reader, front, url, http)
        await house.control(
            "webhooks", app={"url": f"{url}/webhooks/front/main", "secret": SIGNING_KEY}
        )
        try:
            yield Scene(house, product)
        finally:
            await product.kill()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


async def test_10_1_killed_after_front_has_accepted_it_is_sent_exactly_once(scene: Scene) -> None:
    house = scene.house
    await house.fault("hold_after_accept", method="POST", path_regex=REPLY, nth=1)
    conversation = await house.customer(DIMMER)
    await scene.house.until_held()
    assert await house.state_of(conversation, "reply") == "intended"
    await scene.kill_and_start_again()
    await house.until_state(conversation, "reply", "confirmed")
    await house.until_quiet()
    assert len(await house.delivered(conversation)) == 1
    assert len(await house.requests("POST", f"{conversation}/messages")) == 1
    assert await house.comments(conversation) == []
    assert await house.alarms(conversation) == []


async def test_10_1_killed_before_it_reached_front_nothing_is_resent_and_a_person_is_told(
    scene: Scene,
) -> None:
    house = scene.house
    await house.fault("hold_before", method="POST", path_regex=REPLY, nth=1)
    await house.fault("reset_before", method="POST", path_regex=REPLY, nth=1)
    conversation = await house.customer(DIMMER)
    await scene.house.until_held()
    await scene.kill_and_start_again()
    await house.until_state(conversation, "reply", "needs_person")
    await house.until_state(conversation, "tags", "confirmed")
    await house.until_quiet()
    assert await house.delivered(conversation) == []
    assert len(await house.comments(conversation)) == 1
    session = await house.session(conversation)
    assert (session.holder, session.state["handoff_reason"]) == ("team", "uncertain_send")


async def test_10_1_killed_and_the_request_arrives_late_it_is_found_and_not_repeated(
    scene: Scene,
) -> None:
    house = scene.house
    await house.fault("hold_before", method="POST", path_regex=REPLY, nth=1)
    conversation = await house.customer(DIMMER)
    await scene.house.until_held()
    # The stand-in handles it once it is released, although its client is long gone.
    await scene.kill_and_start_again()
    await house.until_state(conversation, "reply", "confirmed")
    await house.until_quiet()
    assert len(await house.delivered(conversation)) == 1
    assert len(await house.requests("POST", f"{conversation}/messages")) == 1


async def test_10_3_killed_after_the_acknowledgement_the_message_is_answered_once(
    scene: Scene,
) -> None:
    house = scene.house
    # Undecided: the addresses of ours are still being read.
    await house.fault("hold_before", method="GET", path_regex="^/teammates", nth=1)
    # Decided, not begun: the look before the reply.
    await house.fault("hold_before", method="GET", path_regex="^/conversations/[^/]+$", nth=1)
    conversation = await house.customer(DIMMER)
    await scene.house.until_held()
    hooks = (await house.http.get(f"{house.front}/_control/deliveries")).json()
    assert [h["state"] for h in hooks] == ["delivered"]
    await scene.product.kill()
    await house.control("release")
    await scene.product.start()
    await scene.house.until_held()
    assert await house.state_of(conversation, "reply") == "planned"
    await scene.kill_and_start_again()
    await house.until_state(conversation, "reply", "confirmed")
    await house.until_quiet()
    assert len(await house.delivered(conversation)) == 1


async def test_10_4_killed_at_each_step_of_a_hand_off_every_one_of_them_is_finished(
    scene: Scene,
) -> None:
    house = scene.house
    conversations = []
    for number, ending in enumerate(("comments", "messages", "tags"), 1):
        # The first request of each kind that comes from now on is this conversation's.
        await house.fault("hold_after_accept", method="POST", path_regex=f"/{ending}$", nth=1)
        conversations.append(await house.customer(PERSON, name=f"Customer {number}"))
        await scene.house.until_held(number)
    await scene.kill_and_start_again()
    for conversation in conversations:
        await house.until_state(conversation, "tags", "confirmed")
    await house.until_quiet()
    for conversation in conversations:
        assert len(await house.comments(conversation)) == 1, "the hand-off's comment, once"
        assert len(await house.delivered(conversation)) == 1, "the customer's notice, once"
        assert "ai-handed-off" in await house.tags(conversation)
        assert (await house.session(conversation)).holder == "team"
        assert await house.alarms(conversation) == []
