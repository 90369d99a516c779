"""What rarely changes: company, teammates, inboxes, channels, tags, contacts."""

from collections.abc import Callable
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.desk import Desk
from frontmate.simulator.shapes import Json
from frontmate.simulator.wire import bodies
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.fields.directory import TAG
from frontmate.simulator.wire.pages import one_page, whole_list

T = TypeVar("T")


class Directory:
    """Endpoints over the workspace's own lists."""

    def __init__(self, desk: Desk) -> None:
        self._workspace = desk.workspace
        self._shapes = desk.shapes

    def routes(self) -> list[Route]:
        return [
            Route("/me", self.me),
            Route("/teammates", self.teammates),
            Route("/teammates/{id}", self.teammate),
            Route("/inboxes", self.inboxes),
            Route("/inboxes/{id}", self.inbox),
            Route("/inboxes/{id}/channels", self.inbox_channels),
            Route("/channels", self.channels),
            Route("/channels/{id}", self.channel),
            Route("/company/tags", self.tags, methods=["GET"]),
            Route("/company/tags", self.create_tag, methods=["POST"]),
            Route("/tags", self.tags, methods=["GET"]),
            Route("/tags", self.create_tag, methods=["POST"]),
            Route("/tags/{id}", self.tag, methods=["GET"]),
            Route("/tags/{id}", self.change_tag, methods=["PATCH"]),
            Route("/contacts", self.contacts),
            Route("/contacts/{id}", self.contact),
        ]

    async def me(self, _: Request) -> Response:
        return JSONResponse(self._shapes.company())

    async def teammates(self, request: Request) -> Response:
        return self._all(request, self._workspace.people.teammates.values(), self._shapes.teammate)

    async def teammate(self, request: Request) -> Response:
        teammate = self._workspace.people.teammate(request.path_params["id"])
        return JSONResponse(self._shapes.teammate(_found(teammate, "teammate")))

    async def inboxes(self, request: Request) -> Response:
        return self._all(request, self._workspace.people.inboxes.values(), self._shapes.inbox)

    async def inbox(self, request: Request) -> Response:
        inbox = self._workspace.people.inboxes.get(request.path_params["id"])
        return JSONResponse(self._shapes.inbox(_found(inbox, "inbox")))

    async def inbox_channels(self, request: Request) -> Response:
        inbox = self._workspace.people.inboxes.get(request.path_params["id"])
        return self._all(request, [_found(inbox, "inbox")], self._shapes.channel)

    async def channels(self, request: Request) -> Response:
        return self._all(request, self._workspace.people.inboxes.values(), self._shapes.channel)

    async def channel(self, request: Request) -> Response:
        inbox = self._workspace.people.inbox_of_channel(request.path_params["id"])
        return JSONResponse(self._shapes.channel(_found(inbox, "channel")))

    async def tags(self, request: Request) -> Response:
        tags = list(self._workspace.people.tags.values())
        return JSONResponse(one_page(request, self._shapes.base_url, tags, self._shapes.tag))

    async def tag(self, request: Request) -> Response:
        tag = self._workspace.people.tags.get(request.path_params["id"])
        return JSONResponse(self._shapes.tag(_found(tag, "tag")))

    async def change_tag(self, request: Request) -> Response:
        """Found or not is all that is imitated: nobody here changes a tag."""
        _found(self._workspace.people.tags.get(request.path_params["id"]), "tag")
        return Response(status_code=204)

    async def create_tag(self, request: Request) -> Response:
        data = await bodies.read(request, TAG)
        if not data["name"].strip() or len(data["name"]) > 64:
            raise ApiError(400, bodies.INVALID, "name: 1 to 64 characters")
        tag = self._workspace.people.add_tag(
            data["name"],
            data.get("description"),
            data.get("highlight"),
            data.get("is_visible_in_conversation_lists", False),
        )
        return JSONResponse(self._shapes.tag(tag), 201)

    async def contacts(self, request: Request) -> Response:
        contacts = list(self._workspace.people.contacts.values())
        return JSONResponse(
            one_page(request, self._shapes.base_url, contacts, self._shapes.contact)
        )

    async def contact(self, request: Request) -> Response:
        contact = self._workspace.people.contact(request.path_params["id"])
        return JSONResponse(self._shapes.contact(_found(contact, "contact")))

    def _all(self, request: Request, items: Any, render: Callable[[Any], Json | None]) -> Response:
        results = [render(item) for item in items]
        return JSONResponse(whole_list(self._shapes.base_url, request.url.path, results))


def _found(thing: T | None, name: str) -> T:
    if thing is None:
        raise ApiError(404, f"No such {name}")
    return thing
