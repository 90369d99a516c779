"""The crash matrix: at which request and which checkpoint a process dies, and in whose company."""

import asyncio
import itertools
import random
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tests.journeys.house import AI, MIA
from tests.journeys.said import DIMMER, HELLO, PERSON, SOLVED
from tests.prove import callers
from tests.prove.arena import Arena, Process, until
from tests.prove.story import Ledgers
from tests.prove.verdict import PEOPLES_TAG, Verdict, judge

MANY: Final = 40
"""Conversations that are in the same place when the process dies."""
_LOOK: Final = "^/conversations/[^/]+$"


@dataclass(frozen=True)
class Request:
    """A call to Front, as the stand-in's faults know it."""

    name: str
    method: str
    path: str


_TAKES: Final = {"effect": "on_answer", "do": "assign", "with": {"teammate": MIA}}
_EFFECTS: Final[dict[str, dict[str, Any]]] = {
    "late": {"effect": "hold_before"},
    "accepted": {"effect": "hold_after_accept"},
    "cut": {"effect": "reset_after"},
    "taken": _TAKES,
}

LOOK = Request("look", "GET", _LOOK)
MESSAGE = Request("message", "POST", "/messages$")
COMMENT = Request("comment", "POST", "/comments$")
CHANGE = Request("change", "PATCH", _LOOK)
TAG = Request("tag", "POST", "^/conversations/[^/]+/tags$")


@dataclass(frozen=True)
class Point:
    """Where a process dies: while the stand-in holds a request, or at a checkpoint."""

    at: str
    """`never` (held and never handled), `late` (handled after the death), `accepted` (handled, no
    answer given), `checkpoint`; or nobody dies: `cut` (handled, and the connection dies) and
    `taken` (a person takes the conversation with the answer)."""
    request: Request | None = None
    checkpoint: str = ""
    skip: int = 0

    @property
    def nobody_dies(self) -> bool:
        return self.at in ("cut", "taken")

    @property
    def name(self) -> str:
        return f"{self.at} {self.request.name if self.request else self.checkpoint}"


@dataclass(frozen=True)
class Scene:
    """What customers write, and where in it something may happen."""

    name: str
    words: tuple[str, ...]
    requests: tuple[Request, ...]
    checkpoints: tuple[str, ...]
    by_call: bool = False
    """Said to the machine, and answered by a text message with a note beside the call."""

    def points(self) -> Iterator[Point]:
        for request in self.requests:
            for at in ("never", "late", "accepted"):
                yield Point(at, request)
        for name in self.checkpoints:
            yield Point("checkpoint", checkpoint=name)


_SENT: Final = ("intended", "posted", "accepted")
_NOTED: Final = ("intended", "posted", "finished")


