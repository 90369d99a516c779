"""Where a conversation of `frontmate connect` stands, and how a step ends early."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from frontmate.cli.connect_given import Given
from frontmate.cli.talk import Talk
from frontmate.front import FrontClient
from frontmate.setup import Kit, Problem, workspaces
from frontmate.setup.token import Verdict

NO_TOKEN = Problem(
    "no_token", "There is no token of this connection.", "Enter one first: frontmate connect."
)


class StoppedError(Exception):
    """A step came to nothing, and nobody was there to mend it; what was done before is saved."""

    def __init__(self, problem: Problem, *, shown: bool = False) -> None:
        super().__init__(str(problem))
        self.problem = problem
        self.shown = shown
        """Whether the problem has been told already."""


@dataclass
class At:
    talk: Talk
    kit: Kit = field(repr=False)
    given: Given
    name: str
    public_url: str
    has_model: bool
    verdict: Verdict | None = None
    """Of the token's permissions, if they were checked just now."""

    @asynccontextmanager
    async def front(self, *, knowledge: bool = False) -> AsyncIterator[tuple[FrontClient, str]]:
        """The connection's own client and the API's address; with `knowledge` that of the token
        for help centers, if there is one."""
        workspace = (await self.overview()).workspace
        async with workspaces.front(self.kit, workspace, knowledge=knowledge) as client:
            if client is None:
                raise StoppedError(NO_TOKEN)
            yield client, workspace.api_url

    async def overview(self) -> workspaces.Overview:
        found = await workspaces.overview(self.kit, self.name)
        if found is None:
            raise StoppedError(workspaces.unknown(self.name, ()))
        return found

    async def may_mend(self, problem: Problem, question: str = "Try again?") -> None:
        """Show a problem; goes on where somebody has mended it. Raises StoppedError."""
        if self.talk.unattended:
            raise StoppedError(problem)
        self.talk.problem(problem)
        if not await self.talk.yes(question, True, ""):
            raise StoppedError(problem, shown=True)
