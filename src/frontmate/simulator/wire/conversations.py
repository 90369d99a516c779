"""A conversation and what hangs on it: status, assignee, tags, comments, lists."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.desk import Desk
from frontmate.simulator.drafts import with_drafts
from frontmate.simulator.events import API
from frontmate.simulator.records import Conversation, Tag
from frontmate.simulator.wire import bodies
from frontmate.simulator.wire.errors import ApiError, MergedError
from frontmate.simulator.wire.fields.conversations import ASSIGNEE, COMMENT, CONVERSATION, TAG_IDS
from frontmate.simulator.wire.pages import one_page, ordered, query_list, whole_list

# The filter's vocabulary is neither the one that is read nor the one that is written.
_FILTERS = {"assigned", "unassigned", "archived", "trashed", "deleted"}


class Conversations:
    """Endpoints below `/conversations`, except sending."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._workspace, self._shapes, self._changes = desk.workspace, desk.shapes, desk.changes

    def routes(self) -> list[Route]:
        one = "/conversations/{id}"
        return [
            Route("/conversations", self.listing),
            Route(one, self.read, methods=["GET"]),
            Route(one, self.update, methods=["PATCH"]),
            Route(f"{one}/assignee", self.update_assignee, methods=["PUT"]),
            Route(f"{one}/messages", self.messages, methods=["GET"]),
            Route(f"{one}/comments", self.comments, methods=["GET"]),
            Route(f"{one}/comments", self.comment, methods=["POST"]),
            Route(f"{one}/tags", self.add_tags, methods=["POST"]),
            Route(f"{one}/tags", self.remove_tags, methods=["DELETE"]),
            Route(f"{one}/events", self.events),
            Route(f"{one}/inboxes", self.inboxes),
            Route(f"{one}/followers", self.followers),
        ]

    async def listing(self, request: Request) -> Response:
        wanted = set(query_list(request, "statuses"))
        if wanted - _FILTERS:
            raise ApiError(400, "Query did not pass validation", "q[statuses]: unknown status")
        wanted = {"deleted" if status == "trashed" else status for status in wanted}
        found = [
            c for c in self._workspace.conversations.values() if not wanted or c.status in wanted
        ]
        found.sort(key=lambda c: c.updated_at, reverse=True)
        return self._page(request, found, self._shapes.conversation)

    async def read(self, request: Request) -> Response:
        return JSONResponse(self._shapes.conversation(find(self._desk, request)))

    async def update(self, request: Request) -> Response:
        conversation = find(self._desk, request)
        data = await bodies.read(request, CONVERSATION)
        if "status" in data and "status_id" in data:
            raise ApiError(400, bodies.INVALID, "status: never together with status_id")
        if "inbox_id" in data and data["inbox_id"] not in self._workspace.people.inboxes:
            raise ApiError(400, bodies.INVALID, "inbox_id: no such inbox")
        assignee = self._assignee(data) if "assignee_id" in data else None
        tags = known_tags(self._desk, data["tag_ids"]) if "tag_ids" in data else None
        if "assignee_id" in data:
            self._changes.assign(conversation, assignee, API)
        if tags is not None:
            self._replace_tags(conversation, tags)
        if "inbox_id" in data:
            self._changes.move(conversation, self._workspace.people.inboxes[data["inbox_id"]], API)
        if "custom_fields" in data:
            # Whatever is left out of a set is erased.
            conversation.custom_fields = dict(data["custom_fields"])
        self._set_status(conversation, data.get("status"))
        return Response(status_code=204)

    async def update_assignee(self, request: Request) -> Response:
        conversation = find(self._desk, request)
        data = await bodies.read(request, ASSIGNEE)
        self._changes.assign(conversation, self._assignee(data), API)
        return Response(status_code=204)

    async def messages(self, request: Request) -> Response:
        conversation = find(self._desk, request)
        drafts = self._desk.drafts.shown_to_api(conversation)
        newest_first = list(reversed(with_drafts(conversation.messages, drafts)))
        return self._page(request, ordered(request, newest_first), self._shapes.message)

    async def comments(self, request: Request) -> Response:
        newest_first = reversed(find(self._desk, request).comments)
        return self._whole(request, [self._shapes.comment(c) for c in newest_first])

    async def comment(self, request: Request) -> Response:
        conversation = find(self._desk, request)
        data = await bodies.read(request, COMMENT)
        if not data["body"].strip():
            raise ApiError(400, bodies.INVALID, "body: empty")
        author = author_id(self._desk, data)
        pinned = data.get("is_pinned", False)
        comment = self._changes.comment(conversation, author, data["body"], API, pinned)
        return JSONResponse(self._shapes.comment(comment), 201)

    async def add_tags(self, request: Request) -> Response:
        conversation = find(self._desk, request)
        data = await bodies.read(request, TAG_IDS)
        self._changes.tag(conversation, known_tags(self._desk, data["tag_ids"]), API)
        return Response(status_code=204)

    async def remove_tags(self, request: Request) -> Response:
        conversation = find(self._desk, request)
        data = await bodies.read(request, TAG_IDS)
        self._changes.untag(conversation, known_tags(self._desk, data["tag_ids"]), API)
        return Response(status_code=204)

    async def events(self, request: Request) -> Response:
        conversation = find(self._desk, request)
        own = [e for e in self._workspace.events if e.conversation_id == conversation.id]
        return self._page(request, list(reversed(own)), lambda event: event.data, maximum=15)

    async def followers(self, request: Request) -> Response:
        find(self._desk, request)
        return self._whole(request, [])

    async def inboxes(self, request: Request) -> Response:
        ids = find(self._desk, request).inbox_ids
        return self._whole(
            request, [self._shapes.inbox(self._workspace.people.inboxes[i]) for i in ids]
        )

    def _assignee(self, data: dict[str, Any]) -> str | None:
        """null and "" both unassign."""
        given = data["assignee_id"]
        if not given:
            return None
        teammate = self._workspace.people.teammate(given)
        if teammate is None:
            raise ApiError(400, bodies.INVALID, "assignee_id: no such teammate")
        return teammate.id

    def _replace_tags(self, conversation: Conversation, tags: list[Tag]) -> None:
        keep = {tag.id for tag in tags}
        gone = [self._workspace.people.tags[t] for t in conversation.tag_ids if t not in keep]
        self._changes.untag(conversation, gone, API)
        self._changes.tag(conversation, tags, API)

    def _set_status(self, conversation: Conversation, status: str | None) -> None:
        match status:
            case "archived":
                self._changes.archive(conversation, API)
            case "open":
                self._changes.reopen(conversation, API)
            case "deleted" | "spam":
                self._changes.trash(conversation, API)

    def _page(
        self, request: Request, items: Any, render: Any, *, maximum: int = 100
    ) -> JSONResponse:
        default = min(50, maximum)
        base = self._shapes.base_url
        page = one_page(request, base, items, render, default=default, maximum=maximum)
        return JSONResponse(page)

    def _whole(self, request: Request, results: list[Any]) -> JSONResponse:
        return JSONResponse(whole_list(self._shapes.base_url, request.url.path, results))


def find(desk: Desk, request: Request) -> Conversation:
    """The conversation of the path: 301 to the survivor if it was merged, 404 if unknown."""
    wanted = request.path_params["id"]
    conversation = desk.workspace.conversation(wanted)
    if conversation is None:
        survivor = desk.workspace.survivor_of(wanted)
        if survivor != wanted:
            raise MergedError(survivor)
        raise ApiError(404, f"Conversation {wanted} not found")
    return conversation


def known_tags(desk: Desk, ids: list[str], prefix: str = "") -> list[Tag]:
    unknown = [
        f"{prefix}tag_ids: no such tag {i}" for i in ids if i not in desk.workspace.people.tags
    ]
    if unknown:
        raise ApiError(400, bodies.INVALID, *unknown)
    return [desk.workspace.people.tags[i] for i in ids]


def author_id(desk: Desk, data: dict[str, Any]) -> str:
    """The author that is named, else Front's own API author."""
    if "author_id" not in data:
        return desk.workspace.people.bot("api").id
    teammate = desk.workspace.people.teammate(data["author_id"])
    if teammate is None or teammate.is_blocked:
        raise ApiError(400, bodies.INVALID, "author_id: no such teammate")
    return teammate.id
