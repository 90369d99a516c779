"""A stand-in within this process: no sockets, and what breaks in it is told."""

import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2

from frontmate.simulator import Config, Simulator

URL = "http://127.0.0.1"
COMPANY: Final = Config.from_json(
    {
        "message_delay": 0,
        "ratelimit": 0,
        "ticketing": True,
        "inboxes": [
            *(
                {"id": i.id, "name": i.name, "channel_type": i.channel_type, "address": i.address}
                for i in Config().inboxes
            ),
            {
                "id": "inb_1call",
                "name": "Calls",
                "channel_type": "truly",
                "address": "+12025550101",
            },
            {"id": "inb_1own", "name": "Own", "channel_type": "custom", "address": "own"},
        ],
        "signatures": [{"id": "sig_1", "name": "Short", "body": "<p>Bye</p>", "owner": "tim_1"}],
        "shifts": [{"id": "shf_1", "name": "Day", "teammates": ["tea_1mia"], "owner": "tim_1"}],
        "time_offs": [{"id": "off_1", "name": "Sea", "teammate": "tea_1mia", "start_at": 1}],
        "rules": [
            {"id": "rul_1", "on": ["inbound"], "do": [{"action": "archive"}], "enabled": False}
        ],
    }
)
"""Everything that can be configured, and no limit."""
AUTHORIZED = {"authorization": f"Bearer {Config().token}"}


@dataclass
class StandIn:
    """`api` carries the token."""

    simulator: Simulator
    api: httpx2.AsyncClient

    def act(self, name: str, /, **given: Any) -> dict[str, Any]:
        return self.simulator.actions.perform(name, given)


class Within(httpx2.ASGITransport):
    """Into the application of this process. Where that breaks it is a 500 that tells where."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        try:
            return await super().handle_async_request(request)
        except Exception as error:
            return httpx2.Response(500, text=told(error), request=request)


def told(error: Exception) -> str:
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"


def transport_to(simulator: Simulator) -> httpx2.ASGITransport:
    return Within(app=simulator.app, client=("127.0.0.1", 1))


@asynccontextmanager
async def standing(config: Config | None = None) -> AsyncIterator[StandIn]:
    simulator = Simulator(config or COMPANY)
    simulator.base_url = URL
    async with api_of(simulator) as api:
        yield StandIn(simulator, api)
    await simulator.close()


def api_of(simulator: Simulator) -> httpx2.AsyncClient:
    transport = transport_to(simulator)
    return httpx2.AsyncClient(
        base_url=URL, headers=AUTHORIZED, transport=transport, trust_env=False
    )
