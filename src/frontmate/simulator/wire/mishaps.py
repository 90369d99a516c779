"""What faults do to a request and to its answer; the door says when."""

import asyncio
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Message, Receive, Send

from frontmate.simulator.dial import Dial
from frontmate.simulator.faults import Faults, Rule
from frontmate.simulator.waiting import first_of
from frontmate.simulator.wire.errors import error_response, phrase_of

_PROXY_PAGE = "<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"
_PIECES = 20


class UnansweredError(Exception):
    """The client never gets an answer, or no whole one."""


@dataclass(slots=True)
class Answer:
    """A whole response, kept back until the faults have had their say."""

    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    pieces: list[bytes] = field(default_factory=list)

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)

    async def keep(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message.get("headers", ()))
        elif message["type"] == "http.response.body":
            self.pieces.append(message.get("body", b""))

    def set_header(self, name: bytes, value: bytes) -> None:
        """In place of the one there is; where there is none, none is added."""
        self.headers = [(n, value if n == name else v) for n, v in self.headers]

    async def send(self, send: Send) -> None:
        await send(self.start())
        await send({"type": "http.response.body", "body": self.body})

    def start(self) -> Message:
        return {"type": "http.response.start", "status": self.status, "headers": self.headers}


async def rendered(request: Request, response: Response) -> Answer:
    answer = Answer()
    await response(request.scope, request.receive, answer.keep)
    return answer


class Mishaps:
    """Waits that a client must be able to see are on the dial; held and silent ones have no end."""

    def __init__(self, faults: Faults, dial: Dial, closing: asyncio.Event) -> None:
        self._faults, self._dial, self._closing = faults, dial, closing

    async def hold(self, request: Request, stage: str) -> None:
        """Wait for `release`. A client that gives up meanwhile does not undo its request."""
        held = self._faults.hold(request.method, request.scope["path"], stage)
        with self._dial.work.at_rest():
            await held.released.wait()

    async def stay_silent(self, receive: Receive) -> None:
        with self._dial.work.at_rest():
            await first_of(_gone(receive), self._closing.wait())
        raise UnansweredError

    async def reset(self, request: Request, receive: Receive) -> None:
        transport = _transport(request)
        # With a linger time of zero the kernel sends RST instead of an orderly end.
        linger = struct.pack("ii", 1, 0)
        connection = transport.get_extra_info("socket")
        with suppress(OSError):  # The client may be gone already.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        transport.abort()
        await self.stay_silent(receive)

    async def refusal(self, request: Request, rule: Rule) -> Answer:
        """What is answered in the endpoint's place."""
        if rule.effect.startswith("html_error"):
            page = _PROXY_PAGE.format(f"{rule.status} {phrase_of(rule.status)}")
            return await rendered(request, HTMLResponse(page, rule.status, self._headers(rule)))
        response = error_response(rule.status, "A fault was asked for", headers=self._headers(rule))
        return await rendered(request, response)

    async def send(
        self, answer: Answer, rules: list[Rule], request: Request, receive: Receive, send: Send
    ) -> None:
        """Send it as the rules say; UnansweredError if it stopped in the middle."""
        if not rules:
            await answer.send(send)
            return
        by_effect = {rule.effect: rule for rule in rules}
        if wrong := by_effect.get("wrong_type"):
            answer.set_header(b"content-type", wrong.content_type.encode("latin-1"))
        if "empty" in by_effect:
            answer.pieces.clear()
            answer.set_header(b"content-length", b"0")
        truncated, drip = by_effect.get("truncated"), by_effect.get("drip")
        if not answer.body or not (truncated or drip):
            await answer.send(send)
            return
        await send(answer.start())
        await self._send_pieces(_shown(answer.body, truncated), drip, send)
        if truncated:
            _transport(request).close()
            await self.stay_silent(receive)
        await send({"type": "http.response.body", "body": b""})

    async def _send_pieces(self, body: bytes, drip: Rule | None, send: Send) -> None:
        for number, piece in enumerate(_pieces(body, drip)):
            if number and drip:
                await self._dial.sleep(drip.wait)
            await send({"type": "http.response.body", "body": piece, "more_body": True})

    def _headers(self, rule: Rule) -> dict[str, str]:
        headers = dict(rule.headers)
        if rule.retry_after is not None:
            headers["retry-after"] = str(rule.retry_after)
        if rule.retry_after_date is not None:
            then = self._dial.now() + timedelta(seconds=rule.retry_after_date)
            headers["retry-after"] = format_datetime(then, usegmt=True)
        return headers


def _shown(body: bytes, truncated: Rule | None) -> bytes:
    """Never all of it if it is to be truncated."""
    if truncated is None:
        return body
    half = len(body) // 2
    return body[: min(len(body) - 1, half if truncated.size is None else truncated.size)]


def _pieces(body: bytes, drip: Rule | None) -> Iterator[bytes]:
    size = max(1, len(body))
    if drip:
        size = drip.size or -(-len(body) // _PIECES)
    for begin in range(0, len(body), max(1, size)):
        yield body[begin : begin + size]


def _transport(request: Request) -> asyncio.Transport:
    transport: asyncio.Transport | None = request.scope.get("state", {}).get("transport")
    if transport is None:
        raise ConnectionResetError("the fault asked for a reset, and there is no socket")
    return transport


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
