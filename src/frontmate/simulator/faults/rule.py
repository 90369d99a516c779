"""One fault: what it meets, how often, and what it does.

A rule meets requests by method, path and token, or webhooks by type, conversation and kind. It
counts what it meets and acts on number `nth` … `nth + times - 1` (without `times`: on one if `nth`
is given, otherwise on all). `rate` makes it act on a share of these, drawn from `seed`.

A draw is worked out from the seed, the effect, what was met (method and path of a request; kind,
type and conversation of a webhook) and how often this rule has met just that. So it depends neither
on other rules nor on how requests of other paths and events of other conversations fall between.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final, Self

from frontmate.simulator.faults.words import (
    FOR_REQUESTS,
    FOR_WEBHOOKS,
    UnknownFaultError,
    checked,
)

REQUEST_EFFECTS: Final = frozenset(
    {
        "hold_before",
        "hold_after_accept",
        "timeout_before",
        "timeout_after",
        "status",
        "status_after",
        "reset_before",
        "reset_after",
        "html_error",
        "html_error_after",
        "slow",
        "slow_after",
        "truncated",
        "drip",
        "empty",
        "wrong_type",
        "on_request",
        "on_answer",
    }
)
WEBHOOK_EFFECTS: Final = frozenset({"drop", "duplicate", "delay", "reorder"})
_NEED_AN_ACTION: Final = {"on_request", "on_answer"}
_HTML_EFFECTS: Final = {"html_error", "html_error_after"}
# Seconds where a rule names none.
_SECONDS: Final = {"duplicate": 0.0, "drip": 0.02}


@dataclass(slots=True)
class Rule:
    """`effect` is of one of the two kinds above. Times are seconds on the stand-in's dial.

    What the other keys are for, by effect: `status` (400 to 599), `retry_after` (seconds or any
    text), `retry_after_date` (the same as a date, so many seconds ahead) and `headers` for
    `status…` and `html_error…`; `seconds` for `slow…`, `delay`, `drip` (between two pieces),
    `duplicate` (between two copies) and `reorder` (the longest wait for a later one); `size` in
    bytes for `truncated` (what still comes; without it half) and `drip` (of a piece; without it a
    twentieth); `content_type` for `wrong_type`; `copies` in all for `duplicate`; `do` and
    `arguments` for `on_request` and `on_answer`.
    """

    effect: str
    method: str | None = None
    path_regex: str | None = None
    token: str | None = None
    type: str | None = None
    conversation: str | None = None
    kind: str | None = None
    nth: int | None = None
    times: int | None = None
    rate: float | None = None
    seed: int = 0
    status: int = 0
    retry_after: int | str | None = None
    retry_after_date: float | None = None
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float | None = None
    size: int | None = None
    content_type: str = "text/html"
    copies: int = 2
    do: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)
    matched: int = 0
    acted: int = 0
    _met: Counter[str] = field(default_factory=Counter, init=False, repr=False, compare=False)

    @classmethod
    def parse(cls, data: Mapping[str, Any], actions: Collection[str] | None = None) -> Self:
        """Read `{effect|webhook, …}`; the arguments of an action may be called `with`.

        UnknownFaultError names the key that is wrong, an unknown action too if `actions` are given.
        """
        given = dict(data)
        is_webhook = "webhook" in given
        effect = given.pop("webhook" if is_webhook else "effect", None)
        effects = WEBHOOK_EFFECTS if is_webhook else REQUEST_EFFECTS
        if not isinstance(effect, str) or effect not in effects:
            raise UnknownFaultError(f"effect: one of {', '.join(sorted(effects))}")
        said = checked(given, FOR_WEBHOOKS if is_webhook else FOR_REQUESTS, actions)
        if effect in _NEED_AN_ACTION and "do" not in said:
            raise UnknownFaultError("do: the name of an action expected")
        if "with" in said:
            said["arguments"] = said.pop("with")
        return cls(effect, **said)

    def __post_init__(self) -> None:
        self.status = self.status or (502 if self.effect in _HTML_EFFECTS else 500)
        if self.seconds is None:
            self.seconds = _SECONDS.get(self.effect, 1.0)

    @property
    def wait(self) -> float:
        """`seconds`, which are always set once the rule is there."""
        return self.seconds or 0.0

    def meets_request(self, method: str, path: str, token: str | None) -> bool:
        return (
            self.effect in REQUEST_EFFECTS
            and (self.method is None or self.method.upper() == method)
            and (self.token is None or self.token == token)
            and (self.path_regex is None or re.search(self.path_regex, path) is not None)
        )

    def meets_webhook(self, kind: str, type_: str, conversation: str) -> bool:
        return (
            self.effect in WEBHOOK_EFFECTS
            and self.kind in (None, kind)
            and self.type in (None, type_)
            and self.conversation in (None, conversation)
        )

    def take(self, met: str = "") -> bool:
        """Count what was met, and say whether to act on it."""
        self.matched += 1
        first = self.nth or 1
        times = self.times if self.times is not None else (1 if self.nth else None)
        if self.matched < first or (times is not None and self.matched >= first + times):
            return False
        if self.rate is not None and self._draw(met) >= self.rate:
            return False
        self.acted += 1
        return True

    def retell(self) -> dict[str, Any]:
        shown = (one.name for one in fields(self) if not one.name.startswith("_"))
        return {name: getattr(self, name) for name in shown}

    def _draw(self, met: str) -> float:
        """From 0 to 1."""
        self._met[met] += 1
        drawn_from = f"{self.seed}:{self.effect}:{met}:{self._met[met]}"
        digest = hashlib.blake2b(drawn_from.encode(), digest_size=8).digest()
        # As many bits as a float can hold, so that 1 is never reached.
        return (int.from_bytes(digest) >> 11) / 2**53
