"""`/_control/…` of webhooks: where they go, the handshake, what was delivered."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.actions import arguments
from frontmate.simulator.actions.arguments import ActionError
from frontmate.simulator.config import WebhookConfig
from frontmate.simulator.webhooks.deliveries import Delivery
from frontmate.simulator.webhooks.sender import Webhooks

_BODIES = ("full", "preview")


class WebhookControls:
    """A bad argument is an ActionError."""

    def __init__(self, webhooks: Webhooks) -> None:
        self._webhooks = webhooks

    def routes(self) -> list[Route]:
        return [
            Route("/webhooks", self.show, methods=["GET"]),
            Route("/webhooks", self.change, methods=["POST"]),
            Route("/handshake", self.handshake, methods=["POST"]),
            Route("/sync", self.sync, methods=["POST"]),
            Route("/deliveries", self.deliveries),
            Route("/deliveries/{n:int}", self.delivery),
            Route("/deliveries/{n:int}/again", self.again, methods=["POST"]),
        ]

    async def show(self, _: Request) -> Response:
        """Where they go, without the secrets, and what came of the last handshake."""
        return JSONResponse(self._webhooks.about() | {"handshake": self._webhooks.handshake_result})

    async def change(self, request: Request) -> Response:
        """`{"app": {url, secret, events?}|null, "rule": {…, body?}|null}`; what is not named stays.
        Shakes hands. `body` is full or preview.

        With `strict` it is as in Front's dialog: an application webhook that cannot be validated is
        not saved. Without it the webhook is kept whatever came of the handshake.
        """
        data = await arguments.of_request(request)
        given = {kind: _webhook(kind, data[kind]) for kind in ("app", "rule") if kind in data}
        strict = arguments.flag(data, "strict", False)
        if "rule" in given:
            self._webhooks.rule = given["rule"]
        app = given.get("app")
        if app is not None and strict:
            saved = await self._webhooks.save(app)
            return JSONResponse({"handshake": self._webhooks.handshake_result, "saved": saved})
        if "app" in given:
            self._webhooks.put(app)
        return JSONResponse({"handshake": await self._webhooks.handshake(), "saved": True})

    async def handshake(self, _: Request) -> Response:
        """As if the webhook were saved again unchanged."""
        return JSONResponse({"handshake": await self._webhooks.handshake()})

    async def sync(self, _: Request) -> Response:
        """A `sync` without a challenge."""
        try:
            self._webhooks.sync()
        except ValueError as error:
            raise ActionError(str(error)) from error
        return JSONResponse({"sent": True})

    async def deliveries(self, _: Request) -> Response:
        return JSONResponse(self._webhooks.retell())

    async def delivery(self, request: Request) -> Response:
        """One of them, with the body and the headers as they were sent."""
        return JSONResponse(self._found(request).retell_whole())

    async def again(self, request: Request) -> Response:
        """The same bytes under the same headers; signed anew with `{"fresh": true}`."""
        fresh = arguments.flag(await arguments.of_request(request), "fresh", False)
        try:
            repeated = await self._webhooks.again(self._found(request), fresh=fresh)
        except ValueError as error:
            raise ActionError(str(error)) from error
        return JSONResponse(repeated.retell_whole())

    def _found(self, request: Request) -> Delivery:
        number: int = request.path_params["n"]
        if not 1 <= number <= len(self._webhooks.deliveries):
            raise ActionError(f"n: no delivery {number}")
        return self._webhooks.deliveries[number - 1]


def _webhook(kind: str, given: Any) -> WebhookConfig | None:
    if given is None:
        return None
    known = {"url", "secret", "events"} | ({"body"} if kind == "rule" else set())
    if not isinstance(given, dict) or set(given) - known:
        raise ActionError(f"{kind}: a webhook is an object of {', '.join(sorted(known))}")
    url, secret = arguments.text(given, "url"), arguments.text(given, "secret")
    body = arguments.choice(given, "body", _BODIES) or "full"
    return WebhookConfig(url, secret, arguments.strings(given, "events"), body)
