"""A conversation as Front shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from frontmate.conversation.events import Kind
from frontmate.conversation.session import NOBODY, Assignee, Who
from frontmate.front.identity import Identity
from frontmate.front.tolerant import flag, linked_id, mapping, mappings, text
from frontmate.front.words import STATUSES


@dataclass(frozen=True)
class FrontConversation:
    """What one look shows (facts 5.8b)."""

    id: str
    subject: str
    kind: Kind
    assignee: Assignee
    status: str
    """`open`, `archived` or `trashed`."""
    parked: bool
    """A person has set a reminder (facts 1.1)."""
    inboxes: frozenset[str]
    """Known from an event's source only: the conversation itself does not name them."""
    tags: tuple[tuple[str, str], ...]
    """(id, name) pairs; private ones are left out, they are no session tags of ours."""
    last_message: str | None
    last_message_inbound: bool | None
    """None where only the link to the newest message is given, as in the API's answer."""
    private: bool = False
    """Seen with the Private namespace only: who moves it there takes it from us (facts 9.22)."""
    status_category: str | None = None
    """`open`, `waiting`, `resolved` or a later word; None where ticketing is off (facts 1.1)."""


def read_conversation(obj: Mapping[str, Any], identity: Identity) -> FrontConversation:
    """Read a conversation, from a webhook or the API. Never raises."""
    last = mapping(obj, "last_message")
    linked = linked_id(obj, "last_message")
    direction = flag(last, "is_inbound") if linked in (None, text(last, "id")) else None
    return FrontConversation(
        id=text(obj, "id") or "",
        subject=text(obj, "subject") or "",
        kind=_kind(text(obj, "type")),
        assignee=_assignee(obj, identity),
        status=STATUSES.get(text(obj, "status") or "", "open"),
        parked=any(True for _ in mappings(obj, "scheduled_reminders")),
        inboxes=frozenset(),
        tags=_tags(obj),
        last_message=linked or text(last, "id"),
        last_message_inbound=direction,
        private=obj.get("is_private") is True,
        status_category=text(obj, "status_category"),
    )


def read_assignee(obj: Mapping[str, Any], identity: Identity) -> Assignee:
    """Who a teammate object is to us; nobody if it names none."""
    id_ = text(obj, "id")
    if id_ is None:
        return NOBODY
    return Assignee(Who.AI if id_ == identity.ai_teammate else Who.PERSON, id_)


def _assignee(obj: Mapping[str, Any], identity: Identity) -> Assignee:
    assignee = read_assignee(mapping(obj, "assignee"), identity)
    # Assigned, but to whom cannot be read: better silent than over a person.
    if assignee is NOBODY and obj.get("status") == "assigned":
        return Assignee(Who.PERSON)
    return assignee


def _kind(type_: str | None) -> Kind:
    # Absent in payloads before 2024 (facts 12).
    return Kind(type_) if type_ in set(Kind) else Kind.CONVERSATION


def _tags(obj: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (id_, text(tag, "name") or "")
        for tag in mappings(obj, "tags")
        if (id_ := text(tag, "id")) is not None and tag.get("is_private") is not True
    )
