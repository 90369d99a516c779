"""The stand-in's command line: content, seed and time by options, a sentence for the rest."""

import json
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from frontmate.simulator.__main__ import main
from tests.simulator.test_help_centers import GOOD, written


def fetched(url: str) -> Any:
    with urllib.request.urlopen(url) as answer:
        return json.load(answer)


def test_its_options_fill_a_stand_in(tmp_path: Path) -> None:
    help_centers = written(tmp_path / "help", GOOD)
    past = written(tmp_path / "past", {f"{n}.md": f"Question {n}" for n in range(4)})
    options = {
        "--help-centers": str(help_centers),
        "--conversations": str(past),
        "--limit-conversations": "3",
        "--time-rate": "0",
        "--seed": "7",
        "--config": str(written(tmp_path, {"c.json": '{"company": {"id": "cmp_1x"}}'}) / "c.json"),
    }
    flat = [word for option in options.items() for word in option]
    command = [sys.executable, "-m", "frontmate.simulator", *flat]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        states = [fetched(f"{url}/_control/{what}") for what in ("state", "time", "time")]
        process.terminate()
        assert process.wait(20) == 0
    state, before, after = states
    assert [c["messages"][0]["text"] for c in state["conversations"]] == [
        f"Question {n}" for n in range(3)
    ]
    assert [center["name"] for center in state["help_centers"]] == ["Shop help", "team"]
    assert state["company"]["id"] == "cmp_1x"
    assert before == after, "time stands still"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--port", "99999"], "99999 is no port: it is a number from 0 to 65535"),
        (["--port", "x"], "x is no whole number"),
        (["--time-rate", "-1"], "-1 is no rate"),
        (["--time-rate", "nan"], "nan is no rate"),
        (["--limit-conversations", "-5"], "-5 is no whole number"),
        (["--colour"], "unrecognized arguments: --colour"),
        (["--host", "0.0.0.0"], "0.0.0.0 is not a loopback address"),
        (["--conversations", "{tmp}/none"], "none is no folder"),
        (["--help-centers", "{tmp}/none"], "none is no folder"),
        (["--conversations", "{tmp}/past"], "a.md names the unknown teammate Zoe"),
        (["--config", "{tmp}/none.json"], "none.json cannot be read: No such file or directory"),
        (["--config", "{tmp}/broken.json"], "broken.json"),
        (["--config", "{tmp}/odd.json"], "odd.json"),
        (["--config", "{tmp}/bare.json"], "bare.json: 'id' is missing"),
    ],
)
def test_what_cannot_be_started_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    files = {"past/a.md": "Hi\n## Zoe\nHo", "broken.json": "{", "bare.json": '{"company": {}}'}
    written(tmp_path, files | {"odd.json": '{"teammates": ["mia"]}'})
    assert main([argument.replace("{tmp}", str(tmp_path)) for argument in arguments]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert told.err.startswith("frontmate simulator: ")
    assert told.err.count("\n") == 1


def test_a_port_that_is_taken_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["--port", str(port)]) == 2
    assert f"Port {port} is taken. Choose another one with --port" in capsys.readouterr().err


def test_a_port_that_is_taken_is_left_to_whoever_has_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "frontmate.simulator", "--port", str(port), "--or-free"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            states = fetched(f"{ready['url']}/_control/state")
            process.terminate()
            assert process.wait(20) == 0
    assert ready["port"] != port
    assert states["conversations"] == []


def test_help_shows_every_option_and_the_folders(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    for word in ("--time-rate", "--limit-conversations", "corpus*.jsonl", "## Comment by Leo"):
        assert word in told
