"""What the audit log says in plain words. A test holds that no word that is written is missing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from frontmate.console.phrases import spaced
from frontmate.console.settings.fields import SETTINGS
from frontmate.store import Role, audit

Detail = Mapping[str, object]


@dataclass(frozen=True)
class Kind:
    """Words of the log that belong together, for the filter."""

    label: str
    what: tuple[str, ...]


KINDS: dict[str, Kind] = {
    "connections": Kind(
        "Connections",
        (
            "connected",
            "connection_changed",
            "token_entered",
            "token_checked",
            "connecting_cancelled",
            "token_changed",
            "key_changed",
            "disconnected",
            "secrets_forgotten",
            "test_opened",
        ),
    ),
    "policy": Kind("Policy", ("rules_changed",)),
    "knowledge": Kind(
        "Knowledge",
        (
            "sources_found",
            "sources_chosen",
            "folder_added",
            "article_chosen",
            "address_set",
            "knowledge_token_changed",
        ),
    ),
    "people": Kind(
        "People", ("person_added", "person_removed", "role_changed", "password_changed")
    ),
    "sessions": Kind("Sessions", ("given_back", "handed_over")),
    "health": Kind("Health", ("examined",)),
    "data": Kind("Data", ("backup_taken", "restored", "contact_erased")),
}

_KEYS = {
    "signing_key": "the signing key",
    "rule_secret": "the secret for rules",
    "knowledge_token": "the token for help centers",
    "token": "the token",
}
_ROLES: dict[str, str] = {Role.ADMIN: "administrator", Role.VIEWER: "viewer"}
_FIELDS = {
    "intake": "how events come in",
    "ai_teammate": "the AI's teammate",
    "ai_name": "the AI's name",
    "api_url": "the API's address",
    "requests_per_minute": "the requests a minute",
    "company": "the company",
}
_WITHOUT = {"allowed_inboxes": "all shared inboxes", "retention_days": "for ever"}
"""What it means that a setting has no value; elsewhere: none."""


def sentence(entry: audit.AuditEntry) -> str:
    """What was done, without who and where."""
    say = _SENTENCES.get(entry.what)
    return spaced(entry.what).capitalize() if say is None else say(entry.detail)


def _rules(detail: Detail) -> str:
    version, restores = detail.get("version"), detail.get("restores")
    said = f"Saved version {version} of the policy" if version else "Changed the policy"
    if restores:
        said += f", which restores version {restores}"
    changed = [
        f"{setting.label}: {_WITHOUT.get(field, 'none') if value is None else _value(value)}"
        for field, setting in SETTINGS.items()
        if field in detail
        for value in (detail[field],)
    ]
    return f"{said}. {'; '.join(changed)}" if changed else said


def _value(value: object) -> str:
    """A value as `rules.save_rules` noted it."""
    match value:
        case None:
            return "none"
        case bool():
            return "on" if value else "off"
        case str():
            return value
        case Mapping():
            return ", ".join(f"{key} {_value(one)}" for key, one in value.items()) or "none"
        case list():
            return ", ".join(map(str, value)) or "none"
    return str(value)


def _connection(detail: Detail) -> str:
    changed = [f"{_FIELDS.get(key, spaced(key))}: {_value(one)}" for key, one in detail.items()]
    return f"Changed the connection. {'; '.join(changed)}".strip(". ")


def _token(detail: Detail) -> str:
    missing = detail.get("missing")
    number = len(missing) if isinstance(missing, list) else 0
    lacks = f"; {number} permission{'' if number == 1 else 's'} missing" if number else ""
    return f"Had a token checked{lacks}"


def _sources(detail: Detail) -> str:
    chosen = detail.get("sources")
    number = len(chosen) if isinstance(chosen, list) else 0
    return f"Chose {number} help center{'' if number == 1 else 's'} to answer from"


def _found(detail: Detail) -> str:
    found = detail.get("sources")
    number = len(found) if isinstance(found, list) else 0
    centers = f"{number} new help center{'' if number == 1 else 's'}"
    return f"Found {centers} in Front, to answer from"


def _article(detail: Detail) -> str:
    article = detail.get("article", "")
    match detail.get("shown"):
        case True:
            return f"Let the AI use the article {article}".strip()
        case False:
            return f"Kept the AI from using the article {article}".strip()
    return f"Left the article {article} to what its source says"


def _folder(detail: Detail) -> str:
    number = detail.get("articles")
    return "Added a folder of articles" + (f": {number}" if number is not None else "")


def _person(what: str) -> Callable[[Detail], str]:
    return lambda detail: what.format(
        person=detail.get("person", "somebody"),
        role=_role(detail.get("role")),
        before=_role(detail.get("before")),
    )


def _role(role: object) -> str:
    return _ROLES.get(str(role), str(role or "unknown"))


def _erased(detail: Detail) -> str:
    number = detail.get("conversations", 0)
    return f"Erased a contact, in {number} conversation{'' if number == 1 else 's'}"


def _at_host(said: str) -> Callable[[Detail], str]:
    return lambda detail: said + (f" ({detail['api_host']})" if detail.get("api_host") else "")


def _only(said: str) -> Callable[[Detail], str]:
    return lambda _: said


_SENTENCES: dict[str, Callable[[Detail], str]] = {
    "connected": _at_host("Connected a workspace of Front"),
    "connection_changed": _connection,
    "token_changed": _at_host("Put a token in use"),
    "token_entered": _at_host("Entered a token, to be checked"),
    "token_checked": _token,
    "connecting_cancelled": _only("Gave up connecting a workspace"),
    "key_changed": lambda d: f"Entered {_KEYS.get(str(d.get('kind')), 'a key')}",
    "disconnected": _only("Disconnected the workspace; its secrets were removed"),
    "secrets_forgotten": _only("Removed all secrets, since the key was lost"),
    "test_opened": _only("Began a test message"),
    "rules_changed": _rules,
    "given_back": lambda d: f"Gave session {d.get('session', '')} back to the AI",
    "handed_over": lambda d: f"Handed session {d.get('session', '')} to the team",
    "sources_found": _found,
    "sources_chosen": _sources,
    "folder_added": _folder,
    "article_chosen": _article,
    "address_set": _only("Set the public address of a help center"),
    "knowledge_token_changed": lambda d: (
        "Removed the token for help centers"
        if d.get("removed")
        else "Entered a token for help centers"
    ),
    "examined": _only("Had the installation examined"),
    "person_added": _person("Added {person} as {role}"),
    "person_removed": _person("Removed {person}, who was {role}"),
    "role_changed": _person("Made {person} {role}, who was {before}"),
    "password_changed": _person("Set a new password for {person}"),
    "backup_taken": _only("Wrote a backup"),
    "restored": _only("Restored a backup"),
    "contact_erased": _erased,
}
