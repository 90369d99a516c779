"""Sans I/O: one event of Front's, in our words. Unknown is recorded, never raised."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from frontmate.conversation.session import NOBODY, Assignee, By, Who
from frontmate.front.conversations import FrontConversation, read_assignee, read_conversation
from frontmate.front.identity import Identity
from frontmate.front.messages import FrontMessage, read_message
from frontmate.front.tolerant import EPOCH, mapping, mappings, moment, text
from frontmate.front.words import BOTS, CUSTOMER_SOURCES, EVENTS, SOURCES, What

_WITH_MESSAGE = {What.MESSAGE_RECEIVED, What.MESSAGE_SENT, What.DELIVERY_FAILED}
_LONGEST_DETAIL = 120
_SHOWN_BY_A_LOOK = {"subject", "status", "assignee", "tags", "recipient", "created_at"}


@dataclass(frozen=True)
class FrontEvent:
    """What happened at Front. The conversation is as it was then, and stale by now."""

    id: str
    what: What
    at: datetime
    """1970 where Front gave no time."""
    conversation: FrontConversation
    by: By
    actor: str | None
    """Teammate or rule id."""
    message: FrontMessage | None
    assignee: Assignee | None
    """For `ASSIGNED`, whom the conversation was assigned to."""
    detail: str
    """For `RECORDED` and `TRANSCRIBED`, what it was; for a failed delivery, how. One short line."""
    merged_from: tuple[str, ...]
    """For `MERGED`, the conversations that live on in this one."""
    complete: bool
    """False for a preview (facts 3.3): fetch the event by its id and translate that."""
    target: str | None = None
    """Id of what was acted with: message, comment, tag, inbox, link, teammate."""


def translate(
    event: Mapping[str, Any], identity: Identity, *, outer_type: str | None = None
) -> FrontEvent:
    """Read a core event. `outer_type` is the name on an application webhook's envelope.

    Never raises: what cannot be read at all is `RECORDED` with what there is.
    """
    conversation = _conversation(event, identity)
    what, detail = _what(event, outer_type, conversation)
    at = moment(event, "emitted_at")
    told = what in _WITH_MESSAGE or what is What.TRANSCRIBED
    message = _message(event, identity, what, at or EPOCH) if told else None
    target = _resource(event, "target")
    return FrontEvent(
        id=text(event, "id") or "",
        what=what,
        at=at or (message.sent_at if message else EPOCH),
        conversation=conversation,
        by=_by(event, identity, what),
        actor=text(_resource(event, "source"), "id"),
        message=message,
        assignee=_assigned(target, conversation, identity) if what is What.ASSIGNED else None,
        detail=detail,
        merged_from=tuple(_merged(event)) if what is What.MERGED else (),
        complete=not _is_preview(event) and (message is not None or what not in _WITH_MESSAGE),
        target=text(target, "id"),
    )


def _what(
    event: Mapping[str, Any], outer: str | None, conversation: FrontConversation
) -> tuple[What, str]:
    core = text(event, "type")
    word = core if core in EVENTS else outer
    what, detail = EVENTS.get(word or "", (What.RECORDED, f"unknown: {core or outer or ''}"))
    if outer == "conversation_snoozed" or (what is What.ARCHIVED and conversation.parked):
        what = What.SNOOZED  # Front's core events know no snooze (facts 3.2).
    if word == "assignee_changed" and not _names_anybody(event, conversation):
        what = What.UNASSIGNED
    if not (text(event, "id") and conversation.id):
        return What.RECORDED, _line(detail or what.value)
    return what, _line(_detailed(event, what, detail))


def _names_anybody(event: Mapping[str, Any], conversation: FrontConversation) -> bool:
    return bool(_resource(event, "target")) or conversation.assignee is not NOBODY


def _detailed(event: Mapping[str, Any], what: What, detail: str) -> str:
    """The detail with the name of what it was done with: messages and comments have none."""
    target = _resource(event, "target")
    if what is What.DELIVERY_FAILED:
        return text(target, "error_type") or detail
    if what is not What.RECORDED:
        return detail
    inboxes = mappings(mapping(event, "target"), "data")
    names = [text(one, "name") for one in (target, *inboxes)]
    named = ", ".join(name for name in names if name)
    return f"{detail}: {named}" if named else detail


def _line(words: str) -> str:
    return " ".join(words.split())[:_LONGEST_DETAIL]


def _conversation(event: Mapping[str, Any], identity: Identity) -> FrontConversation:
    conversation = mapping(event, "conversation")
    # Some listings wrap it as they wrap source and target.
    conversation = mapping(conversation, "data") or conversation
    inboxes = (
        text(inbox, "id")
        for end in ("source", "target")
        if _type_of(event, end) == "inboxes"
        for inbox in (*mappings(mapping(event, end), "data"), _resource(event, end))
    )
    return replace(
        read_conversation(conversation, identity),
        inboxes=frozenset(id_ for id_ in inboxes if id_),
    )


def _message(
    event: Mapping[str, Any], identity: Identity, what: What, at: datetime
) -> FrontMessage | None:
    inbound = what in (What.MESSAGE_RECEIVED, What.TRANSCRIBED)
    target = mapping(event, "target", "data")
    if text(target, "id") is None:
        # The newest message at that moment is the one meant, unless an older one bounced or was
        # a call.
        target = mapping(event, "conversation", "last_message")
        older = what in (What.DELIVERY_FAILED, What.TRANSCRIBED)
        fits = target.get("is_inbound") is inbound and not older
        if text(target, "id") is None or not fits:
            return None
    source = _type_of(event, "source")
    return read_message(target, identity, source, inbound=inbound, at=at)


def _by(event: Mapping[str, Any], identity: Identity, what: What) -> By:
    source = _type_of(event, "source")
    if source in CUSTOMER_SOURCES:
        return By.CUSTOMER if what is What.MESSAGE_RECEIVED else By.UNKNOWN
    actor = _resource(event, "source")
    if source == "teammate":
        if text(actor, "id") == identity.ai_teammate:
            return By.AI
        return BOTS.get(text(actor, "type") or "", By.TEAMMATE)
    return SOURCES.get(source, By.UNKNOWN)


def _assigned(
    target: Mapping[str, Any], conversation: FrontConversation, identity: Identity
) -> Assignee:
    for assignee in (read_assignee(target, identity), conversation.assignee):
        if assignee is not NOBODY:
            return assignee
    return Assignee(Who.PERSON)


def _merged(event: Mapping[str, Any]) -> Iterator[str]:
    data = mapping(event, "target").get("data")
    if isinstance(data, Mapping):
        data = next((value for value in data.values() if isinstance(value, list)), [data])
    for one in data if isinstance(data, list | tuple) else ():
        id_ = text(one, "id") if isinstance(one, Mapping) else one
        if isinstance(id_, str) and id_:
            yield id_


def _type_of(event: Mapping[str, Any], end: str) -> str:
    return text(mapping(event, end, "_meta"), "type") or ""


def _resource(event: Mapping[str, Any], end: str) -> Mapping[str, Any]:
    """The one object at an end of the event: in `data`, or the end itself in a preview."""
    ends = mapping(event, end)
    if "data" in ends:
        return mapping(ends, "data")
    return ends if text(ends, "id") else {}


def _is_preview(event: Mapping[str, Any]) -> bool:
    conversation = mapping(event, "conversation")
    if text(conversation, "id") and not _SHOWN_BY_A_LOOK & conversation.keys():
        return True
    ends = (mapping(event, "source"), mapping(event, "target"))
    return any("data" not in end and text(end, "id") is not None for end in ends)
