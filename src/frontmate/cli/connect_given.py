"""What `frontmate connect` was told by options: read and checked before anything is asked."""

import argparse
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Mode
from frontmate.front import WebhookKind
from frontmate.settings import SettingsError

API_URL = "https://api2.frontapp.com"


@dataclass(frozen=True)
class Given:
    """None and empty: nothing was said about it."""

    name: str | None = None
    api_url: str | None = None
    token: str | None = field(default=None, repr=False)
    accept_missing: bool = False
    ai_teammate: str | None = None
    requests_per_minute: int | None = None
    kind: WebhookKind | None = None
    key: str | None = field(default=None, repr=False)
    skip_handshake: bool = False
    intake: str | None = None
    inboxes: tuple[str, ...] = ()
    handle_unassigned: bool | None = None
    sync_tags: bool | None = None
    mode: Mode | None = None
    channel_modes: Mapping[Channel, Mode] = field(default_factory=dict)
    override: bool = False
    help_center: Path | None = None
    front_help_centers: tuple[str, ...] | None = None
    """Ids; `all` or `none` alone."""
    public_addresses: Mapping[str, str] = field(default_factory=dict)
    knowledge_token: str | None = field(default=None, repr=False)
    """For help centers alone, where the other token may not read them."""
    test_from: str | None = None
    skip_test: bool = False
    wait: float | None = None
    """Seconds for the handshake, and for each stage of the test message; None: as is usual."""

    @property
    def steps(self) -> frozenset[str]:
        """The steps that something was said about."""
        said = {
            "token": self.token is not None,
            "teammate": self.ai_teammate is not None,
            "webhook": bool(self.kind or self.key or self.intake),
            "rules": self._says_rules,
            "knowledge": self._says_knowledge,
            "test": self.test_from is not None,
        }
        return frozenset(step for step, is_said in said.items() if is_said)

    @property
    def needs_product(self) -> bool:
        """Whether something is waited for that only the product at work can bring."""
        is_proven_later = self.skip_handshake or self.kind is WebhookKind.RULE
        handshake = self.intake != "poll" and not is_proven_later
        return handshake or (self.test_from is not None and not self.skip_test)

    @property
    def _says_knowledge(self) -> bool:
        said = (self.help_center, self.public_addresses, self.knowledge_token)
        return self.front_help_centers is not None or any(said)

    @property
    def _says_rules(self) -> bool:
        switches = (self.handle_unassigned, self.sync_tags, self.mode)
        return bool(self.inboxes or self.channel_modes) or any(s is not None for s in switches)


def read_given(options: argparse.Namespace) -> Given:
    """Raises SettingsError for an option that cannot be used."""
    rule = _from_file(options.rule_secret_file, "--rule-secret-file")
    key = _from_file(options.signing_key_file, "--signing-key-file")
    if rule is not None and key is not None:
        raise SettingsError(
            "--signing-key-file and --rule-secret-file are for two kinds of webhook: give one, "
            "and run `frontmate connect` once more for the other"
        )
    kind = WebhookKind(options.kind) if options.kind else None
    of_key = WebhookKind.RULE if rule else WebhookKind.APPLICATION if key else None
    if kind is not None and of_key not in (None, kind):
        raise SettingsError(f"--kind {kind.value} needs the other kind's key file")
    return Given(
        name=options.name,
        api_url=options.api_url,
        token=_from_file(options.token_file, "--token-file"),
        accept_missing=options.accept_missing,
        ai_teammate=options.ai_teammate,
        requests_per_minute=options.requests_per_minute,
        kind=kind or of_key,
        key=key or rule,
        skip_handshake=options.skip_handshake,
        intake=options.intake,
        inboxes=tuple(options.inbox),
        handle_unassigned=options.handle_unassigned,
        sync_tags=options.sync_tags,
        mode=Mode(options.mode) if options.mode else None,
        channel_modes={Channel(c): Mode(m) for c, m in _pairs(options.channel_mode, _CHANNEL)},
        override=options.override,
        help_center=options.help_center,
        front_help_centers=_ids(options.front_help_centers),
        public_addresses=dict(_pairs(options.public_address, "--public-address knb_x=https://…")),
        knowledge_token=_from_file(options.knowledge_token_file, "--knowledge-token-file"),
        test_from=options.test_from,
        skip_test=options.skip_test,
        wait=options.wait,
    )


_CHANNEL = "--channel-mode email=draft (email, chat, sms or phone; shadow, draft or live)"


def _pairs(words: Iterable[str], example: str) -> list[tuple[str, str]]:
    pairs = []
    for word in words:
        left, sign, right = word.partition("=")
        unknown = example is _CHANNEL and (left not in set(Channel) or right not in set(Mode))
        if not (left and sign and right) or unknown:
            raise SettingsError(f"“{word}” should look like {example}")
        pairs.append((left, right))
    return pairs


def _ids(word: str | None) -> tuple[str, ...] | None:
    return None if word is None else tuple(word.replace(",", " ").split())


def _from_file(path: str | None, option: str) -> str | None:
    """The secret in a file; `-` is standard input, so that it stands on no disk."""
    if path is None:
        return None
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{option}: {path} cannot be read as text") from error
    if not text.strip():
        raise SettingsError(f"{option}: {path} is empty")
    return text.strip()
