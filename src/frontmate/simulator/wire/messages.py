"""Single messages: as JSON, as the email that it was, and whether it has been seen."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.desk import Desk
from frontmate.simulator.drafts import is_shown_to_api
from frontmate.simulator.eml import eml_of
from frontmate.simulator.records import Message
from frontmate.simulator.wire import bodies
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.fields.messages import SEEN
from frontmate.simulator.wire.finding import is_visible, or_404
from frontmate.simulator.wire.pages import whole_list

_EML = "message/rfc822"


class Messages:
    """Endpoints over one message."""

    def __init__(self, desk: Desk) -> None:
        self._workspace, self._drafts = desk.workspace, desk.drafts
        self._shapes, self._changes = desk.shapes, desk.changes

    def routes(self) -> list[Route]:
        return [
            Route("/messages/{id}", self.read),
            Route("/messages/{id}/seen", self.seen, methods=["GET"]),
            Route("/messages/{id}/seen", self.mark_seen, methods=["POST"]),
        ]

    async def read(self, request: Request) -> Response:
        """As JSON, or as an email where that is wanted; how Front refuses that is a guess."""
        message = self._message(request)
        if _wanted(request) != _EML:
            return JSONResponse(self._shapes.message(message))
        if message.type != "email":
            raise ApiError(406, "Only emails can be had in that format", "accept: not for this")
        signature = self._workspace.people.signatures.get(message.signature_id or "")
        return Response(eml_of(message, signature), headers={"content-type": _EML})

    async def seen(self, request: Request) -> Response:
        """By whom is not known here: one entry for the first time (facts 1.2)."""
        message = self._message(request)
        receipts = [self._shapes.seen(message)] if message.seen_at else []
        return JSONResponse(whole_list(self._shapes.base_url, request.url.path, list(receipts)))

    async def mark_seen(self, request: Request) -> Response:
        message = self._message(request)
        await bodies.read(request, SEEN)
        if message.is_inbound or message.draft_mode:
            raise ApiError(400, "Only what was sent can be seen", "message_id: not outbound")
        self._changes.see(message)
        return Response(status_code=204)

    def _message(self, request: Request) -> Message:
        key = request.path_params["id"]
        message = self._workspace.message(key) or self._drafts.find(key)
        if message is None or (message.draft_mode and not is_shown_to_api(message)):
            raise ApiError(404, "Message not found")
        conversation = self._workspace.conversations[message.conversation_id]
        return or_404(message if is_visible(request, conversation) else None, "message")


def _wanted(request: Request) -> str:
    """The first of the formats that are named; Front knows two of them."""
    accept: str = request.headers.get("accept", "")
    kinds = (part.partition(";")[0].strip().casefold() for part in accept.split(","))
    known = (kind for kind in kinds if kind in {_EML, "application/json", "*/*"})
    return next(known, "application/json")
