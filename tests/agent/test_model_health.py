"""Whoever asks is told since when the model fails; and who needs no model does not load one."""

import subprocess
import sys
from datetime import timedelta

from frontmate.agent import ExtractiveEngine, ModelEngine, ModelHealth
from tests.agent.build import START
from tests.agent.proposals import GOOD, Scripted, propose

READABLE, UNREADABLE = GOOD, "no JSON"


async def test_it_is_known_since_when_the_model_fails_and_that_it_works_again() -> None:
    now = [START]
    health = ModelHealth(lambda: now[0])
    scripted = Scripted([UNREADABLE, UNREADABLE, UNREADABLE, UNREADABLE, READABLE])
    engine = ModelEngine(
        scripted.model,
        ExtractiveEngine(),
        on_problem=health.failed,
        on_success=health.worked,
        on_usage=health.used,
    )
    for failures in (1, 2):
        await propose(engine)
        assert (health.problem, health.since, health.failures) == (
            "the model's answer could not be read",
            START,
            failures,
        )
        now[0] += timedelta(hours=1)
    await propose(engine)
    assert (health.problem, health.since, health.failures) == (None, None, 0)
    assert health.proposals == 3
    assert health.input_tokens > 0 < health.output_tokens


def test_the_room_loads_no_model_library() -> None:
    code = (
        "import sys, frontmate.agent; "
        "print([n for n in ('pydantic', 'pydantic_ai', 'openai', 'anthropic') if n in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.strip() == "[]"
