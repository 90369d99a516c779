"""The job engine's own tables: its migration files, in their order."""

from pathlib import Path

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# A later version of the engine brings later files: those get a revision of their own here.
LAST_FILE = "03.04.00_50_post_add_retry_failed_job_procedure.sql"


def upgrade() -> None:
    folder = Path(SchemaManager.get_migrations_path())
    for file in sorted(folder.glob("*.sql")):
        if file.name <= LAST_FILE:
            op.get_bind().exec_driver_sql(file.read_text(encoding="utf-8").replace("%", "%%"))
