"""The ordered account of one run: requests received, changes made, what customers really saw."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any


class Journal:
    """Entries are plain dicts `{n, at, kind, …}` in the order in which things began.

    Kinds: `request` (an API call), `fault` (what somebody did because of a fault, or why it could
    not be done; `request` is the number of the request's entry), `change` (an event emitted),
    `draft` (created, edited, sent or discarded: Front has no event for it), `delivered` (an
    outbound message that reached the customer, exactly one entry each, with all that they see),
    `failed` (one that did not, or came back), `webhook` (it was switched off), `rule` (what a rule
    did, or why it could not), `control`.

    A request's `handled` is the status that the endpoint gave it, None where it never came so far;
    `status` is what was answered or would have been, which a fault may have changed; `answered`
    says whether the client got that whole. `effects` are the faults that met it, `token` is the
    name of the token that it carried.
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

    def of_kind(self, kind: str | None, *, after: int = 0) -> list[dict[str, Any]]:
        """Those of one kind, or of all; only what is behind entry number `after`."""
        return [e for e in self.entries[after:] if kind is None or e["kind"] == kind]

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """What happens within belongs to the past: it is no part of this run's account."""
        before = len(self.entries)
        try:
            yield
        finally:
            del self.entries[before:]

    def clear(self) -> None:
        self.entries.clear()
