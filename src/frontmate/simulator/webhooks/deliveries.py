"""What was sent, and what came of it: enough to send the same bytes again."""

from dataclasses import asdict, dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One POST; `headers` and the delivery's body are what went over the wire."""

    at: str
    status: int | None
    problem: str | None
    seconds: float
    url: str
    headers: dict[str, str]

    def retell(self) -> Json:
        return {
            "at": self.at,
            "status": self.status,
            "problem": self.problem,
            "seconds": round(self.seconds, 3),
        }


@dataclass(slots=True)
class Delivery:
    """One webhook of one event. `type` is the outer name, for both kinds.

    `state` is pending, retrying, delivered, failed, dropped (by a fault) or disabled (the webhook
    was switched off). `again_of` is the number of the delivery that it repeats.
    """

    n: int
    kind: str
    type: str
    event: str
    conversation: str
    body: bytes = field(repr=False)
    fault: str | None = None
    again_of: int | None = None
    attempts: list[Attempt] = field(default_factory=list)
    state: str = "pending"

    def retell(self) -> Json:
        """Without what was sent."""
        return {
            "n": self.n,
            "kind": self.kind,
            "type": self.type,
            "event": self.event,
            "conversation": self.conversation,
            "fault": self.fault,
            "again_of": self.again_of,
            "attempts": [attempt.retell() for attempt in self.attempts],
            "state": self.state,
        }

    def retell_whole(self) -> Json:
        """With the body, which is UTF-8, and the headers of each attempt."""
        attempts = [asdict(attempt) for attempt in self.attempts]
        return self.retell() | {"body": self.body.decode(), "attempts": attempts}
