"""Action rows of the small stand-in, and what may become of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from frontmate.conversation.actions import Action, Reply, WriteDraft
from frontmate.conversation.decision import Decision
from frontmate.conversation.events import Author, Event, Obstacle
from frontmate.conversation.policy import Policy
from frontmate.conversation.session import Session

if TYPE_CHECKING:
    from tests.conversation.world import World

Decide = Callable[[Session | None, Event, Policy, datetime], Decision]

INBOXES = frozenset({"inb_1"})
UNHEARD: dict[Author | None, Obstacle] = {
    None: Obstacle.CUSTOMER_WROTE,
    Author.PERSON: Obstacle.PERSON_REPLIED,
    Author.OTHER_BOT: Obstacle.OTHER_BOT,
}
"""What the author of a newest message that we had not heard of means for our write."""


class Fate(StrEnum):
    """What becomes of an action that its guard lets pass."""

    DONE = "done"
    FAILS = "fails"
    OUTAGE = "outage"
    DOUBT_ARRIVED = "doubt_arrived"
    DOUBT_LOST = "doubt_lost"
    UNDELIVERED = "undelivered"


@dataclass
class PlannedRow:
    number: int
    action: Action
    session: int | None


class Judge(Protocol):
    """Whoever watches what is decided and what is written."""

    def check(
        self, world: "World", before: Session | None, event: Event, decision: Decision
    ) -> None: ...

    def check_answer(self, world: "World", answer: Reply | WriteDraft) -> None: ...


def told(decision: Decision) -> str:
    """A decision in one line."""
    wants = ", ".join(action.step for action in decision.actions)
    timers = ", ".join(f"{timer.kind}@{timer.due:%d %H:%M}" for timer in decision.timers)
    return f"{decision.reason}: {wants} [{timers}]"
