"""A web server in the loop we run in, without taking the process's signals."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Generator, Sequence

import uvicorn
from starlette.types import ASGIApp

_FINISH_WITHIN = 3
"""Seconds that requests under way have, once nobody else is let in."""


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises OSError if the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=256)
    # asyncio sets this only on sockets that name their protocol; without it each answer that is
    # written in two pieces waits 40 ms for the first one's acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


@contextlib.asynccontextmanager
async def serve(
    web: ASGIApp, listener: socket.socket, trusted_proxies: Sequence[str] = ("127.0.0.1", "::1")
) -> AsyncIterator[None]:
    """Serve until the block ends; requests under way are finished.

    Only what `trusted_proxies` say of a caller's address (`X-Forwarded-For`) is believed.
    """
    config = uvicorn.Config(
        web,
        # Ours prints it: uvicorn's own would print what exceptions say.
        log_config=None,
        log_level="warning",
        access_log=False,
        lifespan="off",
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
        timeout_graceful_shutdown=_FINISH_WITHIN,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    up = asyncio.create_task(server.is_up.wait())
    await asyncio.wait({serving, up}, return_when=asyncio.FIRST_COMPLETED)
    up.cancel()
    try:
        yield
    finally:
        server.should_exit = True
        await serving
