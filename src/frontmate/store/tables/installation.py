"""What belongs to the installation: its processes, its people, and what they did."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from frontmate.store.tables.columns import at, metadata, number

installation = Table(
    "installation",
    metadata,
    # key_check: a known word sealed with the installation's key, to find a wrong one at once
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

processes = Table(
    "processes",
    metadata,
    Column("id", Text, primary_key=True),
    # serve, work or run
    Column("role", Text, nullable=False),
    Column("version", Text, nullable=False),
    at("started_at"),
    at("beat_at"),
)

people = Table(
    "people",
    metadata,
    Column("name", Text, primary_key=True),
    Column("password", Text, nullable=False),
    Column("role", Text, nullable=False),
    at("created_at"),
)

audit = Table(
    "audit",
    metadata,
    number(),
    at("at"),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("connection", Text),
    # Ids and counts; never a word of a customer's.
    Column("detail", JSONB, nullable=False),
    Index("ix_audit_at", "at"),
)

pending_connections = Table(
    "pending_connections",
    metadata,
    # A connection that is being made on the console, until it is known who the AI is.
    Column("name", Text, primary_key=True),
    Column("api_url", Text, nullable=False),
    # Sealed, as all secrets.
    Column("token", LargeBinary, nullable=False),
    Column("who", Text, nullable=False),
    at("created_at"),
    Column("company", Text),
    Column("company_name", Text),
    # Of each permission what was found, in order.
    Column("findings", JSONB, nullable=False),
    # What ended the look, in words.
    Column("problem", JSONB),
    # The last sign of life of whoever looks, and when they had seen everything.
    at("looked_at", null=True),
    at("done_at", null=True),
)

examinations = Table(
    "examinations",
    metadata,
    # One row: the newest of the whole installation.
    Column("id", Integer, primary_key=True, autoincrement=False),
    at("began_at"),
    at("done_at", null=True),
    # As `frontmate doctor --json` prints it.
    Column("report", JSONB),
)
