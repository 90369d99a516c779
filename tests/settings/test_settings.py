"""A bad value stops the start with a sentence that names the setting."""

from pathlib import Path

import pytest

from frontmate.settings import SettingsError, read_settings


def test_nothing_needs_to_be_set() -> None:
    settings = read_settings({})
    assert (settings.host, settings.port, settings.model) == ("127.0.0.1", 8766, None)
    assert settings.encoder.kind == "auto"


def test_a_model_is_read_from_the_environment() -> None:
    model = read_settings(
        {"FRONTMATE_MODEL": "openai:some-model", "FRONTMATE_MODEL_KEY": "key"}
    ).model
    assert model is not None
    assert (model.name, model.key, model.fallback) == ("openai:some-model", "key", "extractive")


def test_pictures_are_shown_to_a_model_only_where_somebody_says_so() -> None:
    given = {"FRONTMATE_MODEL": "m", "FRONTMATE_MODEL_URL": "http://127.0.0.1:1/v1"}
    for value, shown in ((None, False), ("no", False), ("yes", True), ("YES", True)):
        set_so = {} if value is None else {"FRONTMATE_MODEL_PICTURES": value}
        model = read_settings(given | set_so).model
        assert model is not None
        assert model.pictures is shown
    assert read_settings({"FRONTMATE_MODEL_PICTURES": "no"}).model is None


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("from-a-file\n", encoding="utf-8")
    assert read_settings({"FRONTMATE_SECRET_KEY_FILE": str(file)}).secret_key == "from-a-file"


def test_words_may_be_written_large_or_small() -> None:
    settings = read_settings({"FRONTMATE_LOG_LEVEL": "debug", "FRONTMATE_ENCODER": "NONE"})
    assert (settings.log_level, settings.encoder.kind) == ("DEBUG", "none")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"FRONTMATE_PORT": "abc"}, "FRONTMATE_PORT must be a whole number"),
        ({"FRONTMATE_PORT": "70000"}, "from 0 to 65535"),
        ({"FRONTMATE_DATABASE_URL": "mysql://x"}, "postgresql"),
        ({"FRONTMATE_PUBLIC_URL": "help.example"}, "http"),
        ({"FRONTMATE_ZONE": "Mars/Olympus"}, "an IANA zone"),
        ({"FRONTMATE_LOG_LEVEL": "LOUD"}, "one of DEBUG"),
        ({"FRONTMATE_LOG_FORMAT": "xml"}, "one of text, json"),
        ({"FRONTMATE_METRICS_PORT": "on"}, "FRONTMATE_METRICS_PORT must be a whole number"),
        ({"FRONTMATE_TRUSTED_PROXIES": "*"}, "addresses or networks"),
        ({"FRONTMATE_TRUSTED_PROXIES": "10.0.0.0/8, proxy"}, "addresses or networks"),
        ({"FRONTMATE_MODEL_KEY_FILE": "/no/such/file"}, "a readable file"),
        ({"FRONTMATE_MODEL_URL": "http://127.0.0.1:1/v1"}, "FRONTMATE_MODEL is needed"),
        ({"FRONTMATE_MODEL": "m", "FRONTMATE_MODEL_FALLBACK": "guess"}, "extractive"),
        ({"FRONTMATE_MODEL": "m", "FRONTMATE_MODEL_PICTURES": "some"}, "one of no, yes"),
        ({"FRONTMATE_MODEL_PICTURES": "yes"}, "FRONTMATE_MODEL, which is to read them"),
        ({"FRONTMATE_ENCODER": "bert"}, "one of auto, none"),
        ({"FRONTMATE_FRONT_TOKEN": "t"}, "run `frontmate connect`"),
        ({"FRONTMATE_HELP_CENTER": "articles"}, "run `frontmate connect`"),
        ({"FRONTMATE_HOOST": "x"}, "FRONTMATE_HOOST is no setting"),
    ],
)
def test_what_cannot_be_used_is_named(change: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        read_settings(change)


def test_metrics_are_off_unless_they_have_a_port() -> None:
    assert read_settings({}).metrics_port is None
    shown = read_settings({"FRONTMATE_METRICS_PORT": "9464"})
    assert (shown.metrics_host, shown.metrics_port) == ("127.0.0.1", 9464)


def test_only_named_proxies_are_believed() -> None:
    assert read_settings({}).trusted_proxies == ("127.0.0.1", "::1")
    some = read_settings({"FRONTMATE_TRUSTED_PROXIES": "10.0.0.0/8, 192.0.2.7"})
    assert some.trusted_proxies == ("10.0.0.0/8", "192.0.2.7")
    assert read_settings({"FRONTMATE_TRUSTED_PROXIES": "none"}).trusted_proxies == ()


def test_the_value_is_never_shown_since_it_may_hold_a_password() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({"FRONTMATE_DATABASE_URL": "mysql://me:hunter2@host/db"})
    assert "hunter2" not in str(caught.value)
