"""What happens in conversations. A test holds these tables and the migrations together.

Customer text lives in `texts` and nowhere else: the other tables hold ids of texts, so that
erasing a person's words leaves the skeleton of what happened in place.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from frontmate.store.tables.columns import at, conversation, metadata, number, words

conversations = Table(
    "conversations",
    metadata,
    number(),
    Column("connection", Text, nullable=False),
    Column("front_id", Text, nullable=False),
    # Grows with every worker that takes the conversation: the fence against a revived one.
    Column("epoch", BigInteger, nullable=False, server_default=text("0")),
    Column("merged_into", BigInteger, ForeignKey("conversations.id")),
    words("subject"),
    at("created_at"),
    UniqueConstraint("connection", "front_id"),
)

texts = Table(
    "texts",
    metadata,
    number(),
    Column("conversation", BigInteger, nullable=True, index=True),
    Column("body", Text),
    at("created_at"),
    at("erased_at", null=True),
)

deliveries = Table(
    "deliveries",
    metadata,
    number(),
    Column("connection", Text, nullable=False),
    Column("event_key", Text, nullable=False),
    # webhook; or from Front's event list: poll, or recovered where a webhook was lost
    Column("source", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("type", Text, nullable=False),
    conversation(null=True),
    at("emitted_at", null=True),
    at("received_at"),
    Column("state", Text, nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    Column("repeats", Integer, nullable=False, server_default=text("0")),
    words("raw"),
    UniqueConstraint("connection", "event_key"),
    Index("ix_deliveries_received_at", "received_at"),
)

events = Table(
    "events",
    metadata,
    number(),
    conversation(),
    Column("delivery", BigInteger, ForeignKey("deliveries.id")),
    Column("type", Text, nullable=False),
    at("at"),
    Column("body", JSONB),
    at("closed_at", null=True),
    Index("ix_events_open", "conversation", postgresql_where=text("closed_at is null")),
)

messages = Table(
    "messages",
    metadata,
    number(),
    conversation(),
    Column("connection", Text, nullable=False),
    Column("front_id", Text, nullable=False),
    Column("session", BigInteger, ForeignKey("sessions.id")),
    Column("inbound", Boolean, nullable=False),
    Column("role", Text, nullable=False),
    words("sender"),
    words("sender_name"),
    words("subject"),
    words("body"),
    # Addresses in copy, one a line.
    words("copied"),
    Column("channel", Text, nullable=False),
    Column("channel_name", Text, nullable=False),
    Column("attachments", JSONB, nullable=False),
    Column("content_hash", Text),
    Column("twin_hash", Text),
    at("sent_at"),
    at("received_at"),
    UniqueConstraint("connection", "front_id"),
    Index("ix_messages_conversation_sent_at", "conversation", "sent_at"),
    Index("ix_messages_content_hash", "content_hash"),
    Index("ix_messages_twin_hash", "twin_hash"),
)

attachments = Table(
    "attachments",
    metadata,
    number(),
    # Where its texts lie, too: a merge moves messages, and not these.
    conversation(),
    Column("connection", Text, nullable=False),
    # Front's ids of the message and of the file.
    Column("message", Text, nullable=False),
    Column("front_id", Text, nullable=False),
    words("name"),
    # What its sender says that it is, and what it is.
    Column("claimed", Text, nullable=False),
    Column("kind", Text),
    # Bytes: as Front says it, and once it was fetched as it is.
    Column("size", BigInteger, nullable=False),
    Column("sha256", Text),
    Column("state", Text, nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    words("body"),
    at("listed_at"),
    at("settled_at", null=True),
    UniqueConstraint("connection", "message", "front_id"),
    Index("ix_attachments_conversation", "conversation"),
    Index("ix_attachments_sha256", "sha256"),
)

contacts = Table(
    "contacts",
    metadata,
    number(),
    Column("connection", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("handle", Text, nullable=False),
    Column("name", Text),
    Column("front_id", Text),
    at("created_at"),
    UniqueConstraint("connection", "kind", "handle"),
    Index("ix_contacts_connection_front_id", "connection", "front_id"),
)

sessions = Table(
    "sessions",
    metadata,
    number(),
    conversation(),
    Column("number", Integer, nullable=False),
    Column("contact", BigInteger, ForeignKey("contacts.id"), index=True),
    # Copies of fields of `state`, to filter and sort by.
    Column("status", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("version", Integer, nullable=False),
    at("waiting_since", null=True),
    Column("state", JSONB, nullable=False),
    at("started_at"),
    at("updated_at"),
    UniqueConstraint("conversation", "number"),
    Index("ix_sessions_updated_at", "updated_at"),
)

history = Table(
    "history",
    metadata,
    number(),
    conversation(),
    Column("session", BigInteger, ForeignKey("sessions.id")),
    Column("event", BigInteger, ForeignKey("events.id"), nullable=False, unique=True),
    at("at"),
    Column("reason", Text, nullable=False),
    Column("promise", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("policy", Integer, nullable=False),
    Index("ix_history_conversation_id", "conversation", "id"),
)

actions = Table(
    "actions",
    metadata,
    number(),
    conversation(),
    Column("session", BigInteger, ForeignKey("sessions.id")),
    Column("event", BigInteger, ForeignKey("events.id"), nullable=False),
    Column("step", Text, nullable=False),
    Column("saga", Text, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    # What was really written to Front, and how it is recognised when it comes back.
    words("written"),
    Column("written_hash", Text),
    Column("uid", Text),
    Column("front_id", Text),
    # Of a draft: what Front's version was when we wrote it, to find out whether a person has
    # edited it since (11.1).
    Column("draft_version", Text),
    # Of an answer to a call: Front's channel by which it went to the caller, in a conversation of
    # its own (9.3).
    Column("leaves_by", Text),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    at("created_at"),
    at("intended_at", null=True),
    at("looked_at", null=True),
    at("accepted_at", null=True),
    # The event that proved it, so that a second one is not taken for ours too.
    at("echoed_at", null=True),
    at("ended_at", null=True),
    # Not before this moment: the next attempt, or the next look for an uncertain send.
    at("due", null=True),
    Index("ix_actions_conversation_id", "conversation", "id"),
    Index("ix_actions_due", "due", postgresql_where=text("due is not null")),
)

calls = Table(
    "calls",
    metadata,
    number(),
    Column("connection", Text, nullable=False),
    conversation(null=True),
    Column("action", BigInteger, ForeignKey("actions.id"), index=True),
    Column("method", Text, nullable=False),
    Column("template", Text, nullable=False),
    Column("status", Integer),
    Column("error", Text),
    at("at"),
    Column("seconds", Double, nullable=False),
)

timers = Table(
    "timers",
    metadata,
    number(),
    conversation(),
    Column("session", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("version", Integer, nullable=False),
    # The policy that it was set by: a newer one voids it (4.5).
    Column("policy", Integer, nullable=False, server_default=text("1")),
    at("due"),
    at("fired_at", null=True),
    Index("ix_timers_due", "due", postgresql_where=text("fired_at is null")),
)

alarms = Table(
    "alarms",
    metadata,
    number(),
    conversation(),
    Column("session", BigInteger, ForeignKey("sessions.id")),
    Column("why", Text, nullable=False),
    at("at"),
    at("closed_at", null=True),
)

shadows = Table(
    "shadows",
    metadata,
    number(),
    conversation(),
    Column("session", BigInteger, ForeignKey("sessions.id")),
    # The customer messages that it is about, by Front's ids.
    Column("messages", JSONB, nullable=False),
    at("at"),
    # What the agent proposed, and what would have become of it (11.1).
    Column("outcome", JSONB, nullable=False),
    Column("reason", Text, nullable=False),
    Column("steps", JSONB, nullable=False),
    Column("policy", Integer, nullable=False),
    Index("ix_shadows_conversation", "conversation"),
)
