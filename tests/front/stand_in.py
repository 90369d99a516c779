"""The simulator with a client of ours in front of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import httpx2

from frontmate.front import FrontClient, FrontEvent, Identity, Limiter, translate
from frontmate.simulator import Config, Simulator, serve

ME = Identity(company="cmp_1demo", ai_teammate="tea_1ada")
MIA = "tea_1mia"


def now() -> datetime:
    return datetime.now(UTC)


async def no_sleep(seconds: float) -> None:
    await asyncio.sleep(0)


@dataclass
class Front:
    simulator: Simulator
    client: FrontClient

    def customer(self, **more: str) -> str:
        given = {"text": "Where is my order?", "channel": "email", **more}
        return str(self.simulator.actions.perform("customer_message", given)["conversation"])

    def act(self, name: str, **given: object) -> Any:
        return self.simulator.actions.perform(name, given)

    async def fault(self, **rule: object) -> None:
        async with httpx2.AsyncClient(base_url=self.simulator.base_url, trust_env=False) as control:
            assert (await control.post("/_control/faults", json=rule)).is_success

    async def post(self, path: str, body: object) -> httpx2.Response:
        """A call of Front's API that our client does not make."""
        bearer = {"authorization": f"Bearer {Config().token}"}
        async with httpx2.AsyncClient(
            base_url=self.simulator.base_url, headers=bearer, trust_env=False
        ) as other:
            return (await other.post(path, json=body)).raise_for_status()

    async def events(self, conversation: str) -> list[FrontEvent]:
        """What we make of the conversation's events, oldest first."""
        found = await self.client.conversation_events(conversation)
        return [translate(one, ME) for one in reversed(found)]


def client(
    url: str,
    token: str = Config().token,
    timeout: float = 10.0,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> FrontClient:
    return FrontClient(
        base_url=url,
        token=token,
        identity=ME,
        limiter=Limiter(per_minute=6000, clock=now, sleep=no_sleep),
        clock=now,
        sleep=no_sleep,
        timeout=timeout,
        transport=transport,
    )


@asynccontextmanager
async def standing_in(config: Config | None = None) -> AsyncIterator[Front]:
    simulator = Simulator(replace(config or Config(), message_delay=0))
    async with serve(simulator) as url:
        front = Front(simulator, client(url))
        try:
            yield front
        finally:
            await front.client.aclose()
