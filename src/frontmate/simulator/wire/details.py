"""What hangs on a conversation: tags, inboxes, followers, links, a reminder."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from frontmate.simulator.desk import Desk
from frontmate.simulator.events import API
from frontmate.simulator.records import Link, TicketStatus
from frontmate.simulator.wire import bodies
from frontmate.simulator.wire.answers import whole
from frontmate.simulator.wire.conversations import check_time
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.fields.conversations import (
    FOLLOWERS,
    LINKS_ADDED,
    LINKS_REMOVED,
    REMINDER,
    TAG_IDS,
)
from frontmate.simulator.wire.finding import (
    find,
    is_visible,
    known_tags,
    teammate_id,
    teammate_ids,
)
from frontmate.simulator.wire.pages import INVALID_QUERY

_FLAGS = {"true": True, "1": True, "false": False, "0": False}


class Details:
    """Endpoints one level below a conversation; the writing ones answer 204."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._workspace, self._shapes, self._changes = desk.workspace, desk.shapes, desk.changes

    def routes(self) -> list[Route]:
        one = "/conversations/{id}"
        return [
            Route(f"{one}/tags", self.add_tags, methods=["POST"]),
            Route(f"{one}/tags", self.remove_tags, methods=["DELETE"]),
            Route(f"{one}/inboxes", self.inboxes),
            Route(f"{one}/followers", self.followers, methods=["GET"]),
            Route(f"{one}/followers", self.follow, methods=["POST"]),
            Route(f"{one}/followers", self.unfollow, methods=["DELETE"]),
            Route(f"{one}/links", self.link, methods=["POST"]),
            Route(f"{one}/links", self.unlink, methods=["DELETE"]),
            Route(f"{one}/reminders", self.remind, methods=["PATCH"]),
        ]

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

    async def inboxes(self, request: Request) -> Response:
        everywhere = self._workspace.people.inboxes
        places = [everywhere[i] for i in find(self._desk, request).inbox_ids]
        shown = [inbox for inbox in places if is_visible(request, inbox)]
        return whole(self._desk, request, shown, self._shapes.inbox)

    async def followers(self, request: Request) -> Response:
        people = self._workspace.people
        ids = find(self._desk, request).follower_ids
        teammates = [people.teammate(i) for i in ids]
        return whole(self._desk, request, teammates, self._shapes.teammate)

    async def follow(self, request: Request) -> Response:
        """With `ignore_errors` those that there are follow, and the others are passed over."""
        conversation = find(self._desk, request)
        keys = (await bodies.read(request, FOLLOWERS))["teammate_ids"]
        if _flag(request, "ignore_errors"):
            keys = [key for key in keys if self._workspace.people.teammate(key)]
        self._changes.follow(conversation, teammate_ids(self._desk, keys))
        return Response(status_code=204)

    async def unfollow(self, request: Request) -> Response:
        conversation = find(self._desk, request)
        keys = (await bodies.read(request, FOLLOWERS))["teammate_ids"]
        self._changes.unfollow(conversation, teammate_ids(self._desk, keys))
        return Response(status_code=204)

    async def link(self, request: Request) -> Response:
        """By ids, or by addresses: links that are missing are made."""
        conversation = find(self._desk, request)
        data = await bodies.read(request, LINKS_ADDED)
        if ("link_ids" in data) == ("link_external_urls" in data):
            detail = "link_ids: either this or link_external_urls, not both"
            raise ApiError(400, bodies.INVALID, detail)
        if "link_ids" in data:
            links = self._links(data)
        else:
            if not all(url.strip() for url in data["link_external_urls"]):
                raise ApiError(400, bodies.INVALID, "link_external_urls: empty")
            links = [self._workspace.people.link_to(url) for url in data["link_external_urls"]]
        self._changes.link(conversation, links, API)
        return Response(status_code=204)

    async def unlink(self, request: Request) -> Response:
        conversation = find(self._desk, request)
        links = self._links(await bodies.read(request, LINKS_REMOVED))
        self._changes.unlink(conversation, links, API)
        return Response(status_code=204)

    async def remind(self, request: Request) -> Response:
        """Snooze until then, or with null not any more."""
        conversation = find(self._desk, request)
        data = await bodies.read(request, REMINDER)
        owner = teammate_id(self._desk, data["teammate_id"], "teammate_id")
        status = self._waiting_status(data)
        if data["scheduled_at"] is None:
            self._changes.unsnooze(conversation, API)
        else:
            check_time(self._desk, "scheduled_at", data["scheduled_at"])
            self._desk.snooze(conversation, data["scheduled_at"], API, owner, status)
        return Response(status_code=204)

    def _waiting_status(self, data: dict[str, Any]) -> TicketStatus | None:
        if "status_id" not in data:
            return None
        status = self._workspace.people.statuses.get(data["status_id"])
        if status is None or status.category != "waiting":
            raise ApiError(400, bodies.INVALID, "status_id: no waiting status of that id")
        return status

    def _links(self, data: dict[str, Any]) -> list[Link]:
        links = self._workspace.people.links
        unknown = [f"link_ids: no such link {i}" for i in data["link_ids"] if i not in links]
        if unknown:
            raise ApiError(400, bodies.INVALID, *unknown)
        return [links[i] for i in data["link_ids"]]


def _flag(request: Request, name: str) -> bool:
    given = request.query_params.get(name, "false")
    if given not in _FLAGS:
        raise ApiError(400, INVALID_QUERY, f"{name}: true or false")
    return _FLAGS[given]
