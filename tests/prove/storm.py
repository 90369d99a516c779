"""The storm: everything goes wrong at once, by a seed; the weather clears, and it is counted."""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from tests.journeys.house import AI, MIA
from tests.journeys.said import DIMMER, HELLO, PERSON, RETURNS, SHIPPING, SOLVED
from tests.prove import callers
from tests.prove.arena import Arena
from tests.prove.story import Ledgers
from tests.prove.verdict import Verdict, judge

STORIES: Final = 40
"""Conversations under one sky."""
ONE_IN_CALLS: Final = 8
"""One story in so many is a call; the others are written."""
LEO: Final = "tea_1leo"
LATENCY: Final = 0.05
"""Seconds that the stand-in takes for an answer: the window is measured at this latency."""
_SAYINGS: Final = (DIMMER, DIMMER, RETURNS, RETURNS, SHIPPING, PERSON, HELLO, SOLVED)
_TAKEN: Final = {"path_regex": "^/conversations/", "do": "assign", "with": {"teammate": MIA}}
"""Between any two of our calls a person may take the conversation."""
_TROUBLES: Final = (
    {"effect": "status", "status": 429, "retry_after": 1, "rate": 0.03},
    {"effect": "status", "status": 500, "rate": 0.03},
    {"effect": "html_error", "rate": 0.01},
    {"effect": "reset_before", "rate": 0.02},
    {"effect": "reset_after", "rate": 0.02},
    {"effect": "timeout_before", "rate": 0.004},
    {"effect": "timeout_after", "rate": 0.004},
    {"effect": "slow", "seconds": LATENCY},
    {"effect": "on_answer", "method": "GET", "rate": 0.02, **_TAKEN},
    {"effect": "on_request", "method": "POST", "rate": 0.02, **_TAKEN},
)
_WEBHOOK_TROUBLES: Final = (
    {"webhook": "drop", "rate": 0.3},
    {"webhook": "duplicate", "rate": 0.2},
    {"webhook": "reorder", "rate": 0.2},
    {"webhook": "delay", "rate": 0.1, "seconds": 0.5},
)


@dataclass
class Weather:
    """What happens to whom is drawn from one seed."""

    arena: Arena
    seed: int
    stories: int = STORIES
    rng: random.Random = field(init=False)
    open: list[str] = field(default_factory=list)
    """Conversations that may still be merged away."""
    calls: dict[str, str] = field(default_factory=dict)
    """The number of whoever called, by the conversation."""

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)

    async def rise(self) -> None:
        for number, trouble in enumerate((*_WEBHOOK_TROUBLES, *_TROUBLES)):
            await self.arena.fault(**trouble, seed=self.seed * 100 + number)

    async def blow(self) -> None:
        """Every story, side by side."""
        tell = (
            self._call if number % ONE_IN_CALLS == 0 else self._story
            for number in range(self.stories)
        )
        await asyncio.gather(*(one(number) for number, one in enumerate(tell)))

    async def _call(self, number: int) -> None:
        rng = random.Random(self.seed * 1000 + number)
        caller = callers.number_of(self.seed, number)
        done = callers.call(self.arena, caller)
        id_ = str(done["conversation"])
        self.calls[id_] = caller
        await asyncio.sleep(rng.uniform(0.0, 1.5))
        callers.speak(self.arena, str(done["message"]), rng)
        await _go_on(rng, lambda: callers.happen(self.arena, id_, caller, rng))

    async def _story(self, number: int) -> None:
        rng = random.Random(self.seed * 1000 + number)
        channel = rng.choice(["chat", "email"])
        name = f"Customer {self.seed} {number}"
        done = self.arena.act(
            "customer_message", channel=channel, text=rng.choice(_SAYINGS), name=name
        )
        id_ = str(done["conversation"])
        self.open.append(id_)
        if rng.random() < 0.5:
            self.arena.act("assign", conversation=id_, teammate=AI)
        await _go_on(rng, lambda: self._something(id_, rng))

    def _something(self, id_: str, rng: random.Random) -> None:
        act = self.arena.act
        match rng.choice(_HAPPENINGS):
            case "write":
                act("customer_message", conversation=id_, text=rng.choice(_SAYINGS))
            case "burst":
                for _ in range(3):
                    act("customer_message", conversation=id_, text=rng.choice(_SAYINGS))
            case "take":
                act("assign", conversation=id_, teammate=MIA)
            case "rule takes":
                act("assign", conversation=id_, teammate=LEO, by="rul_1storm")
            case "give":
                act("assign", conversation=id_, teammate=AI)
            case "put back":
                act("assign", conversation=id_, teammate=None)
            case "reply":
                act("teammate_reply", conversation=id_, teammate=MIA, text="I am on it.")
            case "auto-reply":
                act("other_bot_reply", conversation=id_, author_type="rule")
            case "archive":
                act("archive", conversation=id_)
            case "snooze":
                act("snooze", conversation=id_, seconds=86_400)
            case "merge":
                self._merge(id_, rng)

    def _merge(self, id_: str, rng: random.Random) -> None:
        survivor = self.arena.simulator.desk.workspace.survivor_of
        other = rng.choice(self.open)
        if survivor(other) != survivor(id_):
            self.arena.act("merge", **{"from": id_, "into": other})


