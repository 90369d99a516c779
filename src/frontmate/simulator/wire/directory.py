"""What rarely changes: company, teams, inboxes, channels, ticket statuses."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.desk import Desk
from frontmate.simulator.records import Inbox
from frontmate.simulator.wire.answers import whole
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.finding import find_inbox, find_team, is_visible, or_404
from frontmate.simulator.wire.listing import conversation_list


class Directory:
    """Endpoints for reading; Front does not page these lists."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._workspace, self._shapes = desk.workspace, desk.shapes

    def routes(self) -> list[Route]:
        return [
            Route("/me", self.me),
            Route("/teams", self.teams),
            Route("/teams/{id}", self.team),
            Route("/teams/{id}/inboxes", self.team_inboxes),
            Route("/teams/{id}/channels", self.team_channels),
            Route("/inboxes", self.inboxes),
            Route("/inboxes/{id}", self.inbox),
            Route("/inboxes/{id}/channels", self.inbox_channels),
            Route("/inboxes/{id}/teammates", self.inbox_teammates),
            Route("/inboxes/{id}/conversations", self.inbox_conversations),
            Route("/channels", self.channels),
            Route("/channels/{id}", self.channel),
            Route("/company/statuses", self.statuses),
            Route("/company/statuses/{id}", self.status),
        ]

    async def me(self, _: Request) -> Response:
        return JSONResponse(self._shapes.company())

    async def teams(self, request: Request) -> Response:
        return whole(
            self._desk, request, self._workspace.people.teams.values(), self._shapes.team_preview
        )

    async def team(self, request: Request) -> Response:
        return JSONResponse(self._shapes.team(find_team(self._desk, request)))

    async def team_inboxes(self, request: Request) -> Response:
        return whole(self._desk, request, self._of_team(request), self._shapes.inbox)

    async def team_channels(self, request: Request) -> Response:
        return whole(self._desk, request, self._of_team(request), self._shapes.channel)

    async def inboxes(self, request: Request) -> Response:
        return whole(self._desk, request, self._visible(request), self._shapes.inbox)

    async def inbox(self, request: Request) -> Response:
        return JSONResponse(self._shapes.inbox(find_inbox(self._desk, request)))

    async def inbox_channels(self, request: Request) -> Response:
        return whole(self._desk, request, [find_inbox(self._desk, request)], self._shapes.channel)

    async def inbox_teammates(self, request: Request) -> Response:
        members = self._workspace.people.members_of(find_inbox(self._desk, request))
        return whole(self._desk, request, members, self._shapes.teammate)

    async def inbox_conversations(self, request: Request) -> Response:
        inbox = find_inbox(self._desk, request)
        inside = (c for c in self._workspace.conversations.values() if inbox.id in c.inbox_ids)
        return conversation_list(self._desk, request, inside)

    async def channels(self, request: Request) -> Response:
        return whole(self._desk, request, self._visible(request), self._shapes.channel)

    async def channel(self, request: Request) -> Response:
        """By id or by `alt:address:`."""
        inbox = self._workspace.people.inbox_of_channel(request.path_params["id"])
        shown = inbox if inbox and is_visible(request, inbox) else None
        return JSONResponse(self._shapes.channel(or_404(shown, "channel")))

    async def statuses(self, request: Request) -> Response:
        statuses = self._workspace.people.statuses
        if not statuses:
            raise ApiError(404, "Ticketing is not enabled")
        return whole(self._desk, request, statuses.values(), self._shapes.status)

    async def status(self, request: Request) -> Response:
        status = self._workspace.people.statuses.get(request.path_params["id"])
        return JSONResponse(self._shapes.status(or_404(status, "ticket status")))

    def _visible(self, request: Request) -> list[Inbox]:
        return [i for i in self._workspace.people.inboxes.values() if is_visible(request, i)]

    def _of_team(self, request: Request) -> list[Inbox]:
        inboxes = self._workspace.people.inboxes
        return [inboxes[i] for i in find_team(self._desk, request).inbox_ids]
