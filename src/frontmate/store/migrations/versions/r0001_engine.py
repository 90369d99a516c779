"""The job engine's own tables: its migration files, in their order."""

import re
from pathlib import Path

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# A later version of the engine brings later files: those get a revision of their own here.
LAST_FILE = "03.04.00_50_post_add_retry_failed_job_procedure.sql"

_ADDED = re.compile(r"ALTER TYPE (\w+) ADD VALUE '(\w+)'[^;]*;")
_MADE = re.compile(r"(CREATE TYPE (\w+) AS ENUM \()")


def upgrade() -> None:
    folder = Path(SchemaManager.get_migrations_path())
    files = [file for file in sorted(folder.glob("*.sql")) if file.name <= LAST_FILE]
    scripts = [file.read_text(encoding="utf-8") for file in files]
    added = [found for script in scripts for found in _ADDED.findall(script)]

    def with_all_values(made: re.Match[str]) -> str:
        # Up to PostgreSQL 16 a value cannot be used in the transaction that added it.
        later = [f"'{value}', " for name, value in added if name == made[2]]
        return made[1] + "".join(later)

    for script in scripts:
        whole = _MADE.sub(with_all_values, _ADDED.sub("", script))
        if whole.strip():
            op.get_bind().exec_driver_sql(whole.replace("%", "%%"))
