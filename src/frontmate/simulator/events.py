"""Core events: who did what to what, with the conversation as it was at that moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from frontmate.simulator.journal import Journal
from frontmate.simulator.records import Conversation, Event, Inbox, Message
from frontmate.simulator.shapes import Json, Shapes
from frontmate.simulator.workspace import Workspace

Listener = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it, as an event's source tells it: kind `api`, `oauth_client`, `teammate`, `rule`,
    `reminder`, `imap` or `gmail`; only a teammate and a rule have an id."""

    kind: str
    id: str | None = None


API = Actor("api")


class Emitter:
    """Stores each event, writes it into the journal and tells the listeners, in that order."""

    def __init__(self, workspace: Workspace, shapes: Shapes, journal: Journal) -> None:
        self._workspace = workspace
        self.shapes = shapes
        self._journal = journal
        self.listeners: list[Listener] = []
        self._is_mass = self._skips_rules = False

    @contextmanager
    def mass_action(self, *, skip_rules: bool = True) -> Iterator[None]:
        """What happens within is part of a mass action (an import, a moved inbox): no webhook tells
        of it (facts 2), and rules see it only where they are not to be skipped (facts 5.8)."""
        before = self._is_mass, self._skips_rules
        self._is_mass, self._skips_rules = True, skip_rules
        try:
            yield
        finally:
            self._is_mass, self._skips_rules = before

    def emit(
        self,
        kind: str,
        conversation: Conversation,
        by: Actor,
        target: tuple[str, Any] | None = None,
    ) -> None:
        self._store(kind, conversation, self._source(by), target)

    def emit_message(
        self, kind: str, conversation: Conversation, message: Message, inbox: Inbox
    ) -> None:
        """The source of a message event is the list of the conversation's inboxes."""
        ids = list(dict.fromkeys([*conversation.inbox_ids, inbox.id]))
        inboxes = [self.shapes.inbox(self._workspace.people.inboxes[i], in_event=True) for i in ids]
        source = {"_meta": {"type": "inboxes"}, "data": inboxes}
        target = ("message", self.shapes.message(message, in_event=True))
        self._store(kind, conversation, source, target)

    def emit_failure(self, kind: str, conversation: Conversation, message: Message) -> None:
        """`sending_error` or `message_bounce_error`: the source is whom it did not reach."""
        recipient = next((r for r in message.recipients if r.role == "to"), None)
        data = self.shapes.recipient(recipient) if recipient else None
        source = {"_meta": {"type": "recipient"}, "data": data}
        target = ("message", self.shapes.message(message, in_event=True))
        self._store(kind, conversation, source, target)

    def _store(
        self, kind: str, conversation: Conversation, source: Json, target: tuple[str, Any] | None
    ) -> None:
        now = self._workspace.now()
        conversation.updated_at = now
        event_id = self._workspace.ids.mint("evt")
        data: Json = {
            "_links": {"self": f"{self.shapes.base_url}/events/{event_id}"},
            "id": event_id,
            "type": kind,
            "emitted_at": now,
            "conversation": self.shapes.conversation(conversation, in_event=True),
            "source": source,
        }
        # Archive, reopen and unassign have no target at all, not an empty one.
        if target:
            data["target"] = {"_meta": {"type": target[0]}, "data": target[1]}
        event = Event(
            event_id,
            kind,
            now,
            conversation.id,
            tuple(conversation.inbox_ids),
            data,
            was_private=conversation.is_private,
        )
        event.is_mass, event.skips_rules = self._is_mass, self._skips_rules
        self._workspace.keep_event(event)
        self._journal.record(
            "change",
            type=kind,
            event=event_id,
            conversation=conversation.id,
            source=source["_meta"]["type"],
            by=source["data"].get("id") if isinstance(source["data"], dict) else None,
        )
        for listener in self.listeners:
            listener(event)

    def _source(self, by: Actor) -> Json:
        data: Json | None = None
        if by.kind == "teammate" and by.id:
            data = self.shapes.teammate(self._workspace.people.teammate(by.id))
        elif by.kind == "rule":
            data = self.shapes.rule(by.id)
        return {"_meta": {"type": by.kind}, "data": data}
