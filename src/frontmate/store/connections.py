"""Connections and their policies: versioned rows, the newest rules."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.policy import Policy
from frontmate.store import codec
from frontmate.store.tables import connections, policies


class CompanyTakenError(Exception):
    """The company is connected under another name already (7.1)."""


async def register(
    db: AsyncConnection, connection: str, company: str, first_policy: Policy, now: datetime
) -> None:
    """Make sure that a connection and a first policy exist; raises CompanyTakenError."""
    row = insert(connections).values(id=connection, company=company, created_at=now)
    try:
        async with db.begin_nested():
            await db.execute(
                row.on_conflict_do_update(index_elements=["id"], set_={"company": company})
            )
    except IntegrityError as error:
        raise CompanyTakenError(
            f"{company} is connected already: use that connection, or disconnect it first"
        ) from error
    if await _newest(db, connection) is None:
        await save_policy(db, connection, first_policy, now)


async def save_policy(db: AsyncConnection, connection: str, policy: Policy, now: datetime) -> None:
    body = codec.encode(policy).body
    row = insert(policies).values(
        connection=connection, version=policy.version, body=body, created_at=now
    )
    await db.execute(row)


async def policy_of(db: AsyncConnection, connection: str) -> Policy:
    """The policy in force. Raises LookupError for a connection that was never registered."""
    policy = await _newest(db, connection)
    if policy is None:
        raise LookupError(f"no connection {connection!r}")
    return policy


async def _newest(db: AsyncConnection, connection: str) -> Policy | None:
    row = (
        select(policies.c.body)
        .where(policies.c.connection == connection)
        .order_by(policies.c.version.desc())
        .limit(1)
    )
    body = (await db.execute(row)).scalar_one_or_none()
    return None if body is None else codec.decode(body, {}, Policy)
