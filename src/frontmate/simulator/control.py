"""`/_control/…`: the hands behind the scenes. JSON, no token, loopback only."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.actions import Actions, arguments
from frontmate.simulator.actions.arguments import ActionError
from frontmate.simulator.config import WebhookConfig
from frontmate.simulator.desk import Desk
from frontmate.simulator.faults import Faults, Rule, UnknownFaultError
from frontmate.simulator.reading import parsed
from frontmate.simulator.state import state_of
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
            Route("/webhooks", self.webhooks, methods=["GET"]),
            Route("/webhooks", self.set_webhooks, methods=["POST"]),
            Route("/tokens", self.tokens, methods=["GET"]),
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
        return JSONResponse(state_of(self._desk) | {"handshake": self._webhooks.handshake_result})

    async def tokens(self, _: Request) -> Response:
        return JSONResponse(self._desk.workspace.access.retell())

    async def journal(self, request: Request) -> Response:
        """Whole, or `?kind=request|change|draft|delivered|control`."""
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
        """`message_delay` (s), `drafts_keep_id`, `drafts_are_last_message`: what is given is set,
        and all of them are answered."""
        data, workspace = await _object(request), self._desk.workspace
        known = ("message_delay", "drafts_keep_id", "drafts_are_last_message")
        if not data or set(data) - set(known):
            raise ActionError(f"a setting: some of {', '.join(known)}")
        delay = arguments.seconds(data, known[0], workspace.message_delay)
        keep_id = arguments.flag(data, known[1], workspace.drafts_keep_id)
        are_last = arguments.flag(data, known[2], workspace.drafts_are_last_message)
        workspace.message_delay, workspace.drafts_keep_id = delay, keep_id
        workspace.drafts_are_last_message = are_last
        return JSONResponse({name: getattr(workspace, name) for name in known})

    async def webhooks(self, _: Request) -> Response:
        """Where they go, without the secrets, and what came of the last handshake."""
        app, rule = self._webhooks.app, self._webhooks.rule
        return JSONResponse(
            {
                "app": None if app is None else {"url": app.url, "events": app.events},
                "rule": None if rule is None else {"url": rule.url, "events": rule.events},
                "handshake": self._webhooks.handshake_result,
            }
        )

    async def set_webhooks(self, request: Request) -> Response:
        """`{"app": {url, secret, events?}|null, "rule": …}`; what is not named stays. Shakes hands.

        With `strict` it is as in Front's dialog: an application webhook that cannot be validated is
        not saved. Without it the webhook is kept whatever came of the handshake.
        """
        data = await _object(request)
        given = {kind: _webhook(data[kind]) for kind in ("app", "rule") if kind in data}
        strict = arguments.flag(data, "strict", False)
        if "rule" in given:
            self._webhooks.rule = given["rule"]
        app = given.get("app")
        if app is not None and strict:
            saved = await self._webhooks.save(app)
            return JSONResponse({"handshake": self._webhooks.handshake_result, "saved": saved})
        if "app" in given:
            self._webhooks.app = app
        return JSONResponse({"handshake": await self._webhooks.handshake(), "saved": True})

    async def handshake(self, _: Request) -> Response:
        return JSONResponse({"handshake": await self._webhooks.handshake()})

    async def reset(self, _: Request) -> Response:
        self._reset()
        return JSONResponse({"ok": True})


def wrong(request: Request, error: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
    assert isinstance(error, ActionError | UnknownFaultError)
    return JSONResponse({"error": str(error)}, 400)


def _webhook(given: Any) -> WebhookConfig | None:
    if given is None:
        return None
    if not isinstance(given, dict) or set(given) - {"url", "secret", "events"}:
        raise ActionError("a webhook is an object of url, secret and events")
    url, secret = arguments.text(given, "url"), arguments.text(given, "secret")
    return WebhookConfig(url, secret, arguments.strings(given, "events"))


async def _json(request: Request) -> Any:
    try:
        return parsed(await request.body() or b"{}")
    except ValueError as error:
        raise ActionError(f"not valid JSON: {error}") from error


async def _object(request: Request) -> dict[str, Any]:
    data = await _json(request)
    if not isinstance(data, dict):
        raise ActionError("a JSON object expected")
    return data
