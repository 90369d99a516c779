"""Conversations: the row that everybody locks first, and the epoch that fences old workers off."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.tables import actions, conversations, messages


class SupersededError(Exception):
    """Another worker has taken the conversation: whoever sees this must stop writing."""


@dataclass(frozen=True)
class Conversation:
    id: int
    connection: str
    front_id: str
    merged_into: int | None


async def lock(db: AsyncConnection, connection: str, front_id: str, at: datetime) -> int:
    """The id of a conversation, made if it is new; its row is locked until the commit.

    The lock keeps jobs of one conversation committing in the order of their ids: without it two
    workers could fetch two jobs of the same lock and the engine would end one of them.
    """
    row = insert(conversations).values(connection=connection, front_id=front_id, created_at=at)
    same = row.on_conflict_do_update(
        index_elements=["connection", "front_id"], set_={"front_id": row.excluded.front_id}
    )
    return int((await db.execute(same.returning(conversations.c.id))).scalar_one())


async def take(db: AsyncConnection, conversation: int) -> int:
    """Become the conversation's worker; returns the epoch that every later write must name."""
    row = (
        update(conversations)
        .where(conversations.c.id == conversation)
        .values(epoch=conversations.c.epoch + 1)
    )
    return int((await db.execute(row.returning(conversations.c.epoch))).scalar_one())


async def hold(db: AsyncConnection, conversation: int, epoch: int) -> None:
    """Lock the row and check that we are still its worker; raises SupersededError."""
    row = select(conversations.c.id).where(
        conversations.c.id == conversation, conversations.c.epoch == epoch
    )
    if (await db.execute(row.with_for_update())).scalar_one_or_none() is None:
        raise SupersededError(f"conversation {conversation} has a newer worker")


async def get(db: AsyncConnection, conversation: int) -> Conversation:
    c = conversations.c
    row = select(c.id, c.connection, c.front_id, c.merged_into).where(c.id == conversation)
    return Conversation(*(await db.execute(row)).one())


async def survivor_of(db: AsyncConnection, conversation: int) -> int:
    """Where a conversation lives on after merges (1.10); itself if there was none."""
    seen = {conversation}
    while (into := (await get(db, conversation)).merged_into) is not None and into not in seen:
        seen.add(into)
        conversation = into
    return conversation


def begun_by_calls() -> Select[tuple[int]]:
    """The conversations that answers to calls have begun (9.3): a subquery, in which `actions` are
    those answers."""
    c, call = messages.c, conversations.alias("call")
    return (
        select(c.conversation)
        .join(actions, actions.c.front_id == c.front_id)
        .join(call, (call.c.id == actions.c.conversation) & (call.c.connection == c.connection))
        .where(actions.c.leaves_by.is_not(None))
    )


async def mark_merged(db: AsyncConnection, conversation: int, survivor: int) -> None:
    await db.execute(
        update(conversations).where(conversations.c.id == conversation).values(merged_into=survivor)
    )


async def lock_by_id(db: AsyncConnection, conversation: int) -> None:
    """Lock a conversation's row before its inbox is added to; see `lock`."""
    await db.execute(
        select(conversations.c.id).where(conversations.c.id == conversation).with_for_update()
    )
