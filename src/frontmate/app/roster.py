"""The connected workspaces as this process knows them, kept up with the database.

A connection may be made, changed or taken away by any process: each looks at two numbers of its
row and reads again what has moved.
"""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate import store
from frontmate.app.clock import utc_now
from frontmate.app.library import Library
from frontmate.front import FrontClient, Identity, WebhookSecrets
from frontmate.intake import Gate
from frontmate.knowledge import Search
from frontmate.workflow import Budgets, Connection, Directory, Meter, Uncounted

log = logging.getLogger(__name__)


@dataclass
class _Entry:
    workspace: store.Workspace
    connection: Connection | None
    """None while it has no token."""
    gate: Gate
    knowledge_client: FrontClient | None
    """Of the token for knowledge, where there is one."""
    generation: int


class Roster(Mapping[str, Connection]):
    """By name, those that have a token. `gates` are for the door, `search` is for answers."""

    def __init__(
        self,
        engine: AsyncEngine,
        keeper: store.Keeper,
        library: Library,
        budgets: Budgets,
        meter: Meter | None = None,
    ) -> None:
        self._engine = engine
        self._keeper = keeper
        self.library = library
        self._budgets = budgets
        self._meter = meter or Uncounted()
        self._entries: dict[str, _Entry] = {}
        self._retired: list[FrontClient] = []
        self._refreshing = asyncio.Lock()
        self.gates: dict[str, Gate] = {}

    def __getitem__(self, name: str) -> Connection:
        connection = self._entries[name].connection
        if connection is None:
            raise KeyError(name)
        return connection

    def __iter__(self) -> Iterator[str]:
        return (name for name, entry in self._entries.items() if entry.connection is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def workspace(self, name: str) -> store.Workspace:
        """Raises KeyError."""
        return self._entries[name].workspace

    def generation(self, name: str) -> int:
        """Which reading of the connection's row this is. Raises KeyError."""
        return self._entries[name].generation

    def knowledge_client(self, name: str) -> FrontClient | None:
        """The client that reads the help centers: of their own token if there is one (9.2)."""
        entry = self._entries[name]
        if entry.knowledge_client is not None:
            return entry.knowledge_client
        return entry.connection.client if entry.connection is not None else None

    def search(self, name: str) -> Search:
        """What may be answered from; empty until it has been read."""
        return self.library.search(name)

    async def refresh(self) -> None:
        """Read what has changed. Raises WrongKeyError, and what the database raises."""
        async with self._refreshing:
            async with self._engine.begin() as db:
                now = await store.connections.generations(db)
            for gone in set(self._entries) - set(now):
                self._drop(gone)
            for name, (generation, _) in now.items():
                known = self._entries.get(name)
                if known is None or known.generation != generation:
                    await self._read(name)
            # Then only: a large index takes a while, and no webhook of another may wait for it.
            await self._bring_up({name: knowledge for name, (_, knowledge) in now.items()})

    async def _bring_up(self, knowledge: Mapping[str, int]) -> None:
        """One that cannot be read keeps no other from what it knows. Raises the first failure."""
        failures: list[Exception] = []
        for name, number in knowledge.items():
            try:
                await self.library.bring_up(name, number)
            except Exception as error:
                failures.append(error)
        if failures:
            raise failures[0]

    async def _read(self, name: str) -> None:
        async with self._engine.begin() as db:
            workspace = await store.connections.get(db, name)
            if workspace is None:
                return
            opened = await store.secrets.read(db, self._keeper, name)
        self._drop(name)
        token, knowledge_token = opened.get("token"), opened.get("knowledge_token")
        entry = _Entry(
            workspace=workspace,
            connection=None if token is None else self._connect(workspace, token),
            gate=Gate(
                workspace.company,
                WebhookSecrets(opened.get("signing_key"), opened.get("rule_secret")),
            ),
            knowledge_client=None
            if knowledge_token is None
            else self._client(workspace, knowledge_token),
            generation=workspace.generation,
        )
        self._entries[name] = entry
        self.gates[name] = entry.gate
        log.info("connection %s: read (generation %s)", name, workspace.generation)

    def _connect(self, workspace: store.Workspace, token: str) -> Connection:
        client = self._client(workspace, token)
        return Connection(
            workspace.id,
            Identity(workspace.company, workspace.ai_teammate),
            client,
            Directory(client, utc_now),
            workspace.ai_name,
            workspace.test_sender,
            workspace.test_until,
        )

    def _client(self, workspace: store.Workspace, token: str) -> FrontClient:
        return FrontClient(
            base_url=workspace.api_url,
            token=token,
            identity=Identity(workspace.company, workspace.ai_teammate),
            limiter=self._budgets.limiter(workspace),
            clock=utc_now,
            sleep=asyncio.sleep,
            on_every_call=partial(self._meter.called, workspace.id),
        )

    def _drop(self, name: str) -> None:
        entry = self._entries.pop(name, None)
        self.gates.pop(name, None)
        if entry is None:
            return
        # Calls may be under way: what is dropped is closed at the end.
        if entry.connection is not None:
            self._retired.append(entry.connection.client)
        if entry.knowledge_client is not None:
            self._retired.append(entry.knowledge_client)

    async def close(self) -> None:
        for name in tuple(self._entries):
            self._drop(name)
        for client in self._retired:
            await client.aclose()
        self._retired.clear()
