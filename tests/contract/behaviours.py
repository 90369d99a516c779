"""What our client does, on any server of Front's API: the stand-in and Prism alike.

A check raises AssertionError; one that a server without a memory cannot pass says why.
"""

import inspect
import json
import types
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import httpx2

from frontmate.front import FrontClient, FrontError, Merged, NotFound, Refused, Unauthorized
from frontmate.front.requests import Request
from tests.contract.client_calls import METHODS, Names, our_client


class Altered(httpx2.AsyncHTTPTransport):
    """Real sockets; some headers are put in or, as None, left out."""

    def __init__(self, **headers: str | None) -> None:
        super().__init__()
        self._headers = headers

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        for name, value in self._headers.items():
            request.headers.pop(name, None)
            if value is not None:
                request.headers[name] = value
        return await super().handle_async_request(request)


class Ending(Altered):
    """Lists without a memory lead on to themselves: here they end with their second page."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = await super().handle_async_request(request)
        if "page_token" not in request.url.params or not answer.is_success:
            return answer
        page = json.loads(await answer.aread())
        page["_pagination"] = {"next": None}
        return httpx2.Response(answer.status_code, json=page)


@dataclass(frozen=True)
class Server:
    """Where it is, what there is on it, and whether it remembers anything."""

    name: str
    url: str
    names: Names
    merged: str | None = None
    """A conversation that was merged; None: the server has to be asked for the answer."""

    @property
    def remembers(self) -> bool:
        return self.merged is not None

    def client(self, **headers: str | None) -> FrontClient:
        transport = Altered(**headers) if self.remembers else Ending(**headers)
        return our_client(self.url, transport)


class BeyondError(Exception):
    """The server cannot do this, and why."""


Check = Callable[[Server], Awaitable[None]]

_BEYOND: Final = {
    "mail": "the description has no email as it came, so there is none to be had",
    "mail_headers": "the description has no email as it came, so there is none to be had",
}
"""By the method's name: what a server that knows nothing but the description cannot do."""


async def _is_readable(server: Server, name: str) -> None:
    if not server.remembers and name in _BEYOND:
        raise BeyondError(_BEYOND[name])
    for method in METHODS[name]:
        client = server.client()
        try:
            given = await method(client, server.names)
        finally:
            await client.aclose()
        # What is not awaited gives a thing that gives the answer.
        if inspect.iscoroutinefunction(promised := getattr(FrontClient, name)):
            hint = get_type_hints(promised)["return"]
            assert _fits(given, hint), f"{name} gave {given!r:.100} and promised {hint}"


def _fits(value: Any, hint: Any) -> bool:
    """Whether a value is what a method says that it gives; a list has something in it, and what has
    an id names it."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        return any(_fits(value, one) for one in inner)
    if origin is tuple:
        return isinstance(value, tuple) and value != () and all(_fits(v, inner[0]) for v in value)
    if hint is type(None):
        return value is None
    kind = origin or hint
    return isinstance(value, kind) and bool(getattr(value, "id", "an id"))


async def a_call_without_a_token_is_unauthorized(server: Server) -> None:
    error = await _error(server, "me", authorization=None)
    assert isinstance(error, Unauthorized), error
    assert error.permanent


async def a_moved_conversation_is_not_followed(server: Server) -> None:
    names = server.names
    look = Request("GET", f"/conversations/{server.merged or names.conversation}", "/moved")
    error = await _asked(server, look, **({} if server.remembers else {"prefer": "code=301"}))
    assert error is not None, "it was followed, or not moved"
    assert error.status == 301, error
    # Prism's answer says as little as the description: not where it went.
    assert not server.remembers or isinstance(error, Merged), error


async def what_is_not_allowed_is_refused_for_good(server: Server) -> None:
    path = f"/conversations/{server.names.conversation}/messages"
    wrong = Request("POST", path, path, json={"to": 5}, repeatable=False)
    error = await _asked(server, wrong)
    assert isinstance(error, Refused), error
    assert error.status in {400, 422}
    assert error.permanent


async def a_call_that_front_has_not_is_not_found(server: Server) -> None:
    error = await _asked(server, Request("GET", "/nothing", "/nothing"))
    assert isinstance(error, NotFound), error


async def _error(server: Server, name: str, **headers: str | None) -> FrontError | None:
    client = server.client(**headers)
    try:
        await METHODS[name][0](client, server.names)
    except FrontError as error:
        return error
    finally:
        await client.aclose()
    return None


async def _asked(server: Server, request: Request, **headers: str | None) -> FrontError | None:
    client = server.client(**headers)
    try:
        await client.ask(request)
    except FrontError as error:
        return error
    finally:
        await client.aclose()
    return None


def _readable(name: str) -> Check:
    return lambda server: _is_readable(server, name)


BEHAVIOURS: Final[dict[str, Check]] = {
    **{f"the answer to {name} can be read": _readable(name) for name in METHODS},
    **{
        check.__name__.replace("_", " "): check
        for check in (
            a_call_without_a_token_is_unauthorized,
            a_moved_conversation_is_not_followed,
            what_is_not_allowed_is_refused_for_good,
            a_call_that_front_has_not_is_not_found,
        )
    },
}
