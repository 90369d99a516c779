"""Why an article is held back from customers or gone, and what an admin decided about it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sources", sa.Column("found_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("articles", sa.Column("held_back", sa.Text(), nullable=True))
    op.add_column("articles", sa.Column("gone_why", sa.Text(), nullable=True))
    op.create_index("ix_articles_gone_at", "articles", ["connection", "gone_at"])
    op.create_table(
        "article_choices",
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection"],
            ["connections.id"],
            name=op.f("fk_article_choices_connection_connections"),
        ),
        sa.PrimaryKeyConstraint("connection", "article", name=op.f("pk_article_choices")),
    )
