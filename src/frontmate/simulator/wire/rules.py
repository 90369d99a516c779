"""Rules as an integrator may see them: listed and fetched, not changed (facts 4.1)."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.desk import Desk
from frontmate.simulator.rules.rule import Rule
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.pages import whole_list


class RuleList:
    """Endpoints over the workspace's rules."""

    def __init__(self, desk: Desk) -> None:
        self._workspace, self._shapes = desk.workspace, desk.shapes

    def routes(self) -> list[Route]:
        return [
            Route("/rules", self.everything),
            Route("/company/rules", self.of_company),
            Route("/rules/{id}", self.one),
            Route("/teams/{id}/rules", self.of_team),
            Route("/teammates/{id}/rules", self.of_teammate),
        ]

    async def everything(self, request: Request) -> Response:
        return self._listed(request, lambda _: True)

    async def of_company(self, request: Request) -> Response:
        return self._listed(request, lambda rule: rule.owner is None)

    async def of_team(self, request: Request) -> Response:
        team = self._workspace.people.teams.get(request.path_params["id"])
        if team is None:
            raise ApiError(404, "Team not found")
        return self._listed(request, lambda rule: rule.owner == team.id)

    async def of_teammate(self, request: Request) -> Response:
        teammate = self._workspace.people.teammate(request.path_params["id"])
        if teammate is None:
            raise ApiError(404, "Teammate not found")
        return self._listed(request, lambda rule: rule.owner == teammate.id)

    async def one(self, request: Request) -> Response:
        rule = self._workspace.rules.get(request.path_params["id"])
        if rule is None:
            raise ApiError(404, "Rule not found")
        return JSONResponse(self._shapes.rule(rule.id))

    def _listed(self, request: Request, is_wanted: Callable[[Rule], bool]) -> Response:
        rules = [self._shapes.rule(r.id) for r in self._workspace.rules if is_wanted(r)]
        return JSONResponse(whole_list(self._shapes.base_url, request.url.path, [*rules]))
