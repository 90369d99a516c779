"""The ordered account of one run: requests received, changes made, what customers really saw."""

from collections.abc import Callable
from datetime import datetime
from typing import Any


class Journal:
    """Entries are plain dicts `{n, at, kind, …}` in the order in which things began.

    Kinds: `request` (an API call; `status` is what the stand-in answered, None while unanswered or
    when it never did; `effects` the faults that met it; `token` the name of the token that it
    carried), `change` (an event emitted), `draft` (created, edited, sent or discarded: Front has no
    event for it), `delivered` (an outbound message that reached the customer, exactly one entry
    each), `control`.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self.entries: list[dict[str, Any]] = []

    def record(self, kind: str, **facts: Any) -> dict[str, Any]:
        """Append an entry and return it: a request's entry is completed when it is answered."""
        at = self._clock().isoformat(timespec="milliseconds")
        entry = {"n": len(self.entries) + 1, "at": at, "kind": kind, **facts}
        self.entries.append(entry)
        return entry

    def of_kind(self, kind: str | None) -> list[dict[str, Any]]:
        return [e for e in self.entries if kind is None or e["kind"] == kind]

    def clear(self) -> None:
        self.entries.clear()
