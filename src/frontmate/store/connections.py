"""Connections (one Front workspace each) and their policies: versioned rows, the newest rules."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.policy import Policy
from frontmate.store import codec, secrets
from frontmate.store.tables import connections, conversations, policies, timers


class CompanyTakenError(Exception):
    """The company is connected under another name already (7.1)."""


@dataclass(frozen=True)
class Workspace:
    """How one Front workspace is reached. Its secrets are apart."""

    id: str
    """The connection's name; part of its webhook's URL."""
    company: str
    ai_teammate: str
    ai_name: str
    api_url: str = "https://api2.frontapp.com"
    requests_per_minute: int = 50
    intake: str = "webhook"
    """`webhook`, or `poll` where Front cannot reach us (7.2)."""
    generation: int = 0
    """Grows with every change of the connection, its secrets and its sources."""
    knowledge: int = 0
    """Grows with every change of its articles or their vectors."""
    disconnected_at: datetime | None = None
    test_sender: str | None = None
    """The administrator's own address is a customer's until `test_until` (9.1)."""
    test_until: datetime | None = None


async def connect(
    db: AsyncConnection, workspace: Workspace, first_policy: Policy, now: datetime
) -> None:
    """Make or change a connection, and give it a first policy. Raises CompanyTakenError."""
    values = {
        "company": workspace.company,
        "ai_teammate": workspace.ai_teammate,
        "ai_name": workspace.ai_name,
        "api_url": workspace.api_url,
        "requests_per_minute": workspace.requests_per_minute,
        "intake": workspace.intake,
        "disconnected_at": None,
    }
    row = insert(connections).values(id=workspace.id, created_at=now, **values)
    grown = {**values, "generation": connections.c.generation + 1}
    try:
        async with db.begin_nested():
            await db.execute(row.on_conflict_do_update(index_elements=["id"], set_=grown))
    except IntegrityError as error:
        raise CompanyTakenError(
            f"{workspace.company} is connected already under another name: use that connection, "
            "or disconnect it first"
        ) from error
    if await _newest(db, workspace.id) is None:
        await save_policy(db, workspace.id, first_policy, now)


async def all_of(db: AsyncConnection) -> tuple[Workspace, ...]:
    """Every connection in use, by name."""
    rows = await db.execute(
        _columns().where(connections.c.disconnected_at.is_(None)).order_by(connections.c.id)
    )
    return tuple(Workspace(**row._mapping) for row in rows)


async def get(db: AsyncConnection, connection: str) -> Workspace | None:
    """One connection, disconnected or not."""
    row = (await db.execute(_columns().where(connections.c.id == connection))).one_or_none()
    return None if row is None else Workspace(**row._mapping)


def _columns() -> Select[Any]:
    c = connections.c
    return select(
        c.id,
        c.company,
        c.ai_teammate,
        c.ai_name,
        c.api_url,
        c.requests_per_minute,
        c.intake,
        c.generation,
        c.knowledge,
        c.disconnected_at,
        c.test_sender,
        c.test_until,
    )


async def names(db: AsyncConnection) -> tuple[str, ...]:
    """Every connection there ever was."""
    return tuple((await db.execute(select(connections.c.id).order_by(connections.c.id))).scalars())


async def generations(db: AsyncConnection) -> dict[str, tuple[int, int]]:
    """What to look at to find out whether anything has changed: connection and knowledge."""
    c = connections.c
    rows = await db.execute(
        select(c.id, c.generation, c.knowledge).where(c.disconnected_at.is_(None))
    )
    return {row.id: (row.generation, row.knowledge) for row in rows}


async def touch(db: AsyncConnection, connection: str) -> None:
    """Something of the connection has changed: every process reads it again."""
    await _set(db, connection, generation=connections.c.generation + 1)


async def touch_knowledge(db: AsyncConnection, connection: str) -> None:
    """An article or a vector has changed: every process builds its index again."""
    await _set(db, connection, knowledge=connections.c.knowledge + 1)


async def accept_test_sender(
    db: AsyncConnection, connection: str, address: str, until: datetime
) -> None:
    """Let the administrator write as a customer for a while (9.1)."""
    await _set(db, connection, test_sender=address.strip().lower(), test_until=until)
    await touch(db, connection)


async def disconnect(db: AsyncConnection, connection: str, now: datetime) -> None:
    """Stop using a connection; its secrets are removed at once, what happened is kept."""
    await secrets.remove(db, connection)
    # The company may be connected anew under another name.
    gone = connections.c.company + func.concat(" until ", now.isoformat())
    await _set(db, connection, disconnected_at=now, company=gone)
    await touch(db, connection)


async def _set(db: AsyncConnection, connection: str, **values: object) -> None:
    await db.execute(update(connections).where(connections.c.id == connection).values(**values))


async def save_policy(db: AsyncConnection, connection: str, policy: Policy, now: datetime) -> None:
    """A new version. Running timers were set by the old one: they fire at once, and are set
    again by the new rules (4.5)."""
    body = codec.encode(policy).body
    row = insert(policies).values(
        connection=connection, version=policy.version, body=body, created_at=now
    )
    await db.execute(row)
    theirs = select(conversations.c.id).where(conversations.c.connection == connection)
    await db.execute(
        update(timers)
        .where(timers.c.fired_at.is_(None), timers.c.conversation.in_(theirs))
        .values(due=now)
    )


async def change_policy(
    db: AsyncConnection, connection: str, now: datetime, **changes: object
) -> Policy:
    """The next version with some fields changed. Raises LookupError."""
    policy = await policy_of(db, connection)
    changed = replace(policy, version=policy.version + 1, **changes)  # type: ignore[arg-type]
    await save_policy(db, connection, changed, now)
    return changed


async def policy_of(db: AsyncConnection, connection: str) -> Policy:
    """The policy in force. Raises LookupError for a connection that was never registered."""
    policy = await _newest(db, connection)
    if policy is None:
        raise LookupError(f"no connection {connection!r}")
    return policy


@dataclass(frozen=True)
class PolicyVersion:
    policy: Policy
    created_at: datetime


async def policies_of(db: AsyncConnection, connection: str) -> tuple[PolicyVersion, ...]:
    """Every version that there ever was, the newest first; they are never changed."""
    rows = await db.execute(
        select(policies.c.body, policies.c.created_at)
        .where(policies.c.connection == connection)
        .order_by(policies.c.version.desc())
    )
    return tuple(PolicyVersion(codec.decode(body, {}, Policy), at) for body, at in rows)


async def _newest(db: AsyncConnection, connection: str) -> Policy | None:
    row = (
        select(policies.c.body)
        .where(policies.c.connection == connection)
        .order_by(policies.c.version.desc())
        .limit(1)
    )
    body = (await db.execute(row)).scalar_one_or_none()
    return None if body is None else codec.decode(body, {}, Policy)
