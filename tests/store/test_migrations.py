"""The schema comes from migrations alone, and they say what the tables say."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from frontmate.store import migrate
from frontmate.store.database import driver_url
from frontmate.store.tables import metadata


def _ours(_object: object, name: str | None, kind: str, *_: object) -> bool:
    return not (kind == "table" and (name or "").startswith("procrastinate_"))


def test_migrations_from_empty_make_exactly_our_tables(database_url: str) -> None:
    engine = create_engine(driver_url(database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": _ours, "compare_type": True}
        )
        differences = compare_metadata(context, metadata)
    engine.dispose()
    assert [d for d in differences if "alembic_version" not in str(d)] == []


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    migrate(database_url)
    migrate(database_url)
