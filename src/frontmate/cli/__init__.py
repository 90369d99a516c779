"""The command line: `frontmate demo | run | connect | doctor | ask | …`."""

import argparse
import asyncio
import json
import logging
import signal
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from frontmate.cli import (
    connect,
    connections,
    doctor,
    handoff,
    knowledge,
    logs,
    password,
    safekeeping,
    sync,
)
from frontmate.cli.stopping import stopping
from frontmate.settings import Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from frontmate.setup.checks import Probes

log = logging.getLogger(__name__)

_ABOUT = """\
frontmate: the AI teammate for the Front helpdesk. It answers customers from your help center,
hands over to people, and can show why it did what it did.
"""
_EPILOG = """\
start here:
  frontmate demo                     the whole product, with a simulated Front
  frontmate connect                  your own Front workspace, step by step
  frontmate ask --demo "How do I return it?"
                                     what would be answered, from what, and how sure

Settings come from the environment (FRONTMATE_…) and are described in docs/settings.md.
"""


_ROLES = {
    "run": "web server and worker for the connected Front workspaces",
    "serve": "the web server alone: webhooks and console; as many as you like",
    "work": "a worker alone; as many as you like on one PostgreSQL",
}


_LINGER = 1.0
"""Seconds for which a process that is told to stop still takes requests: `/readyz` says 503 to
whoever sends them, and they go elsewhere."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit status: 0 done, 1 it failed, 2 it could not start."""
    given = _parser().parse_args(arguments)
    try:
        settings = read_settings()
        logs.set_up(settings.log_level, settings.log_format)
        status: int = given.run(given, settings)
    except KeyboardInterrupt:
        return 0
    except _could_not_start() as error:
        sys.stderr.write(f"frontmate: {error}\n")
        return 2
    return status


def _could_not_start() -> tuple[type[Exception], ...]:
    from frontmate.agent import ModelSettingError  # noqa: PLC0415 - --help must answer at once
    from frontmate.demo.front import StageError  # noqa: PLC0415
    from frontmate.knowledge import ArticleUnreadable, EncoderUnavailable  # noqa: PLC0415
    from frontmate.store import (  # noqa: PLC0415
        BackupError,
        CompanyTakenError,
        WrongKeyError,
        embedded,
    )

    return (
        SettingsError,
        StageError,
        ArticleUnreadable,
        EncoderUnavailable,
        ModelSettingError,
        BackupError,
        CompanyTakenError,
        WrongKeyError,
        embedded.EmbeddedServerError,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "frontmate",
        description=_ABOUT,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    version = f"frontmate {metadata.version('frontmate')}"
    parser.add_argument("--version", action="version", version=version)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_play(commands)
    connect.add(commands)
    connections.add(commands)
    handoff.add(commands)
    knowledge.add(commands)
    sync.add(commands)
    doctor.add(commands, _probes)
    password.add(commands)
    safekeeping.add(commands)
    _add_simulator(commands)
    return parser


def _add_play(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    demo = commands.add_parser("demo", help="play with it: no account, no key, no service needed")
    demo.add_argument(
        "--check",
        action="store_true",
        help="play an answer, a resolution and a hand-off, print one JSON line, and end",
    )
    demo.add_argument(
        "--scripted-model",
        action="store_true",
        help="let a scripted language model write the answers, to see what its checks catch",
    )
    demo.set_defaults(run=_demo)
    for role, what in _ROLES.items():
        started = commands.add_parser(role, help=what)
        started.set_defaults(run=_run, role=role)
    ask = commands.add_parser("ask", help="what would be answered, from what, how sure, why not")
    ask.add_argument("question")
    ask.add_argument("--connection", help="whose knowledge; not needed if there is only one")
    ask.add_argument("--help-center", type=Path, help="a folder of Markdown instead")
    ask.add_argument("--demo", action="store_true", help="the demo's help center instead")
    ask.add_argument("--json", action="store_true", help="for programs")
    ask.set_defaults(run=_ask)


def _add_simulator(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    simulator = commands.add_parser(
        "simulator",
        help="a simulated Front alone, on loopback",
        add_help=False,
        # Its options are its own: whatever follows is passed on.
        prefix_chars="\0",
    )
    simulator.add_argument("rest", nargs=argparse.REMAINDER)
    simulator.set_defaults(run=_simulator)


def _probes(settings: Settings) -> "Probes":
    from frontmate.app.probing import probes_of  # noqa: PLC0415 - only once the doctor is called

    return probes_of(settings)


def _simulator(given: argparse.Namespace, _: Settings) -> int:
    from frontmate.simulator.__main__ import main as simulate  # noqa: PLC0415

    return simulate(given.rest)


def _demo(given: argparse.Namespace, settings: Settings) -> int:
    logs.show_from(logging.ERROR if given.check else logging.WARNING)
    return asyncio.run(_play(settings, check_only=given.check, with_model=given.scripted_model))


async def _play(settings: Settings, *, check_only: bool, with_model: bool) -> int:
    from frontmate.demo import check, stage  # noqa: PLC0415 - only the demo needs the stage

    async with stage(settings.data, settings.database_url, with_model=with_model) as demo:
        if check_only:
            result = await check(demo)
            print(json.dumps(result))  # noqa: T201 - the command's result
            return 0 if result["ok"] else 1
        print(  # noqa: T201
            f"\n  {demo.company.name} is open:\n\n"
            f"      {demo.front.url}\n\n"
            f"  Write as a customer there, and press “Why?” to see the reasons.\n"
            f"  (The console by hand: {demo.console_url}, admin / {demo.admin_password})\n"
            f"  Ctrl-C ends the demo; the next one begins anew.\n",
            flush=True,
        )
        # Its own PostgreSQL goes with it.
        with stopping(within=60.0) as stop:
            await stop.wait()
    return 0


def _run(given: argparse.Namespace, settings: Settings) -> int:
    try:
        return asyncio.run(_run_until_stopped(settings, given.role))
    except Exception as error:
        if isinstance(error, _could_not_start()):
            raise
        # Printed by the log, which knows what must not be printed.
        log.critical("the process ended by itself", exc_info=True)
        return 1


async def _run_until_stopped(settings: Settings, role: str) -> int:
    from frontmate.app.running import running  # noqa: PLC0415 - --help must answer at once

    with stopping() as stop:
        async with running(settings, role) as started:
            print(started.banner, flush=True)  # noqa: T201
            # Somebody who presses Ctrl-C has no load balancer in front.
            if await stop.wait() is signal.SIGTERM:
                started.app.leaving.linger = _LINGER
    return 0


def _ask(given: argparse.Namespace, settings: Settings) -> int:
    from frontmate.app.asking import ask_connection, ask_folder, told  # noqa: PLC0415 - as above
    from frontmate.demo import help_center_folder  # noqa: PLC0415

    if not given.question.strip():
        raise SettingsError('ask a question, for example: frontmate ask "How do I return it?"')
    if given.demo:
        asking = ask_folder(given.question, help_center_folder(), settings)
    elif given.help_center is not None:
        asking = ask_folder(given.question, given.help_center, settings)
    else:
        asking = ask_connection(given.question, given.connection, settings)
    print(told(asyncio.run(asking), as_json=given.json))  # noqa: T201
    return 0
