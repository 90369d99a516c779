"""From a name, a URL and a key to a language model, or one sentence that says what is wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from pydantic_ai.models import Model
    from pydantic_ai.providers import Provider
    from pydantic_ai.settings import ModelSettings

HTTP_RETRIES = 1
"""Of one request, after an error that may pass; all of it within the timeout."""
_TOKENS = 4096
"""Of an answer; its JSON takes a few hundred."""
_OPENAI = "https://api.openai.com/v1"
_ANTHROPIC = "https://api.anthropic.com"
_EXAMPLES = "openai:gpt-5-mini or anthropic:claude-sonnet-5"
_WITH_URL_ONLY = frozenset({"ollama", "vllm", "litellm"})
_TALKATIVE = ("openai", "anthropic", "httpx2", "httpcore2", "pydantic_ai")
"""Libraries that log what is sent, at DEBUG, or to where, at INFO."""


class ModelSettingError(Exception):
    """The model cannot be opened; the message is one sentence for an admin, without the key."""


def open_model(name: str, *, url: str | None, key: str | None, timeout: float) -> Model:
    """A model ready to be asked; nothing is sent yet.

    Without `url`, `name` is `provider:model`. With one, any name goes to the OpenAI-compatible
    host there as it stands; a leading `openai:` is taken off, and `anthropic:` means Anthropic's
    protocol. `timeout`: seconds for one request, its HTTP retry included. Keys of other programs
    in the environment are not used. Raises ModelSettingError.
    """
    name, key = name.strip(), (key or "").strip()
    _check(name, url, key)
    for library in _TALKATIVE:
        logging.getLogger(library).setLevel(logging.WARNING)
    settings: ModelSettings = {
        "timeout": timeout,
        "request_timeout": timeout,
        "max_retries": HTTP_RETRIES,
    }
    prefix, _, rest = name.partition(":")
    if prefix == "anthropic":
        return _anthropic(rest, url or _ANTHROPIC, key, settings)
    if url is not None:
        return _compatible(rest if prefix == "openai" else name, url, key, settings)
    if prefix in ("openai", "openai-chat", "openai-responses"):
        return _openai(prefix, rest, key, settings)
    return _other(name, key, settings)


def _check(name: str, url: str | None, key: str) -> None:
    prefix, colon, rest = name.partition(":")
    if not name or any(sign.isspace() or not sign.isprintable() for sign in name):
        raise ModelSettingError(
            f"FRONTMATE_MODEL is no model's name: write, for example, {_EXAMPLES}"
        )
    if not key.isascii() or any(not 32 < ord(sign) < 127 for sign in key):
        raise ModelSettingError(
            "FRONTMATE_MODEL_KEY has a sign in it that no key has: copy it again"
        )
    if url is not None:
        _check_url(url)
    elif not colon or not rest:
        raise ModelSettingError(
            f"FRONTMATE_MODEL is {name!r}, without its provider: write, for example, {_EXAMPLES}, "
            "or set FRONTMATE_MODEL_URL for a host of your own"
        )
    elif prefix in _WITH_URL_ONLY:
        raise ModelSettingError(
            f"FRONTMATE_MODEL is {name!r}: set FRONTMATE_MODEL_URL to the host's address, for "
            "example http://127.0.0.1:11434/v1"
        )
    elif not key:
        raise ModelSettingError(
            f"FRONTMATE_MODEL is {name!r}, but FRONTMATE_MODEL_KEY is missing: make a key in the "
            "provider's console and set it"
        )
    if prefix in ("openai", "anthropic") and not rest:
        raise ModelSettingError(f"FRONTMATE_MODEL names no model behind {prefix!r}")


def _check_url(url: str) -> None:
    """Never repeats the URL: somebody may have put a key into it."""
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise ModelSettingError(
            "FRONTMATE_MODEL_URL is no address: write https://host/v1"
        ) from None
    if not fits or any(sign.isspace() for sign in url):
        raise ModelSettingError("FRONTMATE_MODEL_URL is no address: write https://host/v1")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ModelSettingError(
            "FRONTMATE_MODEL_URL holds more than an address: put the key into FRONTMATE_MODEL_KEY"
        )


def _anthropic(name: str, url: str, key: str, settings: ModelSettings) -> Model:
    from pydantic_ai.models.anthropic import AnthropicModel  # noqa: PLC0415 - loads an SDK
    from pydantic_ai.providers.anthropic import AnthropicProvider  # noqa: PLC0415

    # A proxy of one's own may need no key, but the SDK wants one.
    provider = AnthropicProvider(api_key=key or "none", base_url=url)
    # Otherwise the model's own limit is asked for, which Anthropic only grants to a stream.
    return AnthropicModel(name, provider=provider, settings={**settings, "max_tokens": _TOKENS})


def _compatible(name: str, url: str, key: str, settings: ModelSettings) -> Model:
    from pydantic_ai.models.openai import OpenAIChatModel  # noqa: PLC0415 - loads an SDK
    from pydantic_ai.providers.openai_compatible import (  # noqa: PLC0415
        OpenAICompatibleProvider,
    )

    provider = OpenAICompatibleProvider("own-host", base_url=url, api_key=key or None)
    return OpenAIChatModel(name, provider=provider, settings=settings)


def _openai(prefix: str, name: str, key: str, settings: ModelSettings) -> Model:
    from pydantic_ai.models.openai import (  # noqa: PLC0415 - loads an SDK
        OpenAIChatModel,
        OpenAIResponsesModel,
        OpenAIResponsesModelSettings,
    )
    from pydantic_ai.providers.openai import OpenAIProvider  # noqa: PLC0415
    from pydantic_ai.settings import merge_model_settings  # noqa: PLC0415

    provider = OpenAIProvider(base_url=_OPENAI, api_key=key)
    if prefix == "openai-responses":
        # Responses are kept at OpenAI unless told otherwise; chat completions are not.
        private = merge_model_settings(settings, OpenAIResponsesModelSettings(openai_store=False))
        return OpenAIResponsesModel(name, provider=provider, settings=private)
    return OpenAIChatModel(name, provider=provider, settings=settings)


def _other(name: str, key: str, settings: ModelSettings) -> Model:
    from pydantic_ai.exceptions import UserError  # noqa: PLC0415 - 0.4 s
    from pydantic_ai.models import infer_model  # noqa: PLC0415
    from pydantic_ai.providers import infer_provider_class  # noqa: PLC0415

    prefix = name.partition(":")[0]

    def with_key(provider: str) -> Provider[Any]:
        # What a provider takes differs; a TypeError says that a key alone will not do.
        make: Callable[..., Provider[Any]] = infer_provider_class(provider)
        return make(api_key=key)

    problem = ""
    try:
        if "/" in prefix:
            raise ValueError
        model = infer_model(name, provider_factory=with_key)
    except ImportError:
        problem = "needs a package that is not installed: use its OpenAI-compatible address as"
    except (UserError, ValueError):
        problem = f"cannot be used by its name alone: write, for example, {_EXAMPLES}, or set"
    except TypeError:
        problem = "needs more than a key: use its OpenAI-compatible address as"
    if problem:
        raise ModelSettingError(
            f"FRONTMATE_MODEL is {name!r}; the provider {prefix!r} {problem} FRONTMATE_MODEL_URL"
        )
    # `infer_model` takes no settings; they are what the other constructors store.
    model._settings = settings
    return model
