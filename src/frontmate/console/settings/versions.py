"""The versions of a policy: who saved each, and what it changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.console.settings.filled import Change, changes_between
from frontmate.conversation.policy import Policy
from frontmate.store import audit, connections

_SAME_DEED = timedelta(minutes=1)
"""Connecting saves a policy and notes the connection, not the policy."""
_MOST = 10_000


@dataclass(frozen=True)
class Version:
    policy: Policy
    at: datetime
    who: str
    """Empty where the audit log does not tell."""
    changes: list[Change]
    """Against the version before; empty for the first."""
    first: bool
    restores: int | None
    """The earlier version whose values these are."""

    @property
    def number(self) -> int:
        return self.policy.version


async def versions_of(db: AsyncConnection, connection: str) -> list[Version]:
    """Every version, the newest first."""
    stored = await connections.policies_of(db, connection)
    wanted = audit.Wanted(connection=connection, what=("rules_changed", "connected"))
    entries = await audit.entries(db, wanted, limit=_MOST)
    return [
        _version(one, older, _entry_of(one, entries))
        for one, older in zip(stored, [*stored[1:], None], strict=True)
    ]


def _version(
    one: connections.PolicyVersion,
    older: connections.PolicyVersion | None,
    entry: audit.AuditEntry | None,
) -> Version:
    detail: Mapping[str, object] = {} if entry is None else entry.detail
    restores = detail.get("restores")
    return Version(
        policy=one.policy,
        at=one.created_at,
        who="" if entry is None else entry.who,
        changes=[] if older is None else changes_between(older.policy, one.policy),
        first=older is None,
        restores=restores if isinstance(restores, int) else None,
    )


def _entry_of(
    one: connections.PolicyVersion, entries: Sequence[audit.AuditEntry]
) -> audit.AuditEntry | None:
    for entry in entries:
        if entry.what == "rules_changed" and entry.detail.get("version") == one.policy.version:
            return entry
    for entry in entries:
        if entry.what == "connected" and abs(entry.at - one.created_at) < _SAME_DEED:
            return entry
    return None
