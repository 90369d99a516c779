"""Serving the stand-in on a loopback port."""

import asyncio
import socket
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from frontmate.simulator.local import is_loopback
from frontmate.simulator.simulator import Simulator


class NotLoopbackError(ValueError):
    """The stand-in has no users and no TLS: it never listens where others could reach it."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"The simulator listens on this machine only; {host} is not a loopback address. "
            "Use 127.0.0.1."
        )


class _Protocol(H11Protocol):
    """Hands its transport to the application, which resets connections when a fault says so."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn does
        super().connection_made(transport)
        # asyncio leaves Nagle on for a listener made without naming TCP: 40 ms for each answer.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.app_state = {**self.app_state, "transport": transport}


class _Server(uvicorn.Server):
    """Says when it is up, and leaves the process's signals to whoever runs it."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


@asynccontextmanager
async def serve(simulator: Simulator, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[str]:
    """Serve until the block ends; gives the base URL. Port 0 takes a free one.

    NotLoopbackError for any other host; OSError if the port is taken.
    """
    if not is_loopback(host):
        raise NotLoopbackError(host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=256)
    shown = f"[{host}]" if ":" in host else host
    simulator.base_url = f"http://{shown}:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        simulator.app,
        http=_Protocol,
        ws="none",
        lifespan="off",
        log_level="error",
        access_log=False,
        # Longer than clients keep a connection that they do not use: a request that meets the
        # end of one would look like a fault that nobody has asked for.
        timeout_keep_alive=75,
        timeout_graceful_shutdown=2,
    )
    server = _Server(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await server.is_up.wait()
        simulator.begin()
        yield simulator.base_url
    finally:
        await simulator.close()
        server.should_exit = True
        await running
        listener.close()
