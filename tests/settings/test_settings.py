"""A bad value stops the start with a sentence that names the setting."""

from pathlib import Path

import pytest

from frontmate.settings import SettingsError, read_settings

CONNECTED = {
    "FRONTMATE_FRONT_TOKEN": "token",
    "FRONTMATE_FRONT_COMPANY": "cmp_1",
    "FRONTMATE_FRONT_AI_TEAMMATE": "tea_1",
    "FRONTMATE_FRONT_SIGNING_KEY": "key",
}


def test_nothing_needs_to_be_set() -> None:
    settings = read_settings({})
    assert (settings.host, settings.port, settings.front) == ("127.0.0.1", 8766, None)


def test_a_workspace_is_read_from_the_environment() -> None:
    front = read_settings(CONNECTED).front
    assert front is not None
    assert (front.connection, front.company, front.signing_key) == ("main", "cmp_1", "key")


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("from-a-file\n", encoding="utf-8")
    environment = {**CONNECTED, "FRONTMATE_FRONT_TOKEN_FILE": str(file)}
    del environment["FRONTMATE_FRONT_TOKEN"]
    front = read_settings(environment).front
    assert front is not None
    assert front.token == "from-a-file"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"FRONTMATE_PORT": "abc"}, "FRONTMATE_PORT must be a whole number"),
        ({"FRONTMATE_PORT": "70000"}, "from 0 to 65535"),
        ({"FRONTMATE_DATABASE_URL": "mysql://x"}, "postgresql"),
        ({"FRONTMATE_PUBLIC_URL": "help.example"}, "http"),
        ({"FRONTMATE_HELP_CENTER": "/no/such/folder"}, "an existing folder"),
        ({"FRONTMATE_ZONE": "Mars/Olympus"}, "an IANA zone"),
        ({"FRONTMATE_LOG_LEVEL": "LOUD"}, "one of DEBUG"),
        ({"FRONTMATE_FRONT_TOKEN_FILE": "/no/such/file"}, "a readable file"),
        ({"FRONTMATE_FRONT_TOKEN": "t"}, "FRONTMATE_FRONT_COMPANY"),
        ({**CONNECTED, "FRONTMATE_FRONT_SIGNING_KEY": ""}, "FRONTMATE_FRONT_RULE_SECRET"),
        ({"FRONTMATE_HOOST": "x"}, "FRONTMATE_HOOST is no setting"),
    ],
)
def test_what_cannot_be_used_is_named(change: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        read_settings(change)


def test_the_value_is_never_shown_since_it_may_hold_a_password() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({"FRONTMATE_DATABASE_URL": "mysql://me:hunter2@host/db"})
    assert "hunter2" not in str(caught.value)
