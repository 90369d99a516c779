"""Where the database of an installation is: the embedded one, or the one that the settings name."""

from frontmate.settings import Settings, SettingsError
from frontmate.store import embedded, migrate


def prepared_database(settings: Settings) -> str:
    """The URL of the database, running and migrated. Raises EmbeddedServerError."""
    database = settings.database_url or embedded.start(
        settings.data / "postgresql", stop_at_exit=True
    )
    migrate(database)
    return database


def existing_database(settings: Settings) -> str:
    """The URL of a database that is there already, as it is: nothing is made and nothing migrated.

    Raises SettingsError, EmbeddedServerError.
    """
    if settings.database_url is not None:
        return settings.database_url
    folder = settings.data / "postgresql"
    # Starting the server would make a new, empty one, and hide that the folder is the wrong one.
    if not embedded.holds_data(folder):
        raise SettingsError(
            f"there is no database in {settings.data} yet: start `frontmate run` once, or set "
            "FRONTMATE_DATA or FRONTMATE_DATABASE_URL to where it is"
        )
    return embedded.start(folder, stop_at_exit=True)
