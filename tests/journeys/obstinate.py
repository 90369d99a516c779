"""Something between the product and the stand-in that gives files in ways in which none should be
given: moved elsewhere, without an end, or longer than was said."""

from starlette.types import ASGIApp, Receive, Scope, Send

_PIECE = b"All work and no play makes a long file.\n" * 25_000


class Obstinate:
    """Hands everything on; a download is answered by `how` while it is set, in the test's words:
    the address that a file was moved to, or "endless"."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.how: str | None = None
        self.pieces = 0
        """So many megabytes were given of what has no end."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.how is None or not scope.get("path", "").startswith("/download/"):
            await self._app(scope, receive, send)
        elif self.how == "endless":
            await self._give_on_and_on(send)
        else:
            await _move(send, f"{self.how}{scope['path']}")

    async def _give_on_and_on(self, send: Send) -> None:
        headers = [(b"content-type", b"text/plain")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        # Four times what is taken of one file; whoever hangs up makes the sending do nothing.
        for _ in range(40):
            self.pieces += 1
            await send({"type": "http.response.body", "body": _PIECE, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def _move(send: Send, to: str) -> None:
    headers = [(b"location", to.encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 302, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
