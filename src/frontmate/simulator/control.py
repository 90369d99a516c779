"""`/_control/…`: the hands behind the scenes. JSON, no token, loopback only."""

from collections.abc import Callable, Iterable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.actions import Actions, arguments
from frontmate.simulator.actions.arguments import ActionError
from frontmate.simulator.actions.files import readable
from frontmate.simulator.desk import Desk
from frontmate.simulator.faults import UnknownFaultError
from frontmate.simulator.rules.controls import RuleControls
from frontmate.simulator.state import state_of
from frontmate.simulator.webhooks import Webhooks
from frontmate.simulator.webhooks.controls import WebhookControls


class Control:
    """Endpoints for tests and demos; a bad argument is a 400 with `{"error": …}`."""

    def __init__(
        self,
        desk: Desk,
        actions: Actions,
        webhooks: Webhooks,
        reset: Callable[[], None],
        more: Iterable[Route],
    ) -> None:
        self._desk, self._actions = desk, actions
        self._webhooks, self._reset, self._more = webhooks, reset, more

    def routes(self) -> list[Route]:
        return [
            Route("/state", self.state),
            Route("/journal", self.journal),
            *WebhookControls(self._webhooks).routes(),
            *RuleControls(self._desk.workspace).routes(),
            *self._more,
            Route("/tokens", self.tokens, methods=["GET"]),
            Route("/reset", self.reset, methods=["POST"]),
            Route("/{action}", self.act, methods=["POST"]),
        ]

    async def act(self, request: Request) -> Response:
        data = await arguments.of_request(request)
        name = request.path_params["action"]
        done = self._actions.perform(name, data)
        self._desk.journal.record("control", action=name, json=readable(data), result=done)
        return JSONResponse(done)

    async def state(self, _: Request) -> Response:
        webhooks, handshake = self._webhooks.about(), self._webhooks.handshake_result
        return JSONResponse(state_of(self._desk) | {"webhooks": webhooks, "handshake": handshake})

    async def tokens(self, _: Request) -> Response:
        return JSONResponse(self._desk.workspace.access.retell())

    async def journal(self, request: Request) -> Response:
        """Whole, or `?kind=request|change|draft|delivered|control|…`, and what is behind entry
        `?after=n`."""
        after = request.query_params.get("after", "0")
        if not after.isascii() or not after.isdigit():
            raise ActionError("after: the number of an entry expected")
        kind = request.query_params.get("kind")
        return JSONResponse(self._desk.journal.of_kind(kind, after=int(after[:18])))

    async def reset(self, _: Request) -> Response:
        self._reset()
        return JSONResponse({"ok": True})


def wrong(request: Request, error: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
    assert isinstance(error, ActionError | UnknownFaultError)
    return JSONResponse({"error": str(error)}, 400)
