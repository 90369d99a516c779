"""Links to things outside, and the conversations that are linked to them."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.desk import Desk
from frontmate.simulator.records import Link
from frontmate.simulator.wire import bodies
from frontmate.simulator.wire.answers import paged
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.fields.directory import LINK, LINK_EDIT
from frontmate.simulator.wire.finding import or_404, words
from frontmate.simulator.wire.listing import conversation_list
from frontmate.simulator.wire.pages import by_id, direction, query_list


class Links:
    """Links made through the API are of type `web`; there are no application objects here."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._workspace, self._shapes = desk.workspace, desk.shapes

    def routes(self) -> list[Route]:
        return [
            Route("/links", self.listing, methods=["GET"]),
            Route("/links", self.create, methods=["POST"]),
            Route("/links/{id}", self.read, methods=["GET"]),
            Route("/links/{id}", self.rename, methods=["PATCH"]),
            Route("/links/{id}/conversations", self.conversations),
        ]

    async def listing(self, request: Request) -> Response:
        is_falling = direction(request, "id", falling=False)
        types = set(query_list(request, "types"))
        everything = self._workspace.people.links.values()
        fitting = [link for link in everything if not types or link.type in types]
        fitting.sort(key=by_id, reverse=is_falling)
        return paged(self._desk, request, fitting, self._shapes.link, by_id)

    async def create(self, request: Request) -> Response:
        """To an address that has a link already it is that link."""
        data = await bodies.read(request, LINK)
        if ("external_url" in data) == ("pattern" in data):
            detail = "external_url: either this or pattern, not both"
            raise ApiError(400, bodies.INVALID, detail)
        if "pattern" in data:
            raise ApiError(400, bodies.INVALID, "pattern: no application object matches it")
        link = self._workspace.people.link_to(words(data, "external_url"), data.get("name"))
        return JSONResponse(self._shapes.link(link), 201)

    async def read(self, request: Request) -> Response:
        return JSONResponse(self._shapes.link(self._link(request)))

    async def rename(self, request: Request) -> Response:
        link = self._link(request)
        link.name = (await bodies.read(request, LINK_EDIT)).get("name", link.name)
        return Response(status_code=204)

    async def conversations(self, request: Request) -> Response:
        link = self._link(request)
        linked = (c for c in self._workspace.conversations.values() if link.id in c.link_ids)
        return conversation_list(self._desk, request, linked, sortable=True)

    def _link(self, request: Request) -> Link:
        return or_404(self._workspace.people.links.get(request.path_params["id"]), "link")
