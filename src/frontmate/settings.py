"""Settings of one process, from the environment. Read by `app` and `cli`, once; a bad value stops
the start with a sentence that says what to do. Each is described in docs/settings.md."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from frontmate.store import embedded

PREFIX = "FRONTMATE_"


class SettingsError(Exception):
    """A setting that cannot be used; the message names it and what it should be."""


@dataclass(frozen=True)
class FrontSettings:
    """How to reach one Front workspace."""

    connection: str
    token: str
    company: str
    ai_teammate: str
    signing_key: str | None
    rule_secret: str | None
    api_url: str
    requests_per_minute: int


@dataclass(frozen=True)
class Settings:
    host: str
    port: int
    data: Path
    database_url: str | None
    public_url: str | None
    help_center: Path | None
    zone: str
    log_level: str
    alert_url: str | None
    secret_key: str | None
    """Signs the console's cookies; None: one is made and kept in the data folder."""
    front: FrontSettings | None


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Raises SettingsError for the first value that cannot be used."""
    read = _Reader(environment)
    settings = Settings(
        host=read.text("HOST", "127.0.0.1"),
        port=read.whole("PORT", 8766, 0, 65535),
        data=Path(read.text("DATA", str(embedded.default_folder()))).expanduser(),
        database_url=read.url("DATABASE_URL", ("postgresql", "postgres", "postgresql+psycopg")),
        public_url=read.url("PUBLIC_URL", ("http", "https")),
        help_center=read.folder("HELP_CENTER"),
        zone=read.zone("ZONE", "UTC"),
        log_level=read.one_of("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
        alert_url=read.url("ALERT_URL", ("http", "https")),
        secret_key=read.secret("SECRET_KEY"),
        front=_front(read),
    )
    read.refuse_unknown()
    return settings


def _front(read: "_Reader") -> FrontSettings | None:
    token = read.secret("FRONT_TOKEN")
    front = FrontSettings(
        connection=read.text("CONNECTION", "main"),
        token=token or "",
        company=read.text("FRONT_COMPANY", ""),
        ai_teammate=read.text("FRONT_AI_TEAMMATE", ""),
        signing_key=read.secret("FRONT_SIGNING_KEY"),
        rule_secret=read.secret("FRONT_RULE_SECRET"),
        api_url=read.url("FRONT_API_URL", ("http", "https")) or "https://api2.frontapp.com",
        requests_per_minute=read.whole("FRONT_REQUESTS_PER_MINUTE", 50, 1, 10_000),
    )
    if token is None:
        return None
    if not front.company.startswith("cmp_") or not front.ai_teammate.startswith("tea_"):
        raise SettingsError(
            "FRONTMATE_FRONT_TOKEN is set: FRONTMATE_FRONT_COMPANY (cmp_…, from GET /me) and "
            "FRONTMATE_FRONT_AI_TEAMMATE (tea_…) are needed with it"
        )
    if front.signing_key is None and front.rule_secret is None:
        raise SettingsError(
            "FRONTMATE_FRONT_TOKEN is set: FRONTMATE_FRONT_SIGNING_KEY (application webhooks) or "
            "FRONTMATE_FRONT_RULE_SECRET (rule webhooks) is needed to believe Front's webhooks"
        )
    return front


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

    def url(self, name: str, schemes: tuple[str, ...]) -> str | None:
        value = self._get(name)
        if value is not None and urlsplit(value).scheme not in schemes:
            raise self._wrong(name, f"a URL that begins with {' or '.join(schemes)}://")
        return value.rstrip("/") if value else None

    def folder(self, name: str) -> Path | None:
        value = self._get(name)
        if value is None:
            return None
        path = Path(value).expanduser()
        if not path.is_dir():
            raise self._wrong(name, "an existing folder")
        return path

    def zone(self, name: str, default: str) -> str:
        value = self.text(name, default)
        return value if _works(lambda: ZoneInfo(value)) else self._raise(name, "an IANA zone")

    def one_of(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name, default).upper()
        return value if value in allowed else self._raise(name, f"one of {', '.join(allowed)}")

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
                )

    def _raise(self, name: str, wanted: str) -> str:
        raise self._wrong(name, wanted)

    def _wrong(self, name: str, wanted: str) -> SettingsError:
        # The value is not shown: a URL may hold a password.
        return SettingsError(f"{PREFIX}{name} must be {wanted}")


_ELSEWHERE = {"FRONTMATE_TEST_DATABASE_URL"}
"""Read by the tests alone."""


def _works(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (KeyError, ValueError, OSError):
        return False
    return True
