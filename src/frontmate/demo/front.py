"""The simulated Front as a process of its own, and the hands of the people in it."""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from frontmate.demo.company import Company, Json

_STARTS_WITHIN = 20.0


class StageError(Exception):
    """The demo cannot be set up; the message says why and what to do."""


@dataclass(frozen=True)
class SimulatedFront:
    """`url` is where people play; `act` does what they would do."""

    url: str
    http: httpx2.AsyncClient

    async def act(self, action: str, **given: object) -> Json:
        answer = await self.http.post(f"{self.url}/_control/{action}", json=given)
        answer.raise_for_status()
        done: Json = answer.json()
        return done

    async def conversation(self, id_: str) -> Json:
        """The conversation with its messages and comments, as Front has it now."""
        state = (await self.http.get(f"{self.url}/_control/state")).json()
        found: Json = next(c for c in state["conversations"] if c["id"] == id_)
        return found


@asynccontextmanager
async def start_front(config: Json, port: int) -> AsyncIterator[SimulatedFront]:
    """Start the stand-in, and end it with the block. It takes this port, or a free one if the
    port is taken. Raises StageError if it cannot start."""
    with tempfile.TemporaryDirectory(prefix="frontmate-demo-") as folder:
        file = Path(folder) / "front.json"
        file.write_text(json.dumps(config), encoding="utf-8")
        options = ("--port", str(port), "--or-free", "--config", str(file))
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "frontmate.simulator"),
            *options,
            stdout=asyncio.subprocess.PIPE,
            # Ctrl-C goes to the whole group: the stand-in must outlive our own last calls to it.
            start_new_session=True,
        )
        try:
            url = await _until_ready(process)
            async with httpx2.AsyncClient(timeout=10) as http:
                yield SimulatedFront(url, http)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def _until_ready(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), _STARTS_WITHIN)
    except TimeoutError as error:
        raise StageError("the simulated Front did not start in time") from error
    if not line:
        raise StageError("the simulated Front could not start; the reason stands above")
    ready: Any = json.loads(line)
    return str(ready["url"])


async def play_the_past(front: SimulatedFront, company: Company) -> None:
    """Fill the inbox with conversations from before the AI teammate joined."""
    for past, messages in company.past_messages():
        conversation: str | None = None
        for message in messages:
            ago = {"seconds_ago": message["minutes_ago"] * 60}
            if message["from"] == "customer":
                done = await front.act(
                    "customer_message", **_first(past, conversation), text=message["text"], **ago
                )
                conversation = done["conversation"]
            else:
                await front.act(
                    "teammate_reply",
                    conversation=conversation,
                    teammate=message["from"],
                    text=message["text"],
                    **ago,
                )
        if past["assignee"] is not None:
            await front.act("assign", conversation=conversation, teammate=past["assignee"])
        if past["archived"]:
            by = past["assignee"] or company.raw["teammates"][0]["id"]
            await front.act("archive", conversation=conversation, by=by)


def _first(past: Json, conversation: str | None) -> Json:
    if conversation is not None:
        return {"conversation": conversation, "channel": past["channel"]}
    who, channel = past["customer"], past["channel"]
    handle = {"email": who["email"], "sms": who["phone"]}.get(channel, who["username"])
    return {
        "channel": channel,
        "inbox": past["inbox"],
        "handle": handle,
        "name": who["name"],
        "subject": past["subject"],
    }
