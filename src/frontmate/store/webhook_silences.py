"""A webhook that says nothing while Front's event list shows that it should (10.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store import texts, webhooks
from frontmate.store.tables import connections, deliveries
from frontmate.store.tables import webhook_silences as silences

_RECENT = 50
"""Webhooks come out of order: the newest event told is among so many that came last."""


@dataclass(frozen=True)
class Untold:
    """A customer's message of which only the event list has told us. `raw` is the event's JSON."""

    emitted_at: datetime
    raw: str


@dataclass(frozen=True)
class Silence:
    connection: str
    since: datetime
    """When Front should first have told something, and did not."""
    told_at: datetime | None
    """When a person was told; None until one was."""


async def last_heard(db: AsyncConnection, connection: str) -> datetime | None:
    """When Front last spoke by webhook: an event, or the handshake of a webhook that is saved."""
    heard = (
        await webhooks.last_delivery(db, connection, "webhook"),
        await webhooks.last_handshake(db, connection),
    )
    return max((at for at in heard if at is not None), default=None)


async def untold(db: AsyncConnection, connection: str, limit: int = 200) -> Sequence[Untold]:
    """Customers' messages that happened after the newest event a webhook told of, and that no
    webhook has told of since; the first ones first.

    Of messages alone: whether Front tells of what its API has done is not known (facts 13).
    """
    d = deliveries.c
    came = (
        select(d.emitted_at)
        .where(d.connection == connection, d.source == "webhook")
        .order_by(d.received_at.desc())
        .limit(_RECENT)
        .subquery()
    )
    newest = (await db.execute(select(func.max(came.c.emitted_at)))).scalar_one()
    heard = await last_heard(db, connection)
    rows = await db.execute(
        select(d.emitted_at, d.raw)
        .where(
            d.connection == connection,
            d.source == "recovered",
            d.type == "inbound",
            d.repeats == 0,
            d.emitted_at.is_not(None),
            *(() if heard is None else (d.received_at > heard,)),
            *(() if newest is None else (d.emitted_at > newest,)),
        )
        .order_by(d.emitted_at)
        .limit(limit)
    )
    found = rows.all()
    words = await texts.words(db, [row.raw for row in found])
    return [Untold(row.emitted_at, words.get(row.raw, "")) for row in found]


async def lost_since(db: AsyncConnection, connection: str, since: datetime) -> bool:
    """Whether a customer's message was taken in since then that no webhook has told."""
    d = deliveries.c
    row = select(d.id).where(
        d.connection == connection,
        d.source == "recovered",
        d.type == "inbound",
        d.repeats == 0,
        d.received_at > since,
    )
    return (await db.execute(row.limit(1))).first() is not None


async def begin(db: AsyncConnection, connection: str, since: datetime) -> Silence:
    """Note a silence, or find the one that is noted."""
    row = insert(silences).values(connection=connection, since=since)
    await db.execute(row.on_conflict_do_nothing(index_elements=["connection"]))
    found = (await db.execute(select(silences).where(silences.c.connection == connection))).one()
    return Silence(**found._mapping)


async def told(db: AsyncConnection, connection: str, now: datetime) -> None:
    """A person knows of it."""
    mine = silences.c.connection == connection
    await db.execute(update(silences).where(mine).values(told_at=now))


async def end(db: AsyncConnection, connection: str) -> bool:
    """The webhook speaks again; True if it had been silent."""
    gone = delete(silences).where(silences.c.connection == connection)
    return (await db.execute(gone.returning(silences.c.connection))).first() is not None


async def all_of(db: AsyncConnection) -> tuple[Silence, ...]:
    """Every silence that lasts, by connection: of those in use that are told by webhook."""
    c = connections.c
    rows = await db.execute(
        select(silences)
        .join(connections, c.id == silences.c.connection)
        .where(c.disconnected_at.is_(None), c.intake == "webhook")
        .order_by(c.id)
    )
    return tuple(Silence(**row._mapping) for row in rows)
