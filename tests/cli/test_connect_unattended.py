"""`frontmate connect` without anybody at the terminal: options, files, exit status."""

import argparse
import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.cli import connect as command
from frontmate.cli.connect_given import Given, read_given
from frontmate.cli.workplace import open_kit
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Mode, Policy
from frontmate.front import WebhookKind
from frontmate.settings import SettingsError
from frontmate.setup import workspaces
from frontmate.store import connections, secrets, sources
from tests.cli.typist import MIA, SIGNING_KEY, TOKEN, Place, Typist, place


@pytest.fixture
async def here(database_url: str, tmp_path: Path) -> AsyncIterator[Place]:
    async with place(database_url, tmp_path / "data") as opened:
        yield opened


def _given(words: list[str]) -> Given:
    parser = argparse.ArgumentParser()
    command.add(parser.add_subparsers())
    return read_given(parser.parse_args(["connect", *words]))


def _file(folder: Path, name: str, secret: str) -> str:
    (folder / name).write_text(f"{secret}\n", encoding="utf-8")
    return str(folder / name)


async def _run(here: Place, *words: str, **more: Any) -> tuple[int, str]:
    typist = Typist(deeds=more.pop("deeds", {}))
    status = await here.run(typist, _given([*words]), unattended=True, **more)
    return status, typist.shown


async def _policy(engine: AsyncEngine) -> Policy:
    async with engine.begin() as db:
        return await connections.policy_of(db, "main")


async def _overviews(here: Place) -> tuple[workspaces.Overview, ...]:
    async with open_kit(here.settings) as kit:
        return await workspaces.overviews(kit)


def _polling(here: Place, tmp_path: Path) -> list[str]:
    token = _file(tmp_path, "token", TOKEN)
    return ["--api-url", here.front, "--token-file", token, "--ai-teammate", "Ada", "--intake=poll"]


async def test_options_connect_it_whole_and_follow_the_test_message(
    here: Place, engine: AsyncEngine, tmp_path: Path
) -> None:
    status, shown = await _run(
        here,
        *("--api-url", here.front, "--token-file", _file(tmp_path, "token", TOKEN)),
        *("--signing-key-file", _file(tmp_path, "key", SIGNING_KEY)),
        *("--intake", "webhook", "--ai-teammate", "tea_1ada", "--inbox", "Support"),
        *("--handle-unassigned", "--no-sync-tags", "--mode", "live", "--override"),
        *("--channel-mode", "sms=shadow", "--front-help-centers", "knb_1pub"),
        *("--public-address", "knb_1pub=https://help.lamps.example", "--test-from", MIA),
        deeds={
            "waiting for its handshake": [here.save_webhook],
            "Waiting for it": [lambda: here.write_as(MIA)],
        },
    )
    assert status == 0, shown
    assert "the reply is back, seen in Front" in shown
    policy = await _policy(engine)
    assert policy.allowed_inboxes == frozenset({"inb_1mail"})
    assert (policy.mode, policy.channel_modes) == (Mode.LIVE, {Channel.SMS: Mode.SHADOW})
    assert policy.handle_unassigned
    assert not policy.sync_tags
    async with engine.begin() as db:
        known = {source.place: source for source in await sources.of(db, "main")}
    assert known["knb_1pub"].public_url == "https://help.lamps.example"
    assert not known["knb_2int"].chosen


async def test_where_nothing_is_waited_for_no_server_is_started(
    here: Place, tmp_path: Path
) -> None:
    status, shown = await _run(here, *_polling(here, tmp_path), "--skip-test")
    assert status == 0, shown
    assert "frontmate runs" not in shown
    assert "mode draft, all inboxes, leaves unassigned conversations" in shown


async def test_one_option_changes_one_thing(
    here: Place, engine: AsyncEngine, tmp_path: Path
) -> None:
    told = ["--inbox", "Support", "--handle-unassigned", "--requests-per-minute", "80"]
    await _run(here, *_polling(here, tmp_path), *told, "--skip-test")
    before = await _policy(engine)
    status, shown = await _run(here, "--no-sync-tags", "--skip-test", "--skip-handshake")
    assert status == 0, shown
    after = await _policy(engine)
    assert after == dataclasses.replace(before, version=before.version + 1, sync_tags=False)
    token = _file(tmp_path, "token", TOKEN)
    assert (await _run(here, "--token-file", token, "--skip-test", "--skip-handshake"))[0] == 0
    (one,) = await _overviews(here)
    assert (one.workspace.requests_per_minute, one.workspace.api_url) == (80, here.front)
    refused, shown = await _run(here, "--mode", "live", "--skip-test", "--skip-handshake")
    assert refused == 1
    assert "learnt from 0 of about 100 past conversations" in shown
    assert await _policy(engine) == after


async def test_a_key_ends_polling(here: Place, tmp_path: Path) -> None:
    await _run(here, *_polling(here, tmp_path), "--skip-test")
    key = _file(tmp_path, "key", SIGNING_KEY)
    status, shown = await _run(here, "--signing-key-file", key, "--skip-test", "--skip-handshake")
    assert status == 0, shown
    (one,) = await _overviews(here)
    assert one.workspace.intake == "webhook"
    assert one.secrets == {"token", "signing_key"}


