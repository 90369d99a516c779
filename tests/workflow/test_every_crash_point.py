"""Killed between any two steps, and carried on by another worker: never twice, never silence.

`checkpoint` names every step of the loop. Each journey is run once to learn the names, and then
once for each of them, dying there.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.journeys.said import DIMMER, PERSON, SOLVED
from tests.workflow.bench import Bench, Killed

Point = tuple[str, int]
"""A checkpoint's name, and which time it is passed."""


@dataclass
class Fate:
    """Passes checkpoints and dies at one of them, if at any."""

    at: Point | None = None
    passed: list[str] = field(default_factory=list)

    async def __call__(self, name: str) -> None:
        self.passed.append(name)
        if self.at == (name, self.passed.count(name)):
            raise Killed(name)

    @property
    def points(self) -> list[Point]:
        return [(name, self.passed[: i + 1].count(name)) for i, name in enumerate(self.passed)]


async def learn(bench: Bench, words: Sequence[str]) -> list[Point]:
    """The checkpoints of a run that nothing interrupts."""
    fate = Fate()
    await bench.run(await bench.begin("Undisturbed"), words, fate)
    assert len(fate.points) > 5, "the journey should have steps to die between"
    # Reading and deciding an event is the same step for each of them; a few will do.
    return [point for point in fate.points if not point[0].startswith("event_") or point[1] <= 2]


async def die_everywhere(bench: Bench, words: Sequence[str]) -> list[tuple[Point, str]]:
    """A conversation for each checkpoint, several at a time, since most of it is waiting."""
    few = asyncio.Semaphore(4)

    async def die(point: Point) -> tuple[Point, str]:
        async with few:
            return point, await die_at(bench, words, point)

    return await asyncio.gather(*map(die, await learn(bench, words)))


async def die_at(bench: Bench, words: Sequence[str], point: Point) -> str:
    conversation = await bench.begin(f"Killed at {point[0]} {point[1]}")
    fate = Fate(point)
    await bench.run(conversation, words, fate)
    # How often webhooks are read depends on when they come; every other step is always passed.
    assert point[0].startswith("event_") or point in fate.points
    return conversation


async def test_10_1_an_answer_is_sent_once_wherever_the_worker_dies(bench: Bench) -> None:
    house = bench.house
    for point, conversation in await die_everywhere(bench, [DIMMER]):
        answers = len(await house.delivered(conversation)) - 1
        reason = (await house.session(conversation)).state["handoff_reason"]
        if point == ("reply_intended", 1):
            # Nothing can tell whether the request went out: a person is told, nothing is resent.
            assert (answers, reason) == (0, "uncertain_send")
        else:
            assert (answers, reason) == (1, None), f"killed at {point}"


async def test_3_1_a_hand_off_is_finished_wherever_the_worker_dies(bench: Bench) -> None:
    house = bench.house
    for point, conversation in await die_everywhere(bench, [PERSON]):
        notices = len(await house.delivered(conversation)) - 1
        comments = len(await house.comments(conversation))
        lost = point[0].removesuffix("_intended") if point[0].endswith("_intended") else ""
        assert comments == (0 if lost == "handoff_note" else 1), f"killed at {point}"
        assert notices == (0 if lost == "notice" else 1), f"killed at {point}"
        doubts = [f"{lost}_uncertain"] if lost in ("handoff_note", "notice") else []
        assert await house.alarms(conversation) == doubts, f"killed at {point}"
        assert "ai-handed-off" in await house.tags(conversation)
        assert (await house.session(conversation)).holder == "team"


async def test_4_1_a_resolution_is_noted_and_archived_once_wherever_the_worker_dies(
    bench: Bench,
) -> None:
    house = bench.house
    for point, conversation in await die_everywhere(bench, [DIMMER, SOLVED]):
        if point == ("reply_intended", 1):
            continue  # handed over, as above: nothing is left to resolve
        seen = await house.seen(conversation)
        session = await house.session(conversation)
        if point == ("resolution_note_intended", 1):
            # Without its note nothing is archived or counted, and a person is told.
            assert (len(seen["comments"]), seen["status"], session.status) == (
                0,
                "unassigned",
                "open",
            )
            assert await house.alarms(conversation) == ["resolution_note_uncertain"]
        else:
            assert (len(seen["comments"]), seen["status"], session.status) == (
                1,
                "archived",
                "resolved",
            ), f"killed at {point}"
            assert "ai-resolved" in await house.tags(conversation)


async def test_10_1_two_workers_on_one_conversation_answer_once(bench: Bench) -> None:
    conversation = await bench.begin("Kim Doe")
    await bench.house.customer(DIMMER, conversation=conversation)
    await bench.arrived()
    await asyncio.gather(*(bench.work(conversation, bench.app.shell) for _ in range(3)))
    await bench.until_settled(conversation, bench.app.shell)
    assert len(await bench.house.delivered(conversation)) == 2, "the greeting and one answer"
