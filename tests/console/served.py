"""The console of a test, as a browser reaches it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from tests.console.conftest import Desk


@asynccontextmanager
async def served(desk: Desk) -> AsyncIterator[str]:
    """The console on a free port of the loopback."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    # Before the server is ready, so that the browser waits instead of being refused.
    listening.listen()
    server = uvicorn.Server(uvicorn.Config(desk.app, log_level="warning", lifespan="off"))
    with listening:
        serving = asyncio.create_task(server.serve([listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving
