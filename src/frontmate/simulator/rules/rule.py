"""One rule, read from JSON; whatever is wrong with it is named."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from frontmate.simulator.wire.fields.field import (
    BOOLEAN,
    NUMBER,
    STRING,
    TEXT_OR_NULL,
    Field,
    a_body,
)

TRIGGERS: Final = (
    "inbound",
    "outbound",
    "out_reply",
    "assign",
    "unassign",
    "archive",
    "reopen",
    "trash",
    "restore",
    "reminder",
    "comment",
    "mention",
    "move",
    "tag",
    "untag",
    "link_added",
    "link_removed",
    "sending_error",
    "message_bounce_error",
)
AUTHOR_TYPES: Final = (
    "user",
    "visitor",
    "ai",
    "api",
    "application",
    "bulk_reply",
    "csat",
    "integration",
    "macro",
    "rule",
    "smart_csat",
)
_SOURCES = ("api", "oauth_client", "teammate", "reminder", "imap", "gmail", "inboxes", "recipient")
_CONDITIONS: Final = {
    "inbox": STRING,
    "channel": STRING,
    "text_contains": STRING,
    "subject_contains": STRING,
    "tagged": STRING,
    "not_tagged": STRING,
    "assignee": TEXT_OR_NULL,
    "from": STRING,
    "author_type": Field(("string",), words=("customer", *AUTHOR_TYPES)),
    "by": Field(("string",), words=_SOURCES),
}
_STEPS: Final = {
    "assign": a_body("teammate", teammate=STRING),
    "unassign": a_body(),
    "tag": a_body("tag", tag=STRING),
    "untag": a_body("tag", tag=STRING),
    "archive": a_body(),
    "reopen": a_body(),
    "trash": a_body(),
    "move": a_body("inbox", inbox=STRING),
    "comment": a_body("text", text=STRING),
    "reply": a_body("text", **{"text": STRING, "as": Field(("string",), words=AUTHOR_TYPES[2:])}),
    "send_to_webhook": a_body(body=Field(("string",), words=("full", "preview"))),
}
_RULE: Final = a_body(
    "on",
    "do",
    **{
        "id": STRING,
        "name": STRING,
        "on": Field(("array",), items=Field(("string",), words=TRIGGERS)),
        "if": a_body(**_CONDITIONS),
        "do": Field(
            ("array",), items=a_body("action", action=Field(("string",), words=(*_STEPS,)))
        ),
        "how_often": Field(("string",), words=("always", "once")),
        "after": NUMBER,
        "enabled": BOOLEAN,
        "order": NUMBER,
        "owner": TEXT_OR_NULL,
    },
)
_LONGEST: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, with what it needs."""

    action: str
    given: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """When one of the core events `on` happens and every one of `conditions` holds, the `steps`
    are done, `after` seconds.

    `how_often` "once" is Front's auto-reply to a conversation's first message and to no other. A
    rule belongs to the company, a team (`tim_`) or a teammate (`tea_`); lowest `order` first.
    """

    on: tuple[str, ...]
    steps: tuple[Step, ...]
    conditions: Mapping[str, Any] = field(default_factory=dict)
    name: str = "A rule"
    how_often: str = "always"
    after: float = 0.0
    enabled: bool = True
    order: float = 0
    owner: str | None = None
    id: str = ""

    def retell(self) -> dict[str, Any]:
        """As it is read."""
        return {
            "id": self.id,
            "name": self.name,
            "on": list(self.on),
            "if": dict(self.conditions),
            "do": [{"action": step.action, **step.given} for step in self.steps],
            "how_often": self.how_often,
            "after": self.after,
            "enabled": self.enabled,
            "order": self.order,
            "owner": self.owner,
        }


def rule_from(given: Any) -> Rule:
    """Read `{on, do, if?, how_often?, after?, enabled?, order?, owner?, name?, id?}`; ValueError
    names what is wrong."""
    problems = list(_problems(given))
    if problems:
        raise ValueError("; ".join(problems))
    steps = (
        Step(one["action"], {key: value for key, value in one.items() if key != "action"})
        for one in given["do"]
    )
    known = ("name", "how_often", "after", "enabled", "order", "owner", "id")
    rest = {key: given[key] for key in known if key in given}
    return Rule(tuple(given["on"]), tuple(steps), dict(given.get("if", {})), **rest)


def _problems(given: Any) -> list[str]:
    if not isinstance(given, dict):
        return ["a rule is an object"]
    found = list(_RULE.problems(given)) + _unknown(given, _RULE, "")
    if found:
        return found
    found += _unknown(given.get("if", {}), _RULE.members["if"], "if.")
    for number, one in enumerate(given["do"]):
        body, name = _STEPS[one["action"]], f"do[{number}]"
        others = {key: value for key, value in one.items() if key != "action"}
        found += [*body.problems(others, name), *_unknown(others, body, f"{name}.")]
    return found + _out_of_bounds(given)


def _unknown(given: Mapping[str, Any], known: Field, prefix: str) -> list[str]:
    return [f"{prefix}{key}: unknown" for key in given if key not in known.members]


def _out_of_bounds(given: Mapping[str, Any]) -> list[str]:
    found = [f"{key}: at least one" for key in ("on", "do") if not given[key]]
    if not 0 <= given.get("after", 0) <= _LONGEST:
        found.append("after: seconds, 0 or more")
    if given.get("how_often") == "once" and given["on"] != ["inbound"]:
        found.append("how_often: only a rule on inbound alone can be once")
    if not (given.get("owner") or "tim_").startswith(("tim_", "tea_")):
        found.append("owner: a team's id, a teammate's id or null")
    if not (given.get("id") or "rul_").startswith("rul_"):
        found.append("id: begins with rul_")
    return found