def _steps(*names: str, ends: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{name}_{end}" for name in names for end in ends)


SCENES: Final = (
    Scene(
        "answer",
        (DIMMER,),
        (LOOK, MESSAGE),
        ("event_read", "event_decided", "agent_asked", *_steps("reply", ends=_SENT)),
    ),
    Scene(
        "hand-off",
        (PERSON,),
        (COMMENT, MESSAGE, CHANGE, TAG),
        _steps("handoff_note", ends=_NOTED)
        + _steps("notice", ends=_SENT)
        + _steps("unassign", "tags", ends=("intended", "finished")),
    ),
    Scene(
        "resolution",
        (DIMMER, SOLVED),
        (COMMENT, CHANGE),
        _steps("resolution_note", ends=_NOTED) + _steps("archive", ends=("intended", "finished")),
    ),
    Scene(
        "call",
        (DIMMER,),
        (LOOK, MESSAGE, COMMENT),
        (
            *_steps("reply", ends=_SENT),
            *_steps("sent_note", ends=_NOTED),
        ),
        by_call=True,
    ),
)


@dataclass(frozen=True)
class Round:
    """One death of one process, with `MANY` conversations in the same place."""

    scene: Scene
    point: Point
    workers: int
    stopped: bool = False
    """Not killed but stopped, taken over by the others, and continued (SIGSTOP, SIGCONT)."""
    deaf: bool = False
    """Neither a webhook nor the event list tells of what we have sent, or who has taken it: only a
    look finds it."""
    delay: float = 0.05
    """Seconds from Front's 202 until the message is visible."""

    @property
    def name(self) -> str:
        who = "1 worker" if self.workers == 1 else f"{self.workers} workers"
        how = "alive" if self.point.nobody_dies else "stopped" if self.stopped else "killed"
        late = f", visible after {self.delay:g} s" if self.delay > 1 else ""
        untold = ", untold" if self.deaf else ""
        return f"{self.scene.name}, {who}, {how}: {self.point.name}{late}{untold}"


def matrix(visible_within: float) -> list[Round]:
    """Every point of every scene, with one worker and with three; the stopped ones; and messages
    that become visible late, before `visible_within` is over and after it."""
    rounds = [
        Round(scene, point, workers)
        for scene, workers in itertools.product(SCENES, (1, 3))
        for point in scene.points()
    ]
    for scene in SCENES:
        for name in scene.checkpoints:
            if name.endswith("_intended") or name in ("event_decided", "agent_asked"):
                rounds.append(Round(scene, Point("checkpoint", checkpoint=name), 3, stopped=True))
    # Long after: by then whoever took over must have given up looking, on a slow machine too.
    for scene, at, delay in itertools.product(
        (*SCENES[:2], SCENES[3]), ("accepted", "late"), (visible_within / 2, visible_within * 5)
    ):
        rounds.append(Round(scene, Point(at, MESSAGE), 1, delay=delay))
    rounds += [Round(scene, Point("cut", MESSAGE), 1) for scene in SCENES[:2]]
    rounds.append(Round(SCENES[2], Point("taken", COMMENT), 1, deaf=True))
    for workers, at in itertools.product((1, 3), ("accepted", "late")):
        rounds.append(Round(SCENES[0], Point(at, MESSAGE), workers, deaf=True))
    return rounds


@dataclass(frozen=True)
class Outcome:
    round: Round
    verdict: Verdict
    runs: int
    """Conversations that were under way in a process that died there."""


async def play(
    arena: Arena, round_: Round, number: int, rng: random.Random, many: int = MANY
) -> Outcome:
    """One round over so many conversations, from a quiet arena with one worker to one such."""
    arena.simulator.journal.clear()
    written, called = await _until_the_last_word(arena, round_.scene, number, many)
    await arena.retire_workers()
    doomed = await _lay_the_trap(arena, round_, many)
    arena.simulator.desk.workspace.message_delay = round_.delay
    last = round_.scene.words[-1]
    for conversation in written:
        arena.act("customer_message", conversation=conversation, text=last)
    for conversation in called:
        arena.act("voicemail", conversation=conversation, text=last)
    runs = await _caught(arena, round_, doomed, many)
    await _strike(arena, round_, doomed, rng)
    await arena.until_heard(called)
    # What comes late must have come, and what was sent while it had not: the second answer.
    for _ in range(2):
        await asyncio.sleep(round_.delay)
        await arena.until_quiet()
    await arena.mend()
    arena.simulator.desk.workspace.message_delay = 0.05
    in_time = round_.delay < arena.visible_within
    known = await Ledgers.read(arena)
    verdict = judge(arena, known, written, in_time=in_time)
    verdict += callers.judge_callers(arena, known, called, in_time=in_time)
    return Outcome(round_, verdict, runs)


async def _until_the_last_word(
    arena: Arena, scene: Scene, number: int, many: int
) -> tuple[list[str], dict[str, str]]:
    """Conversations that are assigned to the AI, with all but the scene's last message answered:
    written ones, or calls with the callers' numbers."""
    written: list[str] = []
    called: dict[str, str] = {}
    if scene.by_call:
        await arena.set_policy(call_answers_by=callers.texting_channel(arena))
    for n in range(many):
        if scene.by_call:
            caller = callers.number_of(number, n)
            id_ = str(callers.call(arena, caller)["conversation"])
            called[id_] = caller
        else:
            guest = {"channel": "chat", "text": HELLO, "name": f"Customer {number} {n}"}
            id_ = str(arena.act("customer_message", **guest)["conversation"])
            written.append(id_)
        arena.act("assign", conversation=id_, teammate=AI)
        arena.act("tag", conversation=id_, tag=PEOPLES_TAG)
    await arena.until_quiet()
    for words in scene.words[:-1]:
        for conversation in written:
            arena.act("customer_message", conversation=conversation, text=words)
        await arena.until_quiet()
    return written, called


async def _lay_the_trap(arena: Arena, round_: Round, many: int) -> list[Process]:
    """The workers that are to die (all but one of three), and what holds them at their place."""
    point = round_.point
    if round_.deaf:
        await _deafen(arena)
    if point.request is not None:
        rule = {"method": point.request.method, "path_regex": point.request.path, "times": many}
        if point.at == "never":
            await arena.fault(effect="hold_before", **rule)
            await arena.fault(effect="reset_before", **rule)
        else:
            await arena.fault(**_EFFECTS[point.at], **rule)
    hold = 2.0 if round_.stopped else 3600.0
    orders = {"hold_at": point.checkpoint, "hold_seconds": hold, "skip": point.skip}
    return [await _hire(arena, round_, **orders) for _ in range(max(1, round_.workers - 1))]


async def _hire(arena: Arena, round_: Round, **orders: Any) -> Process:
    """A worker. That something was said to the machine is told by the event list alone."""
    every = 0.5 if round_.scene.by_call else 0.0
    return await arena.start("work", read_events_every=every, **orders)


async def _deafen(arena: Arena) -> None:
    for type_ in ("outbound_sent", "assignee_changed"):
        await arena.fault(webhook="drop", type=type_)
    await arena.fault(effect="status", status=500, path_regex="^/events")


async def _caught(arena: Arena, round_: Round, doomed: Sequence[Process], many: int) -> int:
    """Wait until the conversations are where they are to be; how many there are."""

    def caught() -> int:
        if round_.point.nobody_dies:
            rules = arena.simulator.faults.rules
            return sum(rule.acted for rule in rules if rule.method is not None)
        return arena.held if round_.point.request else sum(process.held for process in doomed)

    await until(lambda: caught() > 0, f"somebody is at {round_.point.name}", arena.patience)
    # The rest come within a moment, or never: a checkpoint may be passed less often.
    for _ in range(200):
        if caught() >= many:
            break
        await asyncio.sleep(0.05)
    return min(caught(), many)


async def _strike(
    arena: Arena, round_: Round, doomed: Sequence[Process], rng: random.Random
) -> None:
    if round_.point.nobody_dies:
        if not round_.deaf:
            await arena.mend()
        return
    if round_.stopped:
        await _stop_and_continue(arena, round_, doomed)
        return
    if round_.workers > 1:
        await _hire(arena, round_)
    for process in rng.sample(list(doomed), len(doomed)):
        await arena.kill(process)
    arena.simulator.faults.release()
    await arena.mend()
    if round_.deaf:
        await _deafen(arena)
    if round_.workers == 1:
        await _hire(arena, round_)


async def _stop_and_continue(arena: Arena, round_: Round, doomed: Sequence[Process]) -> None:
    """Long enough asleep to be taken for dead and taken over; then awake in the middle of it."""
    for process in doomed:
        process.signal(signal.SIGSTOP)
    await _hire(arena, round_)
    await asyncio.sleep(15.0)
    for process in doomed:
        process.signal(signal.SIGCONT)
    await arena.until_quiet()
    for process in doomed:
        await arena.kill(process)
