"""A request straight into the application, with bytes that no decent client would send."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

from starlette.types import ASGIApp, Message

from tests.contract.exchange import Exchange
from tests.contract.standing import told


@dataclass
class Answered:
    """What came back; `broke` is what was raised instead, and where."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    broke: str = ""


async def ask(
    app: ASGIApp, method: str, target: str, headers: Mapping[str, str], body: bytes
) -> Exchange | str:
    """The exchange, or in words what the application raised."""
    path, _, query = target.partition("?")
    lines = [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in headers.items()]
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode("ascii", "replace"),
        "query_string": query.encode("ascii", "replace"),
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1"), *lines],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    answered = await _run(app, scope, body)
    if answered.broke:
        return answered.broke
    names = {name.lower(): value for name, value in headers.items()}
    pairs = tuple(parse_qsl(query, keep_blank_values=True, errors="replace"))
    answer = (answered.status, answered.headers, answered.body)
    # The path as it was written: a slash that was quoted is none.
    return Exchange(method, path, pairs, names, body, *answer)


async def _run(app: ASGIApp, scope: dict[str, Any], body: bytes) -> Answered:
    answered = Answered()

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answered.status = message["status"]
            pairs = message.get("headers", ())
            answered.headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in pairs}
        else:
            answered.body += message.get("body", b"")

    try:
        await app(scope, receive, send)
    except Exception as error:
        answered.broke = told(error)
    return answered
