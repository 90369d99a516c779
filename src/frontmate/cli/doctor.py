"""`frontmate doctor [NAME] [--json]`: what is wrong, how it shows, and what mends it."""

import argparse
import asyncio
import json
import shutil
import sys
from collections.abc import Callable
from importlib import metadata
from typing import TYPE_CHECKING

from frontmate.settings import Settings, SettingsError

if TYPE_CHECKING:
    from frontmate.setup.checks import Premises, Probes
    from frontmate.setup.doctor import Report

ProbesFor = Callable[[Settings], "Probes"]

_ABOUT = """\
Looks at the installation, at each connected workspace, and at Front, and says for everything that
is not well how it shows, what was found, and what mends it. Changes nothing. The output holds no
secrets and nobody's words: it can be pasted into a bug report.
"""
_EPILOG = "exit status: 0 all well (there may be warnings), 1 something is wrong, 2 could not run"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", probes: ProbesFor) -> None:
    """Add the command; `probes` makes what tries out model and encoder, once it runs."""
    doctor = commands.add_parser(
        "doctor",
        help="what is wrong, how it shows, and what mends it",
        description=_ABOUT,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    doctor.add_argument("name", nargs="?", metavar="NAME", help="one connection; else all of them")
    doctor.add_argument("--json", action="store_true", help="for programs")
    doctor.add_argument("--plain", action="store_true", help="ASCII only")
    doctor.set_defaults(run=lambda given, settings: run(given, settings, probes))


def no_probes(_: Settings) -> "Probes":
    """Nothing can be tried out: model and encoder count as not in use."""
    from frontmate.setup.checks import Probes  # noqa: PLC0415 - --help must answer at once

    return Probes()


def run(given: argparse.Namespace, settings: Settings, probes: ProbesFor = no_probes) -> int:
    """Raises SettingsError and EmbeddedServerError: it could not run."""
    from frontmate.setup.doctor import UnknownConnectionError  # noqa: PLC0415
    from frontmate.setup.doctor_report import as_json, as_text  # noqa: PLC0415

    try:
        report = asyncio.run(_examine(given.name, settings, probes))
    except UnknownConnectionError as error:
        raise SettingsError(str(error)) from error
    if given.json:
        print(json.dumps(as_json(report), indent=2))  # noqa: T201 - the command's result
    else:
        width = min(shutil.get_terminal_size((100, 24)).columns, 120)
        print(as_text(report, plain=given.plain or not _shows_signs(), width=width))  # noqa: T201
    return 0 if report.all_well else 1


def _shows_signs() -> bool:
    try:
        "✓✗…“”".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


async def _examine(name: str | None, settings: Settings, probes: ProbesFor) -> "Report":
    from frontmate.setup.doctor import examine  # noqa: PLC0415 - --help must answer at once

    premises = _premises(settings, probes)
    try:
        return await examine(premises, name)
    finally:
        await premises.engine.dispose()


def _premises(settings: Settings, probes: ProbesFor) -> "Premises":
    from frontmate import store  # noqa: PLC0415 - --help must answer at once
    from frontmate.app import utc_now  # noqa: PLC0415
    from frontmate.app.databases import existing_database  # noqa: PLC0415
    from frontmate.app.running import known_secret_key  # noqa: PLC0415
    from frontmate.setup.checks import Premises  # noqa: PLC0415

    key = known_secret_key(settings)
    return Premises(
        engine=store.open_engine(existing_database(settings)),
        clock=utc_now,
        version=metadata.version("frontmate"),
        keeper=None if key is None else store.Keeper(key),
        public_url=settings.public_url,
        data=settings.data,
        embedded=settings.database_url is None,
        probes=probes(settings),
    )
