"""`frontmate simulator` or `python -m frontmate.simulator`: the stand-in as a process."""

import argparse
import asyncio
import errno
import json
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

from frontmate.simulator.config import Config
from frontmate.simulator.content import load_conversations, load_help_centers
from frontmate.simulator.serving import serve
from frontmate.simulator.simulator import Simulator

_ABOUT = """\
A stand-in for Front on this machine: its API, its webhooks, faults on demand, and a page on
which people can play. It keeps everything in memory and listens on loopback only.
"""
_EPILOG = """\
folders:
  A help center is a folder with a help-center.json, such as {"name": "Help", "locales": ["en"]},
  and an article in each .md or .html file, with `title: …` between two lines of `---` at its top.
  A folder with corpus*.jsonl (id, title, text, lang, domain) is one too. FOLDER is one help
  center or holds one in each sub-folder.

  A conversation is a .md file: what the customer wrote, then `## Mia (2 hours later)` above a
  teammate's reply, `## Comment by Leo` above a comment, `## Customer` above the customer's next
  words. Between two lines of `---` at its top may stand channel, inbox, subject, from, name,
  assignee, tags, status (open, archived, snoozed, trashed) and when. In .json and .jsonl files it
  is {"text": "…"} or {"subject": "…", "messages": [{"by": "customer", "text": "…"}]}.

examples:
  frontmate simulator --port 8765
  frontmate simulator --help-centers ./help --conversations ./past --limit-conversations 200
  frontmate simulator --time-rate 3600 --seed 7

The first line on standard output is JSON: {"url": …, "port": …}. Open the url in a browser to play;
the API is at the same address, with the token of the config (simulated-token, without one).
"""


class _UnusableError(ValueError):
    """It cannot start so; the message is a sentence."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in a sentence, without repeating how it is called."""

    def error(self, message: str) -> NoReturn:
        raise _UnusableError(f"{message}. See frontmate simulator --help.")


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; 2 if it cannot start, with the reason on stderr."""
    try:
        given = _parser().parse_args(arguments)
        ports = [given.port, 0] if given.or_free else [given.port]
        asyncio.run(_run(_config(given), given.host, ports))
    except (ValueError, OSError) as error:
        sys.stderr.write(f"frontmate simulator: {error}\n")
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        "frontmate simulator",
        description=_ABOUT,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address (%(default)s)")
    parser.add_argument(
        "--port", type=_port, default=0, help="0, as without it, takes a free one", metavar="N"
    )
    parser.add_argument(
        "--or-free", action="store_true", help="take a free port if that of --port is taken"
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="JSON: who the company is")
    parser.add_argument(
        "--help-centers", type=Path, metavar="FOLDER", help="articles to begin with; see below"
    )
    parser.add_argument(
        "--conversations", type=Path, metavar="FOLDER", help="a past to begin with; see below"
    )
    parser.add_argument(
        "--limit-conversations", type=_count, metavar="N", help="read no more of them than that"
    )
    parser.add_argument(
        "--seed", type=_count, metavar="N", help="what ids and chances come from (1)"
    )
    parser.add_argument(
        "--time-rate",
        type=_rate,
        metavar="X",
        help="how fast time runs: 1 as it does, 0 stands still, 3600 an hour a second",
    )
    parser.add_argument(
        "--why-url", metavar="URL", help="the page of reasons; may contain {conversation}"
    )
    return parser


def _config(given: argparse.Namespace) -> Config:
    config = _config_of(given.config) if given.config else Config()
    chosen: dict[str, Any] = {
        "seed": given.seed,
        "time_rate": given.time_rate,
        "why_url": given.why_url,
    }
    if given.help_centers:
        chosen["help_centers"] = load_help_centers(given.help_centers)
    if given.conversations:
        chosen["conversations"] = load_conversations(given.conversations, given.limit_conversations)
    return replace(config, **{key: value for key, value in chosen.items() if value is not None})


def _config_of(file: Path) -> Config:
    try:
        return Config.from_json(file)
    except OSError as error:
        raise _UnusableError(f"{file} cannot be read: {error.strerror}") from error
    except KeyError as error:
        raise _UnusableError(f"{file}: {error} is missing") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise _UnusableError(f"{file}: {error}") from error


def _port(given: str) -> int:
    port = _count(given)
    if port > 65_535:
        raise argparse.ArgumentTypeError(f"{given} is no port: it is a number from 0 to 65535")
    return port


def _count(given: str) -> int:
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise argparse.ArgumentTypeError(f"{given} is no whole number, 0 or more")
    return int(given)


def _rate(given: str) -> float:
    try:
        rate = float(given)
    except ValueError:
        rate = -1.0
    if not 0 <= rate < float("inf"):
        raise argparse.ArgumentTypeError(f"{given} is no rate: it is a number, 0 or more")
    return rate


async def _run(config: Config, host: str, ports: list[int]) -> None:
    """Serve on the first of the ports that is not taken."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows has no such handlers
            loop.add_signal_handler(number, stop.set)
    for port in ports:
        try:
            async with serve(Simulator(config), port, host) as url:
                _say_ready(config, url)
                await stop.wait()
                return
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    advice = "Choose another one with --port, or 0 for a free one."
    raise _UnusableError(f"Port {ports[0]} is taken. {advice}")


def _say_ready(config: Config, url: str) -> None:
    sys.stdout.write(json.dumps({"url": url, "port": urlsplit(url).port}) + "\n")
    sys.stdout.flush()
    if sys.stdout.isatty():
        sys.stderr.write(f"\n  {config.company_name}: {url}\n  Ctrl-C ends it.\n\n")


if __name__ == "__main__":
    sys.exit(main())
