"""What is printed of a log record, and what is not."""

import asyncio
import io
import json
import logging
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.cli.logs import formatter, show_from
from frontmate.front import Unreachable
from tests.journeys.fleet import Fleet

SECRET = "what a customer wrote"


def printed(kind: str, record: logging.LogRecord, *, frank: bool = False) -> str:
    return formatter(kind, frank=frank).format(record)


def a_record(message: str, *args: object, error: BaseException | None = None) -> logging.LogRecord:
    raised = None if error is None else (type(error), error, error.__traceback__)
    return logging.LogRecord("frontmate.x", logging.ERROR, __file__, 1, message, args, raised)


def raised() -> BaseException:
    try:
        try:
            raise ValueError(SECRET)
        except ValueError as error:
            raise RuntimeError(f"{SECRET} again") from error
    except RuntimeError as error:
        return error


@pytest.mark.parametrize("kind", ["text", "json"])
class TestBothFormats:
    def test_of_an_exception_only_its_kind_and_its_causes_are_printed(self, kind: str) -> None:
        said = printed(kind, a_record("it failed", error=raised()))
        assert "RuntimeError from ValueError" in said
        assert SECRET not in said

    def test_what_another_handler_has_formatted_already_is_not_taken_over(self, kind: str) -> None:
        record = a_record("it failed", error=raised())
        logging.Formatter().format(record)
        assert record.exc_text is not None
        assert SECRET not in printed(kind, record)
        assert record.exc_text is not None

    def test_an_exception_in_the_message_is_named_and_ours_may_speak(self, kind: str) -> None:
        assert SECRET not in printed(kind, a_record("failed: %s", ValueError(SECRET)))
        ours = Unreachable("GET /conversations/{conversation_id}: 503")
        assert "503" in printed(kind, a_record("failed: %s", ours))

    def test_a_lost_tasks_exception_is_not_shown(self, kind: str) -> None:
        record = a_record(f"Task exception was never retrieved\nfuture: <Task {SECRET!r}>")
        record.name = "asyncio"
        said = printed(kind, record)
        assert "never retrieved" in said
        assert SECRET not in said

    def test_at_debug_it_is_printed_whole(self, kind: str) -> None:
        assert SECRET in printed(kind, a_record("it failed", error=raised()), frank=True)

    def test_a_record_is_one_line(self, kind: str) -> None:
        said = printed(kind, a_record("one\ntwo", error=raised()))
        assert len(said.splitlines()) == 1

    async def test_a_database_error_shows_its_number_and_no_value(
        self, kind: str, engine: AsyncEngine
    ) -> None:
        with pytest.raises(DBAPIError) as caught:
            async with engine.begin() as db:
                await db.execute(text("select cast(:words as integer)"), {"words": SECRET})
        said = printed(kind, a_record("it failed", error=caught.value))
        assert "22P02" in said
        assert SECRET not in said


def test_ids_stand_behind_a_text_line_and_are_keys_in_json() -> None:
    record = a_record("decided")
    vars(record).update(connection="main", steps=["reply", "archive"], why="")
    assert printed("text", record).endswith("decided connection=main steps=reply,archive why=-")
    told = json.loads(printed("json", record))
    assert (told["connection"], told["steps"], told["level"]) == (
        "main",
        ["reply", "archive"],
        "ERROR",
    )


async def test_a_database_error_hides_its_parameters_by_itself(engine: AsyncEngine) -> None:
    with pytest.raises(DBAPIError) as caught:
        async with engine.begin() as db:
            await db.execute(text("select 1 / :none, cast(:w as text)"), {"none": 0, "w": SECRET})
    assert SECRET not in str(caught.value)


@pytest.fixture
def levels() -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("frontmate")
    before = root.level, ours.level
    yield
    root.setLevel(before[0])
    ours.setLevel(before[1])


@pytest.mark.usefixtures("levels")
def test_the_demo_prints_no_decisions() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    try:
        show_from(logging.WARNING)
        logging.getLogger("frontmate.workflow").info("decided")
    finally:
        logging.getLogger().removeHandler(handler)
    assert stream.getvalue() == ""


async def test_a_running_process_logs_json_alone(database_url: str, tmp_path: Path) -> None:
    environment = Fleet(database_url, tmp_path).environment(
        FRONTMATE_LOG_FORMAT="json", FRONTMATE_METRICS_PORT="0"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "frontmate", "run"),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    told = b""
    while b"connected yet" not in told:
        told += await asyncio.wait_for(process.stdout.readline(), 120)
    process.send_signal(signal.SIGTERM)
    _, logged = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0
    lines = [json.loads(line) for line in logged.decode().splitlines()]
    assert "told to stop" in " ".join(line["message"] for line in lines)
    assert {"at", "level", "logger", "message"} <= set(lines[0])
    assert b"Metrics:  http://127.0.0.1:" in told
