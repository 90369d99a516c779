"""An installation with one connection, `main`, and the commands that change it."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

from frontmate.cli.workplace import open_kit
from frontmate.conversation.policy import Policy
from frontmate.settings import Settings, read_settings
from frontmate.setup import Kit, workspaces
from frontmate.store import connections
from tests.setup.connecting import wanted

Found = TypeVar("Found")


def connected(database_url: str, data: Path) -> Settings:
    """Its Front cannot be reached."""
    settings = read_settings({"FRONTMATE_DATABASE_URL": database_url, "FRONTMATE_DATA": str(data)})

    async def connect(kit: Kit) -> None:
        assert await workspaces.save(kit, wanted("http://127.0.0.1:1", intake="poll")) is None

    with_kit(settings, connect)
    return settings


def with_kit(settings: Settings, do: Callable[[Kit], Awaitable[Found]]) -> Found:
    async def run() -> Found:
        async with open_kit(settings) as kit:
            return await do(kit)

    return asyncio.run(run())


def policy_of_main(settings: Settings) -> Policy:
    async def read(kit: Kit) -> Policy:
        async with kit.engine.begin() as db:
            return await connections.policy_of(db, "main")

    return with_kit(settings, read)


def done(add: Callable[[Any], None], settings: Settings, *words: str) -> int:
    """The exit status of a command; `add` puts it on the command line."""
    parser = argparse.ArgumentParser()
    add(parser.add_subparsers())
    given = parser.parse_args(words)
    status: int = given.run(given, settings)
    return status
