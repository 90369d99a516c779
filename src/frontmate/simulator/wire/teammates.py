"""Teammates: people and bots, what they may do, what is theirs, when they work."""

import re
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.desk import Desk
from frontmate.simulator.records import Inbox, TimeOff
from frontmate.simulator.wire import bodies
from frontmate.simulator.wire.answers import paged, whole
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.fields.directory import TEAMMATE_EDIT
from frontmate.simulator.wire.finding import find_team, find_teammate, is_visible, or_404
from frontmate.simulator.wire.listing import conversation_list
from frontmate.simulator.wire.pages import query_number

_USERNAME: Final = re.compile(r"[a-z0-9_]+")


class Teammates:
    """Signatures, shifts and time off are what the config says; nobody changes them here."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._workspace, self._shapes = desk.workspace, desk.shapes

    def routes(self) -> list[Route]:
        one = "/teammates/{id}"
        return [
            Route("/teammates", self.listing),
            Route(one, self.read, methods=["GET"]),
            Route(one, self.update, methods=["PATCH"]),
            Route(f"{one}/inboxes", self.inboxes),
            Route(f"{one}/private_inboxes", self.private_inboxes),
            Route(f"{one}/channels", self.channels),
            Route(f"{one}/conversations", self.conversations),
            Route(f"{one}/signatures", self.signatures),
            Route(f"{one}/shifts", self.shifts),
            Route(f"{one}/time_offs", self.time_offs),
            Route("/teams/{id}/signatures", self.team_signatures),
            Route("/teams/{id}/shifts", self.team_shifts),
            Route("/teams/{id}/time_offs", self.team_time_offs),
            Route("/signatures/{id}", self.signature),
            Route("/shifts", self.all_shifts),
            Route("/shifts/{id}", self.shift),
            Route("/shifts/{id}/teammates", self.shift_teammates),
            Route("/time_offs/{id}", self.time_off),
        ]

    async def listing(self, request: Request) -> Response:
        return whole(
            self._desk, request, self._workspace.people.teammates.values(), self._shapes.teammate
        )

    async def read(self, request: Request) -> Response:
        return JSONResponse(self._shapes.teammate(find_teammate(self._desk, request)))

    async def update(self, request: Request) -> Response:
        teammate = find_teammate(self._desk, request)
        data = await bodies.read(request, TEAMMATE_EDIT)
        if "username" in data:
            self._check_username(data["username"], teammate.id)
        teammate.username = data.get("username", teammate.username)
        teammate.first_name = data.get("first_name", teammate.first_name)
        teammate.last_name = data.get("last_name", teammate.last_name)
        teammate.is_available = data.get("is_available", teammate.is_available)
        teammate.custom_fields = data.get("custom_fields") or teammate.custom_fields
        return Response(status_code=204)

    async def inboxes(self, request: Request) -> Response:
        teammate = find_teammate(self._desk, request)
        inboxes = self._workspace.people.inboxes_of(teammate)
        shown = [inbox for inbox in inboxes if is_visible(request, inbox)]
        return whole(self._desk, request, shown, self._shapes.inbox)

    async def private_inboxes(self, request: Request) -> Response:
        return whole(self._desk, request, self._own_inboxes(request), self._shapes.inbox)

    async def channels(self, request: Request) -> Response:
        """A teammate's own; those of shared inboxes are the teams'."""
        return whole(self._desk, request, self._own_inboxes(request), self._shapes.channel)

    async def conversations(self, request: Request) -> Response:
        """Those that are assigned to the teammate."""
        teammate = find_teammate(self._desk, request)
        everything = self._workspace.conversations.values()
        own = (c for c in everything if c.assignee_id == teammate.id)
        return conversation_list(self._desk, request, own)

    # Signatures

    async def signatures(self, request: Request) -> Response:
        return self._signatures_of(request, find_teammate(self._desk, request).id)

    async def team_signatures(self, request: Request) -> Response:
        return self._signatures_of(request, find_team(self._desk, request).id)

    async def signature(self, request: Request) -> Response:
        signature = self._workspace.people.signatures.get(request.path_params["id"])
        return JSONResponse(self._shapes.signature(or_404(signature, "signature")))

    def _signatures_of(self, request: Request, owner_id: str) -> Response:
        own = [s for s in self._workspace.people.signatures.values() if s.owner_id == owner_id]
        return paged(self._desk, request, own, self._shapes.signature)

    # Working hours

    async def all_shifts(self, request: Request) -> Response:
        return whole(
            self._desk, request, self._workspace.people.shifts.values(), self._shapes.shift
        )

    async def shifts(self, request: Request) -> Response:
        teammate = find_teammate(self._desk, request)
        own = [s for s in self._workspace.people.shifts.values() if teammate.id in s.teammate_ids]
        return whole(self._desk, request, own, self._shapes.shift)

    async def team_shifts(self, request: Request) -> Response:
        team = find_team(self._desk, request)
        own = [s for s in self._workspace.people.shifts.values() if s.owner_id == team.id]
        return whole(self._desk, request, own, self._shapes.shift)

    async def shift(self, request: Request) -> Response:
        shift = self._workspace.people.shifts.get(request.path_params["id"])
        return JSONResponse(self._shapes.shift(or_404(shift, "shift")))

    async def shift_teammates(self, request: Request) -> Response:
        shift = or_404(self._workspace.people.shifts.get(request.path_params["id"]), "shift")
        people = self._workspace.people
        members = [people.teammates[i] for i in shift.teammate_ids if i in people.teammates]
        return whole(self._desk, request, members, self._shapes.teammate)

    async def time_offs(self, request: Request) -> Response:
        return self._time_offs_of(request, [find_teammate(self._desk, request).id])

    async def team_time_offs(self, request: Request) -> Response:
        return self._time_offs_of(request, find_team(self._desk, request).member_ids)

    async def time_off(self, request: Request) -> Response:
        time_off = self._workspace.people.time_offs.get(request.path_params["id"])
        return JSONResponse(self._shapes.time_off(or_404(time_off, "time off")))

    def _time_offs_of(self, request: Request, teammate_ids: list[str]) -> Response:
        """Those that touch the span from `q[active_from]` to `q[active_until]`."""
        since, until = query_number(request, "active_from"), query_number(request, "active_until")
        own = [
            time_off
            for time_off in self._workspace.people.time_offs.values()
            if time_off.teammate_id in teammate_ids and _is_active(time_off, since, until)
        ]
        return paged(self._desk, request, own, self._shapes.time_off)

    def _own_inboxes(self, request: Request) -> list[Inbox]:
        teammate = find_teammate(self._desk, request)
        inboxes = self._workspace.people.inboxes.values()
        return [i for i in inboxes if i.owner_id == teammate.id and is_visible(request, i)]

    def _check_username(self, username: str, own_id: str) -> None:
        if not _USERNAME.fullmatch(username):
            detail = "username: lowercase letters, numbers and underscores only"
            raise ApiError(400, bodies.INVALID, detail)
        others = self._workspace.people.teammates.values()
        if any(t.username == username and t.id != own_id for t in others):
            raise ApiError(400, bodies.INVALID, "username: another teammate has it")


def _is_active(time_off: TimeOff, since: float | None, until: float | None) -> bool:
    ends_before = since is not None and time_off.end_at is not None and time_off.end_at < since
    begins_after = until is not None and time_off.start_at > until
    return not ends_before and not begins_after
