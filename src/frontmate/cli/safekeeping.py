"""`frontmate backup`, `restore` and `contact erase`: the command line's side of them."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from frontmate.settings import Settings

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add(commands: "Commands") -> None:
    backup = commands.add_parser("backup", help="write the database to a file, while all goes on")
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help="put a backup in the database's place")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument(
        "--replace", action="store_true", help="although the database holds something"
    )
    restore.set_defaults(run=_restore)
    contact = commands.add_parser("contact", help="what is kept of one person")
    acts = contact.add_subparsers(title="what to do", required=True, metavar="erase")
    erase = acts.add_parser("erase", help="forget an email address, phone number or username")
    erase.add_argument("handle", metavar="HANDLE")
    erase.add_argument("--connection", help="in one connection alone")
    erase.add_argument("--dry-run", action="store_true", help="only count what would be erased")
    erase.set_defaults(run=_erase)


def _backup(given: argparse.Namespace, settings: Settings) -> int:
    from frontmate.app.safekeeping import backup  # noqa: PLC0415 - --help must answer at once

    print(backup(settings, given.file))  # noqa: T201 - the command's result
    return 0


def _restore(given: argparse.Namespace, settings: Settings) -> int:
    from frontmate.app.safekeeping import restore  # noqa: PLC0415 - as above

    print(restore(settings, given.file, replace=given.replace))  # noqa: T201
    return 0


def _erase(given: argparse.Namespace, settings: Settings) -> int:
    from frontmate.app.safekeeping import erase_contact  # noqa: PLC0415 - as above

    told = erase_contact(settings, given.handle, connection=given.connection, dry_run=given.dry_run)
    print(told)  # noqa: T201
    return 0
