"""`frontmate connections | disconnect | mode | switch`."""

from pathlib import Path

import pytest

from frontmate.cli import connections as commands
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Mode
from frontmate.settings import Settings
from frontmate.setup import Kit, help_centers, rules
from frontmate.store import audit, secrets
from tests.cli.installation import connected, done, policy_of_main, with_kit
from tests.setup.connecting import TOKEN


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Set up and switched on."""
    settings = connected(database_url, tmp_path)

    async def set_up(kit: Kit) -> None:
        folder = help_centers.Folder(tmp_path / "help", 2, 1, ("en",))
        await help_centers.add_folder(kit, "main", folder)
        await rules.set_switch(kit, "main", on=True)

    with_kit(settings, set_up)
    return settings


def _do(settings: Settings, *words: str) -> int:
    return done(commands.add, settings, *words)


def test_connections_are_listed_without_their_secrets(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _do(settings, "connections") == 0
    shown = capsys.readouterr().out
    assert "“main” is connected to cmp_1demo" in shown
    assert "Ada (tea_1ada)" in shown
    assert "Secrets:     token (sealed, never shown)" in shown
    assert "switched on, mode draft, all inboxes" in shown
    assert "help (folder" in shown
    assert TOKEN not in shown


def test_no_connection_says_how_to_make_one(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _do(settings, "disconnect", "main", "--yes") == 0
    capsys.readouterr()
    assert _do(settings, "connections") == 0
    assert "frontmate connect" in capsys.readouterr().out


def test_disconnecting_removes_the_secrets_at_once(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _do(settings, "disconnect", "main", "--yes") == 0
    assert "revoke the token" in capsys.readouterr().out

    async def names(kit: Kit) -> frozenset[str]:
        async with kit.engine.begin() as db:
            return await secrets.names(db, "main")

    assert with_kit(settings, names) == frozenset()


def test_the_switch_and_the_mode_are_changed_and_told(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _do(settings, "switch", "main", "off") == 0
    assert "switched off" in capsys.readouterr().out
    assert _do(settings, "mode", "main", "shadow") == 0
    assert _do(settings, "mode", "main", "draft", "--channel", "sms") == 0
    assert "mode shadow (sms draft)" in capsys.readouterr().out
    policy = policy_of_main(settings)
    assert not policy.enabled
    assert (policy.mode, policy.channel_modes) == (Mode.SHADOW, {Channel.SMS: Mode.DRAFT})
    assert _do(settings, "mode", "main", "general", "--channel", "sms") == 0
    assert policy_of_main(settings).channel_modes == {}


def test_live_needs_calibration_or_an_override(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _do(settings, "mode", "main", "live") == 1
    assert "learnt from 0 of about 100" in capsys.readouterr().err
    assert policy_of_main(settings).mode is Mode.DRAFT
    assert _do(settings, "mode", "main", "live", "--override") == 0
    assert policy_of_main(settings).mode is Mode.LIVE


@pytest.mark.parametrize(
    "words",
    [
        ["disconnect", "mian", "--yes"],
        ["switch", "mian", "on"],
        ["mode", "mian", "draft"],
        ["mode", "main", "general"],
    ],
)
def test_what_cannot_be_done_says_why(
    words: list[str], settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    before = policy_of_main(settings)
    assert _do(settings, *words) == 1
    told = capsys.readouterr().err
    assert "There is: main." in told or "Add --channel" in told
    assert policy_of_main(settings) == before


def test_who_changed_it_is_written_down(settings: Settings) -> None:
    _do(settings, "switch", "main", "off")

    async def newest(kit: Kit) -> audit.AuditEntry:
        async with kit.engine.begin() as db:
            return (await audit.newest(db, 1))[0]

    entry = with_kit(settings, newest)
    assert (entry.what, entry.connection) == ("rules_changed", "main")
    assert entry.who.startswith("command line")
    assert entry.detail["enabled"] is False
