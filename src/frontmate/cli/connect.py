"""`frontmate connect`: its options, and the product at work beside the conversation."""

import argparse
import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from frontmate.settings import Settings

if TYPE_CHECKING:
    # --help must answer at once: what talks to Front and the database is loaded when it is used.
    from frontmate.cli.connect_given import Given
    from frontmate.cli.talk import Talk
    from frontmate.cli.terminal import Terminal
    from frontmate.setup import Kit

_EPILOG = """\
Asks for what no option says. Each step is saved as it is done: run it again to go on, or to
change single things. Secrets are read without being shown, or from files (`-` is standard input).
docs/connect.md shows what to click in Front.
"""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `connect` to the command line."""
    connect = commands.add_parser(
        "connect",
        help="connect a Front workspace, step by step, or change a connection",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    connect.add_argument("--name", help="the connection's name, part of its webhook's URL")
    connect.add_argument("--yes", action="store_true", help="ask nothing: take every default")
    connect.add_argument(
        "--forget-secrets",
        action="store_true",
        help="for a lost key: forget every sealed secret, then ask for them anew",
    )
    connect.add_argument(
        "--wait", type=float, metavar="SECONDS", help="for the handshake, and for each test stage"
    )
    _add_access(connect.add_argument_group("token and teammate"))
    _add_webhook(connect.add_argument_group("how events come in"))
    _add_rules(connect.add_argument_group("rules"))
    _add_knowledge(connect.add_argument_group("knowledge"))
    _add_test(connect.add_argument_group("test message"))
    connect.set_defaults(run=_run)


def _add_access(group: "argparse._ArgumentGroup") -> None:
    group.add_argument("--token-file", metavar="FILE", help="API token")
    group.add_argument("--api-url", metavar="URL", help="another address of Front's API")
    group.add_argument(
        "--accept-missing", action="store_true", help="go on although permissions are missing"
    )
    group.add_argument("--ai-teammate", metavar="WHO", help="id, address or name of the teammate")
    group.add_argument("--requests-per-minute", type=int, metavar="N", help="50 unless given")


def _add_webhook(group: "argparse._ArgumentGroup") -> None:
    group.add_argument("--intake", choices=("webhook", "poll"))
    group.add_argument("--kind", choices=("application", "rule"), help="of webhook")
    group.add_argument("--signing-key-file", metavar="FILE", help="of the app (application)")
    group.add_argument("--rule-secret-file", metavar="FILE", help="of the Webhooks integration")
    group.add_argument("--skip-handshake", action="store_true", help="do not wait for it")


def _add_rules(group: "argparse._ArgumentGroup") -> None:
    yes_no = argparse.BooleanOptionalAction
    group.add_argument(
        "--inbox", action="append", default=[], metavar="INBOX", help="id or name, or `all`"
    )
    group.add_argument("--handle-unassigned", action=yes_no, help="answer unassigned ones too")
    group.add_argument("--sync-tags", action=yes_no, help="show what it did as tags in Front")
    group.add_argument("--mode", choices=("shadow", "draft", "live"))
    group.add_argument(
        "--channel-mode", action="append", default=[], metavar="CHANNEL=MODE", help="email=live"
    )
    group.add_argument(
        "--override", action="store_true", help="go live before the engine is calibrated"
    )


def _add_knowledge(group: "argparse._ArgumentGroup") -> None:
    group.add_argument("--help-center", type=Path, metavar="FOLDER", help="of Markdown articles")
    group.add_argument("--front-help-centers", metavar="IDS", help="`all`, `none`, or knb_… ids")
    group.add_argument(
        "--public-address",
        action="append",
        default=[],
        metavar="KNB=URL",
        help="knb_x=https://help.example.com",
    )
    group.add_argument("--knowledge-token-file", metavar="FILE", help="a token for articles alone")


def _add_test(group: "argparse._ArgumentGroup") -> None:
    group.add_argument("--test-from", metavar="ADDRESS", help="where the test message comes from")
    group.add_argument("--skip-test", action="store_true")


def _run(options: argparse.Namespace, settings: Settings) -> int:
    from frontmate.cli.connect_given import read_given  # noqa: PLC0415 - see above
    from frontmate.cli.terminal import Console  # noqa: PLC0415

    given = read_given(options)
    # The log of the product at work would stand between the questions.
    logging.getLogger().setLevel(max(logging.ERROR, logging.root.level))
    try:
        return asyncio.run(
            connect(
                Console(),
                settings,
                given,
                unattended=options.yes,
                forget_secrets=options.forget_secrets,
            )
        )
    except (KeyboardInterrupt, EOFError) as end:
        why = "The input has ended (with --yes nothing is asked)" if end.args else "Stopped"
        sys.stderr.write(
            f"\n{why}. What was done is saved; `frontmate connect` goes on from there.\n"
        )
        return 1


async def connect(
    terminal: "Terminal",
    settings: Settings,
    given: "Given",
    *,
    unattended: bool,
    forget_secrets: bool = False,
) -> int:
    """The exit status. Raises SettingsError, EOFError, EmbeddedServerError."""
    from frontmate.cli.connect_at import StoppedError  # noqa: PLC0415 - see above
    from frontmate.cli.talk import Talk, UnansweredError  # noqa: PLC0415
    from frontmate.cli.workplace import open_kit  # noqa: PLC0415
    from frontmate.store import WrongKeyError  # noqa: PLC0415

    talk = Talk(terminal, unattended=unattended)
    try:
        async with open_kit(settings) as kit:
            if forget_secrets and not await _forget(talk, kit):
                return 1
            return 0 if await _with_product(talk, kit, settings, given) else 1
    except WrongKeyError as error:
        sys.stderr.write(f"frontmate: {error}\n")
        return 2
    except UnansweredError as error:
        sys.stderr.write(f"frontmate: {error}\n")
        return 2
    except StoppedError as error:
        if not error.shown:
            talk.problem(error.problem)
        talk.say("\nStopped here. What was done before is saved; run it again to go on.")
        return 1


async def _forget(talk: "Talk", kit: "Kit") -> bool:
    from frontmate.setup import workspaces  # noqa: PLC0415 - see above

    question = "Forget every sealed token and key of every connection?"
    if not talk.unattended and not await talk.yes(question, False, "--yes"):
        return False
    names = await workspaces.forget_secrets(kit)
    talk.good(f"Forgotten; to be entered again for: {', '.join(names) or 'nothing'}")
    return True


async def _with_product(talk: "Talk", kit: "Kit", settings: Settings, given: "Given") -> bool:
    from frontmate.cli.connect_at import At  # noqa: PLC0415 - see above
    from frontmate.cli.connect_dialogue import choose_name, converse  # noqa: PLC0415
    from frontmate.store import sealing  # noqa: PLC0415

    async with kit.engine.begin() as db:
        await sealing.check_key(db, kit.keeper)
    async with _at_work(talk, kit, settings, given) as (kit_at_work, public_url):
        name = await choose_name(talk, kit, given)
        has_model = settings.model is not None
        return await converse(At(talk, kit_at_work, given, name, public_url, has_model))


@asynccontextmanager
async def _at_work(
    talk: "Talk", kit: "Kit", settings: Settings, given: "Given"
) -> AsyncIterator[tuple["Kit", str]]:
    """The product at work: the one that runs already, or one for as long as this command does."""
    from frontmate.app.running import own_url, running  # noqa: PLC0415 - see above
    from frontmate.cli.workplace import is_running  # noqa: PLC0415

    url = own_url(settings)
    if await is_running(kit):
        yield kit, url
        return
    if talk.unattended and not given.needs_product:
        # Nobody waits for anything: there is no process that would have to read it first.
        yield replace(kit, settle=_at_once), url
        return
    async with running(settings, role="run") as started:
        talk.say("frontmate runs for as long as this command does.")
        # Whoever reads this is connecting one.
        talk.say("\n".join(line for line in started.banner.splitlines() if "connect" not in line))
        # With port 0 only the product knows where it listens.
        url = started.app.shell.session_url(0).removesuffix("/sessions/0")
        yield replace(kit, settle=started.app.roster.refresh), url
    talk.say()
    talk.say("Nothing runs now, and nobody is answered. Start it to stay: frontmate run")


async def _at_once() -> None:
    return None
