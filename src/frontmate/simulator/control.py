"""`/_control/…`: the hands behind the scenes. JSON, no token, loopback only."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.actions import ActionError, Actions
from frontmate.simulator.config import WebhookConfig
from frontmate.simulator.desk import Desk
from frontmate.simulator.faults import Faults, Rule, UnknownFaultError
from frontmate.simulator.webhooks import Webhooks


class Control:
    """Endpoints for tests and demos; a bad argument is a 400 with `{"error": …}`."""

    def __init__(
        self, desk: Desk, actions: Actions, faults: Faults, webhooks: Webhooks, reset: Any
    ) -> None:
        self._desk, self._actions = desk, actions
        self._faults, self._webhooks, self._reset = faults, webhooks, reset

    def routes(self) -> list[Route]:
        return [
            Route("/state", self.state),
            Route("/journal", self.journal),
            Route("/deliveries", self.deliveries),
            Route("/faults", self.list_faults, methods=["GET"]),
            Route("/faults", self.add_faults, methods=["POST"]),
            Route("/faults", self.clear_faults, methods=["DELETE"]),
            Route("/held", self.held),
            Route("/release", self.release, methods=["POST"]),
            Route("/settings", self.settings, methods=["POST"]),
            Route("/webhooks", self.set_webhooks, methods=["POST"]),
            Route("/handshake", self.handshake, methods=["POST"]),
            Route("/reset", self.reset, methods=["POST"]),
            Route("/{action}", self.act, methods=["POST"]),
        ]

    async def act(self, request: Request) -> Response:
        data = await _object(request)
        name = request.path_params["action"]
        done = self._actions.perform(name, data)
        self._desk.journal.record("control", action=name, json=data, result=done)
        return JSONResponse(done)

    async def state(self, _: Request) -> Response:
        workspace, shapes = self._desk.workspace, self._desk.shapes
        conversations = [
            shapes.conversation(c)
            | {
                "channel": c.channel,
                "inboxes": list(c.inbox_ids),
                "messages": [shapes.message(m) for m in c.messages],
                "comments": [shapes.comment(m) for m in c.comments],
            }
            for c in workspace.conversations.values()
        ]
        return JSONResponse(
            {
                "company": shapes.company(),
                "teammates": [shapes.teammate(t) for t in workspace.teammates.values()],
                "tags": [shapes.tag(t) for t in workspace.tags.values()],
                "merged": dict(workspace.merged),
                "message_delay": workspace.message_delay,
                "handshake": self._webhooks.handshake_result,
                "conversations": conversations,
            }
        )

    async def journal(self, request: Request) -> Response:
        """Whole, or `?kind=request|change|delivered|control`."""
        return JSONResponse(self._desk.journal.of_kind(request.query_params.get("kind")))

    async def deliveries(self, _: Request) -> Response:
        return JSONResponse(self._webhooks.retell())

    async def list_faults(self, _: Request) -> Response:
        return JSONResponse([rule.retell() for rule in self._faults.rules])

    async def add_faults(self, request: Request) -> Response:
        """One rule, a list of rules, or `{"rules": […]}`; they are added to those there are."""
        data = await _json(request)
        given = data.get("rules", [data]) if isinstance(data, dict) else data
        if not isinstance(given, list) or not all(isinstance(rule, dict) for rule in given):
            raise ActionError("a rule or a list of rules expected")
        self._faults.rules += [Rule.parse(rule) for rule in given]
        return await self.list_faults(request)

    async def clear_faults(self, _: Request) -> Response:
        self._faults.clear()
        return JSONResponse([])

    async def held(self, _: Request) -> Response:
        held = self._faults.held
        return JSONResponse(
            [{"id": h.id, "method": h.method, "path": h.path, "stage": h.stage} for h in held]
        )

    async def release(self, request: Request) -> Response:
        """`{"id": n}` for one held request, `{}` for all of them."""
        data = await _object(request)
        return JSONResponse({"released": self._faults.release(data.get("id"))})

    async def settings(self, request: Request) -> Response:
        data = await _object(request)
        delay = data.get("message_delay")
        if not isinstance(delay, int | float) or isinstance(delay, bool) or delay < 0:
            raise ActionError("message_delay: seconds, 0 or more")
        self._desk.workspace.message_delay = float(delay)
        return JSONResponse({"message_delay": delay})

    async def set_webhooks(self, request: Request) -> Response:
        """`{"app": {url, secret}|null, "rule": …}`; what is not named stays. Shakes hands."""
        data = await _object(request)
        try:
            for kind in ("app", "rule"):
                if kind in data:
                    target = WebhookConfig(**data[kind]) if data[kind] else None
                    setattr(self._webhooks, kind, target)
        except TypeError as error:
            raise ActionError("a webhook is an object of url and secret") from error
        return await self.handshake(request)

    async def handshake(self, _: Request) -> Response:
        return JSONResponse({"handshake": await self._webhooks.handshake()})

    async def reset(self, _: Request) -> Response:
        self._reset()
        return JSONResponse({"ok": True})


def wrong(request: Request, error: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
    assert isinstance(error, ActionError | UnknownFaultError)
    return JSONResponse({"error": str(error)}, 400)


async def _json(request: Request) -> Any:
    try:
        return json.loads(await request.body() or b"{}")
    except ValueError as error:
        raise ActionError(f"not valid JSON: {error}") from error


async def _object(request: Request) -> dict[str, Any]:
    data = await _json(request)
    if not isinstance(data, dict):
        raise ActionError("a JSON object expected")
    return data
