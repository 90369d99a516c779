"""A database as a working installation leaves it, and empty ones beside it."""

import itertools
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.actions import Action
from frontmate.conversation.decision import Reason
from frontmate.conversation.events import MessageReceived, Recorded, Seen
from frontmate.conversation.message import Channel, Message
from frontmate.conversation.outcome import Reading
from frontmate.conversation.policy import Policy
from frontmate.conversation.session import NOBODY, Session
from frontmate.conversation.text import Text
from frontmate.store import (
    Delivery,
    Keeper,
    StoredMessage,
    Workspace,
    actions,
    connections,
    contacts,
    conversations,
    deliveries,
    events,
    history,
    messages,
    open_engine,
    plain_url,
    sealing,
    secrets,
    sessions,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
KEY = "a-key-for-tests-that-is-long-enough"
TOKEN = "the-token-of-the-workspace"
_NUMBERS = itertools.count()
_NEWEST = text("select max(id) from actions where conversation = :conversation")


@contextmanager
def empty_database(server_url: str) -> Iterator[str]:
    """A database that holds nothing at all, not even tables."""
    name = f"empty_{os.getpid()}_{next(_NUMBERS)}"
    run(server_url, f'create database "{name}"')
    yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    run(server_url, f'drop database "{name}" with (force)')


@asynccontextmanager
async def working_on(url: str) -> AsyncIterator[AsyncConnection]:
    """One transaction, by somebody who is gone afterwards."""
    engine = open_engine(url)
    async with engine.begin() as db:
        yield db
    await engine.dispose()


def run(url: str, statement: str, *values: object) -> list[tuple[object, ...]]:
    with psycopg.connect(plain_url(url), autocommit=True) as connection:
        cursor = connection.execute(statement.encode(), values or None)
        return cursor.fetchall() if cursor.description else []


def everything(url: str) -> str:
    """All that the database holds, as one text."""
    found = []
    with psycopg.connect(plain_url(url)) as connection:
        tables = connection.execute(
            "select tablename from pg_tables where schemaname = current_schema() order by 1"
        ).fetchall()
        for (name,) in tables:
            query = sql.SQL("select t::text from {} t").format(sql.Identifier(name))
            found += [f"{name}: {line}" for (line,) in connection.execute(query)]
    return "\n".join(found)


async def connect(db: AsyncConnection, name: str = "main", company: str = "cmp_1") -> None:
    keeper = Keeper(KEY)
    await sealing.check_key(db, keeper)
    await connections.connect(db, Workspace(name, company, "tea_ai", "Ada"), Policy(), NOW)
    await secrets.put(db, keeper, name, "token", TOKEN, NOW)


class Story:
    """One conversation with one customer; every call is something that the house would store."""

    def __init__(
        self,
        db: AsyncConnection,
        front_id: str = "cnv_1",
        handle: str = "jane@example.com",
        name: str = "Jane Doe",
        *,
        connection: str = "main",
        kind: str = "email",
        at: datetime = NOW,
    ) -> None:
        self.db = db
        self.front_id = front_id
        self.handle = handle
        self.name = name
        self.connection = connection
        self.kind = kind
        self.at = at
        self.conversation = 0
        self.contact = 0
        self.session_id = 0
        self.session = Session(
            number=1,
            started_at=at,
            channel=Channel.EMAIL,
            contact=Text(handle),
            inboxes=frozenset(),
        )

    async def begin(self, **changes: object) -> "Story":
        db, at = self.db, self.at
        self.conversation = await conversations.lock(db, self.connection, self.front_id, at)
        self.contact = await contacts.find_or_add(
            db,
            connection=self.connection,
            kind=self.kind,
            handle=self.handle,
            name=self.name,
            front_id="crd_1",
            now=at,
        )
        await self.save(**changes)
        return self

    async def save(self, **changes: object) -> None:
        self.session = replace(self.session, **changes)  # type: ignore[arg-type] # its own fields
        self.session_id = await sessions.save(
            self.db, self.conversation, self.session, self.contact, self.at
        )

    async def writes(
        self,
        words: str,
        message: str = "msg_1",
        *,
        sender: str | None = None,
        files: tuple[str, ...] = (),
    ) -> None:
        """The customer's message: its delivery, the message itself, the judged event."""
        sender = sender or self.handle
        delivery = await deliveries.receive(
            self.db,
            Delivery(
                connection=self.connection,
                event_key=f"evt_{message}",
                source="webhook",
                kind="app",
                type="inbound_received",
                conversation=self.conversation,
                emitted_at=self.at,
                raw=f'{{"id": "{message}", "handle": "{sender}", "text": "{words}"}}',
            ),
            self.at,
        )
        assert delivery is not None
        stored = StoredMessage(
            front_id=message,
            inbound=True,
            role="customer",
            sender=sender,
            sender_name=self.name,
            subject=f"About {words}",
            body=words,
            copied=("copied@example.com",),
            channel=Channel.EMAIL,
            channel_name="email",
            attachments=files,
            sent_at=self.at,
            content_hash="content-hash",
            twin_hash="twin-hash",
        )
        await messages.save(self.db, self.connection, self.conversation, stored, self.at)
        await messages.place(self.db, self.connection, message, self.session_id)
        event = MessageReceived(
            self.at, Message(message, self.at, Channel.EMAIL, Text(sender)), Seen(NOBODY)
        )
        await self.judged(event, Reason.ASKED_AGENT, delivery=delivery)
        await deliveries.settle(self.db, delivery, "handled", Reason.ASKED_AGENT.value)
        summary = Reading(summary=Text(f"Asked: {words}"))
        await self.save(reading=summary, waiting=(*self.session.waiting, message), turn=1)

    async def recorded(self, what: str) -> None:
        await self.judged(Recorded(self.at, what), Reason.RECORDED, note=what)

    async def judged(
        self,
        event: MessageReceived | Recorded,
        reason: Reason,
        *,
        note: str = "",
        delivery: int | None = None,
    ) -> int:
        if delivery is None:
            number = await events.add(self.db, self.conversation, event, self.at)
        else:
            number = await events.add_delivery(
                self.db, self.conversation, delivery, "inbound_received", self.at
            )
        await events.close(self.db, number, self.conversation, event, self.at)
        await history.write(
            self.db,
            conversation=self.conversation,
            session=self.session_id,
            event=number,
            at=self.at,
            reason=reason,
            note=note,
            policy=1,
        )
        return number

    async def plans(self, *wanted: Action) -> None:
        event = await self.judged(Recorded(self.at, "planned"), Reason.REPLYING)
        await actions.plan(
            self.db,
            conversation=self.conversation,
            session=self.session_id,
            event=event,
            wanted=wanted,
            now=self.at,
        )

    async def newest_action(self) -> actions.ActionRow:
        number = await self.db.scalar(_NEWEST, {"conversation": self.conversation})
        return await actions.get(self.db, int(number))

    def later(self, **passed: float) -> None:
        self.at += timedelta(**passed)
