"""A real (pseudo-)terminal: what is typed secretly is not shown, and the loop goes on meanwhile."""

import asyncio
import contextlib
import io
import os
import pty
import termios
from collections.abc import Iterator

import pytest

from frontmate.cli.talk import Talk, UnansweredError
from frontmate.cli.terminal import Console
from frontmate.setup import Problem
from tests.cli.typist import Typist


class Tty:
    """Both ends of a terminal: `keys` is the person's, `console` reads and writes at ours."""

    def __init__(self) -> None:
        self.keys, self.ours = pty.openpty()
        self._out = io.TextIOWrapper(os.fdopen(os.dup(self.ours), "wb"), encoding="utf-8")
        self.console = Console(self.ours, self._out)

    def echoes(self) -> bool:
        return bool(termios.tcgetattr(self.ours)[3] & termios.ECHO)

    def type(self, keys: str) -> None:
        os.write(self.keys, keys.encode())

    def shown(self) -> str:
        os.set_blocking(self.keys, False)
        parts = []
        with contextlib.suppress(BlockingIOError):
            while part := os.read(self.keys, 65536):
                parts.append(part)
        return b"".join(parts).decode()

    def close(self) -> None:
        self._out.close()
        os.close(self.ours)
        with contextlib.suppress(OSError):
            os.close(self.keys)


@pytest.fixture
def tty() -> Iterator[Tty]:
    opened = Tty()
    yield opened
    opened.close()


async def test_a_secret_is_never_echoed_and_the_echo_comes_back(tty: Tty) -> None:
    asking = asyncio.create_task(tty.console.read_secret("Token: "))
    await asyncio.sleep(0)
    assert not tty.echoes()
    tty.type("a-secret-token\n")
    assert await asking == "a-secret-token"
    shown = tty.shown()
    assert "Token: " in shown
    assert "a-secret-token" not in shown
    assert tty.echoes()


async def test_an_interrupted_secret_leaves_the_echo_on(tty: Tty) -> None:
    asking = asyncio.create_task(tty.console.read_secret("Token: "))
    await asyncio.sleep(0)
    assert not tty.echoes()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert tty.echoes()


async def test_the_loop_goes_on_while_somebody_thinks(tty: Tty) -> None:
    asking = asyncio.create_task(tty.console.read("Name: "))
    for _ in range(100):
        await asyncio.sleep(0)
    assert not asking.done()
    tty.type("mäin\n")
    assert await asking == "mäin"
    assert "mäin" in tty.shown()


async def test_lines_that_come_at_once_are_answers_one_by_one() -> None:
    read, write = os.pipe()
    os.write(write, b"first\r\nsecond\nthird")
    os.close(write)
    console = Console(read, io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    assert [await console.read(""), await console.read_secret(""), await console.read("")] == [
        "first",
        "second",
        "third",
    ]
    with pytest.raises(EOFError):
        await console.read("")
    os.close(read)


async def test_a_file_can_hold_the_answers(tmp_path: object) -> None:
    file = os.path.join(str(tmp_path), "answers")  # noqa: PTH118 - a descriptor is wanted below
    with open(file, "w", encoding="utf-8") as opened:  # noqa: PTH123, ASYNC230
        opened.write("one\ntwo\n")
    source = os.open(file, os.O_RDONLY)
    console = Console(source, io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    assert [await console.read(""), await console.read("")] == ["one", "two"]
    os.close(source)


async def test_a_terminal_that_is_gone_ends_the_input(tty: Tty) -> None:
    asking = asyncio.create_task(tty.console.read("Name: "))
    await asyncio.sleep(0)
    os.close(tty.keys)
    with pytest.raises(EOFError):
        await asking


def test_a_plain_terminal_gets_plain_signs() -> None:
    sink = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    Console(0, sink).write("✓ “main” … → ü\n")
    sink.seek(0)
    assert sink.buffer.read() == b'+ "main" ... -> ?\n'


CHOICES = ["one", "two", "three"]


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("", {0, 2}),
        ("all", {0, 1, 2}),
        ("none", set()),
        ("2", {1}),
        ("1, 3", {0, 2}),
        ("3 2", {1, 2}),
    ],
)
async def test_boxes_are_ticked_by_number(typed: str, chosen: set[int]) -> None:
    talk = Talk(Typist([("Which?", typed)]))
    assert await talk.some_of("Which?", CHOICES, {0, 2}, "") == chosen


@pytest.mark.parametrize("typed", ["0", "4", "-1", "1-3", "x", "1,,9", "²", "99999999999"])
async def test_what_is_no_choice_is_asked_again(typed: str) -> None:
    typist = Typist([("Which?", typed), ("Which?", "2")])
    assert await Talk(typist).one_of("Which?", CHOICES, None, "") == 1
    assert "from 1 to 3" in typist.shown


@pytest.mark.parametrize(
    ("typed", "meant"), [("", False), ("y", True), ("YES", True), ("n", False)]
)
async def test_yes_and_no_are_understood(typed: str, meant: bool) -> None:
    assert await Talk(Typist([("Sure?", typed)])).yes("Sure?", False, "") is meant


async def test_nothing_else_is_taken_for_yes() -> None:
    typist = Typist([("Sure?", "perhaps"), ("yes or no", "yess"), ("yes or no", "yes")])
    assert await Talk(typist).yes("Sure?", False, "")


async def test_unattended_takes_defaults_and_names_the_option_that_is_missing() -> None:
    talk = Talk(Typist(), unattended=True)
    assert await talk.yes("Sure?", True, "")
    assert await talk.one_of("Which?", CHOICES, 2, "") == 2
    assert await talk.some_of("Which?", CHOICES, {1}, "") == {1}
    with pytest.raises(UnansweredError, match="--token-file"):
        await talk.secret("Token", "--token-file")


def test_a_name_from_front_does_not_steer_the_terminal() -> None:
    typist = Typist()
    Talk(typist).good("Ada\x1b]0;owned\x07\x9b2J\r")
    assert typist.shown == "  ✓ Ada�]0;owned��2J�\n"


def test_a_problem_is_told_with_its_fix() -> None:
    typist = Typist()
    Talk(typist).problem(Problem("word", "It broke.", "Mend it."))
    assert typist.shown == "  ✗ It broke.\n    → Mend it.\n"


async def test_without_standard_input_there_are_no_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    console = Console(None, io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    with pytest.raises(EOFError):
        await console.read_secret("Token: ")
