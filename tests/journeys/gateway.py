"""A gateway between the product and the stand-in that loses answers: a 502 after the fact."""

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PAGE = b"<html><body><h1>502 Bad Gateway</h1></body></html>"


class LosingGateway:
    """Hands matching requests on and answers 502 in place of what came back."""

    def __init__(self, app: ASGIApp, method: str, path: str, times: int = 1) -> None:
        self._app = app
        self._method, self._path, self._left = method, re.compile(path), times

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._loses(scope):
            await self._app(scope, receive, send)
            return

        async def swallow(_: Message) -> None:
            """The answer ends here."""

        await self._app(scope, receive, swallow)
        head = [(b"content-type", b"text/html"), (b"content-length", str(len(_PAGE)).encode())]
        await send({"type": "http.response.start", "status": 502, "headers": head})
        await send({"type": "http.response.body", "body": _PAGE})

    def _loses(self, scope: Scope) -> bool:
        if scope["type"] != "http" or not self._left or scope["method"] != self._method:
            return False
        if not self._path.search(scope["path"]):
            return False
        self._left -= 1
        return True
