"""The database dies under the product at a chosen moment, or is away for a while."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from tests.journeys.said import DIMMER, PERSON, SOLVED
from tests.prove.arena import until
from tests.prove.crash import COMMENT, MESSAGE, Request
from tests.prove.fleet import Fleet, open_fleet
from tests.prove.ground import Ground, Outcome
from tests.workflow.relay import Relay, relay


@dataclass(frozen=True)
class Moment:
    """When the server is killed: while the stand-in holds a request, or at no moment of ours."""

    before: tuple[str, ...]
    """What the customers have said and been answered."""
    words: str
    request: Request | None = None
    effect: str = ""
    serving: int = 1
    working: int = 1

    @property
    def name(self) -> str:
        if self.request is None:
            return f"at random, {self.words!r}, {self.working} worker(s)"
        return f"{self.effect} {self.request.name}, {self.words!r}, {self.working} worker(s)"

    async def play(self, ground: Ground, number: int, rng: random.Random) -> Outcome:
        assert ground.server is not None
        arena = ground.arena
        async with open_fleet(arena, serving=self.serving, working=self.working) as fleet:
            conversations = await ground.greeted(number, ground.many, self.before)
            if self.request is not None:
                rule = {"method": self.request.method, "path_regex": self.request.path}
                await arena.fault(effect=self.effect, times=ground.many, **rule)
            ground.say(conversations, self.words)
            await self._wait(ground, rng)
            runs = await ground.under_way(conversations)
            await ground.server.kill()
            # What is held is let go while the database is away, or once it is back.
            if rng.random() < 0.5:
                await arena.mend()
            late = rng.sample(conversations, min(4, len(conversations)))
            await ground.chatter(late, rng.uniform(0.2, 4.0), rng)
            await ground.server.start()
            await arena.mend()
            return await ground.judged(fleet, conversations, runs)

    async def _wait(self, ground: Ground, rng: random.Random) -> None:
        arena = ground.arena
        if self.request is None:
            await asyncio.sleep(rng.uniform(0.0, 1.5))
            return
        await until(lambda: arena.held > 0, f"somebody is at {self.request.name}", arena.patience)
        # The rest come within a moment.
        for _ in range(40):
            if arena.held >= ground.many:
                break
            await asyncio.sleep(0.05)


MOMENTS: Final = (
    Moment((), DIMMER, MESSAGE, "hold_before"),
    Moment((), DIMMER, MESSAGE, "hold_after_accept"),
    Moment((), DIMMER, MESSAGE, "hold_after_accept", serving=2, working=3),
    Moment((), PERSON, COMMENT, "hold_before"),
    Moment((), PERSON, COMMENT, "hold_after_accept"),
    Moment((DIMMER,), SOLVED, COMMENT, "hold_after_accept"),
    Moment((), DIMMER),
    Moment((), PERSON),
    Moment((DIMMER,), SOLVED),
    Moment((), DIMMER, serving=2, working=3),
    Moment((), PERSON, serving=2, working=3),
)


Do = Callable[[], Awaitable[None]]


async def stopped(ground: Ground, number: int, rng: random.Random) -> Outcome:
    """An administrator stops the server, and starts it again."""
    assert ground.server is not None
    async with open_fleet(ground.arena, serving=1, working=2) as fleet:
        there = ground.server
        return await _away(ground, fleet, number, rng, there.stop, there.start)


async def cut_off(ground: Ground, number: int, rng: random.Random) -> Outcome:
    """The way to it is cut: connections end, and new ones are refused."""
    async with _relayed(ground) as (fleet, way):

        async def leave() -> None:
            way.hang_up()

        async def come_back() -> None:
            way.cut = False

        return await _away(ground, fleet, number, rng, leave, come_back)


async def silent(ground: Ground, number: int, rng: random.Random) -> Outcome:
    """Nothing passes and nobody is told: what was asked is answered once it passes again."""
    async with _relayed(ground) as (fleet, way):

        async def leave() -> None:
            way.silent.clear()

        async def come_back() -> None:
            way.silent.set()

        return await _away(ground, fleet, number, rng, leave, come_back, refused=False)


@asynccontextmanager
async def _relayed(ground: Ground) -> AsyncIterator[tuple[Fleet, Relay]]:
    async with (
        relay(ground.arena.database_url) as way,
        open_fleet(ground.arena, serving=1, working=2, database=way.url) as fleet,
    ):
        yield fleet, way


async def _away(
    ground: Ground,
    fleet: Fleet,
    number: int,
    rng: random.Random,
    leave: Do,
    come_back: Do,
    *,
    refused: bool = True,
) -> Outcome:
    conversations = await ground.greeted(number, ground.many)
    before = len(ground.arena.simulator.webhooks.deliveries)
    # Some have been written to us and are not done when it begins.
    ground.say(conversations[: ground.many // 2], DIMMER)
    await asyncio.sleep(rng.uniform(0.0, 0.5))
    await leave()
    await ground.chatter(conversations, ground.outage, rng)
    await until(lambda: not _travelling(ground), "Front has given up on its webhooks")
    complaints = _unlike_an_outage(ground, before) if refused else []
    await come_back()
    return await ground.judged(fleet, conversations, len(conversations), *complaints)


def _travelling(ground: Ground) -> bool:
    sent = ground.arena.simulator.webhooks.deliveries
    return any(delivery.state in ("pending", "retrying") for delivery in sent)


def _unlike_an_outage(ground: Ground, before: int) -> Sequence[str]:
    """Front tries again on 500 and on no other answer of ours (10.3, facts 2)."""
    sent = ground.arena.simulator.webhooks.deliveries[before:]
    answers = [attempt.status for each in sent for attempt in each.attempts]
    other = {status for status in answers if status not in (200, 500)}
    if other:
        return [f"webhooks were answered {other} while the database was away"]
    if not any(each.state == "failed" for each in sent):
        return ["no webhook was lost: the outage proves nothing"]
    return []