async def test_what_is_missing_is_named_by_its_option(
    here: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _ = await _run(here, "--skip-test", "--skip-handshake")
    assert status == 2
    assert "needs --token-file" in capsys.readouterr().err
    token = _file(tmp_path, "token", TOKEN)
    words = ("--api-url", here.front, "--token-file", token, "--skip-test", "--skip-handshake")
    assert (await _run(here, *words))[0] == 2
    assert "needs --ai-teammate" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--ai-teammate", "Bob"], "No teammate “Bob”"),
        (["--inbox", "Sales"], "There is no shared inbox “Sales”"),
        (["--front-help-centers", "knb_9"], "Front shows no help center knb_9"),
        (["--help-center", "/nowhere/at/all"], "is not a folder"),
        (["--public-address", "knb_1pub=lamps"], "“lamps” is not the address of a help center"),
        (["--name", "No Good"], "cannot be a connection's name"),
        (["--mode", "live"], "does not yet mean what it says"),
    ],
)
async def test_an_option_that_cannot_be_stops_with_a_sentence(
    words: list[str], said: str, here: Place, tmp_path: Path
) -> None:
    status, shown = await _run(here, *_polling(here, tmp_path), *words, "--skip-test")
    assert status == 1, shown
    assert said in shown
    assert "Stopped here" in shown
    assert all(not one.policy.enabled for one in await _overviews(here))


async def test_no_handshake_stops_it_with_the_ai_off(
    here: Place, engine: AsyncEngine, tmp_path: Path
) -> None:
    words = _polling(here, tmp_path)[:-1]
    key = ("--signing-key-file", _file(tmp_path, "key", SIGNING_KEY))
    status, shown = await _run(here, *words, *key, "--wait", "0.1", "--skip-test")
    assert status == 1
    assert "No handshake came" in shown
    assert not (await _policy(engine)).enabled


async def test_a_taken_port_is_named_and_nothing_is_saved(here: Place, engine: AsyncEngine) -> None:
    taken = dataclasses.replace(here.settings, port=int(here.front.rpartition(":")[2]))
    with pytest.raises(SettingsError, match="FRONTMATE_PORT"):
        await dataclasses.replace(here, settings=taken).run(Typist())
    async with engine.begin() as db:
        assert await connections.all_of(db) == ()


async def test_a_lost_key_is_named_and_left_behind_by_command(
    here: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [*_polling(here, tmp_path), "--skip-test"]
    assert (await _run(here, *words))[0] == 0
    other = dataclasses.replace(
        here, settings=dataclasses.replace(here.settings, secret_key="another-key-of-tests")
    )
    assert (await _run(other, *words))[0] == 2
    assert "--forget-secrets" in capsys.readouterr().err
    status, shown = await _run(other, *words, forget_secrets=True)
    assert status == 0, shown
    assert "to be entered again for: main" in shown
    assert (await _run(other, "--skip-test", "--skip-handshake"))[0] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--token-file", "/nowhere"], "cannot be read"),
        (["--channel-mode", "fax=live"], "fax=live"),
        (["--channel-mode", "email=loud"], "email=loud"),
        (["--channel-mode", "email"], "should look like"),
        (["--public-address", "knb_1pub"], "should look like"),
    ],
)
def test_options_that_cannot_be_read_stop_before_anything(words: list[str], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        _given(words)


def test_an_empty_file_or_two_kinds_of_key_stop_before_anything(tmp_path: Path) -> None:
    empty, key = _file(tmp_path, "empty", ""), _file(tmp_path, "key", SIGNING_KEY)
    with pytest.raises(SettingsError, match="is empty"):
        _given(["--token-file", empty])
    with pytest.raises(SettingsError, match="two kinds"):
        _given(["--signing-key-file", key, "--rule-secret-file", key])
    with pytest.raises(SettingsError, match="other kind"):
        _given(["--signing-key-file", key, "--kind", "rule"])
    assert _given(["--rule-secret-file", key]).kind is WebhookKind.RULE


def test_secrets_are_not_in_what_python_shows(tmp_path: Path) -> None:
    given = _given(["--token-file", _file(tmp_path, "token", TOKEN)])
    assert TOKEN not in repr(given)


async def test_a_token_for_help_centers_alone_is_sealed_and_used(
    here: Place, engine: AsyncEngine, tmp_path: Path
) -> None:
    alone = _file(tmp_path, "articles", TOKEN)
    status, shown = await _run(here, *_polling(here, tmp_path), "--knowledge-token-file", alone)
    assert status == 0, shown
    assert TOKEN not in shown
    async with engine.begin() as db:
        assert "knowledge_token" in await secrets.names(db, "main")
        read = [source.place for source in await sources.of(db, "main") if source.synced_at]
    assert "knb_1pub" in read
