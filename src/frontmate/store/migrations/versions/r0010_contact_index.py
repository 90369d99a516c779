"""Contacts by the one that Front holds them to be: looked up for every message (6.2)."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_contacts_connection_front_id", "contacts", ["connection", "front_id"])
