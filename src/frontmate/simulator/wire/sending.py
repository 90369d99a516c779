"""Messages on their way out: accepted now, visible later."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.desk import Desk
from frontmate.simulator.events import API
from frontmate.simulator.records import Conversation
from frontmate.simulator.wire import bodies
from frontmate.simulator.wire.addressing import (
    channels_inbox,
    inbox_of_path,
    named_or,
    recipients,
    somebody,
)
from frontmate.simulator.wire.composing import outgoing
from frontmate.simulator.wire.fields.conversations import REPLY
from frontmate.simulator.wire.fields.messages import NEW_MESSAGE
from frontmate.simulator.wire.finding import find_for_messages, known_tags


class Sending:
    """Endpoints that send."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._changes = desk.changes

    def routes(self) -> list[Route]:
        return [
            Route("/conversations/{id}/messages", self.reply, methods=["POST"]),
            Route("/channels/{id}/messages", self.begin, methods=["POST"]),
        ]

    async def reply(self, request: Request) -> Response:
        conversation = find_for_messages(self._desk, request)
        data = await bodies.read(request, REPLY)
        options = data.get("options", {})
        tags = known_tags(self._desk, options.get("tag_ids", []), "options.")
        inbox = channels_inbox(self._desk, conversation, data)
        to = somebody(recipients(self._desk, conversation, data))
        subject = data.get("subject") or self._desk.reply_subject(conversation)
        message = outgoing(self._desk, data, inbox, to, subject)
        self._changes.tag(conversation, tags, API)
        if options.get("archive", True):
            self._changes.archive(conversation, API)
        self._desk.send_later(conversation, message)
        return accepted(message.uid)

    async def begin(self, request: Request) -> Response:
        """A new conversation with whoever is named."""
        inbox = inbox_of_path(self._desk, request)
        data = await bodies.read(request, NEW_MESSAGE)
        options = data.get("options", {})
        tags = known_tags(self._desk, options.get("tag_ids", []), "options.")
        to = somebody(named_or(self._desk, data))
        message = outgoing(self._desk, data, inbox, to, data.get("subject", ""))

        def begun(conversation: Conversation) -> None:
            self._changes.tag(conversation, tags, API)
            if options.get("archive", True):
                self._changes.archive(conversation, API)

        self._desk.start_later(message, begun)
        return accepted(message.uid)


def accepted(uid: str) -> Response:
    return JSONResponse({"status": "accepted", "message_uid": uid}, 202)
