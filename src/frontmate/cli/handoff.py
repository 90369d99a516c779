"""`frontmate handoff`: the team's office hours, and what becomes of a hand-off nobody takes."""

import argparse
import sys
from typing import TYPE_CHECKING

from frontmate.cli.connections import Say, run
from frontmate.settings import Settings

if TYPE_CHECKING:
    # --help must answer at once: the database is loaded when it is used.
    from frontmate.setup import Kit, Problem

_ABOUT = """\
Without options it shows what is set. Options change what they name and nothing else, but --open:
all of them together are the new week, and a day that none names is closed.

  frontmate handoff main --zone Europe/Berlin --open "mon-fri 09:00-12:30,13:00-17:00"
  frontmate handoff main --holiday 2026-12-24..2027-01-01 --clock 60 --fallback leo@example.com
"""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "handoff",
        help="office hours, holidays, and who gets a hand-off that nobody takes",
        description=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name")
    parser.add_argument("--zone", help="IANA time zone of the office, such as Europe/Berlin")
    week = parser.add_mutually_exclusive_group()
    week.add_argument(
        "--open", action="append", default=[], metavar="HOURS", help='"mon-fri 09:00-17:00"'
    )
    week.add_argument("--always-open", action="store_true", help="no office hours")
    parser.add_argument(
        "--holiday", action="append", default=[], metavar="DAY", help="2026-12-25, or FIRST..LAST"
    )
    parser.add_argument(
        "--no-holiday", action="append", default=[], metavar="DAY", help="not one after all; or all"
    )
    parser.add_argument(
        "--clock", type=int, metavar="MINUTES", help="office time until the reminder"
    )
    parser.add_argument(
        "--fallback", metavar="TEAMMATE", help="id, address or name of who gets it then; or none"
    )
    parser.set_defaults(run=lambda given, settings: run(_change, given, settings, sys.stdout.write))


async def _change(
    given: argparse.Namespace, _settings: Settings, kit: "Kit", say: Say
) -> "Problem | None":
    from frontmate.setup import Problem, handoff_watch  # noqa: PLC0415 - see above

    wanted = handoff_watch.Wanted(
        zone=given.zone,
        openings=tuple(given.open),
        always_open=given.always_open,
        holidays=tuple(given.holiday),
        no_holidays=tuple(given.no_holiday),
        minutes=given.clock,
        fallback=given.fallback,
    )
    policy = await handoff_watch.change(kit, given.name, wanted)
    if isinstance(policy, Problem):
        return policy
    say(f"Hand-offs of “{given.name}”:")
    for line in handoff_watch.in_words(policy):
        say(f"  {line}")
    return None
