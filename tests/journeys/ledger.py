"""What the product itself has written down, read straight from its database."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import text

from frontmate.app import App, utc_now
from frontmate.conversation.policy import Policy
from frontmate.store import connections


@dataclass
class Ledger:
    """History, sessions, actions and calls of one product; conversations go by Front's ids."""

    app: App
    connection: str = field(default="main", kw_only=True)

    async def rows(self, query: str, **given: object) -> Sequence[Any]:
        async with self.app.engine.begin() as db:
            return (await db.execute(text(query), given)).all()

    async def session(self, conversation: str) -> Any:
        """The newest session's row."""
        found = await self.rows(
            "select s.* from sessions s join conversations c on c.id = s.conversation"
            " where c.front_id = :conversation order by s.number desc limit 1",
            conversation=conversation,
        )
        assert found, "no session yet"
        return found[0]

    async def reasons(self, conversation: str) -> list[str]:
        """The reasons in the conversation's history, oldest first."""
        return [
            row.reason
            for row in await self.rows(
                "select h.reason from history h join conversations c on c.id = h.conversation"
                " where c.front_id = :conversation order by h.id",
                conversation=conversation,
            )
        ]

    async def history(self, conversation: str) -> list[tuple[str, str, str]]:
        """The conversation's history as (reason, promise, note), oldest first."""
        return [
            (row.reason, row.promise, row.note)
            for row in await self.rows(
                "select h.reason, h.promise, h.note from history h"
                " join conversations c on c.id = h.conversation"
                " where c.front_id = :conversation order by h.id",
                conversation=conversation,
            )
        ]

    async def calls(self, conversation: str) -> list[str]:
        """The Front calls made for a conversation: "VERB /path/template", in their order."""
        return [
            f"{row.method} {row.template}"
            for row in await self.rows(
                "select k.method, k.template from calls k join conversations c"
                " on c.id = k.conversation where c.front_id = :conversation order by k.at, k.id",
                conversation=conversation,
            )
        ]

    async def calls_for(self, conversation: str, saga: str) -> list[str]:
        """The calls that an outcome has cost (10.5): `answer`, `handoff`, `resolution` or
        `upkeep`. As in `calls`; what was read once for many conversations is in neither."""
        return [
            f"{row.method} {row.template}"
            for row in await self.rows(
                "select k.method, k.template from calls k join actions a on a.id = k.action"
                " join conversations c on c.id = a.conversation"
                " where c.front_id = :conversation and a.saga = :saga order by k.at, k.id",
                conversation=conversation,
                saga=saga,
            )
        ]

    async def steps(self, conversation: str) -> list[tuple[str, str]]:
        """The action rows of a conversation, (step, state), oldest first."""
        return [
            (row.step, row.state)
            for row in await self.rows(
                "select a.step, a.state from actions a join conversations c"
                " on c.id = a.conversation where c.front_id = :conversation order by a.id",
                conversation=conversation,
            )
        ]

    async def state_of(self, conversation: str, step: str) -> str | None:
        """The state of the newest action row of a kind."""
        found = [state for name, state in await self.steps(conversation) if name == step]
        return found[-1] if found else None

    async def alarms(self, conversation: str) -> list[str]:
        """What "needs a person" lists for a conversation: open alarms, oldest first."""
        return [
            row.why
            for row in await self.rows(
                "select a.why from alarms a join conversations c on c.id = a.conversation"
                " where c.front_id = :conversation and a.closed_at is null order by a.id",
                conversation=conversation,
            )
        ]

    async def policy_now(self) -> Policy:
        async with self.app.engine.begin() as db:
            return await connections.policy_of(db, self.connection)

    @contextlib.asynccontextmanager
    async def policy(self, **changes: Any) -> AsyncIterator[None]:
        """The policy with changes, until the block ends."""
        before = await self.policy_now()
        await self.set_policy(**changes)
        try:
            yield
        finally:
            await self.set_policy(**{name: getattr(before, name) for name in changes})

    async def set_policy(self, **changes: Any) -> None:
        """The admin edits the policy: a new version is in force from the next decision on."""
        async with self.app.engine.begin() as db:
            policy = await connections.policy_of(db, self.connection)
            newer = replace(policy, version=policy.version + 1, **changes)
            await connections.save_policy(db, self.connection, newer, utc_now())
