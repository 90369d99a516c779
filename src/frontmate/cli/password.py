"""`frontmate password`: a new password for somebody who has lost theirs, set at the machine."""

import argparse
import asyncio
import secrets
import sys
from typing import TYPE_CHECKING

from frontmate.settings import Settings

if TYPE_CHECKING:
    # --help must answer at once: the database is loaded when it is used.
    from frontmate.setup import Problem

_ABOUT = """\
Makes a new password for a person of the console and prints it, this once. Whatever login that
person had ends with it. Whoever may run this at the machine may open the console.

  frontmate password admin
"""
_BYTES = 12


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "password",
        help="a new password for somebody who has lost theirs",
        description=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", metavar="NAME", help="as they log in to the console")
    parser.set_defaults(run=_run)


def _run(given: argparse.Namespace, settings: Settings) -> int:
    password = secrets.token_urlsafe(_BYTES)
    problem = asyncio.run(_set(given.name, password, settings))
    if problem is not None:
        sys.stderr.write(f"{problem}\n")
        return 1
    print(f"{given.name} / {password}   (shown this once)")  # noqa: T201 - the command's result
    return 0


async def _set(name: str, password: str, settings: Settings) -> "Problem | None":
    from frontmate.cli.workplace import open_kit  # noqa: PLC0415 - see above
    from frontmate.console import hash_password  # noqa: PLC0415
    from frontmate.setup import people  # noqa: PLC0415

    # No secret is opened: a key that is missing must not be made here.
    async with open_kit(settings, makes_key=False) as kit:
        return await people.set_password(kit, name, hash_password(password))
