"""By which channel the answer to a call went to the caller (9.3)."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("actions", sa.Column("leaves_by", sa.Text(), nullable=True))
