"""The way into the API: journal, faults, token, rate limit, guards, then the endpoint.

In that order, and on the way out faults again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from frontmate.simulator.access import Access
from frontmate.simulator.actions.arguments import ActionError
from frontmate.simulator.dial import Dial
from frontmate.simulator.faults import Faults, Rule
from frontmate.simulator.guards import Guards
from frontmate.simulator.journal import Journal
from frontmate.simulator.ratelimit import RateLimit
from frontmate.simulator.reading import parsed
from frontmate.simulator.wire.errors import error_response
from frontmate.simulator.wire.forms import is_form, readable
from frontmate.simulator.wire.mishaps import Answer, Mishaps, UnansweredError, rendered

Perform = Callable[[str, Mapping[str, Any]], Awaitable[Any]]
Entry = dict[str, Any]


class Door:
    """ASGI middleware around the API; the only place that consults the faults for requests."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        access: Access,
        faults: Faults,
        journal: Journal,
        limit: RateLimit,
        guards: Guards,
        dial: Dial,
        perform: Perform,
        closing: asyncio.Event,
    ) -> None:
        self._app = app
        self._access = access
        self._faults, self._journal = faults, journal
        self._limit, self._guards = limit, guards
        self._dial, self._perform = dial, perform
        self._mishaps = Mishaps(faults, dial, closing)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        method, path = request.method, scope["path"]
        body = await request.body()
        entry = self._journal.record(
            "request",
            method=method,
            path=path,
            query=scope["query_string"].decode("latin-1"),
            json=await readable(request) if is_form(request) else _parsed(body),
            status=None,
            handled=None,
            answered=False,
            effects=[],
            token=None,
        )
        rules = self._faults.matching(method, path, lambda: self._token_name(request))
        entry["effects"] = [rule.effect for rule in rules]
        try:
            with self._dial.work.going_on():
                answer = await self._before(request, rules, receive, entry)
                if answer is None:
                    answer = await self._handled(request, body, entry)
                    entry["handled"] = answer.status
                entry["status"] = answer.status
                answer = await self._after(request, rules, receive, entry) or answer
                entry["status"] = answer.status
            await self._mishaps.send(answer, rules, request, receive, send)
            entry["answered"] = True
        except UnansweredError:
            return

    async def _before(
        self, request: Request, rules: list[Rule], receive: Receive, entry: Entry
    ) -> Answer | None:
        for rule in rules:
            match rule.effect:
                case "slow":
                    await self._dial.sleep(rule.wait)
                case "on_request":
                    await self._act(rule, request, entry)
                case "hold_before":
                    await self._mishaps.hold(request, "before")
                case "timeout_before":
                    await self._mishaps.stay_silent(receive)
                case "reset_before":
                    await self._mishaps.reset(request, receive)
                case "status" | "html_error":
                    return await self._mishaps.refusal(request, rule)
        return None

    async def _after(
        self, request: Request, rules: list[Rule], receive: Receive, entry: Entry
    ) -> Answer | None:
        for rule in rules:
            match rule.effect:
                case "slow_after":
                    await self._dial.sleep(rule.wait)
                case "on_answer":
                    await self._act(rule, request, entry)
                case "hold_after_accept":
                    await self._mishaps.hold(request, "after")
                case "timeout_after":
                    await self._mishaps.stay_silent(receive)
                case "reset_after":
                    await self._mishaps.reset(request, receive)
                case "status_after" | "html_error_after":
                    return await self._mishaps.refusal(request, rule)
        return None

    async def _act(self, rule: Rule, request: Request, entry: Entry) -> None:
        """Somebody does something; where that cannot be done, the journal tells why not."""
        arguments = _aimed(rule.arguments, request)
        try:
            came_of_it = {"result": await self._perform(rule.do, arguments)}
        except ActionError as error:
            came_of_it = {"error": str(error)}
        self._journal.record("fault", request=entry["n"], do=rule.do, json=arguments, **came_of_it)

    async def _handled(self, request: Request, body: bytes, entry: Entry) -> Answer:
        scope = request.scope
        token = self._access.bearer(request.headers.get("authorization", ""))
        if token is None:
            return await rendered(request, error_response(401, "Invalid token"))
        entry["token"] = token.name
        headers, wait = self._limit.take()
        refused = None if wait is None else {"retry-after": str(wait)}
        if refused is None:
            refused = self._guards.take(request.method, scope["path"])
        if refused is not None:
            refusal = error_response(429, "Rate limit exceeded", headers=headers | refused)
            return await rendered(request, refusal)
        answer = Answer()
        await self._app({**scope, "token": token}, _replay(body), answer.keep)
        answer.headers += [(name.encode(), value.encode()) for name, value in headers.items()]
        return answer

    def _token_name(self, request: Request) -> str | None:
        token = self._access.bearer(request.headers.get("authorization", ""))
        return token.name if token else None


def _parsed(body: bytes) -> Any:
    try:
        return parsed(body) if body else None
    except ValueError:
        return body.decode("utf-8", "replace")


def _aimed(arguments: Mapping[str, Any], request: Request) -> dict[str, Any]:
    """Without a conversation of its own, the action is about the one in the path."""
    parts = request.scope["path"].strip("/").split("/")
    if "conversation" not in arguments and len(parts) > 1 and parts[0] == "conversations":
        return {"conversation": parts[1], **arguments}
    return dict(arguments)


def _replay(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
