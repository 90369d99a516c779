"""A worker that is held up between its look and its write looks again first (10.2).

It may have been stopped and taken over meanwhile, or a person may have come.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.journeys.house import AI
from tests.journeys.said import DIMMER, PERSON, SOLVED
from tests.workflow.bench import Bench

WITHIN = timedelta(seconds=0.3)


@dataclass
class HeldUp:
    """Passes checkpoints, one of them slowly for the first time."""

    at: str
    done: bool = False

    async def __call__(self, name: str) -> None:
        if name == self.at and not self.done:
            self.done = True
            await asyncio.sleep(WITHIN.total_seconds() * 2)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("reply", [DIMMER]),
        ("handoff_note", [PERSON]),
        ("notice", [PERSON]),
        ("unassign", [PERSON]),
        ("tags", [PERSON]),
        ("resolution_note", [DIMMER, SOLVED]),
        ("archive", [DIMMER, SOLVED]),
    ],
)
async def test_10_2_what_is_not_begun_in_time_is_put_off_and_done_once(
    bench: Bench, step: str, words: Sequence[str]
) -> None:
    house = bench.house
    conversation = await bench.begin("Kim Doe")
    await house.control("assign", conversation=conversation, teammate=AI)
    await bench.arrived()
    await bench.run(conversation, words, HeldUp(f"{step}_intended"), WITHIN)
    rows = await house.rows("select step, state, attempts from actions order by id")
    assert {row.state for row in rows} == {"confirmed"}, rows
    assert max(row.attempts for row in rows if row.step == step) >= 1
    said = await house.delivered(conversation)
    notes = await house.comments(conversation)
    assert (len(said), len(notes)) == (2, 0 if words == [DIMMER] else 1)
    assert await house.alarms(conversation) == []
