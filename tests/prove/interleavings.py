"""The model check as a part of the campaign: `tests.model`, in a process of its own."""

import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass

from tests.prove.arena import ROOT


@dataclass(frozen=True)
class Explored:
    states: int = 0
    transitions: int = 0
    depth: int = 0
    violations: int = 0


async def explore(say: Callable[[str], None]) -> Explored:
    """As deep as the tests go; `python -m tests.model --depth 2` goes deeper."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.model", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    *found, line = out.decode().splitlines() or [""]
    if process.returncode not in (0, 1):
        raise RuntimeError(f"the model check did not come to an end: exit {process.returncode}")
    for each in found:
        say(f"   {each}")
    counts = json.loads(line)
    return Explored(*(counts[n] for n in ("states", "transitions", "depth", "violations")))
