"""`python -m frontmate.simulator`: the stand-in as a process of its own."""

import argparse
import asyncio
import json
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from frontmate.simulator.config import Config
from frontmate.simulator.help_centers import load_help_centers
from frontmate.simulator.serving import NotLoopbackError, serve
from frontmate.simulator.simulator import Simulator


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; 2 if it cannot start, with the reason on stderr."""
    parser = argparse.ArgumentParser("frontmate.simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--config", type=Path, help="JSON file; see docs of Config")
    parser.add_argument("--why-url", help="reason page; may contain {conversation}")
    parser.add_argument("--help-centers", type=Path, help="folder with one sub-folder for each")
    given = parser.parse_args(arguments)
    try:
        config = Config.from_json(given.config) if given.config else Config()
        if given.why_url:
            config = replace(config, why_url=given.why_url)
        if given.help_centers:
            config = replace(config, help_centers=load_help_centers(given.help_centers))
        asyncio.run(_run(config, given.host, given.port))
    except (NotLoopbackError, OSError, ValueError, KeyError, TypeError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


async def _run(config: Config, host: str, port: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows has no such handlers
            loop.add_signal_handler(number, stop.set)
    async with serve(Simulator(config), port, host) as url:
        ready = {"url": url, "port": urlsplit(url).port}
        sys.stdout.write(json.dumps(ready) + "\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    sys.exit(main())
