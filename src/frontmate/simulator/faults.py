"""Faults on demand: the one place that decides what goes wrong, for requests and for webhooks.

A rule matches by method and path, counts its matches and acts on the matches `nth` …
`nth + times - 1` (without `times`: on one if `nth` is given, otherwise on all); `rate` makes it act
on a share of them, drawn from `seed`: the same seed and the same order are the same run.
"""

import asyncio
import random
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

REQUEST_EFFECTS: Final = frozenset(
    {
        "hold_before",
        "hold_after_accept",
        "timeout_before",
        "timeout_after",
        "status",
        "reset_before",
        "reset_after",
        "html_error",
        "slow",
        "on_request",
    }
)
WEBHOOK_EFFECTS: Final = frozenset({"drop", "duplicate", "delay", "reorder"})
_REORDER_PATIENCE: Final = 1.0


class UnknownFaultError(ValueError):
    """The rule cannot be understood; the message names the key."""


@dataclass(slots=True)
class Rule:
    """One fault; `effect` is of one of the two kinds above. Times are seconds."""

    effect: str
    method: str | None = None
    path_regex: str | None = None
    nth: int | None = None
    times: int | None = None
    rate: float | None = None
    seed: int = 0
    status: int = 0
    retry_after: int | None = None
    seconds: float = 1.0
    do: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)
    matched: int = 0
    acted: int = 0
    _random: random.Random = field(init=False, repr=False, compare=False)

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> "Rule":
        """Read `{effect|webhook, …}`; in JSON the arguments of `on_request` are called `with`."""
        given = {("arguments" if key == "with" else key): value for key, value in data.items()}
        if "webhook" in given:
            given["effect"] = given.pop("webhook")
            known = WEBHOOK_EFFECTS
        else:
            known = REQUEST_EFFECTS
        if given.get("effect") not in known:
            raise UnknownFaultError(f"effect: one of {', '.join(sorted(known))}")
        try:
            rule = cls(**given)
            re.compile(rule.path_regex or "")
        except (TypeError, re.error) as error:
            raise UnknownFaultError(str(error)) from error
        return rule

    def __post_init__(self) -> None:
        self.status = self.status or (502 if self.effect == "html_error" else 500)
        # Chosen for being repeatable, not for being unpredictable.
        self._random = random.Random(self.seed)  # noqa: S311

    def matches(self, method: str, path: str) -> bool:
        if self.method is not None and self.method.upper() != method:
            return False
        return self.path_regex is None or re.search(self.path_regex, path) is not None

    def take(self) -> bool:
        """Count a match and say whether to act on it."""
        self.matched += 1
        first = self.nth or 1
        times = self.times if self.times is not None else (1 if self.nth else None)
        if self.matched < first or (times is not None and self.matched >= first + times):
            return False
        if self.rate is not None and self._random.random() >= self.rate:
            return False
        self.acted += 1
        return True

    def retell(self) -> dict[str, Any]:
        shown = asdict(self)
        del shown["_random"]
        return shown


@dataclass(slots=True)
class Held:
    """A request that waits for `release`; `stage` is before (not handled) or after."""

    id: int
    method: str
    path: str
    stage: str
    released: asyncio.Event = field(default_factory=asyncio.Event)


class Faults:
    """The rules for requests, and the requests they hold."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.held: list[Held] = []
        self._holds = 0

    def matching(self, method: str, path: str) -> list[Rule]:
        """The rules that act on this request, in the order in which they were set."""
        found = [r for r in self.rules if r.effect in REQUEST_EFFECTS and r.matches(method, path)]
        return [rule for rule in found if rule.take()]

    def hold(self, method: str, path: str, stage: str) -> Held:
        self._holds += 1
        held = Held(self._holds, method, path, stage)
        self.held.append(held)
        return held

    def release(self, held_id: int | None = None) -> int:
        """Let one held request go on, or all of them; returns how many."""
        chosen = [h for h in self.held if held_id is None or h.id == held_id]
        for held in chosen:
            self.held.remove(held)
            held.released.set()
        return len(chosen)

    def clear(self) -> None:
        self.rules.clear()
        self.release()


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of one webhook: how many copies, after what wait."""

    name: str | None = None
    copies: int = 1
    wait: Callable[[], Awaitable[None]] | None = None


class WebhookFaults:
    """The rules for webhooks. A reordered delivery waits until a later one has gone out."""

    def __init__(self, faults: Faults, sleep: Callable[[float], Awaitable[None]]) -> None:
        self._faults = faults
        self._sleep = sleep
        self._waiting: dict[int, asyncio.Event] = {}

    def plan(self, number: int) -> Plan:
        """What becomes of the delivery with that running number."""
        for rule in self._faults.rules:
            if rule.effect in WEBHOOK_EFFECTS and rule.take():
                return self._planned(rule, number)
        return Plan()

    def sent(self, number: int) -> None:
        """A delivery has gone out: earlier ones that were to be overtaken may go now."""
        for waiting in [n for n in self._waiting if n < number]:
            self._waiting.pop(waiting).set()

    def _planned(self, rule: Rule, number: int) -> Plan:
        match rule.effect:
            case "drop":
                return Plan("drop", copies=0)
            case "duplicate":
                return Plan("duplicate", copies=2)
            case "delay":
                return Plan("delay", wait=lambda: self._sleep(rule.seconds))
            case _:
                return Plan("reorder", wait=self._until_overtaken(number))

    def _until_overtaken(self, number: int) -> Callable[[], Awaitable[None]]:
        overtaken = self._waiting[number] = asyncio.Event()

        async def wait() -> None:
            # Nothing may ever follow: after this long it is only late.
            try:
                async with asyncio.timeout(_REORDER_PATIENCE):
                    await overtaken.wait()
            except TimeoutError:
                self._waiting.pop(number, None)

        return wait
