"""The faults of webhooks: dropped, doubled, late, or in another order."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from frontmate.simulator.dial import Dial, Nap
from frontmate.simulator.faults.requests import Faults
from frontmate.simulator.faults.rule import Rule

Wait = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of one webhook: a wait for each copy that is sent (none: it is dropped).

    `name` is that of the faults; `sent` is called when a copy has gone out.
    """

    name: str | None
    waits: tuple[Wait, ...]
    sent: Callable[[], None]


class WebhookFaults:
    """The rules for webhooks. A reordered one waits until a later one of its kind has gone out.

    Each rule counts each webhook that it meets, whatever the others do; those that act on one all
    act on it.
    """

    def __init__(self, faults: Faults, dial: Dial) -> None:
        self._faults = faults
        self._dial = dial
        self._planned: Counter[str] = Counter()
        self._held_back: list[tuple[str, int, Nap]] = []

    def plan(self, kind: str, type_: str, conversation: str) -> Plan:
        """What becomes of the next webhook of that kind (app or rule)."""
        met = f"{kind} {type_} {conversation}"
        found = [r for r in self._faults.rules if r.meets_webhook(kind, type_, conversation)]
        acting = [rule for rule in found if rule.take(met)]
        self._planned[kind] += 1
        number = self._planned[kind]
        name = "+".join(dict.fromkeys(rule.effect for rule in acting)) or None
        return Plan(name, self._waits(acting, kind, number), lambda: self._sent(kind, number))

    def _waits(self, acting: list[Rule], kind: str, number: int) -> tuple[Wait, ...]:
        if any(rule.effect == "drop" for rule in acting):
            return ()
        by_effect = {rule.effect: rule for rule in acting}
        doubled, delay = by_effect.get("duplicate"), by_effect.get("delay")
        reorder = by_effect.get("reorder")
        waits = []
        for copy in range(doubled.copies if doubled else 1):
            seconds = delay.wait if delay else 0.0
            seconds += doubled.wait * copy if doubled else 0.0
            nap = self._hold_back(kind, number, reorder.wait) if reorder else None
            waits.append(self._wait(seconds, nap))
        return tuple(waits)

    def _wait(self, seconds: float, nap: Nap | None) -> Wait:
        async def wait() -> None:
            if seconds:
                await self._dial.sleep(seconds)
            if nap is not None:
                await nap.over()

        return wait

    def _hold_back(self, kind: str, number: int, seconds: float) -> Nap:
        # Nothing may ever follow: after that long it is only late.
        nap = self._dial.nap(seconds)
        self._held_back.append((kind, number, nap))
        return nap

    def _sent(self, kind: str, number: int) -> None:
        """Those that were to be overtaken by it may go."""
        waiting = [held for held in self._held_back if not held[2].is_over]
        overtaken = [held for held in waiting if held[0] == kind and held[1] < number]
        self._held_back = [held for held in waiting if held not in overtaken]
        for _, _, nap in overtaken:
            nap.end()
