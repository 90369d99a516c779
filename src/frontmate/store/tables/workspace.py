"""What belongs to a workspace: how it is reached, its rules, what it knows."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from frontmate.store.tables.columns import at, metadata, number

connections = Table(
    "connections",
    metadata,
    Column("id", Text, primary_key=True),
    # A company can be connected once (behaviour 7.1).
    Column("company", Text, nullable=False, unique=True),
    Column("ai_teammate", Text, nullable=False),
    Column("ai_name", Text, nullable=False),
    Column("api_url", Text, nullable=False),
    Column("requests_per_minute", Integer, nullable=False),
    # webhook, or poll where Front cannot reach us (7.2)
    Column("intake", Text, nullable=False),
    at("created_at"),
    # Grows with every change of this row, its secrets or its sources: processes look at it.
    Column("generation", BigInteger, nullable=False, server_default=text("0")),
    # Grows with every change of its articles or their vectors.
    Column("knowledge", BigInteger, nullable=False, server_default=text("0")),
    at("disconnected_at", null=True),
    # The administrator's own address is a customer's until then (9.1).
    Column("test_sender", Text),
    at("test_until", null=True),
)

policies = Table(
    "policies",
    metadata,
    Column("connection", Text, ForeignKey("connections.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("body", JSONB, nullable=False),
    at("created_at"),
)

secrets = Table(
    "secrets",
    metadata,
    Column("connection", Text, ForeignKey("connections.id"), primary_key=True),
    # token, signing_key, rule_secret, knowledge_token
    Column("name", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    at("changed_at"),
)

sources = Table(
    "sources",
    metadata,
    number(),
    Column("connection", Text, ForeignKey("connections.id"), nullable=False),
    # folder, or front
    Column("kind", Text, nullable=False),
    # A path, or a help center's id at Front.
    Column("place", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("locales", JSONB, nullable=False),
    # Whether customers may be told what it says; an internal one never is (9.2).
    Column("public", Boolean, nullable=False),
    Column("chosen", Boolean, nullable=False),
    Column("public_url", Text),
    # The progress of a pass, for people: articles done and to do.
    Column("done", Integer, nullable=False, server_default=text("0")),
    Column("total", Integer),
    at("began_at", null=True),
    at("synced_at", null=True),
    Column("problem", Text, nullable=False, server_default=""),
    at("found_at", null=True),
    UniqueConstraint("connection", "kind", "place"),
)

articles = Table(
    "articles",
    metadata,
    number(),
    Column("connection", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("public", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    Column("url", Text),
    Column("keywords", JSONB, nullable=False),
    at("seen_at"),
    Column("source", BigInteger, ForeignKey("sources.id")),
    # As the source states it; what has not changed since need not be fetched again.
    at("changed_at", null=True),
    # Set once this version is no longer what the help center says, with why: a tombstone.
    at("gone_at", null=True),
    Column("gone_why", Text),
    # Why customers are not told, were it for the source alone; null: not known (an older version).
    Column("held_back", Text),
    UniqueConstraint("connection", "key", "version"),
    Index("ix_articles_gone_at", "connection", "gone_at"),
)

article_entries = Table(
    "article_entries",
    metadata,
    # Derived from one version of an article, and derived again should it be gone.
    Column("connection", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    # Of the program's way of deriving, and of what the version does not name.
    Column("form", Text, nullable=False),
    Column("entry", LargeBinary, nullable=False),
)

article_choices = Table(
    "article_choices",
    metadata,
    # An admin's word on one article, above what its source says (9.2).
    Column("connection", Text, ForeignKey("connections.id"), primary_key=True),
    # The article's key without its locale: a choice holds for all its languages.
    Column("article", Text, primary_key=True),
    Column("shown", Boolean, nullable=False),
    at("made_at"),
)

vectors = Table(
    "vectors",
    metadata,
    # Of the model and what was encoded, prefix included; nothing of the words is in here.
    Column("model", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

vector_progress = Table(
    "vector_progress",
    metadata,
    # How far the encoding of a connection's articles is, for people: pieces, and each second.
    Column("connection", Text, primary_key=True),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("per_second", Double, nullable=False),
    at("at"),
)

query_means = Table(
    "query_means",
    metadata,
    Column("connection", Text, ForeignKey("connections.id"), primary_key=True),
    Column("model", Text, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("total", LargeBinary, nullable=False),
)

cursors = Table(
    "cursors",
    metadata,
    Column("connection", Text, ForeignKey("connections.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    # Everything up to here has been taken in.
    at("at"),
    at("read_at", null=True),
    Column("problem", Text, nullable=False, server_default=""),
    # There is more from here on; null where the last reading came to the end.
    at("behind", null=True),
)

budgets = Table(
    "budgets",
    metadata,
    # Of Front's requests: one for each company, and for all processes (10.5).
    Column("company", Text, primary_key=True),
    # Grows with every change: who saw an older one must not change it.
    Column("version", BigInteger, nullable=False),
    Column("tokens", Double, nullable=False),
    # When they were counted, by the database's clock, as all times here.
    at("at"),
    at("blocked_until", null=True),
    # What Front's headers said last, and when.
    Column("front_limit", Integer),
    Column("front_remaining", Integer),
    at("said_at", null=True),
)

refusals = Table(
    "refusals",
    metadata,
    # Webhooks that were not believed, counted by why: for `doctor`.
    Column("connection", Text, primary_key=True),
    Column("why", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    at("last_at"),
)

handshakes = Table(
    "handshakes",
    metadata,
    Column("connection", Text, primary_key=True),
    at("last_at"),
)

webhook_silences = Table(
    "webhook_silences",
    metadata,
    # While Front's list shows what no webhook tells (10.3): since when, and when a person was told.
    Column("connection", Text, primary_key=True),
    at("since"),
    at("told_at", null=True),
)

labels = Table(
    "labels",
    metadata,
    number(),
    Column("connection", Text, ForeignKey("connections.id"), nullable=False),
    # How sure the engine was, 0 to 1, and whether a person sent the draft as it was.
    Column("confidence", Double, nullable=False),
    Column("good", Boolean, nullable=False),
    at("at"),
    Index("ix_labels_connection", "connection"),
)
