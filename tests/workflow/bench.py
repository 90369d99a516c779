"""The product without a worker: the test is the worker, and may die."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import httpx2

from frontmate.app import App, Options, build, listen, serve
from frontmate.simulator import Config, Simulator
from frontmate.simulator import serve as serve_simulator
from frontmate.workflow import Shell, handle
from tests.journeys.house import SIGNING_KEY, House
from tests.journeys.product import workspace

Checkpoint = Callable[[str], Awaitable[None]]


class Killed(BaseException):
    """Nothing catches it, as nothing catches a power cut."""


@dataclass
class Bench:
    """The product without a worker: the test is the worker."""

    app: App
    house: House

    async def work(self, conversation: str, shell: Shell) -> None:
        (row,) = await self.house.rows(
            "select id from conversations where front_id = :id", id=conversation
        )
        await handle(shell, row.id)

    async def run(
        self,
        conversation: str,
        words: Sequence[str],
        fate: Checkpoint,
        write_within: timedelta = timedelta(seconds=3),
    ) -> None:
        """Let the customer say something, work until the fate strikes, and carry on after it."""
        shell = replace(self.app.shell, checkpoint=fate, write_within=write_within)
        for line in words:
            await self.house.customer(line, conversation=conversation)
            await self.arrived()
            try:
                await self.work(conversation, shell)
            except Killed:
                shell = self.app.shell
            await self.until_settled(conversation, shell)

    async def until_settled(self, conversation: str, shell: Shell) -> None:
        async def settled() -> bool:
            nonlocal shell
            try:
                await self.work(conversation, shell)
            except Killed:
                shell = self.app.shell
            await self.arrived()
            left = await self.house.rows(
                "select (select count(*) from events where closed_at is null) + (select count(*)"
                " from actions where state in ('planned', 'intended', 'uncertain', 'accepted'))"
                " as n"
            )
            return bool(left[0].n == 0)

        await self.house.until(settled)

    async def arrived(self) -> None:
        """Every webhook has reached the door."""

        async def arrived() -> bool:
            hooks = (await self.house.http.get(f"{self.house.front}/_control/deliveries")).json()
            return all(hook["state"] == "delivered" for hook in hooks)

        await self.house.until(arrived)

    async def begin(self, name: str) -> str:
        """A conversation that has been greeted, with a customer of its own."""
        conversation = await self.house.customer("Hello!", name=name)
        await self.arrived()
        await self.until_settled(conversation, self.app.shell)
        assert len(await self.house.delivered(conversation)) == 1
        return conversation


@contextlib.asynccontextmanager
async def open_bench(database_url: str, help_center: Path) -> AsyncIterator[Bench]:
    listener = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    simulator = Simulator(Config(message_delay=0.02, ratelimit=0))
    options = Options(url, "a-cookie-key-for-tests", visible_within=timedelta(seconds=0.6))
    async with (
        serve_simulator(simulator) as front,
        httpx2.AsyncClient(timeout=10) as http,
        build(database_url, [workspace(front, help_center)], options) as app,
        serve(app.web, listener),
    ):
        house = House(app, front, url, http)
        hook = {"url": f"{url}/webhooks/front/main", "secret": SIGNING_KEY}
        await house.control("webhooks", app=hook)
        yield Bench(app, house)
