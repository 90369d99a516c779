"""Messages that come in through the API: custom channels, and imported history (facts 5.8)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from frontmate.simulator.changes import Imported, Inbound
from frontmate.simulator.desk import Desk
from frontmate.simulator.help_centers import rendered
from frontmate.simulator.records import Contact, Conversation, Inbox, Tag
from frontmate.simulator.richtext import html_to_text
from frontmate.simulator.wire import bodies
from frontmate.simulator.wire.addressing import inbox_of_path, named_or
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.fields.messages import IMPORTED, INCOMING
from frontmate.simulator.wire.finding import find_inbox, is_visible, teammate_id, words
from frontmate.simulator.wire.sending import accepted

_METADATA = ("thread_ref", "headers")


class Receiving:
    """Endpoints that take in messages; like what is sent, these exist only after a while."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._workspace, self._changes = desk.workspace, desk.changes

    def routes(self) -> list[Route]:
        return [
            Route("/channels/{id}/incoming_messages", self.receive, methods=["POST"]),
            Route("/inboxes/{id}/imported_messages", self.bring_in, methods=["POST"]),
        ]

    async def receive(self, request: Request) -> Response:
        """Threaded by the reference that is given, else by the sender."""
        inbox = inbox_of_path(self._desk, request)
        data = await bodies.read(request, INCOMING)
        if inbox.channel_type != "custom":
            raise ApiError(400, "Only custom channels take messages", "channel_id: not custom")
        inbound = self._inbound(inbox, data)
        ref = data.get("metadata", {}).get("thread_ref")
        key = ("custom", inbox.id, f"from {inbound.handle}" if ref is None else f"ref {ref}")

        def arrive() -> None:
            message = self._changes.receive(inbound, self._workspace.thread(*key))
            conversation = self._workspace.conversations[message.conversation_id]
            self._workspace.keep_thread(*key, conversation)

        self._desk.later(self._workspace.message_delay, arrive)
        return accepted(str(inbound.uid))

    async def bring_in(self, request: Request) -> Response:
        """What was imported before is not imported again; it is answered as it was then."""
        inbox = find_inbox(self._desk, request)
        data = await bodies.read(request, IMPORTED)
        imported = self._imported(request, inbox, data)
        known = self._workspace.imported.setdefault(imported.external_id, imported.uid)
        if known == imported.uid:
            delay = self._workspace.message_delay
            self._desk.later(delay, lambda: self._changes.import_message(imported))
        return accepted(known)

    def _inbound(self, inbox: Inbox, data: dict[str, Any]) -> Inbound:
        sender = data["sender"]
        body = _as_html(words(data, "body"), data)
        contact = self._contact(sender["contact_id"]) if "contact_id" in sender else None
        return Inbound(
            inbox=inbox,
            handle=words(sender, "handle"),
            name=sender.get("name"),
            text=html_to_text(body),
            subject=data.get("subject", ""),
            html=body,
            files=tuple(data.get("attachments", ())),
            metadata={k: v for k, v in data.get("metadata", {}).items() if k in _METADATA},
            uid=self._workspace.ids.uid(),
            contact=contact,
        )

    def _imported(self, request: Request, inbox: Inbox, data: dict[str, Any]) -> Imported:
        sender, metadata, kind = data["sender"], data["metadata"], data.get("type", "email")
        if "body_format" in data and kind != "email":
            raise ApiError(400, bodies.INVALID, "body_format: for emails only")
        body = words(data, "body")
        html = _as_html(body, data) if kind == "email" else body
        assignee, author = data.get("assignee_id"), sender.get("author_id")
        is_inbound = metadata["is_inbound"]
        return Imported(
            uid=self._workspace.ids.uid(),
            external_id=words(data, "external_id"),
            inbox=inbox,
            type=kind,
            is_inbound=is_inbound,
            created_at=_moment(data["created_at"]),
            handle=words(sender, "handle"),
            name=sender.get("name"),
            author_id=teammate_id(self._desk, author, "sender.author_id")
            if author is not None and not is_inbound
            else None,
            recipients=named_or(self._desk, data),
            subject=data.get("subject", ""),
            body=html,
            text=html_to_text(html) if kind == "email" else body,
            thread_ref=metadata.get("thread_ref"),
            conversation_id=self._conversation_id(request, data),
            assignee_id=teammate_id(self._desk, assignee, "assignee_id") if assignee else None,
            tags=self._tags(data),
            is_archived=metadata.get("is_archived", True),
            skips_rules=metadata.get("should_skip_rules", True),
            files=data.get("attachments", ()),
        )

    def _conversation_id(self, request: Request, data: dict[str, Any]) -> str | None:
        wanted = data.get("conversation_id")
        if wanted is None:
            return None
        found = self._workspace.conversation(self._workspace.survivor_of(wanted))
        if found is None or not is_visible(request, found) or not _takes_messages(found):
            raise ApiError(400, bodies.INVALID, "conversation_id: no such conversation")
        return found.id

    def _tags(self, data: dict[str, Any]) -> list[Tag]:
        names: list[str] = data.get("tags", [])
        empty = [f"tags[{number}]: empty" for number, name in enumerate(names) if not name.strip()]
        if empty:
            raise ApiError(400, bodies.INVALID, *empty)
        return [self._workspace.people.tag_named(name) for name in names]

    def _contact(self, key: str) -> Contact:
        contact = self._workspace.people.contact(key)
        if contact is None:
            raise ApiError(400, bodies.INVALID, "sender.contact_id: no such contact")
        return contact


def _takes_messages(conversation: Conversation) -> bool:
    return conversation.type == "conversation"


def _as_html(body: str, data: dict[str, Any]) -> str:
    return body if data.get("body_format") == "html" else rendered(body)


def _moment(created_at: int) -> float:
    if not 0 <= created_at < 10**11:
        raise ApiError(400, bodies.INVALID, "created_at: Unix seconds expected")
    return float(created_at)
