"""Replies (accepted now, visible later), single messages, and the event list."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.changes import Outgoing
from frontmate.simulator.desk import Desk
from frontmate.simulator.events import API
from frontmate.simulator.records import Conversation, Inbox, Recipient
from frontmate.simulator.richtext import html_to_text
from frontmate.simulator.wire import bodies
from frontmate.simulator.wire.conversations import author_id, find, known_tags
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.pages import one_page, ordered, query_list, query_number

_INVALID = "Request body did not pass validation"
_EVENTS_A_PAGE = 15


class Sending:
    """Endpoints that take or show messages and events."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._workspace, self._shapes, self._changes = desk.workspace, desk.shapes, desk.changes

    def routes(self) -> list[Route]:
        return [
            Route("/conversations/{id}/messages", self.reply, methods=["POST"]),
            Route("/messages/{id}", self.message),
            Route("/comments/{id}", self.comment),
            Route("/events", self.events),
            Route("/events/{id}", self.event),
        ]

    async def reply(self, request: Request) -> Response:
        conversation = find(self._desk, request)
        data = await bodies.read_json(request, bodies.REPLY, "body")
        options = data.get("options", {})
        bodies.check(options, bodies.REPLY_OPTIONS, prefix="options.")
        tags = known_tags(self._desk, options.get("tag_ids", []), "options.")
        outgoing = self._outgoing(conversation, data)
        self._changes.tag(conversation, tags, API)
        if options.get("archive", True):
            self._changes.archive(conversation, API)
        self._desk.send_later(conversation, outgoing)
        return JSONResponse({"status": "accepted", "message_uid": outgoing.uid}, 202)

    async def message(self, request: Request) -> Response:
        message = self._workspace.message(request.path_params["id"])
        if message is None:
            raise ApiError(404, "Message not found")
        return JSONResponse(self._shapes.message(message))

    async def comment(self, request: Request) -> Response:
        comment = self._workspace.comment(request.path_params["id"])
        if comment is None:
            raise ApiError(404, "Comment not found")
        return JSONResponse(self._shapes.comment(comment))

    async def events(self, request: Request) -> Response:
        types = set(query_list(request, "types"))
        inboxes = set(query_list(request, "inboxes"))
        after, before = query_number(request, "after"), query_number(request, "before")
        found = [
            event
            for event in reversed(self._workspace.events)
            if (not types or event.type in types)
            and (not inboxes or inboxes.intersection(event.inbox_ids))
            and (after is None or event.emitted_at > after)
            and (before is None or event.emitted_at < before)
        ]
        page = one_page(
            request,
            self._shapes.base_url,
            ordered(request, found),
            lambda event: event.data,
            default=_EVENTS_A_PAGE,
            maximum=_EVENTS_A_PAGE,
        )
        return JSONResponse(page)

    async def event(self, request: Request) -> Response:
        event = self._workspace.event(request.path_params["id"])
        if event is None:
            raise ApiError(404, "Event not found")
        return JSONResponse(event.data)

    def _outgoing(self, conversation: Conversation, data: dict[str, Any]) -> Outgoing:
        if not data["body"].strip():
            raise ApiError(400, _INVALID, "body: empty")
        inbox = self._inbox(conversation, data)
        is_email = self._workspace.channel_kind(inbox) == "email"
        if "signature_id" in data and not is_email:
            raise ApiError(403, "Signatures are for email channels", "signature_id: not here")
        text = data.get("text") or (html_to_text(data["body"]) if is_email else data["body"])
        return Outgoing(
            uid=self._workspace.ids.uid(),
            author_id=author_id(self._desk, data),
            body=data["body"],
            text=text,
            to=self._recipients(conversation, data),
            subject=data.get("subject") or self._desk.reply_subject(conversation),
            inbox=inbox,
            sender_name=data.get("sender_name"),
        )

    def _inbox(self, conversation: Conversation, data: dict[str, Any]) -> Inbox:
        if "channel_id" not in data:
            return self._workspace.inboxes[conversation.inbox_ids[0]]
        inbox = self._workspace.inbox_of_channel(data["channel_id"])
        if inbox is None:
            raise ApiError(400, _INVALID, "channel_id: no such channel")
        return inbox

    def _recipients(
        self, conversation: Conversation, data: dict[str, Any]
    ) -> tuple[Recipient, ...]:
        """What is named is taken as it is; what is not named follows the last received message."""
        usual = self._desk.reply_recipients(conversation)
        chosen: list[Recipient] = []
        for role in ("to", "cc", "bcc"):
            if role in data:
                chosen += [self._changes.recipient(handle, role) for handle in data[role]]
            else:
                chosen += [r for r in usual if r.role == role]
        if not chosen:
            raise ApiError(400, _INVALID, "to: nobody to send this to")
        return tuple(chosen)
