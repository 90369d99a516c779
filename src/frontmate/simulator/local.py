"""Only this machine, and no page of another site, may press the stand-in's buttons."""

import ipaddress
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send


# Asked twice for every request, and nearly always about the same two.
@lru_cache(maxsize=256)
def is_loopback(host: str) -> bool:
    """Whether a host name or address can only be this machine."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class LocalOnly:
    """ASGI middleware: loopback peer and Host; a foreign `Origin` may not write.

    The Host check keeps out pages whose name was pointed at 127.0.0.1 by their own DNS.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._allowed(Request(scope)):
            refusal = PlainTextResponse("Only this machine may use this page.\n", 403)
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)

    @staticmethod
    def _allowed(request: Request) -> bool:
        host = request.headers.get("host", "")
        if request.client is not None and not is_loopback(request.client.host):
            return False
        if not is_loopback(urlsplit(f"//{host}").hostname or ""):
            return False
        origin = request.headers.get("origin")
        if request.method in {"GET", "HEAD"} or origin is None:
            return True
        return urlsplit(origin).netloc == host
