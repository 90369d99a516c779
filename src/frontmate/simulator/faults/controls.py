"""`/_control/…` of faults: rules, storms, and the requests that are held."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.actions import Actions, arguments
from frontmate.simulator.actions.arguments import ActionError
from frontmate.simulator.faults.requests import Faults
from frontmate.simulator.faults.rule import Rule
from frontmate.simulator.faults.storm import storm
from frontmate.simulator.workspace import Workspace


class FaultControls:
    """A rule that cannot be understood is an error that names the key; nothing is set then."""

    def __init__(self, faults: Faults, actions: Actions, workspace: Workspace) -> None:
        self._faults, self._actions, self._workspace = faults, actions, workspace

    def routes(self) -> list[Route]:
        return [
            Route("/faults", self.show, methods=["GET"]),
            Route("/faults", self.add, methods=["POST"]),
            Route("/faults", self.clear, methods=["DELETE"]),
            Route("/storm", self.storm, methods=["POST"]),
            Route("/held", self.held),
            Route("/release", self.release, methods=["POST"]),
        ]

    async def show(self, _: Request) -> Response:
        return JSONResponse([rule.retell() for rule in self._faults.rules])

    async def add(self, request: Request) -> Response:
        """One rule, a list of rules, or `{"rules": […]}`; they are added to those there are."""
        data = await arguments.json_of(request)
        given = data.get("rules", [data]) if isinstance(data, dict) else data
        if not isinstance(given, list) or not all(isinstance(rule, dict) for rule in given):
            raise ActionError("a rule or a list of rules expected")
        self._faults.rules += [Rule.parse(rule, self._actions.names) for rule in given]
        return await self.show(request)

    async def storm(self, request: Request) -> Response:
        """The rules of a storm, added to those there are; see `faults.storm`."""
        data = await arguments.of_request(request)
        teammates = self._workspace.people.teammates.values()
        people = [t.id for t in teammates if not t.is_bot and not t.is_blocked]
        self._faults.rules += storm(data, people)
        return await self.show(request)

    async def clear(self, _: Request) -> Response:
        self._faults.clear()
        return JSONResponse([])

    async def held(self, _: Request) -> Response:
        held = self._faults.held
        return JSONResponse(
            [{"id": h.id, "method": h.method, "path": h.path, "stage": h.stage} for h in held]
        )

    async def release(self, request: Request) -> Response:
        """`{"id": n}` for one held request, `{}` for all of them."""
        data = await arguments.of_request(request)
        return JSONResponse({"released": self._faults.release(data.get("id"))})
