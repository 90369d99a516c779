"""Replies (accepted now, visible later), single messages and comments."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.changes import Outgoing
from frontmate.simulator.desk import Desk
from frontmate.simulator.drafts import is_shown_to_api
from frontmate.simulator.events import API
from frontmate.simulator.records import Conversation
from frontmate.simulator.richtext import html_to_text
from frontmate.simulator.wire import bodies
from frontmate.simulator.wire.addressing import channels_inbox, recipients
from frontmate.simulator.wire.conversations import author_id, find, known_tags
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.fields.conversations import REPLY


class Sending:
    """Endpoints that take or show messages."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._workspace, self._shapes, self._changes = desk.workspace, desk.shapes, desk.changes

    def routes(self) -> list[Route]:
        return [
            Route("/conversations/{id}/messages", self.reply, methods=["POST"]),
            Route("/messages/{id}", self.message),
            Route("/comments/{id}", self.comment),
        ]

    async def reply(self, request: Request) -> Response:
        conversation = find(self._desk, request)
        data = await bodies.read(request, REPLY)
        options = data.get("options", {})
        tags = known_tags(self._desk, options.get("tag_ids", []), "options.")
        outgoing = self._outgoing(conversation, data)
        self._changes.tag(conversation, tags, API)
        if options.get("archive", True):
            self._changes.archive(conversation, API)
        self._desk.send_later(conversation, outgoing)
        return JSONResponse({"status": "accepted", "message_uid": outgoing.uid}, 202)

    async def message(self, request: Request) -> Response:
        wanted = request.path_params["id"]
        message = self._workspace.message(wanted) or self._desk.drafts.find(wanted)
        if message is None or (message.draft_mode and not is_shown_to_api(message)):
            raise ApiError(404, "Message not found")
        return JSONResponse(self._shapes.message(message))

    async def comment(self, request: Request) -> Response:
        comment = self._workspace.comment(request.path_params["id"])
        if comment is None:
            raise ApiError(404, "Comment not found")
        return JSONResponse(self._shapes.comment(comment))

    def _outgoing(self, conversation: Conversation, data: dict[str, Any]) -> Outgoing:
        if not data["body"].strip():
            raise ApiError(400, bodies.INVALID, "body: empty")
        inbox = channels_inbox(self._desk, conversation, data)
        is_email = self._workspace.people.channel_kind(inbox) == "email"
        if "signature_id" in data and not is_email:
            raise ApiError(403, "Signatures are for email channels", "signature_id: not here")
        chosen = recipients(self._desk, conversation, data)
        if not chosen:
            raise ApiError(400, bodies.INVALID, "to: nobody to send this to")
        text = data.get("text") or (html_to_text(data["body"]) if is_email else data["body"])
        return Outgoing(
            uid=self._workspace.ids.uid(),
            author_id=author_id(self._desk, data),
            body=data["body"],
            text=text,
            to=chosen,
            subject=data.get("subject") or self._desk.reply_subject(conversation),
            inbox=inbox,
            sender_name=data.get("sender_name"),
        )
