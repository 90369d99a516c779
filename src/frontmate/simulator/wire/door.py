"""The way into the API: journal, faults, token, rate limit, then the endpoint; in that order."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from frontmate.simulator.access import Access
from frontmate.simulator.faults import Faults, Rule
from frontmate.simulator.journal import Journal
from frontmate.simulator.ratelimit import RateLimit
from frontmate.simulator.reading import parsed
from frontmate.simulator.wire.errors import error_response

_PROXY_PAGE = "<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"

Perform = Callable[[str, Mapping[str, Any]], Awaitable[Any]]


@dataclass(slots=True)
class Answer:
    """A whole response, kept back until the faults have had their say."""

    status: int = 0
    messages: list[Message] = field(default_factory=list)

    async def keep(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        self.messages.append(message)


class UnansweredError(Exception):
    """The client never gets an answer."""


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
        sleep: Callable[[float], Awaitable[None]],
        perform: Perform,
        closing: asyncio.Event,
    ) -> None:
        self._app = app
        self._access = access
        self._faults, self._journal, self._limit = faults, journal, limit
        self._sleep, self._perform, self._closing = sleep, perform, closing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        body = await request.body()
        entry = self._journal.record(
            "request",
            method=request.method,
            path=request.url.path,
            query=request.url.query,
            json=_parsed(body),
            status=None,
            answered=False,
            effects=[],
            token=None,
        )
        rules = self._faults.matching(request.method, request.url.path)
        entry["effects"] = [rule.effect for rule in rules]
        try:
            answer = await self._before(request, rules, receive)
            if answer is None:
                answer = await self._handled(scope, body, entry)
            entry["status"] = answer.status
            await self._after(request, rules, receive)
        except UnansweredError:
            return
        entry["answered"] = True
        for message in answer.messages:
            await send(message)

    async def _before(self, request: Request, rules: list[Rule], receive: Receive) -> Answer | None:
        for rule in rules:
            match rule.effect:
                case "slow":
                    await self._sleep(rule.seconds)
                case "on_request":
                    await self._perform(rule.do, _aimed(rule.arguments, request))
                case "hold_before":
                    await self._hold(request, "before")
                case "timeout_before":
                    await self._stay_silent(receive)
                case "reset_before":
                    await self._reset(request, receive)
                case "status":
                    return await self._rendered(request, _fault_response(rule))
                case "html_error":
                    page = _PROXY_PAGE.format(f"{rule.status} Bad Gateway")
                    return await self._rendered(request, HTMLResponse(page, rule.status))
        return None

    async def _after(self, request: Request, rules: list[Rule], receive: Receive) -> None:
        for rule in rules:
            match rule.effect:
                case "hold_after_accept":
                    await self._hold(request, "after")
                case "timeout_after":
                    await self._stay_silent(receive)
                case "reset_after":
                    await self._reset(request, receive)

    async def _handled(self, scope: Scope, body: bytes, entry: dict[str, Any]) -> Answer:
        request = Request(scope)
        token = self._access.bearer(request.headers.get("authorization", ""))
        if token is None:
            return await self._rendered(request, error_response(401, "Invalid token"))
        entry["token"] = token.name
        headers, wait = self._limit.take()
        if wait is not None:
            headers |= {"retry-after": str(wait)}
            refusal = error_response(429, "Rate limit exceeded", headers=headers)
            return await self._rendered(request, refusal)
        answer = Answer()
        await self._app({**scope, "token": token}, _replay(body), answer.keep)
        extra = [(name.encode(), value.encode()) for name, value in headers.items()]
        answer.messages[0]["headers"] = [*answer.messages[0]["headers"], *extra]
        return answer

    async def _rendered(self, request: Request, response: Response) -> Answer:
        answer = Answer()
        await response(request.scope, request.receive, answer.keep)
        return answer

    async def _hold(self, request: Request, stage: str) -> None:
        """Wait for `release`. A client that gives up meanwhile does not undo its request."""
        held = self._faults.hold(request.method, request.url.path, stage)
        await held.released.wait()

    async def _stay_silent(self, receive: Receive) -> None:
        await _first_of(_gone(receive), self._closing.wait())
        raise UnansweredError

    async def _reset(self, request: Request, receive: Receive) -> None:
        transport = request.scope.get("state", {}).get("transport")
        if transport is None:
            raise ConnectionResetError("the fault asked for a reset, and there is no socket")
        # With a linger time of zero the kernel sends RST instead of an orderly end.
        linger = struct.pack("ii", 1, 0)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        transport.abort()
        await self._stay_silent(receive)


def _parsed(body: bytes) -> Any:
    try:
        return parsed(body) if body else None
    except ValueError:
        return body.decode("utf-8", "replace")


def _aimed(arguments: Mapping[str, Any], request: Request) -> dict[str, Any]:
    """Without a conversation of its own, the action is about the one in the path."""
    parts = request.url.path.strip("/").split("/")
    if "conversation" not in arguments and len(parts) > 1 and parts[0] == "conversations":
        return {"conversation": parts[1], **arguments}
    return dict(arguments)


def _fault_response(rule: Rule) -> Response:
    headers = {} if rule.retry_after is None else {"retry-after": str(rule.retry_after)}
    return error_response(rule.status, "A fault was asked for", headers=headers)


def _replay(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _first_of(*waits: Awaitable[Any]) -> None:
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    _, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
