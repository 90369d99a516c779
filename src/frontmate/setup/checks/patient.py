"""What is examined, and with what: an installation, and one workspace of it at a time."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from frontmate.conversation.policy import Policy
from frontmate.front import Bank, Budget, FrontClient
from frontmate.setup.checks.finding import CannotTell, Seen
from frontmate.setup.checks.front_facts import FrontFacts
from frontmate.store import Keeper, Source, Workspace, checkups

P = ParamSpec("P")
T = TypeVar("T")

Probe = Callable[[], Awaitable[str | None]]
"""None when all is well, or one sentence that says what is wrong."""


@dataclass(frozen=True)
class Probes:
    """What only `app` can try out. Left out is: there is none."""

    model: Probe | None = None
    """The language model that answers; without one the embedded engine does."""
    pictures: Probe | None = None
    """The same model, shown a picture; left out where pictures are not to be read."""
    encoder: Probe | None = None
    """The model that encodes articles and questions for the search by meaning."""
    vectors: Callable[[str], Awaitable[str | None]] | None = None
    """Whether a connection's articles are encoded; without it they are only counted."""


def _free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def _is_writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK)


@dataclass(frozen=True)
class Premises:
    """The installation, as the process that examines it knows it."""

    engine: AsyncEngine
    clock: Callable[[], datetime]
    version: str
    keeper: Keeper | None = None
    """None where no key was given."""
    public_url: str | None = None
    data: Path | None = None
    """The data folder; None where nothing is kept on this machine."""
    embedded: bool = False
    """Whether the database is the embedded one, in the data folder."""
    probes: Probes = Probes()
    bank: Callable[[Workspace], Bank] | None = None
    """Where the calls to Front are counted; None: where all processes count theirs."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    free_bytes: Callable[[Path], int] = _free_bytes
    is_writable: Callable[[Path], bool] = _is_writable
    temporary: Path = Path(tempfile.gettempdir())
    big_database: int = 20 * 2**30
    """Bytes from which on the size of the database is worth a warning."""


@dataclass(frozen=True)
class Patient:
    """Everything that a check may look at; a check never changes anything."""

    premises: Premises
    now: datetime
    unreachable: str = ""
    """What the database said instead of answering; empty where it answers."""
    unusable: str = ""
    """Why the database can tell nothing; empty where it can."""
    revision: str | None = None
    """Of the database's schema; None where there is none, or it cannot be asked."""
    wanted: str | None = None
    """The connection that was asked for by name."""
    workspace: Workspace | None = None
    budget: Budget | None = None
    """Of calls to Front, before the examination made any; None where nobody has made one."""
    policy: Policy = Policy()
    unreadable: str = ""
    """Where what is stored of the workspace cannot be read: the error and our line."""
    unfit: str = ""
    """Why no call can be made with the stored token at all."""
    secrets: frozenset[str] = frozenset()
    """Names of the secrets that the connection has."""
    sources: tuple[Source, ...] = ()
    client: FrontClient | None = None
    facts: FrontFacts | None = None
    no_front: str = ""
    """Why Front was not asked; empty where it was."""

    @property
    def id(self) -> str:
        return self.connection.id

    @property
    def connection(self) -> Workspace:
        assert self.workspace is not None
        return self.workspace

    @property
    def front(self) -> FrontFacts:
        """Raises CannotTell where Front was not asked."""
        if self.facts is None:
            raise CannotTell(f"Front was not asked: {self.no_front}")
        return self.facts

    def since(self, **back: float) -> datetime:
        return self.now - timedelta(**back)

    async def read(
        self,
        query: Callable[Concatenate[AsyncConnection, P], Awaitable[T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a query on a connection that may only read; raises CannotTell if there is none."""
        if self.unusable:
            raise CannotTell(f"the database cannot be looked at: {self.unusable}")
        async with self.premises.engine.connect() as db:
            await checkups.begin_reading(db)
            return await query(db, *args, **kwargs)


class Group(StrEnum):
    """Where a check belongs; all but the first are of one workspace."""

    INSTALLATION = "installation"
    FRONT = "front"
    EVENTS = "events"
    RULES = "rules"
    ANSWERS = "answers"
    HANDOFFS = "handoffs"
    KNOWLEDGE = "knowledge"


@dataclass(frozen=True)
class Check:
    """`id` is stable: machines read it, and docs/troubleshooting.md has a section by its name."""

    id: str
    group: Group
    symptom: str
    """What people notice when it fails."""
    look: Callable[[Patient], AsyncIterator[Seen]]
