"""A wrong name, a missing key or an odd address is told in one sentence, without the key."""

import logging

import pytest

from frontmate.agent.open_model import HTTP_RETRIES, ModelSettingError, open_model

KEY = "sk-secret-5d1f"


@pytest.mark.parametrize(
    ("name", "url", "shown", "address"),
    [
        ("openai:gpt-5-mini", None, "gpt-5-mini", "https://api.openai.com/v1/"),
        ("openai-responses:gpt-5", None, "gpt-5", "https://api.openai.com/v1/"),
        ("anthropic:claude-sonnet-5", None, "claude-sonnet-5", "https://api.anthropic.com"),
        ("deepseek:deepseek-chat", None, "deepseek-chat", "https://api.deepseek.com"),
        ("openrouter:a/b", None, "a/b", "https://openrouter.ai/api/v1/"),
        ("qwen2.5:7b", "http://127.0.0.1:11434/v1", "qwen2.5:7b", "http://127.0.0.1:11434/v1/"),
        ("mistral:7b", "http://127.0.0.1:11434/v1", "mistral:7b", "http://127.0.0.1:11434/v1/"),
        ("openai:gpt-5", "https://proxy.example/v1", "gpt-5", "https://proxy.example/v1/"),
        ("anthropic:claude", "https://proxy.example", "claude", "https://proxy.example"),
        ("org/Model-7B.gguf", "http://localhost:8080/v1", "org/Model-7B.gguf", "http://localhost:8080/v1/"),
    ],
)  # fmt: skip
def test_a_model_is_opened(name: str, url: str | None, shown: str, address: str) -> None:
    model = open_model(name, url=url, key=KEY, timeout=20)
    assert model.model_name == shown
    assert model.base_url == address
    settings = model.settings or {}
    assert settings.get("timeout") == settings.get("request_timeout") == 20
    assert settings.get("max_retries") == HTTP_RETRIES


@pytest.mark.parametrize(
    ("name", "url", "key", "says"),
    [
        ("", None, KEY, "no model's name"),
        ("openai:gpt 5", None, KEY, "no model's name"),
        ("gpt-5", None, KEY, "without its provider"),
        ("test", None, KEY, "without its provider"),
        ("openai:", None, KEY, "without its provider"),
        ("openai:", "https://proxy.example/v1", KEY, "names no model"),
        ("openai:gpt-5", None, None, "FRONTMATE_MODEL_KEY is missing"),
        ("openai:gpt-5", None, "  ", "FRONTMATE_MODEL_KEY is missing"),
        ("anthropic:claude", None, None, "FRONTMATE_MODEL_KEY is missing"),
        ("openai:gpt-5", None, f"{KEY}\nx", "sign in it that no key has"),
        ("openai:gpt-5", None, f"{KEY}é", "sign in it that no key has"),
        ("ollama:llama3", None, None, "set FRONTMATE_MODEL_URL"),
        ("nonsense:x", None, KEY, "cannot be used by its name alone"),
        ("gateway/openai:x", None, KEY, "cannot be used by its name alone"),
        ("mistral:large", None, KEY, "a package that is not installed"),
        ("snowflake:x", None, KEY, "needs more than a key"),
        ("x", "ftp://host/v1", KEY, "no address"),
        ("x", "host:8080", KEY, "no address"),
        ("x", "http://", KEY, "no address"),
        ("x", "http://[::1", KEY, "no address"),
        ("x", "http://host:99999/v1", KEY, "no address"),
        ("x", "https://user:sk-secret-5d1f@host/v1", None, "holds more than an address"),
        ("x", "https://host/v1?key=sk-secret-5d1f", None, "holds more than an address"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    name: str, url: str | None, key: str | None, says: str
) -> None:
    with pytest.raises(ModelSettingError) as raised:
        open_model(name, url=url, key=key, timeout=20)
    sentence = str(raised.value)
    assert says in sentence
    assert sentence.startswith("FRONTMATE_MODEL")
    assert "sk-secret" not in sentence
    assert "\n" not in sentence
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


def test_keys_of_other_programs_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.setenv(name, KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", "https://elsewhere.example/v1")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "https://elsewhere.example")
    with pytest.raises(ModelSettingError):
        open_model("openai:gpt-5", url=None, key=None, timeout=20)
    assert (
        open_model("openai:x", url=None, key="k", timeout=20).base_url
        == "https://api.openai.com/v1/"
    )
    assert (
        open_model("anthropic:x", url=None, key="k", timeout=20).base_url
        == "https://api.anthropic.com"
    )


def test_libraries_that_log_what_is_sent_are_quiet() -> None:
    open_model("x", url="http://127.0.0.1:1/v1", key=None, timeout=1)
    for library in ("openai", "openai._base_client", "anthropic", "httpx2"):
        assert not logging.getLogger(library).isEnabledFor(logging.INFO)
