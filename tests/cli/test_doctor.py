"""`frontmate doctor` at the command line: what it prints, and what it ends with."""

import argparse
import asyncio
import io
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from frontmate.cli import doctor
from frontmate.settings import Settings, SettingsError, read_settings
from frontmate.store import Keeper, secrets
from tests.setup.ward import TOKEN, Ward, open_ward

KEY = "a-key-for-tests"


@pytest.fixture
async def ward(database_url: str, tmp_path: Path) -> AsyncIterator[Ward]:
    async with open_ward(database_url, tmp_path) as ward:
        yield ward


def settings(database_url: str | None, data: Path, **more: str) -> Settings:
    given = {
        "FRONTMATE_DATA": str(data),
        "FRONTMATE_SECRET_KEY": KEY,
        "FRONTMATE_PUBLIC_URL": "https://frontmate.example",
        **more,
    }
    if database_url is not None:
        given["FRONTMATE_DATABASE_URL"] = database_url
    return read_settings(given)


def command(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    doctor.add(parser.add_subparsers(), doctor.no_probes)
    return parser.parse_args(["doctor", *arguments])


async def run(given: argparse.Namespace, chosen: Settings) -> int:
    """As the command does it: in a loop of its own, beside the stand-in's."""
    status: int = await asyncio.to_thread(given.run, given, chosen)
    return status


async def test_warnings_alone_end_with_0_and_are_shown(
    ward: Ward, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # The tests' data folder is a temporary one, and the ward's worker is of another version.
    assert await run(command(), settings(database_url, tmp_path)) == 0
    printed = capsys.readouterr().out
    assert "! data_folder" in printed
    assert "! versions" in printed
    assert "0 wrong, 2 to look at" in printed


async def test_something_wrong_ends_with_1_and_is_json_for_programs(
    ward: Ward, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with ward.engine.begin() as db:
        await secrets.put(db, Keeper(KEY), "main", "token", f"{TOKEN}-old", ward.now)
    assert await run(command("main", "--json"), settings(database_url, tmp_path)) == 1
    printed = capsys.readouterr().out
    report = json.loads(printed)
    wrong = [f["check"] for f in report["findings"] if f["level"] == "bad"]
    assert (wrong, report["all_well"]) == (["token"], False)
    assert TOKEN not in printed


async def test_the_key_in_the_data_folder_is_used_and_none_is_made(
    ward: Ward, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    without_key = settings(database_url, tmp_path, FRONTMATE_SECRET_KEY="")
    assert await run(command(), without_key) == 1
    assert not (tmp_path / "secret-key").exists()
    (tmp_path / "secret-key").write_text(f"{KEY}\n", encoding="ascii")
    assert await run(command(), without_key) == 0
    assert "no key is given" in capsys.readouterr().out


async def test_a_name_that_no_connection_has_could_not_be_run(
    ward: Ward, database_url: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match="no connection is called 'mian'"):
        await run(command("mian"), settings(database_url, tmp_path))


def test_a_missing_embedded_database_is_not_made(tmp_path: Path) -> None:
    given = command()
    with pytest.raises(SettingsError, match="there is no database"):
        given.run(given, settings(None, tmp_path / "data"))
    assert not (tmp_path / "data").exists()


async def test_a_terminal_that_knows_no_signs_gets_ascii(
    ward: Ward, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = io.BytesIO()
    terminal = io.TextIOWrapper(paper, encoding="ascii", write_through=True)
    monkeypatch.setattr(sys, "stdout", terminal)
    assert await run(command(), settings(database_url, tmp_path)) == 0
    assert b"!! data_folder" in paper.getvalue()
