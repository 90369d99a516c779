"""Tags of the company, of its teams and of its teammates."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.desk import Desk
from frontmate.simulator.records import Tag
from frontmate.simulator.tagging import NewTag
from frontmate.simulator.wire import bodies
from frontmate.simulator.wire.answers import paged, whole
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.fields.directory import TAG, TAG_EDIT
from frontmate.simulator.wire.finding import find_tag, find_team, find_teammate, words
from frontmate.simulator.wire.listing import conversation_list
from frontmate.simulator.wire.pages import by_id, direction


class TagList:
    """Endpoints over tags. Names are not unique, and no event tells of what happens here."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._workspace, self._shapes = desk.workspace, desk.shapes

    def routes(self) -> list[Route]:
        return [
            Route("/tags", self.listing, methods=["GET"]),
            Route("/tags", self.create_in_first_team, methods=["POST"]),
            Route("/company/tags", self.of_company, methods=["GET"]),
            Route("/company/tags", self.create_in_company, methods=["POST"]),
            Route("/teams/{id}/tags", self.of_team, methods=["GET"]),
            Route("/teams/{id}/tags", self.create_in_team, methods=["POST"]),
            Route("/teammates/{id}/tags", self.of_teammate, methods=["GET"]),
            Route("/teammates/{id}/tags", self.create_for_teammate, methods=["POST"]),
            Route("/tags/{id}", self.read, methods=["GET"]),
            Route("/tags/{id}", self.update, methods=["PATCH"]),
            Route("/tags/{id}", self.delete, methods=["DELETE"]),
            Route("/tags/{id}/children", self.children, methods=["GET"]),
            Route("/tags/{id}/children", self.create_child, methods=["POST"]),
            Route("/tags/{id}/conversations", self.conversations),
        ]

    async def listing(self, request: Request) -> Response:
        return self._page(request, list(self._workspace.people.tags.values()))

    async def of_company(self, request: Request) -> Response:
        return self._page(request, self._workspace.people.tags_of(None))

    async def of_team(self, request: Request) -> Response:
        owner = find_team(self._desk, request).id
        return self._page(request, self._workspace.people.tags_of(owner))

    async def of_teammate(self, request: Request) -> Response:
        owner = find_teammate(self._desk, request).id
        return self._page(request, self._workspace.people.tags_of(owner))

    async def create_in_first_team(self, request: Request) -> Response:
        """A legacy of Front's: the oldest team gets it."""
        return await self._create(request, next(iter(self._workspace.people.teams), None))

    async def create_in_company(self, request: Request) -> Response:
        return await self._create(request, None)

    async def create_in_team(self, request: Request) -> Response:
        return await self._create(request, find_team(self._desk, request).id)

    async def create_for_teammate(self, request: Request) -> Response:
        return await self._create(request, find_teammate(self._desk, request).id)

    async def create_child(self, request: Request) -> Response:
        """Whoever owns the parent owns the child."""
        parent = find_tag(self._desk, request)
        return await self._create(request, parent.owner_id, parent)

    async def read(self, request: Request) -> Response:
        return JSONResponse(self._shapes.tag(find_tag(self._desk, request)))

    async def update(self, request: Request) -> Response:
        tag = find_tag(self._desk, request)
        data = await bodies.read(request, TAG_EDIT)
        if "name" in data:
            tag.name = words(data, "name")
        if "parent_tag_id" in data:
            self._check_parent(tag, data["parent_tag_id"])
            self._workspace.people.put_below(tag, data["parent_tag_id"])
        tag.description = data.get("description", tag.description)
        tag.highlight = data.get("highlight", tag.highlight)
        tag.is_visible_in_conversation_lists = data.get(
            "is_visible_in_conversation_lists", tag.is_visible_in_conversation_lists
        )
        self._workspace.people.touch_tag(tag)
        return Response(status_code=204)

    async def delete(self, request: Request) -> Response:
        self._desk.changes.delete_tag(find_tag(self._desk, request))
        return Response(status_code=204)

    async def children(self, request: Request) -> Response:
        children = self._workspace.people.children_of(find_tag(self._desk, request))
        return whole(self._desk, request, children, self._shapes.tag)

    async def conversations(self, request: Request) -> Response:
        tag = find_tag(self._desk, request)
        tagged = (c for c in self._workspace.conversations.values() if tag.id in c.tag_ids)
        return conversation_list(self._desk, request, tagged)

    async def _create(
        self, request: Request, owner_id: str | None, parent: Tag | None = None
    ) -> Response:
        data = await bodies.read(request, TAG)
        new = NewTag(
            words(data, "name"),
            data.get("description"),
            data.get("highlight"),
            data.get("is_visible_in_conversation_lists", False),
            owner_id,
            parent.id if parent else None,
        )
        return JSONResponse(self._shapes.tag(self._workspace.people.make_tag(new)), 201)

    def _check_parent(self, tag: Tag, parent_id: str | None) -> None:
        people = self._workspace.people
        if parent_id is not None and parent_id not in people.tags:
            raise ApiError(400, bodies.INVALID, "parent_tag_id: no such tag")
        if parent_id is not None and people.is_below(people.tags[parent_id], tag):
            raise ApiError(400, bodies.INVALID, "parent_tag_id: the tag itself, or below it")

    def _page(self, request: Request, tags: list[Tag]) -> Response:
        """Front describes no `_pagination` here, though it takes `limit` and `page_token`."""
        is_falling = direction(request, "id", falling=False)
        tags.sort(key=by_id, reverse=is_falling)
        return paged(self._desk, request, tags, self._shapes.tag, by_id)
