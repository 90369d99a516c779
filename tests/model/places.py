"""A session on the map: the place that it is in, and what leads to the next, in plain words."""

from collections import defaultdict
from dataclasses import dataclass, field
from enum import Enum

from frontmate.conversation.decision import Decision
from frontmate.conversation.events import (
    ActionDone,
    ActionFailed,
    ActionRefused,
    Archived,
    AssigneeChanged,
    Author,
    Event,
    MessageSent,
    OutcomeProposed,
    TimerFired,
    TimerKind,
)
from frontmate.conversation.session import Holder, Session, Status, Who


class Place(Enum):
    """Statuses and holders, and what of them the next event depends on most."""

    NEW = ("No session yet", "")
    AT_WORK = ("The AI is at work", "open · ai · asked, replying or resolving")
    QUIET = ("The AI waits", "open · ai · nothing under way")
    LONE = ("Handed off, nobody on it", "open · team · a clock runs")
    PEOPLE = ("With people", "open · team, a person's, or snoozed")
    CLOSED = ("Closed", "resolved · may be reopened")
    GONE = ("Over", "abandoned")

    def __init__(self, title: str, below: str) -> None:
        self.title = title
        self.below = below


def place_of(session: Session | None) -> Place:
    if session is None:
        return Place.NEW
    if session.status is not Status.OPEN:
        return Place.CLOSED if session.status is Status.RESOLVED else Place.GONE
    if session.holder is Holder.TEAM:
        return Place.LONE if session.unattended else Place.PEOPLE
    if session.assignee.who is Who.PERSON or session.parked:
        return Place.PEOPLE
    busy = session.preparing or session.closing is not None or session.settles_at is not None
    return Place.AT_WORK if busy else Place.QUIET


_PLAIN = {
    "MessageReceived": "the customer writes",
    "SnoozeEnded": "the snooze ends",
    "Trashed": "trashed",
    "MergedInto": "merged into another",
    "MergedFrom": "another is merged in",
    "DeliveryFailed": "the provider refuses our reply",
    "AgentFailed": "the agent fails",
    "SendUncertain": "a send stays in doubt",
    "GivenBack": "given back on the console",
    "HandoffOrdered": "handed over on the console",
}
_ASSIGNED = {
    Who.PERSON: "a person takes it",
    Who.NOBODY: "put back to nobody",
    Who.AI: "given to the AI",
}
_DONE = {
    "reply": "our reply is sent",
    "draft": "our draft lies there",
    "resolution_note": "the resolution is noted",
    "assign": "we assign it",
    "unassign": "we take the AI off",
}


def words_of(event: Event) -> str:
    """What happened, short enough for a line of the picture."""
    match event:
        case MessageSent(draft_of=int()):
            return "a person sends our draft"
        case MessageSent(author=Author.OTHER_BOT):
            return "another bot replies"
        case MessageSent():
            return "a person replies"
        case Archived(parked=parked):
            return "snoozed by a person" if parked else "archived by others"
        case AssigneeChanged(assignee=assignee):
            return _ASSIGNED[assignee.who]
        case OutcomeProposed(outcome=outcome):
            return f"the agent proposes: {_spaced(type(outcome).__name__)}"
        case ActionDone(step=step):
            return _DONE.get(step.value, f"our {step.value} is done")
        case ActionRefused(why=why):
            return f"the last look: {why.value.replace('_', ' ')}"
        case ActionFailed():
            return "Front refuses, or is away"
        case TimerFired(kind=kind):
            silent = kind is TimerKind.SILENCE
            return "the customer stays silent" if silent else f"the {kind.value} clock"
    return _PLAIN[type(event).__name__]


def _spaced(name: str) -> str:
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()


@dataclass
class Map:
    """The ways between places that an exploration went, and what led along them."""

    ways: dict[tuple[Place, Place], set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, before: Session | None, event: Event, decision: Decision) -> None:
        here, there = place_of(before), place_of(decision.session)
        if here is not there:
            self.ways[here, there].add(words_of(event))
