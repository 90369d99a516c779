"""The faults of requests: the rules that are set, and the requests that they hold."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from frontmate.simulator.faults.rule import Rule


@dataclass(slots=True)
class Held:
    """A request that waits for `release`; `stage` is before (not handled) or after."""

    id: int
    method: str
    path: str
    stage: str
    released: asyncio.Event = field(default_factory=asyncio.Event)


class Faults:
    """All rules, those for webhooks too."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.held: list[Held] = []
        self._holds = 0

    def matching(self, method: str, path: str, token: Callable[[], str | None]) -> list[Rule]:
        """The rules that act on this request, in the order in which they were set.

        Each of them counts the request, whatever the others do. `token` is asked only if there are
        rules at all.
        """
        if not self.rules:
            return []
        name, met = token(), f"{method} {path}"
        found = [rule for rule in self.rules if rule.meets_request(method, path, name)]
        return [rule for rule in found if rule.take(met)]

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
        self._holds = 0
