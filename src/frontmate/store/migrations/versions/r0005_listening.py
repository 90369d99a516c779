"""How far behind the reading of Front's event list is, and since when a webhook is silent."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cursors", sa.Column("behind", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "webhook_silences",
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("connection", name=op.f("pk_webhook_silences")),
    )
