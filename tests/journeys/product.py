"""The product as a process of its own, for tests that kill it.

    python -m tests.journeys.product DATABASE_URL FRONT_URL PORT HELP_CENTER VISIBLE_WITHIN

Prints "up" once it listens; ends at SIGTERM.
"""

import asyncio
import signal
import sys
from datetime import timedelta
from pathlib import Path

from frontmate.app import NewWorkspace, Options, build, listen, serve
from frontmate.front import Identity, WebhookSecrets
from tests.journeys.house import AI, QUICK, SIGNING_KEY, TOKEN


def workspace(front_url: str, help_center: Path) -> NewWorkspace:
    return NewWorkspace(
        connection="main",
        identity=Identity("cmp_1demo", AI),
        token=TOKEN,
        secrets=WebhookSecrets(SIGNING_KEY, None),
        api_url=front_url,
        requests_per_minute=100_000,
        policy=QUICK,
        help_center=help_center,
        ai_name="Ada",
    )


async def run(
    database_url: str, front_url: str, port: int, help_center: Path, visible_within: timedelta
) -> None:
    listener = listen("127.0.0.1", port)
    options = Options(
        public_url=f"http://127.0.0.1:{port}",
        secret_key="a-cookie-key-for-tests",
        visible_within=visible_within,
    )
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    spaces = [workspace(front_url, help_center)]
    async with build(database_url, spaces, options) as app, serve(app.web, listener):
        print("up", flush=True)  # noqa: T201 - whoever started us waits for this line
        await app.work(stop)


if __name__ == "__main__":
    database, front, port, folder, seconds = sys.argv[1:]
    asyncio.run(run(database, front, int(port), Path(folder), timedelta(seconds=float(seconds))))
