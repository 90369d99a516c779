"""The thread: every message of a conversation, in and out, whoever wrote it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.message import Channel
from frontmate.store import texts
from frontmate.store.tables import messages
from frontmate.store.tables import texts as sent

_SHORTEST_NUMBER = 6
"""Digits of a number that somebody could be texted by, its country's code left out."""


@dataclass(frozen=True)
class StoredMessage:
    """`role` is customer, ai, team, bot or automatic; `copied` are the addresses in CC."""

    front_id: str
    inbound: bool
    role: str
    sender: str
    sender_name: str | None
    subject: str
    body: str
    copied: tuple[str, ...]
    channel: Channel
    channel_name: str
    attachments: tuple[str, ...]
    sent_at: datetime
    content_hash: str | None = None
    twin_hash: str | None = None


async def save(
    db: AsyncConnection, connection: str, conversation: int, message: StoredMessage, now: datetime
) -> bool:
    """Add a message to the thread; False if (connection, message id) is known (8.1)."""
    row = (
        insert(messages)
        .values(
            connection=connection,
            conversation=conversation,
            front_id=message.front_id,
            inbound=message.inbound,
            role=message.role,
            channel=message.channel.value,
            channel_name=message.channel_name,
            attachments=list(message.attachments),
            content_hash=message.content_hash,
            twin_hash=message.twin_hash,
            sent_at=message.sent_at,
            received_at=now,
        )
        .on_conflict_do_nothing(index_elements=["connection", "front_id"])
    )
    number = (await db.execute(row.returning(messages.c.id))).scalar_one_or_none()
    if number is None:
        return False
    named = {
        "sender": message.sender,
        "sender_name": message.sender_name,
        "subject": message.subject,
        "body": message.body,
        "copied": "\n".join(message.copied),
    }
    ids = {key: await texts.keep_one(db, conversation, body, now) for key, body in named.items()}
    await db.execute(update(messages).where(messages.c.id == number).values(**ids))
    return True


async def texted_by(
    db: AsyncConnection, connection: str, number: str, most: int = 50
) -> tuple[str, ...]:
    """The newest text messages from a number (E.164) in any conversation, oldest first. Whoever
    left out its country's code is it, too."""
    c = messages.c
    digits = func.regexp_replace(sent.c.body, "[^0-9]", "", "g")
    newest = (
        select(c.body)
        .join(sent, sent.c.id == c.sender)
        .where(
            c.connection == connection,
            c.channel == Channel.SMS.value,
            c.inbound,
            func.length(digits) >= _SHORTEST_NUMBER,
            literal(number).like(func.concat("%", func.ltrim(digits, "0"))),
        )
        .order_by(c.sent_at.desc(), c.id.desc())
        .limit(most)
    )
    ids = list((await db.execute(newest)).scalars())[::-1]
    said = await texts.words(db, ids)
    return tuple(said.get(id_, "") for id_ in ids)


async def place(db: AsyncConnection, connection: str, front_id: str, session: int) -> None:
    """Link a message to the session it belongs to."""
    await db.execute(
        update(messages)
        .where(messages.c.connection == connection, messages.c.front_id == front_id)
        .values(session=session)
    )


async def reword(
    db: AsyncConnection, connection: str, front_id: str, body: str, now: datetime
) -> str:
    """Give a known message other words, such as a call its transcript; returns those it had."""
    c = messages.c
    this = (c.connection == connection, c.front_id == front_id)
    row = (await db.execute(select(c.conversation, c.body).where(*this))).one()
    before = (await texts.words(db, [row.body])).get(row.body, "")
    if body != before:
        kept = await texts.keep_one(db, row.conversation, body, now)
        await db.execute(update(messages).where(*this).values(body=kept))
    return before


async def thread(db: AsyncConnection, conversation: int) -> tuple[StoredMessage, ...]:
    """The conversation's messages, oldest first."""
    rows = (
        await db.execute(
            select(messages)
            .where(messages.c.conversation == conversation)
            .order_by(messages.c.sent_at, messages.c.id)
        )
    ).all()
    ids = [n for r in rows for n in (r.sender, r.sender_name, r.subject, r.body, r.copied)]
    words = await texts.words(db, ids)
    return tuple(
        StoredMessage(
            front_id=r.front_id,
            inbound=r.inbound,
            role=r.role,
            sender=words.get(r.sender, ""),
            sender_name=words.get(r.sender_name),
            subject=words.get(r.subject, ""),
            body=words.get(r.body, ""),
            copied=tuple(words.get(r.copied, "").split()),
            channel=Channel(r.channel),
            channel_name=r.channel_name,
            attachments=tuple(r.attachments),
            sent_at=r.sent_at,
        )
        for r in rows
    )


async def known(db: AsyncConnection, connection: str, front_id: str) -> bool:
    return await is_inbound(db, connection, front_id) is not None


async def is_inbound(db: AsyncConnection, connection: str, front_id: str) -> bool | None:
    """Whether the customer wrote it; None if it is not known."""
    c = messages.c
    row = select(c.inbound).where(c.connection == connection, c.front_id == front_id)
    return (await db.execute(row)).scalar_one_or_none()


async def same_content(db: AsyncConnection, content_hash: str, since: datetime) -> bool:
    """Whether a message with this content hash was received since a moment (8.1)."""
    c = messages.c
    row = select(c.id).where(c.content_hash == content_hash, c.received_at > since).limit(1)
    return (await db.execute(row)).first() is not None


async def twin(
    db: AsyncConnection, connection: str, conversation: int, twin_hash: str, since: datetime
) -> int | None:
    """Another conversation that received the same words of the same sender (8.3).

    Whoever asks first is the first until its transaction ends: both webhooks of one mail come in
    the same moment, and neither would see the other.
    """
    await db.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"{connection}:{twin_hash}"))))
    c = messages.c
    row = (
        select(c.conversation)
        .where(
            c.connection == connection,
            c.twin_hash == twin_hash,
            c.conversation != conversation,
            c.received_at > since,
        )
        .order_by(c.id)
        .limit(1)
    )
    found = (await db.execute(row)).scalar_one_or_none()
    return None if found is None else int(found)


async def move(db: AsyncConnection, loser: int, survivor: int) -> None:
    """A merged conversation's thread is the survivor's from now on (1.10)."""
    await db.execute(
        update(messages).where(messages.c.conversation == loser).values(conversation=survivor)
    )
