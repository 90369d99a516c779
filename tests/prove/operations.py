"""What operations do to a product at work: its database dies or is away, its processes are many,
and are replaced one by one. Nobody restarts a process to help it over any of this."""

import random
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from tests.prove import outages, rollings
from tests.prove.ground import Ground, Outcome


@dataclass(frozen=True)
class Round:
    name: str
    play: Callable[[Ground, int, random.Random], Awaitable[Outcome]]
    kills_the_server: bool = False
    """Left out where the server is somebody else's."""


def rounds() -> Sequence[Round]:
    """Each once, the cheap ones first."""
    return [
        *(
            Round(f"database killed: {moment.name}", moment.play, kills_the_server=True)
            for moment in outages.MOMENTS
        ),
        Round("database away: stopped", outages.stopped, kills_the_server=True),
        Round("database away: cut off", outages.cut_off),
        Round("database away: silent", outages.silent),
        Round("many workers", rollings.many_workers),
        *(Round(f"rolling restart: {way.name}", way.play) for way in rollings.WAYS),
    ]


def in_order(match: str, seed: int, may_kill: bool, say: Callable[[str], None]) -> Iterator[Round]:
    """In an order of the seed's, again and again."""
    found = [round_ for round_ in rounds() if re.search(match, round_.name)]
    possible = [round_ for round_ in found if may_kill or not round_.kills_the_server]
    for round_ in found:
        if round_ not in possible:
            say(f"skipped {round_.name}: the server is not ours to kill")
    if not possible:
        raise SystemExit(f"no round about operations that may be played is like {match!r}")
    rng = random.Random(seed)
    while True:
        rng.shuffle(possible)
        yield from possible


async def play(ground: Ground, round_: Round, number: int, rng: random.Random) -> Outcome:
    """One round, with processes of its own from its beginning to its end."""
    ground.arena.simulator.journal.clear()
    outcome = await round_.play(ground, number, rng)
    return replace(outcome, complaints=[f"{round_.name}: {one}" for one in outcome.complaints])
