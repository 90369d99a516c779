"""The tables, as SQLAlchemy Core sees them. Alembic makes them; a test holds the two together.

Customer text lives in `texts` and nowhere else: the other tables hold ids of texts, so that
erasing a person's words leaves the skeleton of what happened in place.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[int]:
    return Column("id", BigInteger, primary_key=True, autoincrement=True)


def _at(name: str, *, null: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=null)


def _text(name: str) -> Column[int]:
    return Column(name, BigInteger, ForeignKey("texts.id"), nullable=True)


def _conversation(*, null: bool = False) -> Column[int]:
    return Column("conversation", BigInteger, ForeignKey("conversations.id"), nullable=null)


connections = Table(
    "connections",
    metadata,
    Column("id", Text, primary_key=True),
    # A company can be connected once (behaviour 7.1).
    Column("company", Text, nullable=False, unique=True),
    _at("created_at"),
)

policies = Table(
    "policies",
    metadata,
    Column("connection", Text, ForeignKey("connections.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("body", JSONB, nullable=False),
    _at("created_at"),
)

conversations = Table(
    "conversations",
    metadata,
    _id(),
    Column("connection", Text, nullable=False),
    Column("front_id", Text, nullable=False),
    # Grows with every worker that takes the conversation: the fence against a revived one.
    Column("epoch", BigInteger, nullable=False, server_default=text("0")),
    Column("merged_into", BigInteger, ForeignKey("conversations.id")),
    _text("subject"),
    _at("created_at"),
    UniqueConstraint("connection", "front_id"),
)

texts = Table(
    "texts",
    metadata,
    _id(),
    Column("conversation", BigInteger, nullable=True, index=True),
    Column("body", Text),
    _at("created_at"),
    _at("erased_at", null=True),
)

deliveries = Table(
    "deliveries",
    metadata,
    _id(),
    Column("connection", Text, nullable=False),
    Column("event_key", Text, nullable=False),
    # webhook, or recovered (read from Front because no webhook came)
    Column("source", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("type", Text, nullable=False),
    _conversation(null=True),
    _at("emitted_at", null=True),
    _at("received_at"),
    Column("state", Text, nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    Column("repeats", Integer, nullable=False, server_default=text("0")),
    _text("raw"),
    UniqueConstraint("connection", "event_key"),
    Index("ix_deliveries_received_at", "received_at"),
)

events = Table(
    "events",
    metadata,
    _id(),
    _conversation(),
    Column("delivery", BigInteger, ForeignKey("deliveries.id")),
    Column("type", Text, nullable=False),
    _at("at"),
    Column("body", JSONB),
    _at("closed_at", null=True),
    Index("ix_events_open", "conversation", postgresql_where=text("closed_at is null")),
)

messages = Table(
    "messages",
    metadata,
    _id(),
    _conversation(),
    Column("connection", Text, nullable=False),
    Column("front_id", Text, nullable=False),
    Column("session", BigInteger, ForeignKey("sessions.id")),
    Column("inbound", Boolean, nullable=False),
    Column("role", Text, nullable=False),
    _text("sender"),
    _text("sender_name"),
    _text("subject"),
    _text("body"),
    # Addresses in copy, one a line.
    _text("copied"),
    Column("channel", Text, nullable=False),
    Column("channel_name", Text, nullable=False),
    Column("attachments", JSONB, nullable=False),
    Column("content_hash", Text),
    Column("twin_hash", Text),
    _at("sent_at"),
    _at("received_at"),
    UniqueConstraint("connection", "front_id"),
    Index("ix_messages_conversation_sent_at", "conversation", "sent_at"),
    Index("ix_messages_content_hash", "content_hash"),
    Index("ix_messages_twin_hash", "twin_hash"),
)

contacts = Table(
    "contacts",
    metadata,
    _id(),
    Column("connection", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("handle", Text, nullable=False),
    Column("name", Text),
    Column("front_id", Text),
    _at("created_at"),
    UniqueConstraint("connection", "kind", "handle"),
)

sessions = Table(
    "sessions",
    metadata,
    _id(),
    _conversation(),
    Column("number", Integer, nullable=False),
    Column("contact", BigInteger, ForeignKey("contacts.id"), index=True),
    # Copies of fields of `state`, to filter and sort by.
    Column("status", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("version", Integer, nullable=False),
    _at("waiting_since", null=True),
    Column("state", JSONB, nullable=False),
    _at("started_at"),
    _at("updated_at"),
    UniqueConstraint("conversation", "number"),
    Index("ix_sessions_updated_at", "updated_at"),
)

history = Table(
    "history",
    metadata,
    _id(),
    _conversation(),
    Column("session", BigInteger, ForeignKey("sessions.id")),
    Column("event", BigInteger, ForeignKey("events.id"), nullable=False, unique=True),
    _at("at"),
    Column("reason", Text, nullable=False),
    Column("promise", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("policy", Integer, nullable=False),
    Index("ix_history_conversation_id", "conversation", "id"),
)

actions = Table(
    "actions",
    metadata,
    _id(),
    _conversation(),
    Column("session", BigInteger, ForeignKey("sessions.id")),
    Column("event", BigInteger, ForeignKey("events.id"), nullable=False),
    Column("step", Text, nullable=False),
    Column("saga", Text, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    # What was really written to Front, and how it is recognised when it comes back.
    _text("written"),
    Column("written_hash", Text),
    Column("uid", Text),
    Column("front_id", Text),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    _at("created_at"),
    _at("intended_at", null=True),
    _at("looked_at", null=True),
    _at("accepted_at", null=True),
    # The event that proved it, so that a second one is not taken for ours too.
    _at("echoed_at", null=True),
    _at("ended_at", null=True),
    # Not before this moment: the next attempt, or the next look for an uncertain send.
    _at("due", null=True),
    Index("ix_actions_conversation_id", "conversation", "id"),
    Index("ix_actions_due", "due", postgresql_where=text("due is not null")),
)

calls = Table(
    "calls",
    metadata,
    _id(),
    Column("connection", Text, nullable=False),
    _conversation(null=True),
    Column("action", BigInteger, ForeignKey("actions.id"), index=True),
    Column("method", Text, nullable=False),
    Column("template", Text, nullable=False),
    Column("status", Integer),
    Column("error", Text),
    _at("at"),
    Column("seconds", Double, nullable=False),
)

timers = Table(
    "timers",
    metadata,
    _id(),
    _conversation(),
    Column("session", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("version", Integer, nullable=False),
    _at("due"),
    _at("fired_at", null=True),
    Index("ix_timers_due", "due", postgresql_where=text("fired_at is null")),
)

alarms = Table(
    "alarms",
    metadata,
    _id(),
    _conversation(),
    Column("session", BigInteger, ForeignKey("sessions.id")),
    Column("why", Text, nullable=False),
    _at("at"),
    _at("closed_at", null=True),
)

articles = Table(
    "articles",
    metadata,
    _id(),
    Column("connection", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("public", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    Column("url", Text),
    Column("keywords", JSONB, nullable=False),
    _at("seen_at"),
    # Set once this version is no longer what the help center says.
    _at("gone_at", null=True),
    UniqueConstraint("connection", "key", "version"),
)

people = Table(
    "people",
    metadata,
    Column("name", Text, primary_key=True),
    Column("password", Text, nullable=False),
    Column("role", Text, nullable=False),
    _at("created_at"),
)
