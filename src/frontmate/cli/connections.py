"""`frontmate connections | disconnect | mode | switch`: small changes without a conversation."""

import argparse
import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from frontmate.settings import Settings

if TYPE_CHECKING:
    # --help must answer at once: the database is loaded when it is used.
    from frontmate.cli.terminal import Terminal
    from frontmate.setup import Kit, Problem

Say = Callable[[str], None]
Do = Callable[[argparse.Namespace, Settings, "Kit", Say], Awaitable["Problem | None"]]


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the four commands to the command line."""
    listed = commands.add_parser("connections", help="the connected Front workspaces")
    listed.set_defaults(run=_runner(_list))
    gone = commands.add_parser("disconnect", help="stop using a workspace; its secrets go at once")
    gone.add_argument("name")
    gone.add_argument("--yes", action="store_true", help="do not ask whether it is meant")
    gone.set_defaults(run=_disconnect_asked)
    mode = commands.add_parser("mode", help="how far the AI may go: shadow, draft or live")
    mode.add_argument("name")
    mode.add_argument("mode", choices=("shadow", "draft", "live", "general"))
    mode.add_argument(
        "--channel",
        choices=("email", "chat", "sms", "phone"),
        help="this channel alone; `general` lets it be as all others",
    )
    mode.add_argument("--override", action="store_true", help="live before it is calibrated")
    mode.set_defaults(run=_runner(_mode))
    switch = commands.add_parser("switch", help="the master switch of a connection")
    switch.add_argument("name")
    switch.add_argument("to", choices=("on", "off"))
    switch.set_defaults(run=_runner(_switch))


def _runner(do: Do) -> Callable[[argparse.Namespace, Settings], int]:
    return lambda given, settings: run(do, given, settings, sys.stdout.write)


def run(
    do: Do, given: argparse.Namespace, settings: Settings, write: Callable[[str], object]
) -> int:
    """Exit status: 0 done, 1 not done and said why. Raises EmbeddedServerError."""
    from frontmate.cli.workplace import open_kit  # noqa: PLC0415 - see above

    logging.getLogger().setLevel(max(logging.WARNING, logging.root.level))

    def say(line: str) -> None:
        write(f"{line}\n")

    async def with_kit() -> int:
        async with open_kit(settings, makes_key=False) as kit:
            problem = await do(given, settings, kit, say)
        if problem is not None:
            sys.stderr.write(f"frontmate: {problem}\n")
        return 0 if problem is None else 1

    return asyncio.run(with_kit())


async def _list(
    _given: argparse.Namespace, _settings: Settings, kit: "Kit", say: Say
) -> "Problem | None":
    from frontmate.cli.connect_dialogue import describe  # noqa: PLC0415 - see above
    from frontmate.setup import workspaces  # noqa: PLC0415

    known = await workspaces.overviews(kit)
    if not known:
        say("No Front workspace is connected yet: frontmate connect")
    for one in known:
        for line in describe(one):
            say(line)
    return None


def _disconnect_asked(given: argparse.Namespace, settings: Settings) -> int:
    from frontmate.cli.terminal import Console  # noqa: PLC0415 - see above

    terminal: Terminal = Console()
    if not given.yes and not asyncio.run(_means_it(terminal, given.name)):
        return 1
    return run(_disconnect, given, settings, sys.stdout.write)


async def _means_it(terminal: "Terminal", name: str) -> bool:
    from frontmate.cli.talk import Talk  # noqa: PLC0415 - see above

    question = f"Disconnect “{name}”? Its token and keys are removed at once; its history stays"
    try:
        return await Talk(terminal).yes(question, False, "--yes")
    except EOFError:
        return False


async def _disconnect(
    given: argparse.Namespace, _settings: Settings, kit: "Kit", say: Say
) -> "Problem | None":
    from frontmate.setup import workspaces  # noqa: PLC0415 - see above

    problem = await workspaces.disconnect(kit, given.name)
    if problem is None:
        say(f"“{given.name}” is disconnected and its secrets are gone. In Front, revoke the token")
        say("and delete the webhook: Settings > Developers.")
    return problem


async def _mode(
    given: argparse.Namespace, settings: Settings, kit: "Kit", say: Say
) -> "Problem | None":
    from frontmate.cli.connect_rules import in_words  # noqa: PLC0415 - see above
    from frontmate.conversation.message import Channel  # noqa: PLC0415
    from frontmate.conversation.policy import Mode  # noqa: PLC0415
    from frontmate.setup import Problem, rules  # noqa: PLC0415

    channel = Channel(given.channel) if given.channel else None
    if given.mode == "general" and channel is None:
        return Problem("no_channel", "`general` is for one channel.", "Add --channel, or a mode.")
    changed = await rules.set_mode(
        kit,
        given.name,
        None if given.mode == "general" else Mode(given.mode),
        channel=channel,
        has_model=settings.model is not None,
        override=given.override,
    )
    if isinstance(changed, Problem):
        return changed
    say(f"“{given.name}”: {in_words(changed)}.")
    return None


async def _switch(
    given: argparse.Namespace, _settings: Settings, kit: "Kit", say: Say
) -> "Problem | None":
    from frontmate.cli.connect_rules import in_words  # noqa: PLC0415 - see above
    from frontmate.setup import Problem, rules  # noqa: PLC0415

    changed = await rules.set_switch(kit, given.name, on=given.to == "on")
    if isinstance(changed, Problem):
        return changed
    say(f"“{given.name}”: {in_words(changed)}.")
    return None
