"""The alarm for a webhook that is silent while Front's event list shows what it should tell.

Front switches a webhook off after failures, and tells nobody (facts 2, 9.2).
"""

import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from frontmate.front import translate
from frontmate.store import connections, webhook_silences, webhooks
from frontmate.workflow.alone import alone
from frontmate.workflow.shell import Connection, Shell

log = logging.getLogger(__name__)

OVERDUE_AFTER = timedelta(minutes=5)
"""How old a message is before its webhook counts as overdue: Front tries again for a while."""
ENOUGH = 2
"""Overdue messages in a row. One alone may have been lost, and was taken in from the list."""

_JUST_NOW = timedelta(minutes=15)

Tell = Callable[[str, datetime], Awaitable[bool]]
"""Tell a person outside Front that a connection's webhook is silent since then; False if they
could not be told, and must be told again."""


@dataclass(frozen=True)
class Heard:
    """What the ledger says of a connection's webhook."""

    at: datetime | None
    """When it last told anything; None if it never did."""
    untold: int
    """Messages since then that only the list has told, overdue or not."""
    loses: bool
    """A message was missing just now, be it that others came."""


async def watch_webhook(shell: Shell, connection: Connection, tell: Tell, since: datetime) -> Heard:
    """Tell a person, once, of a webhook that is silent; and note when it speaks again.

    What happened before `since` counts for nothing: then we may have been the ones who were away.
    Raises what the database raises.
    """
    async with shell.engine.begin() as db:
        policy = await connections.policy_of(db, connection.id)
        at = await webhooks.last_delivery(db, connection.id, "webhook")
        found = await webhook_silences.untold(db, connection.id)
        loses = await webhook_silences.lost_since(db, connection.id, shell.clock() - _JUST_NOW)
    messages = _told_by_webhooks(found, connection, policy.allowed_inboxes)
    overdue = [m for m in messages if since < m.emitted_at < shell.clock() - OVERDUE_AFTER]
    if len(overdue) >= ENOUGH:
        await _alarm(shell, connection.id, overdue[0].emitted_at, tell)
    elif not messages:
        await end_silence(shell, connection.id)
    return Heard(at, len(messages), loses)


def _told_by_webhooks(
    found: Sequence[webhook_silences.Untold], connection: Connection, allowed: frozenset[str] | None
) -> list[webhook_silences.Untold]:
    """Without what no application webhook tells, that of private conversations (facts 2), and
    without inboxes in which nobody is answered: a rule's webhook may leave them out."""
    kept = []
    for one in found:
        shown = translate(json.loads(one.raw or "{}"), connection.identity).conversation
        if not shown.private and (allowed is None or shown.inboxes & allowed):
            kept.append(one)
    return kept


async def _alarm(shell: Shell, connection: str, since: datetime, tell: Tell) -> None:
    async with alone(shell.engine, "webhook_silence", connection) as mine:
        if not mine:
            return
        async with shell.engine.begin() as db:
            silence = await webhook_silences.begin(db, connection, since)
        # Noted as told afterwards: a crash between the two tells it twice, and never not at all.
        if silence.told_at is None and await tell(connection, silence.since):
            async with shell.engine.begin() as db:
                await webhook_silences.told(db, connection, shell.clock())


async def end_silence(shell: Shell, connection: str) -> None:
    """The webhook speaks again, or is no longer wanted."""
    async with shell.engine.begin() as db:
        ended = await webhook_silences.end(db, connection)
    if ended:
        log.warning("connection %s: the webhook is silent no longer", connection)
