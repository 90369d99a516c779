"""What a simulated workspace consists of: one frozen dataclass, also readable from JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from frontmate.simulator.company import (
    DEFAULT_STATUSES,
    DEFAULT_TEAMS,
    ShiftConfig,
    SignatureConfig,
    StatusConfig,
    TeamConfig,
    TimeOffConfig,
)
from frontmate.simulator.content import (
    PastConversation,
    conversation_from,
    load_conversations,
    load_help_centers,
)
from frontmate.simulator.help_centers import HelpCenter, center_from
from frontmate.simulator.rules.rule import Rule, rule_from


@dataclass(frozen=True, slots=True)
class WebhookConfig:
    """Where a kind of webhook goes and what signs it (signing key or API secret).

    `events` are the outer types that are chosen in Front's dialog; None is all of them. `body` is
    the rule webhook's own setting: `full` or `preview`.
    """

    url: str
    secret: str
    events: tuple[str, ...] | None = None
    body: str = "full"

    def __post_init__(self) -> None:
        if self.body not in {"full", "preview"}:
            raise ValueError("body: full or preview")


@dataclass(frozen=True, slots=True)
class TokenConfig:
    """An API token. `scopes` are Front's words (`messages:read`); None is all of them.

    `name` is what the journal calls it. Private conversations and inboxes are there only for a
    token that `may_see_private` (Front's Private namespace).
    """

    token: str
    scopes: tuple[str, ...] | None = None
    name: str = ""
    may_see_private: bool = False


@dataclass(frozen=True, slots=True)
class TeammateConfig:
    """A person, or a bot when `type` is not "user" (Front's enum of May 2026)."""

    id: str
    email: str
    username: str
    first_name: str
    last_name: str = ""
    type: str = "user"
    is_admin: bool = False
    is_available: bool = True
    is_blocked: bool = False


@dataclass(frozen=True, slots=True)
class InboxConfig:
    """An inbox with exactly one channel; `channel_type` is Front's word (smtp, twilio …).

    With an `owner`, a teammate's id, it is that teammate's private one. What is sent on a channel
    that is not valid is accepted and fails; `undo_send_time` (s) delays it.
    """

    id: str
    name: str
    channel_type: str = "smtp"
    address: str = ""
    owner: str = ""
    is_valid: bool = True
    undo_send_time: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A ready-made first message of a customer, offered on the page."""

    label: str
    channel: str
    text: str
    subject: str = ""
    name: str = ""
    """The customer who writes it."""


DEFAULT_TEAMMATES = (
    TeammateConfig("tea_1ada", "ada@example.com", "ada", "Ada", type="application"),
    TeammateConfig("tea_1mia", "mia@example.com", "mia", "Mia", "Torres", is_admin=True),
    TeammateConfig("tea_1leo", "leo@example.com", "leo", "Leo", "Park"),
)
DEFAULT_INBOXES = (
    InboxConfig("inb_1mail", "Support", "smtp", "support@example.com"),
    InboxConfig("inb_1chat", "Website chat", "front_chat", "chat.example.com"),
    InboxConfig("inb_1sms", "Text messages", "twilio", "+12025550100"),
)
DEFAULT_SUGGESTIONS = (
    Suggestion("Where is my order?", "email", "Hi, where is my order?", "My order"),
    Suggestion("Ask for a person", "chat", "Can I talk to a real person please?"),
    Suggestion("A short text", "sms", "do you ship to Austria"),
)
DEFAULT_INTRO = (
    "**Write as a customer** and watch what your AI teammate does.",
    "Reply as a teammate, assign, archive or comment: everything a real inbox would send is sent.",
)


@dataclass(frozen=True, slots=True)
class Config:
    """One simulated company. Times are seconds.

    `token` may do everything; `tokens` are further ones, or what `token` may do if it is named
    among them. `ratelimit` is requests a minute for the whole company (0: unlimited) and
    `ratelimit_burst` what is allowed on top within ten minutes (Front: half the plan's limit);
    `guards` are the limits of single resources, which there are only beside a limit. `started_at`
    is the time at which it begins (Unix seconds; None: now) and `time_rate` how fast time runs (1:
    as it does; 0: it stands still; 86,400: a day a second). `why_url` may contain `{conversation}`.
    `short_pages` is the share of pages (0 to 1, chosen by the seed) that hold less than what was
    asked for though more follows; `statuses` count only with `ticketing`.

    What Front does in three cases is not known, so that both can be had: `drafts_keep_id` (a draft
    that is sent keeps its id), `drafts_are_last_message` (a conversation's link to its last message
    may lead to a draft) and `visitors_are_authors` (a chat's visitor is the author of a message).
    After `webhook_disable_after` failed deliveries in a row the application webhook is off (0:
    never; Front's own number is not known).
    Of `whatsapp_templates` one must be matched exactly, 24 hours after a customer's last message.
    """

    company_id: str = "cmp_1demo"
    company_name: str = "Example Company"
    token: str = "simulated-token"  # noqa: S105 - opens nothing but this stand-in on loopback
    tokens: tuple[TokenConfig, ...] = ()
    app_webhook: WebhookConfig | None = None
    rule_webhook: WebhookConfig | None = None
    teammates: tuple[TeammateConfig, ...] = DEFAULT_TEAMMATES
    inboxes: tuple[InboxConfig, ...] = DEFAULT_INBOXES
    teams: tuple[TeamConfig, ...] = DEFAULT_TEAMS
    ticketing: bool = False
    statuses: tuple[StatusConfig, ...] = DEFAULT_STATUSES
    signatures: tuple[SignatureConfig, ...] = ()
    shifts: tuple[ShiftConfig, ...] = ()
    time_offs: tuple[TimeOffConfig, ...] = ()
    tags: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    help_centers: tuple[HelpCenter, ...] = ()
    conversations: tuple[PastConversation, ...] = ()
    drafts_keep_id: bool = True
    drafts_are_last_message: bool = False
    visitors_are_authors: bool = False
    whatsapp_templates: tuple[str, ...] = ()
    message_delay: float = 0.2
    short_pages: float = 0.0
    ratelimit: int = 100
    ratelimit_burst: int = 0
    guards: bool = True
    started_at: float | None = None
    time_rate: float = 1.0
    webhook_timeout: float = 5.0
    webhook_retry_delays: tuple[float, ...] = (1.0, 2.0, 4.0)
    webhook_disable_after: int = 20
    why_url: str = ""
    suggestions: tuple[Suggestion, ...] = DEFAULT_SUGGESTIONS
    intro: tuple[str, ...] = DEFAULT_INTRO
    seed: int = field(default=1)

    @classmethod
    def from_json(cls, source: str | Path | Mapping[str, Any]) -> Self:
        """Read a config from JSON text, a file or a parsed object; ValueError names what is wrong.

        `company` may be given as `{id, name}`, `help_centers` and `conversations` as the path of a
        folder; every other key is a field of this class.
        """
        data = dict(_parsed(source))
        if "company" in data:
            company = data.pop("company")
            data |= {"company_id": company["id"], "company_name": company.get("name", "")}
        unknown = sorted(set(data) - {f.name for f in fields(cls)})
        if unknown:
            raise ValueError(f"unknown keys in the simulator's config: {', '.join(unknown)}")
        for key, kind in _RECORDS.items():
            if key in data:
                data[key] = tuple(_record(kind, key, item) for item in data[key])
        for key in ("app_webhook", "rule_webhook"):
            if data.get(key) is not None:
                data[key] = _record(WebhookConfig, key, data[key])
        if "rules" in data:
            data["rules"] = tuple(_rule(number, one) for number, one in enumerate(data["rules"]))
        if "help_centers" in data:
            data["help_centers"] = _help_centers(data["help_centers"])
        if "conversations" in data:
            data["conversations"] = _conversations(data["conversations"])
        for key in ("tags", "intro", "webhook_retry_delays", "whatsapp_templates"):
            if key in data:
                data[key] = tuple(data[key])
        return cls(**data)


_RECORDS: dict[str, type] = {
    "tokens": TokenConfig,
    "teammates": TeammateConfig,
    "inboxes": InboxConfig,
    "teams": TeamConfig,
    "statuses": StatusConfig,
    "signatures": SignatureConfig,
    "shifts": ShiftConfig,
    "time_offs": TimeOffConfig,
    "suggestions": Suggestion,
}


def _parsed(source: str | Path | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(source, Mapping):
        return source
    data = json.loads(source.read_text("utf-8") if isinstance(source, Path) else source)
    if not isinstance(data, dict):
        raise ValueError("the simulator's config must be a JSON object")
    return data


def _help_centers(given: Any) -> tuple[HelpCenter, ...]:
    if isinstance(given, str):
        return load_help_centers(Path(given))
    return tuple(center_from(one) for one in given)


def _conversations(given: Any) -> tuple[PastConversation, ...]:
    if isinstance(given, str):
        return load_conversations(Path(given))
    return tuple(
        conversation_from(one, f"conversations[{number}]") for number, one in enumerate(given)
    )


def _rule(number: int, given: Any) -> Rule:
    try:
        return rule_from(given)
    except ValueError as error:
        raise ValueError(f"rules[{number}]: {error}") from error


def _record(kind: type, key: str, item: Mapping[str, Any]) -> Any:
    try:
        return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in item.items()})
    except TypeError as error:
        raise ValueError(f"{key}: {error}") from error
