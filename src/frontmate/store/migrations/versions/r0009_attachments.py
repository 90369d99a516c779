"""What customers attach: which files there were, what each really is, and what its text says."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("conversation", sa.BigInteger(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("front_id", sa.Text(), nullable=False),
        sa.Column("name", sa.BigInteger(), nullable=True),
        sa.Column("claimed", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("body", sa.BigInteger(), nullable=True),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation"],
            ["conversations.id"],
            name=op.f("fk_attachments_conversation"),
        ),
        sa.ForeignKeyConstraint(["name"], ["texts.id"], name=op.f("fk_attachments_name")),
        sa.ForeignKeyConstraint(["body"], ["texts.id"], name=op.f("fk_attachments_body")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint(
            "connection",
            "message",
            "front_id",
            name=op.f("uq_attachments_connection_message_front_id"),
        ),
    )
    op.create_index("ix_attachments_conversation", "attachments", ["conversation"])
    op.create_index("ix_attachments_sha256", "attachments", ["sha256"])