_HAPPENINGS: Final = (
    *["write"] * 6,
    *["burst"] * 2,
    *["take"] * 2,
    "rule takes",
    *["give"] * 2,
    "put back",
    "reply",
    "auto-reply",
    "archive",
    "snooze",
    "merge",
)


async def _go_on(rng: random.Random, happens: Callable[[], None]) -> None:
    for _ in range(rng.randrange(2, 6)):
        await asyncio.sleep(rng.uniform(0.0, 1.5))
        happens()


@dataclass(frozen=True)
class Storm:
    """What is left when it is over."""

    seed: int
    verdict: Verdict
    windows_ms: Sequence[float]
    stories: int
    on_assignment: bool
    """What a teammate gave to the AI was to be answered, and not only listed (2.7)."""


async def brew(arena: Arena, seed: int, stories: int = STORIES) -> Storm:
    """One storm over a quiet arena, in which one of its workers dies. Under every third sky what a
    teammate gives to the AI is to be answered. Under every fourth the answer to a call is a note
    beside it, under the others a text message."""
    before = len(await _windows(arena))
    arena.simulator.journal.clear()
    on_assignment = seed % 3 == 0
    by = None if seed % 4 == 0 else callers.texting_channel(arena)
    await arena.set_policy(answer_on_assignment=on_assignment, call_answers_by=by)
    weather = Weather(arena, seed, stories)
    await weather.rise()
    blowing = asyncio.create_task(weather.blow())
    await asyncio.sleep(weather.rng.uniform(0.5, 3.0))
    working = [process for process in arena.processes if process.orders.role == "work"]
    await arena.kill(weather.rng.choice(working))
    await arena.start("work", read_events_every=1.0)
    await blowing
    # The weather clears only after a while: much is decided after the last word.
    await asyncio.sleep(2.0)
    await arena.mend()
    await arena.until_heard([*weather.open, *weather.calls])
    await arena.until_quiet()
    texts = [
        t for number in weather.calls.values() for t in callers.texted(arena.simulator, number)
    ]
    await arena.until_heard(texts)
    await arena.until_quiet()
    ledgers = await Ledgers.read(arena)
    verdict = judge(arena, ledgers, weather.open, on_assignment=on_assignment)
    verdict += callers.judge_callers(arena, ledgers, weather.calls)
    return Storm(seed, verdict, (await _windows(arena))[before:], stories, on_assignment)


async def _windows(arena: Arena) -> list[float]:
    """Milliseconds from our last look to Front's acceptance, for every reply so far."""
    rows = await arena.rows(
        "select extract(epoch from accepted_at - looked_at) * 1000 as ms from actions"
        " where step = 'reply' and accepted_at is not null and looked_at is not null order by id"
    )
    return [float(row.ms) for row in rows]
