"""A conversation as a whole: lists, reading, changing, beginning one without messages, its end."""

from collections.abc import Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.desk import Desk
from frontmate.simulator.events import API
from frontmate.simulator.records import Conversation, Message, Tag
from frontmate.simulator.wire import bodies
from frontmate.simulator.wire.answers import paged
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.fields.conversations import (
    ASSIGNEE,
    CONVERSATION,
    NEW_CONVERSATION,
)
from frontmate.simulator.wire.finding import (
    author_id,
    find,
    is_visible,
    known_tags,
    teammate_id,
    teammate_ids,
    token_of,
    words,
)
from frontmate.simulator.wire.listing import conversation_list
from frontmate.simulator.wire.pages import direction, one_page

_FIFTY_YEARS: Final = 50 * 365.25 * 86_400

Change = Callable[[], None]


class Conversations:
    """Endpoints on `/conversations` and each of them; what hangs on one is in `details`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._workspace, self._shapes, self._changes = desk.workspace, desk.shapes, desk.changes

    def routes(self) -> list[Route]:
        one = "/conversations/{id}"
        return [
            Route("/conversations", self.listing, methods=["GET"]),
            Route("/conversations", self.begin, methods=["POST"]),
            Route(one, self.read, methods=["GET"]),
            Route(one, self.update, methods=["PATCH"]),
            Route(one, self.delete, methods=["DELETE"]),
            Route(f"{one}/assignee", self.update_assignee, methods=["PUT"]),
            Route(f"{one}/messages", self.messages, methods=["GET"]),
            Route(f"{one}/events", self.events),
        ]

    async def listing(self, request: Request) -> Response:
        everything = self._workspace.conversations.values()
        return conversation_list(self._desk, request, everything, sortable=True)

    async def read(self, request: Request) -> Response:
        return JSONResponse(self._shapes.conversation(find(self._desk, request)))

    async def begin(self, request: Request) -> Response:
        """A discussion or a task, in an inbox or among teammates."""
        data = await bodies.read(request, NEW_CONVERSATION)
        _check_new(data)
        if "due_at" in data:
            check_time(self._desk, "due_at", data["due_at"])
        inbox_ids = [self._inbox(request, data)] if "inbox_id" in data else []
        members = teammate_ids(self._desk, data.get("teammate_ids", ()))
        said = data.get("comment")
        author = author_id(self._desk, said) if said else None
        conversation = self._changes.begin(data["type"], data["subject"], inbox_ids, members)
        self._changes.set_task(conversation, data)
        if said:
            files, token = said.get("attachments", ()), token_of(request).name
            self._changes.comment(
                conversation, author, said["body"], API, files=files, made_with=token
            )
        self._changes.set_fields(conversation, data.get("custom_fields", {}), API)
        return JSONResponse(self._shapes.conversation(conversation), 201)

    async def update(self, request: Request) -> Response:
        """All of it or, if anything is wrong, nothing."""
        conversation = find(self._desk, request)
        data = await bodies.read(request, CONVERSATION)
        for change in self._planned(request, conversation, data):
            change()
        return Response(status_code=204)

    async def update_assignee(self, request: Request) -> Response:
        conversation = find(self._desk, request)
        data = await bodies.read(request, ASSIGNEE)
        self._changes.assign(conversation, self._assignee(data), API)
        return Response(status_code=204)

    async def delete(self, request: Request) -> Response:
        """For good. Front describes no 301 for this verb: a merged one is not found."""
        conversation = self._workspace.conversation(request.path_params["id"])
        if conversation is None or not is_visible(request, conversation):
            raise ApiError(404, "Conversation not found")
        if not conversation.is_trashed:
            raise ApiError(
                400, "Only a conversation in the trash can be deleted", "status: trashed"
            )
        self._changes.delete(conversation)
        return Response(status_code=204)

    async def messages(self, request: Request) -> Response:
        conversation = find(self._desk, request)
        is_falling = direction(request, "created_at")
        drafts = self._desk.drafts.shown_to_api(conversation)
        found = sorted([*conversation.messages, *drafts], key=_written, reverse=is_falling)
        return paged(self._desk, request, found, self._shapes.message, _written)

    async def events(self, request: Request) -> Response:
        newest_first = self._workspace.events_of(find(self._desk, request).id)[::-1]
        page = one_page(
            request,
            self._shapes.base_url,
            newest_first,
            lambda event: event.data,
            default=15,
            maximum=15,
        )
        return JSONResponse(page)

    def _planned(
        self, request: Request, conversation: Conversation, data: dict[str, Any]
    ) -> list[Change]:
        """What is to be done, in that order; everything is checked before any of it is done."""
        planned: list[Change] = []
        changes = self._changes
        if "assignee_id" in data:
            assignee = self._assignee(data)
            planned.append(lambda: changes.assign(conversation, assignee, API))
        if "tag_ids" in data:
            tags = known_tags(self._desk, data["tag_ids"])
            planned.append(lambda: self._replace_tags(conversation, tags))
        if "inbox_id" in data:
            inbox = self._workspace.people.inboxes[self._inbox(request, data)]
            planned.append(lambda: changes.move(conversation, inbox, API))
        if "custom_fields" in data:
            fields = data["custom_fields"]
            planned.append(lambda: changes.set_fields(conversation, fields, API))
        planned += self._planned_status(conversation, data)
        return planned + self._planned_task(conversation, data)

    def _planned_status(self, conversation: Conversation, data: dict[str, Any]) -> list[Change]:
        changes = self._changes
        if "status" in data and "status_id" in data:
            raise ApiError(400, bodies.INVALID, "status: never together with status_id")
        if "status_id" in data:
            statuses = self._workspace.people.statuses
            if not statuses:
                raise ApiError(400, bodies.INVALID, "status_id: ticketing is not enabled")
            if data["status_id"] not in statuses:
                raise ApiError(400, bodies.INVALID, "status_id: no such status")
            status = statuses[data["status_id"]]
            return [lambda: changes.set_status(conversation, status, API)]
        match data.get("status"):
            case "archived":
                return [lambda: changes.archive(conversation, API)]
            case "open":
                return [lambda: changes.reopen(conversation, API)]
            case "deleted" | "spam":
                return [lambda: changes.trash(conversation, API)]
        return []

    def _planned_task(self, conversation: Conversation, data: dict[str, Any]) -> list[Change]:
        given: dict[str, Any] = {
            name: data[name] for name in ("description", "due_at") if name in data
        }
        if given and conversation.type != "task":
            raise ApiError(400, bodies.INVALID, *[f"{name}: only of a task" for name in given])
        if given.get("due_at") is not None:
            check_time(self._desk, "due_at", given["due_at"])
        return [lambda: self._changes.set_task(conversation, given)]

    def _assignee(self, data: dict[str, Any]) -> str | None:
        """null and "" both unassign."""
        given = data["assignee_id"]
        return teammate_id(self._desk, given, "assignee_id") if given else None

    def _inbox(self, request: Request, data: dict[str, Any]) -> str:
        inbox = self._workspace.people.inboxes.get(data["inbox_id"])
        if inbox is None or not is_visible(request, inbox):
            raise ApiError(400, bodies.INVALID, "inbox_id: no such inbox")
        return inbox.id

    def _replace_tags(self, conversation: Conversation, tags: list[Tag]) -> None:
        """All others go, teammates' private ones too (facts 9.17)."""
        keep = {tag.id for tag in tags}
        gone = [self._workspace.people.tags[t] for t in conversation.tag_ids if t not in keep]
        self._changes.untag(conversation, gone, API)
        self._changes.tag(conversation, tags, API)


def check_time(desk: Desk, field: str, moment: float) -> None:
    """In the future, and within 50 years."""
    now = desk.workspace.now()
    if not now < moment <= now + _FIFTY_YEARS:
        raise ApiError(400, bodies.INVALID, f"{field}: in the future and within 50 years")


def _check_new(data: dict[str, Any]) -> None:
    problems = []
    if ("inbox_id" in data) == ("teammate_ids" in data):
        problems.append("inbox_id: either this or teammate_ids, not both")
    if data["type"] == "discussion":
        if "comment" not in data:
            problems.append("comment: missing in a discussion")
        problems += [f"{n}: only of a task" for n in ("description", "due_at") if n in data]
    if problems:
        raise ApiError(400, bodies.INVALID, *problems)
    words(data, "subject")
    if "comment" in data:
        words(data["comment"], "body")


def _written(message: Message) -> tuple[float, str]:
    return message.created_at, message.id
