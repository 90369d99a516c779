"""Comments: the internal notes on a conversation, replies to them, and whom they mention."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.desk import Desk
from frontmate.simulator.events import API
from frontmate.simulator.records import Comment, Conversation
from frontmate.simulator.wire import bodies
from frontmate.simulator.wire.answers import whole
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.fields.conversations import COMMENT, COMMENT_EDIT
from frontmate.simulator.wire.finding import author_id, find, find_comment, token_of, words


class Comments:
    """Endpoints that list, write and change comments; there is no call that deletes one."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._workspace, self._shapes, self._changes = desk.workspace, desk.shapes, desk.changes

    def routes(self) -> list[Route]:
        return [
            Route("/conversations/{id}/comments", self.listing, methods=["GET"]),
            Route("/conversations/{id}/comments", self.write, methods=["POST"]),
            Route("/comments/{id}", self.read),
            # Front has the slash on this verb and not on the other.
            Route("/comments/{id}/", self.edit, methods=["PATCH"]),
            Route("/comments/{id}/replies", self.reply, methods=["POST"]),
            Route("/comments/{id}/mentions", self.mentions),
        ]

    async def listing(self, request: Request) -> Response:
        """Newest first, all at once."""
        comments = sorted(
            find(self._desk, request).comments, key=lambda c: (c.posted_at, c.id), reverse=True
        )
        return whole(self._desk, request, comments, self._shapes.comment)

    async def read(self, request: Request) -> Response:
        return JSONResponse(self._shapes.comment(find_comment(self._desk, request)))

    async def write(self, request: Request) -> Response:
        return await self._write(request, find(self._desk, request), None)

    async def reply(self, request: Request) -> Response:
        comment = find_comment(self._desk, request)
        conversation = self._workspace.conversations[comment.conversation_id]
        return await self._write(request, conversation, comment)

    async def edit(self, request: Request) -> Response:
        """The words only with the token that wrote them; anybody may pin."""
        comment = find_comment(self._desk, request)
        data = await bodies.read(request, COMMENT_EDIT)
        if "body" in data:
            words(data, "body")
            if comment.made_with != token_of(request).name:
                raise ApiError(403, "Another token wrote this comment", "body: not yours to change")
        self._changes.edit_comment(comment, data.get("body"), data.get("is_pinned"))
        return JSONResponse(self._shapes.comment(comment))

    async def mentions(self, request: Request) -> Response:
        people = self._workspace.people
        ids = find_comment(self._desk, request).mentioned
        teammates = [people.teammate(i) for i in ids]
        return whole(self._desk, request, teammates, self._shapes.teammate)

    async def _write(
        self, request: Request, conversation: Conversation, replied_to: Comment | None
    ) -> Response:
        data = await bodies.read(request, COMMENT)
        comment = self._changes.comment(
            conversation,
            author_id(self._desk, data),
            words(data, "body"),
            API,
            data.get("is_pinned", False),
            data.get("attachments", ()),
            replied_to=replied_to.id if replied_to else None,
            made_with=token_of(request).name,
        )
        return JSONResponse(self._shapes.comment(comment), 201)
