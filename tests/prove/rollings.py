"""Many processes at once, and a rolling restart with work under way."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Final

from frontmate.simulator.webhooks import Delivery
from frontmate.store import migrate
from tests.journeys.said import DIMMER, RETURNS, SHIPPING
from tests.prove.arena import Process
from tests.prove.fleet import Fleet, open_fleet
from tests.prove.ground import Ground, Outcome
from tests.prove.next_version import grow, shrink
from tests.prove.said import ANSWERS
from tests.prove.story import Story

_FEW: Final = 6
_BURSTS: Final = 4
_STREAM: Final = 30
_AT_ONCE: Final = 8


async def many_workers(ground: Ground, number: int, rng: random.Random) -> Outcome:
    """Bursts in few conversations, on two servers and three workers at once."""
    arena = ground.arena
    async with open_fleet(arena, serving=2, working=3) as fleet:
        conversations = await ground.greeted(number, _FEW)
        await arena.fault(webhook="duplicate", rate=0.3, seed=rng.randrange(10_000))

        async def customer(conversation: str, seed: int) -> None:
            own = random.Random(seed)
            for _ in range(_BURSTS):
                for question in own.sample(list(ANSWERS), len(ANSWERS)):
                    ground.say([conversation], question)
                    await asyncio.sleep(own.uniform(0.0, 0.15))
                await asyncio.sleep(own.uniform(0.0, 1.0))

        await asyncio.gather(*(customer(each, rng.randrange(2**32)) for each in conversations))
        complaints = _one_sided(fleet)
        outcome = await ground.judged(fleet, conversations, _FEW * _BURSTS, *complaints)
        await arena.mend()
        order = [fault for each in conversations for fault in _out_of_order(ground, each)]
        return Outcome(outcome.verdict, outcome.runs, [*outcome.complaints, *order])


def _one_sided(fleet: Fleet) -> Sequence[str]:
    met = fleet.balancer.met
    if all(met[port] for port in fleet.balancer.ports):
        return []
    return [f"a server got no webhook: {dict(met)}"]


def _out_of_order(ground: Ground, conversation: str) -> Sequence[str]:
    """An answer to what was asked earlier, after one to what was asked later."""
    story = Story(conversation, ground.arena.simulator)
    events = ground.arena.simulator.desk.workspace
    asked: list[tuple[int, str]] = []
    for entry in story.entries("change"):
        event = events.event(entry["event"])
        if entry["type"] == "inbound" and event is not None:
            asked.append((entry["n"], event.data["target"]["data"]["text"]))
    newest, faults = 0, []
    for post in story.requests("POST", "/messages"):
        question = _answered(post["json"]["body"]) if post["status"] == 202 else None
        if question is None:
            continue
        at = max((n for n, text in asked if text == question and n < post["n"]), default=0)
        if at < newest:
            faults.append(f"{conversation}: request {post['n']} answers what was asked before")
        newest = max(newest, at)
    return faults


def _answered(body: str) -> str | None:
    return next((question for question, words in ANSWERS.items() if words in body), None)


@dataclass(frozen=True)
class Way:
    """One after the other is replaced, while customers write."""

    new_first: bool
    """The new process is up before the old one is told to go."""
    migrates: bool
    """The new version has added to the database what the old one does not know."""

    @property
    def name(self) -> str:
        order = "new first" if self.new_first else "old first"
        return f"{order}, {'a migrated database' if self.migrates else 'the same version'}"

    async def play(self, ground: Ground, number: int, rng: random.Random) -> Outcome:
        arena = ground.arena
        first = len(arena.simulator.webhooks.deliveries)
        async with open_fleet(arena, serving=2, working=2) as fleet:
            conversations = await ground.greeted(number, _STREAM)
            async with _streaming(ground, conversations, rng):
                was = await asyncio.to_thread(grow, arena.database_url) if self.migrates else None
                for old in rng.sample(arena.processes, len(arena.processes)):
                    await asyncio.sleep(rng.uniform(0.0, 0.5))
                    await self._replace(fleet, old)
            outcome = await ground.judged(fleet, conversations, len(conversations))
            if was is not None:
                await asyncio.to_thread(shrink, arena.database_url, was)
        complaints = _refused_for_good(arena.simulator.webhooks.deliveries[first:])
        return Outcome(outcome.verdict, outcome.runs, [*outcome.complaints, *complaints])

    async def _replace(self, fleet: Fleet, old: Process) -> None:
        if not self.new_first:
            await fleet.leave(old)
        # Every process does so before it begins.
        await asyncio.to_thread(migrate, fleet.database)
        await (fleet.serve() if old.orders.role == "serve" else fleet.work())
        if self.new_first:
            await fleet.leave(old)


def _refused_for_good(sent: Sequence[Delivery]) -> Sequence[str]:
    """Webhooks that were not acknowledged, not even when Front tried again. A machine that was too
    slow for Front's five seconds is not what is looked for: there nobody answers at all."""
    found = []
    for delivery in sent:
        answers = [each.status or each.problem or "" for each in delivery.attempts]
        waited = all(str(answer).startswith("no answer within") for answer in answers)
        if delivery.state != "delivered" and not waited:
            found.append(f"webhook {delivery.n} ended as {delivery.state}: {answers}")
    return found


@contextlib.asynccontextmanager
async def _streaming(
    ground: Ground, conversations: Sequence[str], rng: random.Random
) -> AsyncIterator[None]:
    """Customers write until the block ends. Never more than can be answered: on a slow machine a
    restart takes long."""
    enough = asyncio.Event()

    async def stream() -> None:
        while not enough.is_set():
            if await ground.under_way(conversations) < _AT_ONCE:
                ground.say([rng.choice(conversations)], rng.choice((DIMMER, RETURNS, SHIPPING)))
            await asyncio.sleep(rng.uniform(0.05, 0.3))

    streaming = asyncio.create_task(stream())
    try:
        yield
    finally:
        enough.set()
        await streaming


WAYS: Final = (
    Way(new_first=True, migrates=False),
    Way(new_first=False, migrates=False),
    Way(new_first=True, migrates=True),
    Way(new_first=False, migrates=True),
)
