"""A Front whose pages shift: they begin after a number of articles, whatever these are by then."""

import json
from typing import Any
from urllib.parse import parse_qs, urlencode

from starlette.types import ASGIApp, Message, Receive, Scope, Send

PER_PAGE = 3


def shifting_pages(app: ASGIApp) -> ASGIApp:
    """Few articles a page, so that a small help center has several; the stand-in's own list, all
    of it, is what each page is cut from at its time."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].endswith("/articles"):
            await app(scope, receive, send)
            return
        asked = parse_qs(scope["query_string"].decode())
        start = int(asked.get("page_token", ["0"])[0])
        whole = {**scope, "query_string": urlencode({"limit": 100}).encode()}
        await app(whole, receive, _Cut(send, start).send)

    return answer


class _Cut:
    """Holds an answer back until it is whole, and sends a page of it."""

    def __init__(self, send: Send, start: int) -> None:
        self._send, self._start = send, start
        self._head: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._head = message
            return
        self._body += message.get("body", b"")
        if self._head is None or message.get("more_body"):
            return
        body = _page(self._body, self._start)
        headers = [h for h in self._head["headers"] if h[0].lower() != b"content-length"]
        headers.append((b"content-length", str(len(body)).encode()))
        await self._send({**self._head, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def _page(body: bytes, start: int) -> bytes:
    try:
        whole: dict[str, Any] = json.loads(body)
        found = whole["_results"]
    except (ValueError, KeyError):
        return body  # a refusal, or what a fault made of it
    whole["_results"] = found[start : start + PER_PAGE]
    more = start + PER_PAGE < len(found)
    own = whole["_links"]["self"]
    whole["_pagination"] = {
        "next": f"{own}?page_token={start + PER_PAGE}" if more else None,
    }
    return json.dumps(whole).encode()
