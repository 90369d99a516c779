"""How Front's events come in, as the database tells at this moment: key, handshake, first event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.console.connect.wording import NO_WORKER, reworded
from frontmate.front import WebhookKind
from frontmate.setup import Problem, webhook
from frontmate.store import Workspace, cursors, processes, secrets, webhooks

PATIENCE = timedelta(seconds=120)
"""Until the silence after a key was entered is told to be trouble."""

_KIND_OF = {"signing_key": WebhookKind.APPLICATION, "rule_secret": WebhookKind.RULE}


@dataclass(frozen=True)
class Listening:
    intake: str
    kind: WebhookKind | None
    """Of the key that was entered last; None without any."""
    key_since: datetime | None
    handshake: datetime | None
    """Since that key was entered."""
    last: Mapping[str, datetime | None]
    """The newest event, by how it came: `webhook`, `poll`, `recovered`."""
    trouble: Problem | None
    """What came instead, or that nothing did."""
    read_at: datetime | None
    """When Front's event list was last read."""

    @property
    def polls(self) -> bool:
        return self.intake == "poll"

    @property
    def newest(self) -> datetime | None:
        return max((at for at in self.last.values() if at is not None), default=None)

    @property
    def hears(self) -> bool:
        """Whether the webhook has shown that it works."""
        by_webhook = self.last["webhook"]
        if by_webhook is None or self.key_since is None:
            return self.handshake is not None
        return self.handshake is not None or by_webhook >= self.key_since

    @property
    def done(self) -> bool:
        """Whether this step is over; a rule's webhook shakes no hands, the test will show it."""
        if self.polls:
            return self.trouble is None
        return self.key_since is not None and (self.kind is WebhookKind.RULE or self.hears)


async def worker_alive(db: AsyncConnection, now: datetime) -> bool:
    alive = await processes.alive(db, now - processes.ALIVE_WITHIN)
    return any(process.works for process in alive)


async def listening(
    db: AsyncConnection, workspace: Workspace, now: datetime, public_url: str
) -> Listening:
    name = workspace.id
    entered = await secrets.changed(db, name)
    keys = {_KIND_OF[word]: at for word, at in entered.items() if word in _KIND_OF}
    kind = max(keys, key=lambda one: keys[one], default=None)
    since = None if kind is None else keys[kind]
    came = None if since is None else await webhook.heard(db, name, since)
    cursor = await cursors.get(db, name, cursors.EVENTS)
    if workspace.intake == "poll":
        trouble = await _of_list(db, cursor, now)
    elif since is not None:
        trouble = await _of_webhook(db, name, kind, since, came, now, public_url)
    else:
        trouble = None
    return Listening(
        intake=workspace.intake,
        kind=kind,
        key_since=since,
        handshake=came.at if isinstance(came, webhook.Handshake) else None,
        last={
            way: await webhooks.last_delivery(db, name, way)
            for way in ("webhook", "poll", "recovered")
        },
        trouble=None if trouble is None else reworded(trouble),
        read_at=None if cursor is None else cursor.read_at,
    )


async def _of_list(
    db: AsyncConnection, cursor: cursors.Cursor | None, now: datetime
) -> Problem | None:
    if cursor is not None and cursor.problem:
        return Problem(
            "poll_failed",
            f"Front’s event list cannot be read: {cursor.problem}",
            "The token needs events:*:read. It is tried again by itself.",
        )
    return None if await worker_alive(db, now) else NO_WORKER


async def _of_webhook(
    db: AsyncConnection,
    name: str,
    kind: WebhookKind | None,
    since: datetime,
    came: webhook.Handshake | Problem | None,
    now: datetime,
    public_url: str,
) -> Problem | None:
    if isinstance(came, Problem):
        return came
    if isinstance(came, webhook.Handshake):
        refused = await webhooks.refusals_since(db, name, came.at)
        return webhook.refusal(refused[0].why, name) if refused else None
    waited = now - since >= PATIENCE
    heard = await webhooks.last_delivery(db, name, "webhook")
    if kind is WebhookKind.APPLICATION and waited and (heard is None or heard < since):
        return webhook.nothing_came(PATIENCE, public_url)
    return None
