"""`/_control/rules`: what an admin does with rules while the company is at work."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.actions import arguments
from frontmate.simulator.actions.arguments import ActionError
from frontmate.simulator.rules.rule import rule_from
from frontmate.simulator.workspace import Workspace


class RuleControls:
    """A bad argument is an ActionError. Each call answers all the rules that there are then."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def routes(self) -> list[Route]:
        return [
            Route("/rules", self.show, methods=["GET"]),
            Route("/rules", self.put, methods=["POST"]),
            Route("/rules", self.clear, methods=["DELETE"]),
            Route("/rules/{id}", self.remove, methods=["DELETE"]),
        ]

    async def show(self, _: Request) -> Response:
        return JSONResponse(self._workspace.rules.retell())

    async def put(self, request: Request) -> Response:
        """One rule, a list of rules, or `{"rules": […]}`; one whose `id` is known takes that one's
        place. All of them are good, or none is taken."""
        data = await arguments.json_of(request)
        given = data.get("rules", [data]) if isinstance(data, dict) else data
        if not isinstance(given, list):
            raise ActionError("a rule or a list of rules expected")
        try:
            rules = [rule_from(one) for one in given]
        except ValueError as error:
            raise ActionError(str(error)) from error
        for rule in rules:
            self._workspace.rules.add(rule)
        return await self.show(request)

    async def clear(self, request: Request) -> Response:
        self._workspace.rules.clear()
        return await self.show(request)

    async def remove(self, request: Request) -> Response:
        if not self._workspace.rules.remove(request.path_params["id"]):
            raise ActionError("id: no such rule")
        return await self.show(request)
